"""What several verbs of results ask of what they are given."""

import math

from django.utils.translation import gettext as _

from rostra.audience.queries import Span
from rostra.foundation.errors import Refusal


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
