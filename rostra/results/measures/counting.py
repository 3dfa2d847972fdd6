"""Figures that are numbers of rows of the database, each row with the instant `at` on whose day it counts."""

from collections.abc import Mapping, Sequence
from datetime import UTC, timedelta
from typing import Any

from django.db.models import Count, DateField, F, QuerySet
from django.db.models.functions import TruncDate, TruncMonth

from rostra.audience.queries import Span
from rostra.results.measures.registry import Figure, Figures
from rostra.results.rules import start_of


def within(rows: QuerySet[Any], span: Span) -> QuerySet[Any]:
    """Those that count on these days."""
    return rows.filter(at__gte=start_of(span.first), at__lt=start_of(span.last + timedelta(days=1)))


def counted(rows: QuerySet[Any], fields: Mapping[str, str], by: Sequence[str]) -> Figures:
    """Their number in each group, counted by the database.

    Args:
        fields: "language" or a dimension -> the field that a row has it in.
        by: those to group by, and "day" or "month"; nothing for all together.
    """
    if not by:
        number = rows.count()
        return {(): Figure(float(number), number)}
    keys = {
        "day": TruncDate("at", tzinfo=UTC),
        "month": TruncMonth("at", tzinfo=UTC, output_field=DateField()),
        **{name: F(field) for name, field in fields.items()},
    }
    grouped = rows.order_by().values(**{f"by_{name}": keys[name] for name in by}).annotate(number=Count("pk"))
    return {tuple(row[f"by_{name}"] for name in by): Figure(float(row["number"]), row["number"]) for row in grouped}
