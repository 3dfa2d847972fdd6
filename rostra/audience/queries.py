"""Figures of reach, as Ibis expressions over the counted Parquet; the same code would run on Spark.

The unit is the visitor-day: one reader on one day, known by a hash whose key dies with the day. Days are never added
up to 'users': a month is visitor-days, or an average number of daily visitors.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Self

import ibis
from django.db.models import Min

from rostra.audience import rules
from rostra.audience.ingesting import folder
from rostra.audience.models import LogSource, LogSourceQuerySet
from rostra.audience.staging import MEMORY

_EMPTY = {
    "day": "date", "site": "string", "asked_at": "timestamp", "ms": "int64", "visitor": "int64", "method": "string",
    "path": "string", "status": "int16", "size": "int64", "seconds": "float64", "referrer": "string",
    "agent_class": "string", "agent_lists": "string", "page": "string", "language": "string", "kind": "string",
    "slugline": "string", "symbol": "string", "theme": "string", "source": "string", "line": "int64",
}  # fmt: skip
#: What a drill-down shows of a counted view; no hash of a visitor among it.
ROW = ("asked_at", "site", "language", "kind", "slugline", "path", "referrer", "source", "line")


@dataclass(frozen=True)
class Span:
    """Days from `first` to `last`, both included, without the gaps between them."""

    first: date
    last: date
    gaps: frozenset[date] = frozenset()

    @classmethod
    def of(cls, days: Sequence[date]) -> Self:
        """These days, in order; those between them are gaps."""
        whole = cls(days[0], days[-1])
        return cls(whole.first, whole.last, frozenset(whole.each()) - frozenset(days))

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1 - len(self.gaps)

    def each(self) -> list[date]:
        """Its days."""
        between = (self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))
        return [day for day in between if day not in self.gaps]


def logs(span: Span) -> LogSourceQuerySet:
    """The counted logs that may tell of these days; other ones as soon as a log is counted, replaced or forgotten."""
    known = LogSource.objects.of_kind(LogSource.Kind.REQUESTS)
    return known.exclude(first_at__date__gt=span.last).exclude(last_at__date__lt=span.first)


def files(span: Span) -> list[str]:
    """The Parquet files of these days that a counted log names."""
    first, last = span.first.isoformat(), span.last.isoformat()
    return [
        str(folder() / file["path"])
        for rows in logs(span).values_list("files", flat=True)
        for file in rows
        if first <= file["day"] <= last
    ]


@contextmanager
def counted(span: Span, **equal: str) -> Iterator[Any]:
    """The views that count, as an Ibis table: people (no robots, no machines), served pages, double clicks out.

    Args:
        equal: columns and the one value each must have, such as `page="product"` or `language="ar"`.
    """
    engine = ibis.duckdb.connect(memory_limit=MEMORY, threads=2)
    try:
        engine.raw_sql("SET TimeZone = 'UTC'")
        paths = files(span)
        events = engine.read_parquet(paths) if paths else ibis.memtable([], schema=ibis.schema(_EMPTY))
        people = events.filter(
            events.agent_class == rules.HUMAN,
            events.method == "GET",
            events.status.isin(rules.SERVED),
            events.page.isin(rules.PAGES),
        )
        same = ibis.window(
            group_by=[people.day, people.visitor, people.site, people.path],
            order_by=[people.ms, people.source, people.line],
        )
        views = people.mutate(later=people.ms.lead().over(same) - people.ms)
        patience = int(rules.DOUBLE_CLICK.total_seconds() * 1000)
        views = views.filter(views.later.isnull() | (views.later > patience)).drop("later")
        for column, value in equal.items():
            views = views.filter(views[column] == value)
        yield engine, views
    finally:
        engine.disconnect()


def daily(span: Span, *, by: Sequence[str] = (), **equal: str) -> list[dict[str, Any]]:
    """Views and daily visitors of each day and group: [{"day", *by, "views", "visitors"}], by day and group."""
    keys = ["day", *by]
    with counted(span, **equal) as (engine, views):
        grouped = views.group_by(keys).agg(views=views.count(), visitors=views.visitor.nunique())
        return _rows(engine, grouped.order_by(keys))


def total(span: Span, *, by: Sequence[str] = (), **equal: str) -> list[dict[str, Any]]:
    """Views and visitor-days of each group: [{*by, "views", "visitor_days"}].

    A reader who sees two languages on a day is one visitor-day of each, and one of the whole: groups need not add up.
    """
    with counted(span, **equal) as (engine, views):
        # The hash changes with the key every day; the day is in it only for logs that came with other hashes.
        pairs = views.group_by([*by, "day"]).agg(views=views.count(), visitors=views.visitor.nunique())
        sums = {"views": pairs.views.sum(), "visitor_days": pairs.visitors.sum()}
        whole = pairs.group_by(list(by)).agg(**sums).order_by(list(by)) if by else pairs.agg(**sums)
        return [
            {**row, "views": int(row["views"] or 0), "visitor_days": int(row["visitor_days"] or 0)}
            for row in _rows(engine, whole)
        ]


def rows(span: Span, *, offset: int = 0, most: int = 50, **equal: str) -> tuple[int, list[dict[str, Any]]]:
    """How many views count, and some of them, oldest first: the very rows behind the figures."""
    with counted(span, **equal) as (engine, views):
        number = int(engine.execute(views.count()))
        ordered = views.order_by(["ms", "source", "line"]).select(*ROW)
        return number, _rows(engine, ordered.limit(most, offset=offset))


def readers(span: Span, *, offset: int = 0, most: int = 50, **equal: str) -> tuple[int, list[dict[str, Any]]]:
    """How many visitor-days count, and some of them, oldest first: the rows behind daily visitors.

    Returns:
        their number, and [{"day", "asked_at", "languages", "sites", "views", "path", "source", "line"}]: when and where
        the day's reading began, what else it touched, and the line of the log that it began on.
    """
    with counted(span, **equal) as (engine, views):
        order = [views.ms, views.source, views.line]
        days = views.group_by(["day", "visitor"]).agg(
            asked_at=views.asked_at.min(),
            languages=views.language.collect(distinct=True),
            sites=views.site.collect(distinct=True),
            views=views.count(),
            **{name: views[name].first(order_by=order) for name in ("path", "source", "line")},
        )
        number = int(engine.execute(days.count()))
        ordered = days.order_by(["asked_at", "source", "line"]).drop("visitor").limit(most, offset=offset)
        found = _rows(engine, ordered)
        return number, [{**row, "languages": sorted(row["languages"]), "sites": sorted(row["sites"])} for row in found]


def first_views(span: Span, since: Mapping[tuple[str, str], datetime]) -> dict[tuple[str, str], datetime]:
    """When products were first read after they were public.

    Args:
        since: (slugline, language) -> when it became public, aware. Requests before that got no such page.

    Returns:
        (slugline, language) -> the first view, aware, in UTC; those not read are left out.
    """
    if not since:
        return {}
    known = [{"slugline": s, "language": c, "public_ms": int(at.timestamp() * 1000)} for (s, c), at in since.items()]
    with counted(span, page=rules.PRODUCT) as (engine, views):
        public = ibis.memtable(known, schema={"slugline": "string", "language": "string", "public_ms": "int64"})
        joined = views.join(public, ["slugline", "language"])
        later = joined.filter(joined.ms >= joined.public_ms)
        first = later.group_by(["slugline", "language"]).agg(first=later.asked_at.min())
        return {(row["slugline"], row["language"]): row["first"].replace(tzinfo=UTC) for row in _rows(engine, first)}


def counted_days() -> list[date]:
    """The days of which requests were counted, in order. Of the days between them no log was counted."""
    known = LogSource.objects.of_kind(LogSource.Kind.REQUESTS).values_list("files", flat=True)
    return sorted({date.fromisoformat(file["day"]) for files in known for file in files})


def first_day() -> date | None:
    """The day of the first counted request, if any."""
    first: datetime | None = LogSource.objects.of_kind(LogSource.Kind.REQUESTS).aggregate(at=Min("first_at"))["at"]
    return first.date() if first else None


def _rows(engine: Any, table: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = engine.to_pyarrow(table).to_pylist()
    return found
