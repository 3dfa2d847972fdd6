"""What a figure says in words: one sentence each, in the language of the interface."""

from datetime import date

from babel.dates import format_skeleton
from babel.numbers import format_percent
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from rostra.foundation.models import Language
from rostra.foundation.text import in_interface_language, isolated
from rostra.looks import dates
from rostra.results import rules
from rostra.results.measures.registry import A_DAY, COUNT
from rostra.results.queries import Point, Reading, Standing


def _tag() -> str:
    return get_language() or "en"


def number(value: float | None) -> str:
    """A figure as people read it: whole from a hundred on, else with one decimal where it has one."""
    if value is None:
        return "–"
    return dates.number_words(round(value) if abs(value) >= 100 else round(value, 1), _tag())


def month(day: date) -> str:
    """A month and its year."""
    return format_skeleton("yMMMM", day, locale=dates.locale_of(_tag()))


def percent(share: float | None) -> str:
    """A share in whole percent."""
    return "–" if share is None else format_percent(round(share, 2), locale=dates.locale_of(_tag()))


def day(value: date) -> str:
    """A day with its month in words."""
    return dates.day_words(value, _tag())


def days(reading: Reading) -> str:
    """The period, from day to day."""
    first, last = day(reading.span.first), day(reading.span.last)
    return _("%(first)s – %(last)s") % {"first": first, "last": last}


def unit(reading: Reading) -> str:
    """The unit of the indicator's own figure; of another figure, what it is."""
    own = reading.part == reading.measure.parts[0]
    return (own and in_interface_language(reading.indicator.unit)) or str(reading.part.name)


def verdict(standing: Standing) -> str:
    """Where a figure stands, in two or three words; the colour comes after the word."""
    words = {
        rules.REACHED: _("target reached"),
        rules.CLOSER: _("better than before"),
        rules.BEHIND: _("no better than before"),
        rules.UNKNOWN: _("nothing to compare"),
    }
    return words[standing.verdict]


def whole(reading: Reading) -> str:
    """The figure beside its target."""
    standing = reading.whole
    if standing.figure.value is None:
        return _("There is no evidence for %(days)s yet.") % {"days": days(reading)}
    told = {"value": number(standing.figure.value), "unit": unit(reading), "days": days(reading)}
    if standing.target is None:
        return _("%(days)s: %(value)s %(unit)s.") % told
    told["target"] = number(standing.target.value)
    if standing.share is None:
        return _("%(days)s: %(value)s %(unit)s; the target of the whole period is %(target)s.") % told
    if standing.verdict == rules.REACHED:
        return _("%(days)s: %(value)s %(unit)s; the target of %(target)s is reached.") % told
    return _("%(days)s: %(value)s %(unit)s; the target is %(target)s.") % told


def series(reading: Reading) -> str:
    """From the lowest to the highest of the series."""
    known = [point for point in reading.series if point.figure.value is not None]
    if not known:
        return _("Nothing to draw yet.")
    low = min(known, key=_value)
    high = max(known, key=_value)
    told = {"low": number(low.figure.value), "high": number(high.figure.value)}
    if reading.part.reading == COUNT and not high.figure.value:
        return _("Nothing yet.")
    if reading.part.reading == COUNT:
        return _("Most in %(day)s: %(high)s.") % {"high": told["high"], "day": _at(high, reading)}
    if len(known) == 1:
        return _("Only %(day)s is known: %(value)s.") % {"day": _at(low, reading), "value": told["low"]}
    if low.figure.value == high.figure.value:
        return _("It stood at %(low)s all the time.") % told
    told |= {"low_day": _at(low, reading), "high_day": _at(high, reading)}
    return _("Between %(low)s (%(low_day)s) and %(high)s (%(high_day)s).") % told


def _value(point: Point) -> float:
    return point.figure.value or 0.0


def _at(point: Point, reading: Reading) -> str:
    return bucket(point.at, reading.grain)


def bucket_short(first: date, grain: str) -> str:
    """The same for the axis of a chart."""
    skeleton = "MMMd" if grain == rules.DAY else "yMMM"
    return format_skeleton(skeleton, first, locale=dates.locale_of(_tag()))


def bucket(first: date, grain: str) -> str:
    """A day, or a month and its year."""
    return dates.day_words(first, _tag()) if grain == rules.DAY else month(first)


def languages(reading: Reading) -> str:
    """How many languages reached their target."""
    aimed = [standing for standing in reading.languages.values() if standing.target and standing.share is not None]
    reached = [standing for standing in aimed if standing.verdict == rules.REACHED]
    if not aimed:
        return _("No language has a target that can be compared with this period.")
    return _("%(reached)s of %(all)s languages have reached their target.") % {
        "reached": number(len(reached)),
        "all": number(len(aimed)),
    }


def each_language(reading: Reading) -> str:
    """Who stands highest and who lowest, on one scale."""
    found = reading.parity
    if found is None:
        return _("Languages cannot be compared yet.")
    names = {language.code: language for language in reading.languages}
    told = {"least": _name(names[found.least]), "most": _name(names[found.most])}
    return _("All on one scale: of the official languages, %(most)s stands highest, %(least)s lowest.") % told


def parity(reading: Reading) -> str:
    """The least beside the most, and whether the gap closes."""
    found = reading.parity
    if found is None:
        return _("Languages cannot be compared yet.")
    names = {language.code: language for language in reading.languages}
    told = {
        "least": _name(names[found.least]),
        "most": _name(names[found.most]),
        "low": number(reading.languages[names[found.least]].figure.value),
        "high": number(reading.languages[names[found.most]].figure.value),
        "share": percent(found.share),
        "before": percent(reading.parity_before.share) if reading.parity_before else "",
    }
    if found.share == 1:
        return _("All official languages are on a par.")
    if found.share == 0:
        return _("Official languages: from %(low)s (%(least)s) to %(high)s (%(most)s).") % told
    if told["before"]:
        said = _(
            "Official languages: from %(low)s (%(least)s) to %(high)s (%(most)s). "
            "The lowest is %(share)s of the highest; it was %(before)s."
        )
        return said % told
    said = _(
        "Official languages: from %(low)s (%(least)s) to %(high)s (%(most)s). The lowest is %(share)s of the highest."
    )
    return said % told


def _name(language: Language) -> str:
    return isolated(language.endonym)


def source(reading: Reading) -> str:
    """Where the figure comes from, and from how many rows."""
    told = {"rows": number(reading.whole.figure.rows), "measure": reading.measure.name}
    if reading.extent is None:
        return _("Source: %(measure)s; no rows.") % told
    told["days"] = number(reading.extent.days)
    counted = (
        ngettext(
            "Source: %(measure)s, counted from %(rows)s rows of %(days)s day.",
            "Source: %(measure)s, counted from %(rows)s rows of %(days)s days.",
            reading.extent.days,
        )
        % told
    )
    return " ".join(filter(None, [counted, _gaps(len(reading.extent.gaps)), _running_day(reading)]))


def _gaps(days: int) -> str:
    """How many days between the counted ones have no log."""
    if not days:
        return ""
    said = ngettext(
        "Of %(days)s day in between there is no log: it is unknown, not zero.",
        "Of %(days)s days in between there is no log: they are unknown, not zero.",
        days,
    )
    return said % {"days": number(days)}


def _running_day(reading: Reading) -> str:
    """That a running day is left out of an average: the numbers beside it have it, as far as it went."""
    extents = {part.reading: reading.measure.extent(part, reading.span) for part in reading.measure.parts}
    average, counted = extents.get(A_DAY), extents.get(COUNT)
    if reading.part.reading != A_DAY or average is None or counted is None or average.last == counted.last:
        return ""
    return _("Today is not over and not counted in yet; visitor-days and views have it as far as it went.")


def remark(reading: Reading) -> str:
    """What must be said wherever the figure shows."""
    return in_interface_language(reading.indicator.remark)
