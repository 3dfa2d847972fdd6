"""What several verbs of results ask of what they are given."""

import math
from datetime import date

from django.utils.translation import gettext as _

from rostra.audience.queries import Span
from rostra.foundation.errors import Refusal


def day_of(text: str | None) -> date | None:
    """The day that a text names; None where there is none.

    Raises:
        Refusal: `bad_day`.
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Refusal("bad_day", str(text)[:40], _("A day such as 2026-01-31 is expected.")) from None


def require_period(span: Span) -> None:
    """Days in their order.

    Raises:
        Refusal: `bad_period`.
    """
    if span.last < span.first:
        raise Refusal("bad_period", f"{span.first} – {span.last}", _("The period ends before it begins."))


def require_amount(value: float, *, place: str, reason: str) -> None:
    """A number of things: finite, and not below zero.

    Raises:
        Refusal: `bad_value`, with the reason in the reader's language.
    """
    if not math.isfinite(value) or value < 0:
        raise Refusal("bad_value", place, reason)
