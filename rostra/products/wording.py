"""Faults in words for people."""

from collections.abc import Sequence

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rostra.foundation.errors import Refusal
from rostra.products.rules import Fault

REASONS = {
    "headline_missing": _("The headline is missing."),
    "body_missing": _("There is neither a summary nor a body."),
    "alternative_missing": _("The picture has no alternative text in this language."),
    "picture_missing": _("There is no such picture any more."),
    "empty": _("This is empty."),
    "list_expected": _("A list with at least one entry is expected."),
    "object_expected": _("An object is expected."),
    "text_expected": _("A text is expected."),
    "number_expected": _("A number is expected: the picture's."),
    "value_missing": _("The block has no value."),
    "unknown_key": _("There is no such key."),
    "unknown_block": _("There is no such block; known are %(known)s."),
    "too_many": _("There are too many; at most %(most)s."),
    "too_long": _("This is too long; at most %(most)s characters."),
    "half_character": _("This holds half a character (a lone surrogate), which no text can."),
}


def say_fault(fault: Fault) -> str:
    """The reason, in the language of the interface."""
    return gettext(str(REASONS[fault.code])) % fault.detail if fault.detail else str(REASONS[fault.code])


def refusal(code: str, name: str, faults: Sequence[Fault]) -> Refusal:
    """One refusal for several faults: its place is the first fault's, its reason tells them all.

    Args:
        code: the refusal's code.
        name: what the faults are in, put before each place; may be empty.
        faults: at least one.
    """
    place = f"{name} {faults[0].place}".strip()
    told = [say_fault(faults[0]), *(f"{fault.place}: {say_fault(fault)}" for fault in faults[1:20])]
    return Refusal(code, place, " ".join(told))
