"""Where the desk enters Wagtail's admin: addresses, menu, first screen, style."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.admin_url_finder import ModelAdminURLFinder, register_admin_url_finder
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.search import SearchArea

from rostra.desk.frame import SEE_DEEDS, SEE_DELIVERIES, SEE_PRODUCTS, SEE_RELEASES
from rostra.desk.home import FirstScreen
from rostra.desk.subscribers import Subscribers
from rostra.desk.urls import urlpatterns
from rostra.desk.views.pictures import DeletePictures
from rostra.products.models import LanguageVersion, Product

#: Wagtail's own entries that this system does not use: pages by hand, snippets, reports on pages.
HIDDEN = {"explorer", "snippets", "reports", "help", "documents"}


class RightfulItem(MenuItem):
    """A menu entry for those who may open it."""

    def __init__(self, label: Any, address: str, permissions: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(label, reverse(address), **kwargs)
        self.permissions = permissions

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person has any of the rights."""
        return any(request.user.has_perm(permission) for permission in self.permissions)


@hooks.register("register_admin_viewset")
def register_subscribers() -> Subscribers:
    """Add the subscribers' screens."""
    return Subscribers("subscribers")


@hooks.register("register_admin_urls")
def register_addresses() -> list[URLPattern]:
    """The desk's own screens; Wagtail asks for the login."""
    return urlpatterns


hooks.register("register_bulk_action", DeletePictures, order=1)  # after Wagtail's own, so in its place


class RoomFinder(ModelAdminURLFinder):
    """Where a list of uses leads."""

    def construct_edit_url(self, instance: Product | LanguageVersion) -> str:
        """A product's room, or the editor of one of its languages."""
        if isinstance(instance, Product):
            return reverse("desk_product", args=[instance.slugline])
        return reverse("desk_version", args=[instance.product.slugline, instance.language.code])


register_admin_url_finder(Product, RoomFinder)
register_admin_url_finder(LanguageVersion, RoomFinder)


@hooks.register("register_admin_menu_item")
def register_news_menu() -> SubmenuMenuItem:
    """Everything about news, first in the menu."""
    items = [
        RightfulItem(_("Products"), "desk_products", SEE_PRODUCTS, name="products", icon_name="doc-full", order=10),
        RightfulItem(_("Releases"), "desk_releases", SEE_RELEASES, name="releases", icon_name="date", order=20),
        RightfulItem(_("Deliveries"), "desk_deliveries", SEE_DELIVERIES, name="deliveries", icon_name="mail", order=30),
        RightfulItem(
            _("Corrections"), "desk_corrections", SEE_RELEASES, name="corrections", icon_name="warning", order=40
        ),
        RightfulItem(_("What was done"), "desk_deeds", SEE_DEEDS, name="deeds", icon_name="history", order=50),
    ]
    return SubmenuMenuItem(_("News"), Menu(items=items), name="news", icon_name="doc-full-inverse", order=50)


class ProductSearch(SearchArea):
    """What the menu's search looks for, unless it is asked from among the pictures."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person sees products."""
        return any(request.user.has_perm(permission) for permission in SEE_PRODUCTS)


@hooks.register("register_admin_search_area")
def register_product_search() -> ProductSearch:
    """Products, before Wagtail's areas."""
    return ProductSearch(_("Products"), reverse("desk_products"), name="products", icon_name="doc-full", order=10)


@hooks.register("construct_main_menu")
def hide_what_is_not_used(request: HttpRequest, items: list[MenuItem]) -> None:
    """Take Wagtail's entries for hand-made pages out of the menu."""
    items[:] = [item for item in items if item.name not in HIDDEN]


@hooks.register("construct_homepage_panels")
def show_first_screen(request: HttpRequest, panels: list[Any]) -> None:
    """What needs me, in place of Wagtail's panels on pages."""
    panels[:] = [FirstScreen(request)]


@hooks.register("insert_global_admin_css")
def style() -> SafeString:
    """The strip's and the desk's style sheets, beside Wagtail's."""
    sheets = ((static(name),) for name in ("looks/strip.css", "desk/desk.css"))
    return format_html_join("", '<link rel="stylesheet" href="{}">', sheets)


@hooks.register("insert_global_admin_js")
def script() -> SafeString:
    """Ticking countdowns and buttons that say what they do; nothing depends on it.

    Wagtail's picker writes the present moment over a time that it cannot read, unless it is told to leave it.
    """
    return format_html(
        '<script>jQuery.fn.datetimepicker.defaults.validateOnBlur = false;</script><script src="{}" defer></script>',
        static("desk/desk.js"),
    )


@hooks.register("register_rich_text_features", order=100)
def link_without_pages(features: Any) -> None:
    """Links lead to addresses and mailboxes: there are no hand-made pages to choose from."""
    feature = features.plugins_by_editor["draftail"]["link"]  # the getter would scan again
    urls = feature.data["chooserUrls"]
    feature.data["chooserUrls"] = {**urls, "pageChooser": urls["externalLinkChooser"]}


@hooks.register("construct_settings_menu")
def hide_settings_that_are_not_used(request: HttpRequest, items: list[MenuItem]) -> None:
    """Take out Wagtail's own sites and workflows: offices have hosts here, and versions have states."""
    items[:] = [item for item in items if item.name not in {"sites", "workflows", "workflow-tasks"}]
