"""`rostra results`: indicators beside their targets, or one of them with its series."""

from typing import Any

import click

from rostra.foundation.console import Console, Result, verb
from rostra.foundation.policy import require
from rostra.results import policy, queries, sentences
from rostra.results.checks import day_of
from rostra.results.exporting import plain
from rostra.results.models import Baseline, Indicator, Target
from rostra.results.queries import Point, Reading, Standing
from rostra.results.rules import Parity


def register(root: click.Group) -> None:
    """Add this stage's verb."""

    @verb(root, "results")
    @click.argument("code", required=False)
    @click.option("--from", "first", metavar="DAY", help="First day, such as 2026-01-01; else that of the target.")
    @click.option("--to", "last", metavar="DAY", help="Last day; else today.")
    @click.option("--rows", "most", type=click.IntRange(0, 10_000), default=0, help="Also print so many rows.")
    def results(console: Console, *, code: str | None, first: str | None, last: str | None, most: int) -> Result:
        """Indicators of achievement: what was reached, beside baseline and target; one CODE with its series."""
        require(console.actor, policy.SEE, place=code or "results")
        wanted = [queries.indicator_of(code)] if code else list(Indicator.objects.all())
        days = day_of(first), day_of(last)
        readings = [queries.read(indicator, queries.period(indicator, *days)) for indicator in wanted]
        data = {"indicators": [told(reading, series=bool(code), most=most) for reading in readings]}
        lines = [line for reading in readings for line in _lines(reading, series=bool(code))]
        return Result(data, [*lines, *(line for each in data["indicators"] for line in _evidence(each, bool(code)))])


def told(reading: Reading, *, series: bool, most: int = 0) -> dict[str, Any]:
    """A reading as the command prints it (`docs/schemas/results.json`)."""
    indicator = reading.indicator
    document = {
        "code": indicator.code,
        "measure": reading.measure.slug,
        "figure": reading.part.slug,
        "reading": reading.part.reading,
        "better": indicator.better,
        **{name: getattr(indicator, name) for name in ("name", "definition", "method", "unit", "remark")},
        "from": reading.span.first.isoformat(),
        "to": reading.span.last.isoformat(),
        "counted_days": reading.extent.days if reading.extent else 0,
        **_standing(reading.whole),
        "languages": {language.code: _standing(each) for language, each in reading.languages.items()},
        "parity": _parity(reading.parity),
        "others": [
            {"figure": part.slug, "value": figure.value, "rows": figure.rows}
            for part, figure in queries.others(reading)
        ],
    }
    if series:
        document["grain"] = reading.grain
        document["series"] = _series(reading.series)
        document["language_series"] = {row.code: _series(points) for row, points in reading.by_language.items()}
    if most:
        found = reading.measure.rows(reading.part, reading.span, most=most)[1]
        document["evidence"] = [{name: plain(row.get(name)) for name in reading.measure.columns} for row in found]
    return document


def _standing(standing: Standing) -> dict[str, Any]:
    return {
        "value": standing.figure.value,
        "rows": standing.figure.rows,
        "baseline": _promise(standing.baseline),
        "target": _promise(standing.target),
        "verdict": standing.verdict,
        "share_of_target": standing.share,
    }


def _promise(row: Baseline | Target | None) -> dict[str, Any] | None:
    if row is None:
        return None
    told = {"value": row.value, "from": row.starts_on.isoformat(), "to": row.ends_on.isoformat()}
    return {**told, "typed_in": row.typed_in} if isinstance(row, Baseline) else told


def _parity(parity: Parity | None) -> dict[str, Any] | None:
    return {"least": parity.least, "most": parity.most, "share": parity.share} if parity else None


def _series(points: list[Point]) -> list[dict[str, Any]]:
    return [{"from": p.at.isoformat(), "value": p.figure.value, "rows": p.figure.rows} for p in points]


def _lines(reading: Reading, *, series: bool) -> list[str]:
    """For a person: the sentence, the languages, and where it comes from."""
    standings = reading.languages.items()
    lines = [
        str(reading.indicator),
        f"  {sentences.whole(reading)}",
        *(f"  {language.code:<4}{_beside(each)}" for language, each in standings),
        f"  {sentences.source(reading)}",
    ]
    if remark := sentences.remark(reading):
        lines.append(f"  {remark}")
    if series:
        lines += [f"    {point.at}  {sentences.number(point.figure.value):>10}" for point in reading.series]
    return [*lines, ""]


def _evidence(document: dict[str, Any], alone: bool) -> list[str]:
    """The rows that were asked for, in columns parted by tabs."""
    rows = document.get("evidence") or []
    if not rows:
        return []
    head = [] if alone else [document["code"]]
    told = ["\t".join("" if value is None else str(value) for value in row.values()) for row in rows]
    return [*head, "\t".join(rows[0]), *told, ""]


def _beside(standing: Standing) -> str:
    target = sentences.number(standing.target.value) if standing.target else "–"
    return f"{sentences.number(standing.figure.value):>10} / {target:<10}{sentences.verdict(standing)}"
