"""What a measure is, and which there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Protocol

from django.utils.translation import gettext as _

from rostra.audience.queries import Span
from rostra.foundation import clock
from rostra.foundation.errors import Refusal

#: How rows become a value: their number, their number a day, or a median or ninth decile of what each took.
COUNT, A_DAY, MEDIAN, NINTH = "count", "a day", "median", "ninth of ten"


@dataclass(frozen=True)
class Figure:
    """A value and the number of rows that it was counted from; None where the rows say nothing."""

    value: float | None
    rows: int


@dataclass(frozen=True)
class Part:
    """One figure that a measure gives. The first of a measure is the indicator's own.

    Attributes:
        slug: its name in addresses.
        name: what it tells, for people (lazy).
        reading: `COUNT`, `A_DAY`, `MEDIAN` or `NINTH`.
    """

    slug: str
    name: Any
    reading: str


#: A group's key -> its figure: {("ar",): Figure}, {(): Figure} for the whole. Days and months are dates.
Figures = dict[tuple[Any, ...], Figure]
#: "language" or a dimension -> the one value wanted; nothing for all.
Where = Mapping[str, str]
ALL: Where = MappingProxyType({})


class Measure(Protocol):
    """A way of counting. Every figure is a function of rows, and `rows` gives those very rows."""

    @property
    def slug(self) -> str:
        """Its name, which indicators refer to."""

    @property
    def name(self) -> Any:
        """What it counts, for people (lazy)."""

    @property
    def parts(self) -> tuple[Part, ...]:
        """The figures that it gives."""

    @property
    def dimensions(self) -> Mapping[str, Any]:
        """What it can be broken down by besides "language", "day" and "month": slug -> name (lazy)."""

    @property
    def columns(self) -> Mapping[str, Any]:
        """The columns of its rows: slug -> name (lazy)."""

    def figures(self, part: Part, span: Span, *, by: Sequence[str] = ()) -> Figures:
        """The figures of each group. Groups without rows may be missing."""

    def rows(
        self, part: Part, span: Span, *, where: Where = ALL, offset: int = 0, most: int = 50
    ) -> tuple[int, list[dict[str, Any]]]:
        """How many rows a figure counts (of one group, or of all), and some of them, oldest first."""

    def extent(self, part: Part, span: Span) -> Span | None:
        """Those of these days for which there can be evidence for a part; None where there is none."""


def until_today(span: Span) -> Span | None:
    """Those of the days that have begun; None where none has."""
    today = clock.now().date()
    return Span(span.first, min(span.last, today)) if span.first <= today else None


_measures: dict[str, Measure] = {}


def register(measure: Measure) -> Measure:
    """Add a measure."""
    _measures[measure.slug] = measure
    return measure


def measures() -> dict[str, Measure]:
    """All measures by slug."""
    return _measures


def measure_of(slug: str) -> Measure:
    """The measure with this slug.

    Raises:
        Refusal: `unknown_measure`.
    """
    if slug not in _measures:
        known = {"known": ", ".join(sorted(_measures))}
        raise Refusal("unknown_measure", slug, _("There is no such measure; there are: %(known)s.") % known)
    return _measures[slug]


def part_of(measure: Measure, slug: str) -> Part:
    """A part of a measure by its slug; the first where it is empty.

    Raises:
        Refusal: `unknown_part`.
    """
    found = next((part for part in measure.parts if slug in {"", part.slug}), None)
    if found is None:
        known = {"known": ", ".join(part.slug for part in measure.parts)}
        raise Refusal("unknown_part", slug, _("There is no such figure; there are: %(known)s.") % known)
    return found
