"""Time zones that people live in: no old spellings, no abbreviations, nothing that only a machine has."""

from functools import cache
from importlib.resources import files
from itertools import groupby
from zoneinfo import available_timezones

Choices = list[tuple[str, str | list[tuple[str, str]]]]


@cache
def inhabited() -> tuple[str, ...]:
    """Every zone that the time zone database gives to a country, by name; UTC first."""
    lines = files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8").splitlines()
    named = {line.split("\t")[2] for line in lines if line and not line.startswith("#")}
    return ("UTC", *sorted(named & available_timezones()))


def zone_choices(*kept: str) -> Choices:
    """Choices for a form, in groups by continent or ocean.

    Args:
        kept: zones that stand first; an old name that is stored stays a choice, one that nobody knows does not.
    """
    known = available_timezones()
    first = [zone for zone in dict.fromkeys([*kept, "UTC"]) if zone in known]
    rest = [zone for zone in inhabited() if zone not in first]
    groups = groupby(rest, key=lambda zone: zone.partition("/")[0])
    return [*((zone, zone) for zone in first), *((name, [(zone, zone) for zone in each]) for name, each in groups)]
