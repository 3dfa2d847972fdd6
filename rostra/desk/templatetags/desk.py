"""Times in the person's zone, countdowns, and words in the language of the interface."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince, timeuntil

from rostra.foundation import clock
from rostra.foundation.text import in_interface_language

register = template.Library()


def zone_of(user: Any) -> ZoneInfo:
    """The zone a person works in; UTC where theirs is unknown to this machine."""
    try:
        return ZoneInfo(getattr(user, "time_zone", "") or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


@register.simple_tag(takes_context=True)
def moment(context: Any, at: datetime | None, seconds: bool = False) -> SafeString:
    """A time in the person's zone; UTC on hover or focus. With `seconds`, to the second."""
    if not at:
        return format_html('<span class="desk-none">—</span>')
    local = at.astimezone(zone_of(context["request"].user))
    pattern = "j M Y, H:i:s" if seconds else "j M Y, H:i"
    return format_html(
        '<time class="moment" tabindex="0" datetime="{}" title="{} UTC"><bdi>{} {}</bdi></time>',
        at.astimezone(UTC).isoformat(),
        f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}",
        date_format(local, pattern),
        local.tzname() or "",
    )


@register.simple_tag
def countdown(at: datetime | None) -> SafeString:
    """How long until, or since, an instant; ticks where there is script."""
    if not at:
        return SafeString("")
    now = clock.now()
    words = timeuntil(at, now) if at > now else timesince(at, now)
    sign = "−" if at > now else "+"
    return format_html('<span class="countdown" data-countdown="{}">{}{}</span>', at.isoformat(), sign, words)


@register.filter
def words(value: Any) -> str:
    """Words in several languages, in that of the interface."""
    return in_interface_language(value)
