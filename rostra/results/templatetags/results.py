"""Figures, shares and sentences in templates; numbers kept apart from the direction of what stands around them."""

from datetime import date
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from rostra.foundation.text import in_interface_language
from rostra.results import sentences
from rostra.results.queries import Reading, Standing

register = template.Library()


@register.filter
def figure(value: float | str | None) -> SafeString:
    """A figure as people read it; a dash where a template found none."""
    return format_html("<bdi>{}</bdi>", sentences.number(None if isinstance(value, str) else value))


@register.filter
def share(value: float | str | None) -> SafeString:
    """A share in percent, likewise."""
    return format_html("<bdi>{}</bdi>", sentences.percent(None if isinstance(value, str) else value))


@register.filter
def words(value: Any) -> str:
    """Words in several languages, in that of the interface."""
    return in_interface_language(value)


@register.filter
def verdict(standing: Standing) -> str:
    """Where a figure stands, in words."""
    return sentences.verdict(standing)


@register.filter
def unit(reading: Reading) -> str:
    """What the figure counts."""
    return sentences.unit(reading)


@register.filter
def reads(reading: Reading, what: str) -> str:
    """One of the sentences on a reading: `whole`, `languages`, `parity`, `source`, `days`."""
    told = {"whole": sentences.whole, "languages": sentences.languages, "parity": sentences.parity}
    told |= {"source": sentences.source, "days": sentences.days}
    return told[what](reading)


@register.filter
def day(value: date) -> SafeString:
    """A day, readable by people and by machines."""
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), sentences.day(value))
