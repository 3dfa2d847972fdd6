"""Where results enter Wagtail's admin: addresses, menu entry, and the screens that define indicators."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.model import ModelViewSet

from rostra.looks.words import WordsFormField
from rostra.results import policy
from rostra.results.measures.registry import measures
from rostra.results.models import Indicator
from rostra.results.urls import urlpatterns


class ResultsItem(MenuItem):
    """The menu entry, for those who may open it."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person may see indicators."""
        return bool(request.user.has_perm(policy.SEE))


class IndicatorForm(WagtailAdminModelForm):
    """An indicator, with the measures that there are."""

    class Meta:
        model = Indicator
        fields = [
            "code", "measure", "programme", "name", "definition", "method", "unit", "better", "remark", "order",
        ]  # fmt: skip
        field_classes = dict.fromkeys(("name", "definition", "method", "unit", "remark"), WordsFormField)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(measure.slug, measure.name) for measure in measures().values()]
        self.fields["measure"] = forms.ChoiceField(label=_("Measure"), choices=choices)


class Indicators(ModelViewSet):
    """What is measured, by which measure, and how to read it."""

    model = Indicator
    icon = "order"
    menu_label = _("Indicators")
    add_to_settings_menu = True
    list_display = ["code", "measure", "better"]
    list_filter = ["measure", "better"]
    search_fields = ["code"]
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> type[IndicatorForm]:
        """The same form for a new one and for a change."""
        return IndicatorForm


@hooks.register("register_admin_viewset")
def register_indicators() -> Indicators:
    """Add the screens that define indicators."""
    return Indicators("indicators")


@hooks.register("register_admin_urls")
def register_addresses() -> list[URLPattern]:
    """The screens of results; Wagtail asks for the login."""
    return urlpatterns


@hooks.register("register_admin_menu_item")
def register_menu() -> ResultsItem:
    """After news and the library."""
    return ResultsItem(_("Results"), reverse("results_list"), name="results", icon_name="order", order=90)
