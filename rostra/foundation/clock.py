"""The time, asked in one place, and local times that a clock change makes impossible or double."""

from datetime import MAXYEAR, MINYEAR, UTC, date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from rostra.foundation.errors import Refusal


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def in_calendar(at: date) -> bool:
    """Whether every zone can tell this day: in the first and the last year, some fall off the calendar."""
    return MINYEAR < at.year < MAXYEAR


def in_utc(at: datetime, *, place: str) -> datetime:
    """An instant given with any offset, as every sentence and the database tell it.

    Raises:
        Refusal: `bad_time` at the ends of the calendar.
    """
    if not in_calendar(at):
        raise Refusal("bad_time", place, _("No calendar is kept for this year."))
    return at.astimezone(UTC)


def local_instant(naive: datetime, zone: str, *, fold: int | None = None) -> datetime:
    """The instant of a wall-clock time in a zone.

    Args:
        naive: a wall-clock time without zone.
        zone: an IANA name, such as `Europe/Paris`.
        fold: which one is meant when clocks are set back: 0 the first, 1 the second.

    Raises:
        Refusal: `bad_time` at the ends of the calendar; `clock_gap` when clocks skip this time; `clock_fold` when it
            comes twice and `fold` is None.
    """
    place = f"{naive:%Y-%m-%d %H:%M} {zone}"
    if not in_calendar(naive):
        raise Refusal("bad_time", place, _("No calendar is kept for this year."))
    first, second = (naive.replace(tzinfo=ZoneInfo(zone), fold=f).astimezone(UTC) for f in (0, 1))
    if first.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != naive:
        raise Refusal("clock_gap", place, _("Clocks skip this time that night; choose another."))
    if first != second and fold is None:
        raise Refusal(
            "clock_fold", place, _("This time comes twice that night; say whether the first or the second is meant.")
        )
    return second if fold else first
