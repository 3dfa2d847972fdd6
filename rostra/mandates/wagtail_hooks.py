"""The desk's screens for programmes, mandates, themes and observances."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from rostra.foundation.text import in_interface_language
from rostra.mandates.models import Mandate, Observance, Programme, Theme


def _title(mandate: Mandate) -> str:
    return in_interface_language(mandate.title)


class Programmes(ModelViewSet):
    """Programmes of work."""

    model = Programme
    icon = "folder-open-1"
    menu_label = _("Programmes")
    list_display = ["__str__", "code", "starts_on", "ends_on"]
    search_fields = ["code", "name"]
    form_fields = ["code", "name", "starts_on", "ends_on"]
    copy_view_enabled = False


class Mandates(ModelViewSet):
    """Mandates by symbol, with their operative paragraphs."""

    model = Mandate
    icon = "doc-full"
    menu_label = _("Mandates")
    list_display = ["symbol", Column("title", label=_("Title"), accessor=_title), "adopted_on"]
    list_filter = ["programmes", "themes"]
    search_fields = ["symbol", "title"]
    panels = [
        FieldPanel("symbol"),
        FieldPanel("title"),
        FieldPanel("adopted_on"),
        FieldPanel("link"),
        FieldPanel("programmes"),
        FieldPanel("themes"),
        FieldPanel("replaces"),
        InlinePanel(
            "paragraphs",
            heading=_("Operative paragraphs"),
            label=_("Paragraph"),
            panels=[FieldPanel("number"), FieldPanel("text"), FieldPanel("order")],
        ),
    ]
    copy_view_enabled = False


class Themes(ModelViewSet):
    """Priority themes."""

    model = Theme
    icon = "tag"
    menu_label = _("Themes")
    list_display = ["__str__", "slug", "order"]
    search_fields = ["slug", "name"]
    form_fields = ["slug", "name", "description", "order"]
    copy_view_enabled = False


class Observances(ModelViewSet):
    """Days, weeks and years to observe."""

    model = Observance
    icon = "calendar-alt"
    menu_label = _("Observances")
    list_display = ["__str__", "month", "day", "mandate"]
    list_filter = ["month", "theme"]
    search_fields = ["slug", "name"]
    form_fields = ["slug", "name", "month", "day", "mandate", "theme"]
    copy_view_enabled = False


class MandatesGroup(ModelViewSetGroup):
    """The menu of the mandates."""

    menu_label = _("Mandates")
    menu_icon = "doc-full-inverse"
    menu_order = 400
    items = (Programmes, Mandates, Themes, Observances)


@hooks.register("register_admin_viewset")
def register_mandates() -> MandatesGroup:
    """Add the mandates' screens to the desk."""
    return MandatesGroup()
