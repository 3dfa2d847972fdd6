"""How figures are read: medians, ways to a target, parity, days and months. Values in, verdicts out."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import median

#: A first character by which a spreadsheet takes a text for a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: Up to so many days a series is told day by day, beyond that month by month.
MOST_DAYS = 62

REACHED, CLOSER, BEHIND, UNKNOWN = "reached", "closer", "behind", "unknown"
DAY, MONTH = "day", "month"


@dataclass(frozen=True)
class Parity:
    """How far apart languages are: the least and the most, and the least as a share of the most (1 is parity)."""

    least: str
    most: str
    share: float


def middle(values: Iterable[float]) -> float | None:
    """The median; None of nothing."""
    found = list(values)
    return median(found) if found else None


def ninth_of_ten(values: Iterable[float]) -> float | None:
    """The value that nine of ten do not exceed (nearest rank); None of nothing."""
    found = sorted(values)
    return found[math.ceil(len(found) * 0.9) - 1] if found else None


def verdict(value: float | None, baseline: float | None, target: float | None, *, less: bool) -> str:
    """Where a value stands: target reached, closer to it than the baseline, behind the baseline, or unknown.

    Args:
        less: whether less is better.
    """
    if value is None or target is None:
        return UNKNOWN
    sign = -1 if less else 1
    if sign * value >= sign * target:
        return REACHED
    if baseline is None:
        return UNKNOWN
    return CLOSER if sign * value > sign * baseline else BEHIND


def share_of(value: float | None, target: float | None, *, less: bool = False) -> float | None:
    """How far a target is reached, 1 being all of it; None where one of them is missing or the divisor is nothing.

    Args:
        less: whether less is better, so that half of the target is twice what was promised.
    """
    if value is None or target is None:
        return None
    part, whole = (target, value) if less else (value, target)
    return part / whole if whole else None


def parity(values: Mapping[str, float | None]) -> Parity | None:
    """The parity of languages; one without a figure counts as nothing.

    Args:
        values: code -> figure, of the languages that ought to be on a par.
    """
    known = {code: value or 0.0 for code, value in values.items()}
    if len(known) < 2 or not any(known.values()):
        return None
    least = min(known, key=lambda code: known[code])
    most = max(known, key=lambda code: known[code])
    return Parity(least, most, known[least] / known[most])


def start_of(day: date) -> datetime:
    """The first instant of a day, UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def days_before(day: date, days: int) -> date:
    """The day so many days before."""
    return day - timedelta(days=days)


def grain(first: date, last: date) -> str:
    """Whether a series over these days is told by day or by month."""
    return DAY if (last - first).days < MOST_DAYS else MONTH


def buckets(first: date, last: date, grain: str) -> list[date]:
    """The first day of each day or month from `first` to `last`, both included."""
    if grain == DAY:
        return [first + timedelta(days=n) for n in range((last - first).days + 1)]
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [date(month // 12, month % 12 + 1, 1) for month in months]


def bucket_of(day: date, grain: str) -> date:
    """The first day of the bucket that a day belongs to."""
    return day if grain == DAY else day.replace(day=1)


def days_in(bucket: date, grain: str, first: date, last: date) -> int:
    """How many days of a bucket lie between two days, both included."""
    end = bucket if grain == DAY else (bucket + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return max((min(end, last) - max(bucket, first)).days + 1, 0)


def cell(value: object) -> str:
    """A value for a CSV file, so that no spreadsheet takes a text for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text


def between(points: Sequence[float | None]) -> tuple[float, float] | None:
    """The lowest and the highest of what is known; None where nothing is."""
    known = [point for point in points if point is not None]
    return (min(known), max(known)) if known else None
