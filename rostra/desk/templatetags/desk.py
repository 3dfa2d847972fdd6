"""Times in the person's zone, countdowns, people, deeds, and words in the language of the interface."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import gettext, pgettext

from rostra.desk.queries import most_telling
from rostra.desk.wording import CHANNELS, MET, deed_words
from rostra.foundation import clock
from rostra.foundation.models import LedgerEntry, User
from rostra.foundation.text import in_interface_language
from rostra.looks.templatetags.looks import CELL_WORDS
from rostra.products.models import Product
from rostra.release.models import Delivery, FrozenVersion, Release
from rostra.release.queries import was_taken_back
from rostra.release.states import CANCELLED

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
        return SafeString('<span class="desk-none">—</span>')
    local = at.astimezone(zone_of(context["request"].user))
    pattern = pgettext("date pattern", "j M Y, H:i:s") if seconds else pgettext("date pattern", "j M Y, H:i")
    utc = f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    return format_html(
        '<time class="moment" tabindex="0" datetime="{}" data-utc="{}"><bdi>{} {}</bdi>'
        '<span class="for-readers"> ({})</span></time>',
        at.astimezone(UTC).isoformat(),
        utc,
        date_format(local, pattern),
        _zone_word(local),
        utc,
    )


def _zone_word(local: datetime) -> str:
    """The zone's letters; the place that it is named after where it has none but a number, such as -05."""
    letters = local.tzname() or ""
    return letters if letters.isalpha() else str(local.tzinfo)


@register.simple_tag(takes_context=True)
def local_input(context: Any, at: datetime | None) -> str:
    """A time as `<input type="datetime-local">` takes it, in the person's zone."""
    return f"{at.astimezone(zone_of(context['request'].user)):%Y-%m-%dT%H:%M}" if at else ""


@register.simple_tag
def countdown(at: datetime | None, held_at: datetime | None = None) -> SafeString:
    """How long until, or since, an instant; ticks where there is script, and stands still while it is held."""
    if not at:
        return SafeString("")
    if held_at:
        return format_html('<span class="countdown-held">{}</span>', gettext("held"))
    now = clock.now()
    words = timeuntil(at, now) if at > now else timesince(at, now)
    sign = "−" if at > now else "+"
    return format_html('<bdi class="countdown" data-countdown="{}">{}{}</bdi>', at.isoformat(), sign, words)


@register.simple_tag
def standing(release: Release) -> SafeString:
    """Where a release stands, by the clock and by those who hold it."""
    now = clock.now()
    state, word = release.state, release.get_state_display()
    if release.barred_at:
        state, word = "held", gettext("closed to the public")
    elif release.held_at and state != CANCELLED:
        state, word = "held", gettext("held")
    elif release.is_live(now):
        state, word = _over(release) if release.until and release.until <= now else _live(release)
    return format_html('<span class="state state-{}">{}</span>', state, word)


def _live(release: Release) -> tuple[str, str]:
    # A withdrawal of all languages is not read: it keeps them from being read.
    told = release.act != Release.Act.WITHDRAWAL or release.frozen.exclude(fate=FrozenVersion.Fate.WITHDRAWN).exists()
    return ("live", gettext("live")) if told else ("withdrawn", pgettext("releases", "in force"))


def _over(release: Release) -> tuple[str, str]:
    taken_back = Release.objects.filter(was_taken_back(), pk=release.pk).exists()
    return ("withdrawn", pgettext("releases", "withdrawn")) if taken_back else ("done", gettext("superseded"))


@register.simple_tag
def person(user: User | None) -> str:
    """Somebody's name."""
    return (user.get_full_name() or user.username) if user else ""


@register.simple_tag
def headline(product: Product) -> SafeString:
    """What a product says first, in the language of the interface if it has one, else in any."""
    said = most_telling(product.versions.all())
    if said is None:
        return format_html("{}", gettext("No headline yet"))
    return format_html('<bdi lang="{}" dir="{}">{}</bdi>', said.language.bcp47, said.language.direction, said.headline)


@register.simple_tag
def deed(entry: LedgerEntry, endonyms: Mapping[str, str]) -> SafeString:
    """What a row of the ledger tells, after the name of who did it; languages by their own names."""
    told, code, reason = deed_words(entry)
    language = format_html(" <bdi>{}</bdi>", endonyms.get(code, code)) if code else ""
    return format_html("{}{}{}", told, language, format_html(" – {}", reason) if reason else "")


@register.simple_tag
def met(release: Release) -> str:
    """What the public met at the instant of a release."""
    return str(MET[Release.Act(release.act)])


@register.simple_tag
def recipient(delivery: Delivery) -> str:
    """To whom a delivery goes: an office's site, or a subscriber, by name."""
    return str(delivery.site or delivery.recipient)


@register.filter
def channel_word(channel: str) -> str:
    """A channel in words."""
    return str(CHANNELS.get(channel, channel))


@register.simple_tag
def cell_word(cell: Any) -> str:
    """The state of a cell in a word."""
    return str(CELL_WORDS.get(cell.state, cell.state))


@register.filter
def words(value: Any) -> str:
    """Words in several languages, in that of the interface."""
    return in_interface_language(value)
