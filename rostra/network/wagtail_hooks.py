"""The desk's screens for offices, hosts, people and languages."""

from typing import Any

from django import forms
from django.forms.models import modelform_factory
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms.models import WagtailAdminModelForm, register_form_field_override
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from rostra.foundation.models import Language
from rostra.foundation.text import WordsField
from rostra.foundation.zones import zone_choices
from rostra.looks import own_words
from rostra.looks.models import Wording
from rostra.looks.words import WordsFormField, WordsInput
from rostra.network.models import Host, Office, Person, Region

register_form_field_override(WordsField, override={"form_class": WordsFormField, "widget": WordsInput})


class OfficeForm(WagtailAdminModelForm):
    """An office, in a time zone that exists."""

    time_zone = forms.ChoiceField(label=_("Time zone"), initial="UTC")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = zone_choices(self.instance.time_zone)


class Offices(ModelViewSet):
    """Headquarters, centres, hubs, services."""

    model = Office
    icon = "home"
    menu_label = _("Offices")
    list_display = ["__str__", "function", "region", "has_site"]
    list_filter = ["function", "region", "has_site"]
    search_fields = ["slug", "name", "email"]
    form_fields = [
        "slug", "name", "function", "region", "hub", "languages", "has_site", "place", "about", "address", "email",
        "telephone", "time_zone", "order",
    ]  # fmt: skip
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> Any:
        """The form, with a choice of time zones."""
        return modelform_factory(Office, form=OfficeForm, fields=self.form_fields)


class Regions(ModelViewSet):
    """Parts of the world."""

    model = Region
    icon = "globe"
    menu_label = _("Regions")
    search_fields = ["slug", "name"]
    form_fields = ["slug", "name"]
    copy_view_enabled = False


class Hosts(ModelViewSet):
    """Host names and whose they are."""

    model = Host
    icon = "site"
    menu_label = _("Hosts")
    list_display = ["name", "office", "purpose"]
    search_fields = ["name"]
    form_fields = ["name", "office", "purpose"]
    copy_view_enabled = False


class People(ModelViewSet):
    """Who works where."""

    model = Person
    icon = "group"
    menu_label = _("People")
    list_display = ["name", "office", "email"]
    list_filter = ["office", "public"]
    search_fields = ["name", "email"]
    form_fields = ["name", "post", "office", "user", "email", "telephone", "public"]
    copy_view_enabled = False


class Languages(ModelViewSet):
    """The languages in which the institution speaks."""

    model = Language
    icon = "globe"
    menu_label = _("Languages")
    list_display = ["endonym", "code", "bcp47", "direction", "official"]
    search_fields = ["code", "endonym"]
    form_fields = ["code", "bcp47", "django", "endonym", "direction", "script", "official", "order", "fallback_order"]
    copy_view_enabled = False


class WordingForm(WagtailAdminModelForm):
    """A wording of words that the interface has."""

    msgid = forms.ChoiceField(
        label=_("Words of the interface"),
        choices=lambda: [("", ""), *((each, each) for each in sorted(own_words.messages()))],
    )


class Wordings(ModelViewSet):
    """How the institution says the interface's words: in a language without a catalogue, or instead of it."""

    model = Wording
    icon = "openquote"
    menu_label = _("Wording")
    list_display = ["words", "language", "said"]
    list_filter = ["language"]
    search_fields = ["msgid", "text"]
    form_fields = ["language", "msgid", "text"]
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> Any:
        """The form, with a choice of the interface's words."""
        return modelform_factory(Wording, form=WordingForm, fields=self.form_fields)


class Network(ModelViewSetGroup):
    """The menu of the network."""

    menu_label = _("Network")
    menu_icon = "group"
    menu_order = 300
    items = (Offices, Regions, Hosts, People, Languages, Wordings)


@hooks.register("register_admin_viewset")
def register_network() -> Network:
    """Add the network's screens to the desk."""
    return Network()
