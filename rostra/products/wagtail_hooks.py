"""The desk's screens for kinds of product; products themselves have screens over several stages, in `desk`."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet

from rostra.products.models import Kind


class Kinds(ModelViewSet):
    """Kinds of product and how their languages go out."""

    model = Kind
    icon = "list-ul"
    menu_label = _("Kinds of product")
    menu_order = 60
    add_to_settings_menu = True
    list_display = ["__str__", "slug", "policy", "series"]
    search_fields = ["slug", "name"]
    form_fields = ["slug", "name", "plural", "policy", "join_hours", "series", "order"]
    copy_view_enabled = False


@hooks.register("register_admin_viewset")
def register_kinds() -> Kinds:
    """Add the kinds to the desk's settings."""
    return Kinds("kinds")
