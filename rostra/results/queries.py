"""An indicator over a period: what was reached beside what was promised, per language, over time, with its evidence."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.utils.translation import gettext as _

from rostra.audience.queries import Span
from rostra.foundation import clock
from rostra.foundation.errors import Refusal
from rostra.foundation.models import Language
from rostra.network.models import Office
from rostra.products.models import Kind
from rostra.results import rules
from rostra.results.checks import require_period
from rostra.results.measures.registry import A_DAY, COUNT, Figure, Figures, Measure, Part, measure_of, part_of
from rostra.results.models import Baseline, Indicator, Target

Row = TypeVar("Row", Baseline, Target)
#: Dimension -> the noun whose slugs are its keys.
_NAMED: dict[str, type[Office] | type[Kind]] = {"office": Office, "kind": Kind}
#: Longer periods than this, in days, are refused: nobody reads them, and every day costs.
LONGEST = 366 * 12


@dataclass(frozen=True)
class Standing:
    """A figure beside its baseline and target, and where it stands (`rules.verdict`)."""

    figure: Figure
    baseline: Baseline | None
    target: Target | None
    verdict: str
    share: float | None


@dataclass(frozen=True)
class Point:
    """A day or month of a series, by its first day."""

    at: date
    figure: Figure


@dataclass(frozen=True)
class Reading:
    """All that is known of one figure of an indicator over a period.

    Attributes:
        extent: those of the days for which there can be evidence; None where there is none.
        grain: whether the series are told by day or by month.
        whole: all languages together.
        languages: each language's standing, in the institution's order.
        series: the whole over time.
        by_language: the same for each language.
        parity: of the official languages now, at the baseline, and as promised; None where nothing is known.
    """

    indicator: Indicator
    measure: Measure
    part: Part
    span: Span
    extent: Span | None
    grain: str
    whole: Standing
    languages: dict[Language, Standing]
    series: list[Point]
    by_language: dict[Language, list[Point]]
    parity: rules.Parity | None
    parity_before: rules.Parity | None
    parity_promised: rules.Parity | None


def indicator_of(code: str) -> Indicator:
    """The indicator with this code.

    Raises:
        Refusal: `unknown_indicator`.
    """
    found = Indicator.objects.filter(code=code).first()
    if found is None:
        known = ", ".join(Indicator.objects.values_list("code", flat=True)) or "–"
        raise Refusal(
            "unknown_indicator", code, _("There is no such indicator; there are: %(known)s.") % {"known": known}
        )
    return found


def period(indicator: Indicator, first: date | None, last: date | None) -> Span:
    """The days asked for; where not said, from the start of the present target's period, or of the year, to today.

    Raises:
        Refusal: `bad_period`.
    """
    last = last or max(clock.now().date(), first or date.min)
    target = Target.objects.filter(indicator=indicator).of("").around(last).first()
    first = first or (target.starts_on if target else last.replace(month=1, day=1))
    require_period(Span(first, last))
    if (last - first).days > LONGEST:
        raise Refusal("bad_period", f"{first} – {last}", _("A period has at most %(most)s days.") % {"most": LONGEST})
    return Span(first, last)


def read(indicator: Indicator, span: Span, *, part: str = "", grain: str = "") -> Reading:
    """Ask an indicator over a period.

    Args:
        part: slug of the measure's part; its first where empty.
        grain: `rules.DAY` or `rules.MONTH`; by the length of the evidence where empty.

    Raises:
        Refusal: `unknown_measure`, `unknown_part`.
    """
    measure = measure_of(indicator.measure)
    asked = part_of(measure, part)
    extent = measure.extent(asked, span)
    grain = grain or (rules.grain(extent.first, extent.last) if extent else rules.MONTH)
    whole = measure.figures(asked, span)
    spoken = {code: figure for (code,), figure in measure.figures(asked, span, by=["language"]).items()}
    languages = [row for row in Language.objects.all() if row.official or row.code in spoken]
    desk = _Promises(indicator, span, asked, own=asked == measure.parts[0])
    standings = {row: desk.standing(row.code, spoken.get(row.code, _nothing(asked))) for row in languages}
    official = {row.code: standing for row, standing in standings.items() if row.official}
    return Reading(
        indicator=indicator,
        measure=measure,
        part=asked,
        span=span,
        extent=extent,
        grain=grain,
        whole=desk.standing("", whole[()]),
        languages=standings,
        series=_series(measure.figures(asked, span, by=[grain]), asked, extent, grain),
        by_language=_by_language(measure.figures(asked, span, by=["language", grain]), languages, asked, extent, grain),
        parity=rules.parity({code: each.figure.value for code, each in official.items()}),
        parity_before=rules.parity({c: s.baseline.value for c, s in official.items() if s.baseline}),
        parity_promised=rules.parity({c: s.target.value for c, s in official.items() if s.target}),
    )


def others(reading: Reading) -> list[tuple[Part, Figure]]:
    """The other figures of the same measure over the same days."""
    parts = [part for part in reading.measure.parts if part != reading.part]
    return [(part, reading.measure.figures(part, reading.span)[()]) for part in parts]


def breakdown(reading: Reading, dimension: str) -> list[tuple[str, str, Figure]]:
    """The figures of another dimension of the measure, such as offices: [(key, its name, figure)], the most first."""
    names = {row.slug: str(row) for row in _NAMED[dimension].objects.all()}
    found = reading.measure.figures(reading.part, reading.span, by=[dimension])
    rows = [(str(key), names.get(key, str(key)), figure) for (key,), figure in found.items()]
    return sorted(rows, key=lambda row: (-(row[2].value or 0), row[0]))


def _nothing(part: Part) -> Figure:
    return Figure(0.0 if part.reading in {COUNT, A_DAY} else None, 0)


class _Promises:
    """Baselines and targets of an indicator for a period. Only the indicator's own figure has them."""

    def __init__(self, indicator: Indicator, span: Span, part: Part, *, own: bool) -> None:
        self.less = indicator.better == Indicator.Better.LESS
        self.span = span
        self.part = part
        targets = Target.objects.filter(indicator=indicator).around(span.last)
        self.targets = _newest(targets.select_related("language")) if own else {}
        before = indicator.baselines.filter(ends_on__lt=span.last).select_related("language")
        self.baselines = _newest(before) if own else {}

    def standing(self, code: str, figure: Figure) -> Standing:
        """A figure beside what was before, and what was promised."""
        baseline, target = self.baselines.get(code), self.targets.get(code)
        # A number of things is known only from the first day of the target's period on.
        comparable = self.part.reading != COUNT or (target is not None and self.span.first <= target.starts_on)
        before, wanted = baseline.value if baseline else None, target.value if target else None
        verdict = rules.verdict(figure.value, before, wanted, less=self.less) if comparable else rules.UNKNOWN
        share = rules.share_of(figure.value, wanted, less=self.less) if comparable else None
        return Standing(figure, baseline, target, verdict, share)


def _newest(rows: Iterable[Row]) -> dict[str, Row]:
    return {row.language.code if row.language else "": row for row in sorted(rows, key=lambda row: row.ends_on)}


def _series(figures: Figures, part: Part, extent: Span | None, grain: str) -> list[Point]:
    if extent is None:
        return []
    days = rules.buckets(extent.first, extent.last, grain)
    known = {rules.bucket_of(day, grain) for day in extent.each()}
    return [Point(day, figures.get((day,), _nothing(part)) if day in known else Figure(None, 0)) for day in days]


def _by_language(
    figures: Figures, languages: list[Language], part: Part, extent: Span | None, grain: str
) -> dict[Language, list[Point]]:
    return {
        row: _series({(day,): f for (code, day), f in figures.items() if code == row.code}, part, extent, grain)
        for row in languages
    }
