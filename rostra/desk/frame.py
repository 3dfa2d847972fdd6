"""Who may see which screens of the desk, and which rows a form of theirs names."""

from collections.abc import Sequence
from typing import ClassVar

from rostra.looks import frame

#: Who works with products may see them, whatever the language.
SEE_PRODUCTS = ("products.view_product", "products.change_product", "products.change_languageversion")
SEE_RELEASES = ("release.view_release", "release.schedule_release")
SEE_DELIVERIES = ("release.view_delivery", "release.change_delivery", "release.schedule_release")

SEE_DEEDS = ("foundation.view_ledgerentry",)
#: Rows that one form may name: more than a page of products in every language.
MOST = 500


class Screen(frame.Screen):
    """A screen of the desk, for whoever works with products unless it says otherwise."""

    permissions: ClassVar[tuple[str, ...]] = SEE_PRODUCTS


def keys(typed: Sequence[str]) -> list[int]:
    """The keys of rows that a form names, at most `MOST`; what can be none is left out."""
    return [int(key) for key in typed[:MOST] if key.isdecimal() and len(key) < 19]
