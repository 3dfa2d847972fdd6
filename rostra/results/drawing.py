"""From a chart's specification to SVG that a page can hold: named for readers of screens, sized by its frame."""

import json
import re
from functools import lru_cache
from typing import Any

import altair
import vl_convert
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from rostra.foundation.text import digest
from rostra.looks.dates import locale_of

#: The system's own font, which knows where to find the scripts of the world; nothing is fetched.
FONT = "system-ui, 'Noto Sans', sans-serif"
#: Stands in specifications for the ink of the page around, which Vega has no word for.
INK = "#010203"
_OPEN = re.compile(r"<svg [^>]*?viewBox=\"([\d. -]+)\"[^>]*>")
_LABELS = re.compile(r" aria-(?:hidden|label|roledescription)=\"[^\"]*\"| role=\"graphics-[a-z]+\"")


def _style() -> dict[str, Any]:
    """One look for all charts; ink is that of the page around, so that dark mode and print have theirs."""
    ink = {"labelColor": INK, "titleColor": INK}
    axis = {
        **ink,
        "gridColor": INK,
        "gridOpacity": 0.12,
        "domainColor": INK,
        "domainOpacity": 0.5,
        "ticks": False,
        "labelFont": FONT,
        "titleFont": FONT,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelPadding": 6,
    }
    header = {"labelFont": FONT, "labelFontSize": 13, "labelColor": INK, "labelFontWeight": "bold"}
    text = {"font": FONT, "fontSize": 12, "fill": INK}
    return {
        "background": "transparent",
        "axis": axis,
        "header": header,
        "text": text,
        "view": {"stroke": None},
        "font": FONT,
    }


def draw(chart: altair.TopLevelMixin, *, title: str, description: str, direction: str = "ltr") -> SafeString:
    """Draw a chart as inline SVG; the same chart is drawn once.

    Args:
        title: what it shows; readers of screens hear it as its name.
        description: what it says, in a sentence.
        direction: in which the words of its labels run.
    """
    spec = json.dumps(chart.configure(**_style()).to_dict(), sort_keys=True, ensure_ascii=False)
    body, box = _drawn(spec, get_language() or "en")
    name = f"chart-{digest(spec.encode())[:12]}"
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" role="img" direction="{direction}" '
        f'aria-labelledby="{name}-title {name}-desc"><title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-desc">{escape(description)}</desc>'
    )
    return mark_safe(head + body)


@lru_cache(maxsize=256)
def _drawn(spec: str, language: str) -> tuple[str, str]:
    """What stands inside the `svg` element, and its view box; numbers as the language writes them."""
    symbols = locale_of(language).number_symbols["latn"]
    numbers = {"decimal": symbols["decimal"], "thousands": symbols["group"], "grouping": [3], "currency": ["", ""]}
    svg: str = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[], format_locale=numbers)
    opened = _OPEN.match(svg)
    if opened is None:
        raise ValueError("Vega drew something that is no SVG.")
    return _LABELS.sub("", svg[opened.end() :]).replace(INK, "currentColor"), opened[1]
