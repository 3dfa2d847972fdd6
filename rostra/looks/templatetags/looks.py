"""Words in the language of the page, marked where they are not; dates, numbers, symbols, and the strip of cells."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from rostra.foundation.models import Language
from rostra.foundation.text import say
from rostra.looks import dates

register = template.Library()

#: The states of a cell (contracts, section 3) in words; the colour comes after the word, never in its place.
CELL_WORDS = {
    "not_required": _("not required"),
    "waived": _("waived"),
    "missing": _("missing"),
    "drafting": _("drafting"),
    "in_review": _("in review"),
    "cleared": _("cleared"),
    "armed": _("armed"),
    "released": _("released"),
    "stale": _("stale"),
    "under_check": _("under check"),
    "withdrawn": _("withdrawn"),
}


def _tag(context: template.Context) -> str:
    language: Language | None = context.get("language")
    return language.bcp47 if language else "en"


def _row(context: template.Context, code: str) -> Language | None:
    rows: Mapping[str, Language] | None = context.get("languages")
    if rows is not None and code in rows:
        return rows[code]
    return Language.objects.filter(code=code).first()


@register.simple_tag(takes_context=True)
def said(context: template.Context, words: Mapping[str, str] | None) -> str:
    """A multilingual text in the language of the page; in another one it says which, and which way it runs."""
    code = context["language"].code
    text, used = say(words, code)
    return in_language(context, text, used)


@register.simple_tag(takes_context=True)
def in_language(context: template.Context, text: str, code: str) -> str:
    """A text known to be in a language, marked where that is not the page's."""
    if code == context["language"].code or not text:
        return conditional_escape(text)
    row = _row(context, code)
    if row is None:
        return format_html("<bdi>{}</bdi>", text)
    return format_html('<span lang="{}" dir="{}">{}</span>', row.bcp47, row.direction, text)


@register.filter
def bdi(value: Any) -> SafeString:
    """A symbol or a number, kept apart from the direction of what stands around it."""
    return format_html("<bdi>{}</bdi>", value)


@register.simple_tag(takes_context=True)
def day(context: template.Context, value: date | None) -> str:
    """A date, readable by people and by machines."""
    if value is None:
        return ""
    machine = value.astimezone(UTC).date() if isinstance(value, datetime) else value
    return format_html('<time datetime="{}">{}</time>', machine.isoformat(), dates.day_words(value, _tag(context)))


@register.simple_tag(takes_context=True)
def moment(context: template.Context, value: datetime | None) -> str:
    """A date and a time in UTC, readable by people and by machines."""
    if value is None:
        return ""
    machine = f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return format_html('<time datetime="{}">{}</time>', machine, dates.moment_words(value, _tag(context)))


@register.simple_tag(takes_context=True)
def number(context: template.Context, value: float) -> SafeString:
    """A number as the language writes it."""
    return format_html("<bdi>{}</bdi>", dates.number_words(value, _tag(context)))


@register.inclusion_tag("looks/strip.html")
def strip(cells: Iterable[Any], compact: bool = False) -> dict[str, Any]:
    """The strip of cells: one per language, always in the same order, each a word with a colour.

    Args:
        cells: things with `language` (a Language), `state` (`CELL_WORDS`) and `why`.
        compact: the words stand in the cell's name for readers of screens, not on it.
    """
    rows = [
        {"language": c.language, "state": c.state, "why": c.why, "word": CELL_WORDS.get(c.state, c.state)}
        for c in cells
    ]
    return {"cells": rows, "compact": compact}


@register.filter
def sheets(names: str) -> list[str]:
    """The addresses of style sheets by their names, a space between."""
    return [static(f"looks/{name}.css") for name in names.split()]


@register.simple_tag(takes_context=True)
def said_plain(context: template.Context, words: Mapping[str, str] | None) -> str:
    """A multilingual text where no mark-up can stand, such as a title."""
    return conditional_escape(say(words, context["language"].code).text)
