"""Online users of information products: daily visitors who opened at least one page of a product.

The unit is the visitor-day: a reader on a day, known by a hash whose key dies with the day. The same reader on the next
day is another row, so that days are never added up to 'users'; the figure is the number on an average day.
"""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from rostra.audience import queries, rules
from rostra.audience.queries import Span
from rostra.foundation import clock
from rostra.results.measures.registry import A_DAY, ALL, COUNT, Figure, Figures, Part, Where, register
from rostra.results.rules import DAY, MONTH, bucket_of

_AVERAGE, _DAYS, _VIEWS = "daily-visitors", "visitor-days", "views"
_COLUMNS = {"office": "site", "language": "language", "kind": "kind"}


class OnlineReaders:
    """Counts readers of products in the counted access logs."""

    slug = "online-readers"
    name = _("daily visitors who read a product")
    parts = (
        Part(_AVERAGE, _("daily visitors on an average day"), A_DAY),
        Part(_DAYS, _("visitor-days"), COUNT),
        Part(_VIEWS, _("views of products"), COUNT),
    )
    dimensions = {"office": _("Site"), "kind": _("Kind")}
    columns = {
        "asked_at": _("Read at"),
        "languages": _("Languages"),
        "sites": _("Sites"),
        "path": _("First page"),
        "views": _("Pages read"),
        "source": _("Log"),
        "line": _("Line"),
    }

    def figures(self, part: Part, span: Span, *, by: Sequence[str] = ()) -> Figures:
        """Counted by the engine that reads the logs."""
        extent = self.extent(part, span)
        if extent is None:
            return {} if by else {(): Figure(0.0 if part.reading == COUNT else None, 0)}
        grain = next((name for name in by if name in {DAY, MONTH}), "")
        columns = tuple(_COLUMNS[name] for name in by if name != grain)
        counted = "views" if part.slug == _VIEWS else "visitors"
        numbers: Counter[tuple[Any, ...]] = Counter()
        for row in _daily(extent, columns, tuple(queries.logs(extent).order_by("pk").values_list("pk", "digest"))):
            key = (bucket_of(row["day"], grain) if name == grain else row[_COLUMNS[name]] for name in by)
            # A visitor-day lies within its day, so that days add up to visitor-days exactly.
            numbers[tuple(key)] += row[counted]
        if not by:
            numbers[()] += 0
        days = Counter(bucket_of(day, grain) for day in extent.each()) if grain else {}
        return {
            key: _figure(part, number, days[key[list(by).index(grain)]] if grain else extent.days)
            for key, number in numbers.items()
        }

    def rows(
        self, part: Part, span: Span, *, where: Where = ALL, offset: int = 0, most: int = 50
    ) -> tuple[int, list[dict[str, Any]]]:
        """The visitor-days, or the views; no hash among them."""
        span = self.extent(part, span) or span
        equal = {"page": rules.PRODUCT, **{_COLUMNS[name]: value for name, value in where.items()}}
        if part.slug == _VIEWS:
            number, found = queries.rows(span, offset=offset, most=most, **equal)
            return number, [
                {**row, "languages": [row["language"]], "sites": [row["site"]], "views": 1} for row in found
            ]
        return queries.readers(span, offset=offset, most=most, **equal)

    def extent(self, part: Part, span: Span) -> Span | None:
        """Those of the days of which logs were counted; a day that is not over is no average day."""
        known = [day for day in queries.counted_days() if span.first <= day <= span.last]
        if part.reading == A_DAY and len(known) > 1 and known[-1] == clock.now().date():
            known.pop()
        return Span.of(known) if known else None


@lru_cache(maxsize=64)
def _daily(span: Span, columns: tuple[str, ...], logs: tuple[tuple[int, str], ...]) -> tuple[dict[str, Any], ...]:
    """Days of readers of products; asked anew when other logs are counted, or one is forgotten."""
    return tuple(queries.daily(span, by=columns, page=rules.PRODUCT))


def _figure(part: Part, number: int, days: int) -> Figure:
    return Figure(number / days if part.reading == A_DAY else float(number), number)


MEASURE = register(OnlineReaders())
