"""Who may see which screens of the desk."""

from typing import ClassVar

from rostra.looks import frame

#: Who works with products may see them, whatever the language.
SEE_PRODUCTS = ("products.view_product", "products.change_product", "products.change_languageversion")
SEE_RELEASES = ("release.view_release", "release.schedule_release")
SEE_DELIVERIES = ("release.view_delivery", "release.change_delivery", "release.schedule_release")

SEE_DEEDS = ("foundation.view_ledgerentry",)


class Screen(frame.Screen):
    """A screen of the desk, for whoever works with products unless it says otherwise."""

    permissions: ClassVar[tuple[str, ...]] = SEE_PRODUCTS
