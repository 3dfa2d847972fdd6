"""The few forms: a line for time, bars for comparison, dots for parity, small multiples for languages.

Bars begin at nothing and run from where the reader's script begins; time runs the same way for all, as on every axis of
a newspaper. Labels stand at the thing itself, so that there is no legend to look up.
"""

import json
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any

import altair as alt
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from rostra.results import palette, sentences
from rostra.results.drawing import INK, draw
from rostra.results.measures.registry import COUNT
from rostra.results.queries import Point, Reading

#: Widths in pixels: of the desk's column, and of a telephone's.
WIDE, NARROW = 760, 330
#: Of them, what stands free beside a plot for the names of its lines.
_BESIDE = 66
#: From a line of such a name to its next, in pixels.
_LEADING = 14
_MAIN = "#0072b2"
#: Where a dot's label may stand, in pixels from the dot: above, below, further above, further below.
_LEVELS = (-14, 20, -27, 33)


@dataclass(frozen=True)
class Chart:
    """A chart at two widths, its name, and the sentence that reads it."""

    title: str
    reading: str
    wide: SafeString
    narrow: SafeString


def _both(title: str, reading: str, make: Any) -> Chart:
    direction = "rtl" if get_language_bidi() else "ltr"
    wide, narrow = (
        draw(make(width), title=title, description=reading, direction=direction) for width in (WIDE, NARROW)
    )
    return Chart(title, reading, wide, narrow)


def _points(points: Iterable[Point]) -> list[dict[str, Any]]:
    return [{"at": point.at.isoformat(), "value": point.figure.value} for point in points]


def _time(reading: Reading, most: int) -> Any:
    """A time axis with at most so many days or months named, in the words of the language."""
    days = [point.at for point in reading.series]
    step = max(1, -(-len(days) // most))
    named = {day.isoformat(): sentences.bucket_short(day, reading.grain) for day in days[::step]}
    words = f"{json.dumps(named, ensure_ascii=False)}[utcFormat(datum.value, '%Y-%m-%d')]"
    values = [alt.DateTime(year=day.year, month=day.month, date=day.day, utc=True) for day in days[::step]]
    axis = alt.Axis(title=None, grid=False, values=values, labelExpr=words, labelOverlap=True)
    return alt.X("at:T", axis=axis, scale=alt.Scale(type="utc"))


def _values(title: str | None = None) -> Any:
    axis = alt.Axis(title=title, tickCount=5, domain=False, orient="left", titleAngle=0)
    return alt.Y("value:Q", axis=axis, scale=alt.Scale(zero=True, nice=True))


def _told(reading: Reading) -> list[Point]:
    """The series as it is compared with a target: of a number of things, the sum so far."""
    if reading.part.reading != COUNT:
        return reading.series
    sums = accumulate(point.figure.value or 0 for point in reading.series)
    return [
        Point(point.at, replace(point.figure, value=None if point.figure.value is None else so_far))
        for point, so_far in zip(reading.series, sums, strict=True)
    ]


def over_time(reading: Reading) -> Chart:
    """The whole over time, with baseline and target as lines across."""

    def make(width: int) -> Any:
        data = alt.Data(values=_points(_told(reading)))
        line = alt.Chart(data).mark_line(color=_MAIN, strokeWidth=2.5, point=alt.OverlayMarkDef(color=_MAIN, size=22))
        layers = [line.encode(x=_time(reading, 3 if width == NARROW else 8), y=_values())]
        layers += _across(reading)
        return alt.layer(*layers).properties(width=width - 60 - _BESIDE, height=240)

    counted = reading.part.reading == COUNT
    return _both(_("Sum so far") if counted else _("Over time"), sentences.series(reading), make)


def _across(reading: Reading) -> list[Any]:
    """Lines for baseline and target. Their names stand beside the plot, clear of the series and of each other."""
    named = ((_("target"), reading.whole.target, [1, 0]), (_("baseline"), reading.whole.baseline, [5, 4]))
    lines = sorted(((row.value, name, dash) for name, row, dash in named if row is not None), reverse=True)
    layers: list[Any] = []
    for (value, name, dash), stands in zip(lines, ("bottom", "top"), strict=False):
        said = [*textwrap.wrap(name, _BESIDE // 6), sentences.number(value)]
        lift = 0 if stands == "top" else -_LEADING * (len(said) - 1)
        data = alt.Data(values=[{"value": value, "said": "\n".join(said)}])
        rule = alt.Chart(data).mark_rule(color=INK, strokeDash=dash, opacity=0.7).encode(y="value:Q")
        text = alt.Chart(data).mark_text(
            align="left", baseline=stands, dx=6, dy=lift, lineHeight=_LEADING, lineBreak="\n"
        )
        layers += [rule, text.encode(y="value:Q", x=alt.value("width"), text="said:N")]
    return layers


def _amount(field: str, ticks: int) -> Any:
    """Amounts, from where the reader's script begins."""
    axis = alt.Axis(title=None, tickCount=ticks, domain=False)
    return alt.X(field, axis=axis, scale=alt.Scale(zero=True, nice=True, reverse=get_language_bidi()))


def _side() -> str:
    """Where the reader's script begins."""
    return "right" if get_language_bidi() else "left"


def by_language(reading: Reading) -> Chart:
    """One bar a language, with its target as a mark across."""
    side = _side()
    colours = palette.colours()

    def make(width: int) -> Any:
        rows = [
            {
                "name": language.endonym,
                "value": standing.figure.value or 0,
                "target": standing.target.value if standing.target else None,
                "said": sentences.number(standing.figure.value),
                "colour": colours[language.code],
            }
            for language, standing in reading.languages.items()
        ]
        axis = alt.Axis(title=None, orient=side, domain=False, labelLimit=120, labelAlign=side)
        axis.labelPadding = 70 if width == NARROW else 90
        y = alt.Y("name:N", sort=None, axis=axis)
        x = _amount("value:Q", 4)
        base = alt.Chart(alt.Data(values=rows)).encode(y=y)
        bars = base.mark_bar(height=18).encode(x=x, color=alt.Color("colour:N", scale=None))
        ticks = base.transform_filter("isValid(datum.target)").mark_tick(color=INK, thickness=2, height=26)
        beyond = -6 if get_language_bidi() else 6
        texts = base.mark_text(align=side, dx=beyond).encode(x=x, text="said:N")
        # The figure stands at its bar's end; where the target's mark is there too, it gives way to the digits.
        halo = texts.mark_text(align=side, dx=beyond, stroke="white", strokeWidth=6)
        return alt.layer(bars, ticks.encode(x=_amount("target:Q", 4)), halo, texts).properties(
            width=width - 140, height=30 * len(rows)
        )

    return _both(_("By language"), sentences.languages(reading), make)


def parity(reading: Reading) -> Chart | None:
    """The official languages as dots on one line: before, now, and as promised; None where nothing can be compared."""
    if reading.parity is None:
        return None
    colours, shapes = palette.colours(), palette.shapes()
    stages = ((_("before"), "baseline"), (_("now"), "figure"), (_("promised"), "target"))

    def make(width: int) -> Any:
        rows = []
        for stage, name in stages:
            for language, standing in reading.languages.items():
                row = getattr(standing, name)
                if language.official and row is not None and row.value is not None:
                    rows.append(_dot(stage, language, row.value, colours, shapes))
        y = alt.Y("stage:N", sort=None, axis=alt.Axis(title=None, domain=False, orient=_side()))
        base = alt.Chart(alt.Data(values=rows)).encode(y=y, x=_amount("value:Q", 5))
        reach = base.mark_rule(color=INK, opacity=0.35, strokeWidth=2).encode(x="min(value):Q", x2="max(value):Q")
        dots = base.mark_point(filled=True, size=110, opacity=1).encode(
            color=alt.Color("colour:N", scale=None), shape=alt.Shape("shape:N", scale=None)
        )
        texts = [
            base.transform_filter(f"datum.level == {level}").mark_text(dy=dy, fontSize=11).encode(text="code:N")
            for level, dy in enumerate(_LEVELS)
        ]
        _spread(rows, (width - 100) / 18)
        return alt.layer(reach, dots, *texts).properties(width=width - 100, height=80 * len(stages))

    return _both(_("Parity of the official languages"), sentences.parity(reading), make)


def _spread(rows: list[dict[str, Any]], fits: float) -> None:
    """Give each label of a stage a level, so that neighbours do not stand on each other.

    Args:
        fits: how many labels fit beside each other on the whole axis.
    """
    room = max((row["value"] for row in rows), default=0) / fits
    for stage in {row["stage"] for row in rows}:
        ends = [-room] * len(_LEVELS)
        for row in sorted((row for row in rows if row["stage"] == stage), key=lambda row: row["value"]):
            free = [level for level, end in enumerate(ends) if row["value"] - end >= room]
            row["level"] = free[0] if free else min(range(len(ends)), key=ends.__getitem__)
            ends[row["level"]] = row["value"]


def _dot(stage: str, language: Any, value: float, colours: dict[str, str], shapes: dict[str, str]) -> dict[str, Any]:
    code = language.code
    return {"stage": stage, "value": value, "code": code, "colour": colours[code], "shape": shapes[code]}


def each_language(reading: Reading) -> Chart:
    """Small multiples: the same line for each language, on the same scale."""
    colours = palette.colours()

    def make(width: int) -> Any:
        columns = 2 if width == NARROW else 3
        size = {"width": width // columns - 50, "height": 90}
        top = max((p.figure.value or 0 for points in reading.by_language.values() for p in points), default=0)
        y = alt.Y(
            "value:Q", axis=alt.Axis(title=None, tickCount=3, domain=False), scale=alt.Scale(domain=[0, top or 1])
        )
        each = []
        for language, points in reading.by_language.items():
            colour = colours[language.code]
            mark = {"color": colour, "strokeWidth": 2, "point": alt.OverlayMarkDef(size=10, color=colour)}
            line = alt.Chart(alt.Data(values=_points(points))).mark_line(**mark)
            named = alt.TitleParams(language.endonym, anchor="start", fontSize=13, color=INK)
            each.append(line.encode(x=_time(reading, columns - 1), y=y).properties(title=named, **size))
        return alt.concat(*each, columns=columns)

    return _both(_("Each language over time"), sentences.each_language(reading), make)


def spark(reading: Reading) -> SafeString:
    """A line without axes, for a list."""
    data = alt.Data(values=_points(_told(reading)))
    line = alt.Chart(data).mark_line(color=_MAIN, strokeWidth=2, point=alt.OverlayMarkDef(color=_MAIN, size=8))
    x = alt.X("at:T", axis=None, scale=alt.Scale(type="utc"))
    y = alt.Y("value:Q", axis=None, scale=alt.Scale(zero=True))
    chart = line.encode(x=x, y=y).properties(width=180, height=40)
    return draw(chart, title=_("Over time"), description=sentences.series(reading))
