"""The desk's screens for kinds of product; products themselves have screens over several stages, in `desk`."""

from typing import Any

from django.forms import modelform_factory
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.viewsets.model import ModelViewSet

from rostra.products.models import Kind


class KindForm(WagtailAdminModelForm):
    """A kind; its slug stands in the addresses of its products, and stays once there are any."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.products.exists():
            self.fields["slug"].disabled = True
            self.fields["slug"].help_text = _("Products have it in their addresses, so it stays.")


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

    def get_form_class(self, for_update: bool = False) -> Any:
        """The form, which keeps the slug of a kind in use."""
        return modelform_factory(Kind, form=KindForm, fields=self.form_fields)


@hooks.register("register_admin_viewset")
def register_kinds() -> Kinds:
    """Add the kinds to the desk's settings."""
    return Kinds("kinds")
