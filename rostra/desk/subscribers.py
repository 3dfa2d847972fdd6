"""Partners who receive releases by push: their screens, where an address or a secret that cannot work is refused."""

import base64
import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.viewsets.model import ModelViewSet

from rostra.release.endpoints import SECRET_BYTES, SECRET_PREFIX, subscriber_faults
from rostra.release.models import Subscriber


def new_secret() -> str:
    """A random signing secret, as Standard Webhooks write it."""
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(max(SECRET_BYTES) // 2)).decode()


class SubscriberForm(WagtailAdminModelForm):
    """A subscriber. The secret is made here and shown until it is saved; afterwards it can only be replaced."""

    secret = forms.CharField(
        label=_("Signing secret"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "dir": "ltr"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kept = self.instance.secret
        field = self.fields["secret"]
        if self._kept:
            self.initial["secret"] = ""
            field.help_text = _("Kept, and not shown. Fill in another one to replace it.")
        else:
            self.initial["secret"] = new_secret()
            field.help_text = _("Give it to the partner now, on a safe way: it is not shown again.")

    def clean(self) -> dict[str, Any]:
        """Refuse an endpoint and a secret with which no delivery could succeed."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        told["secret"] = told.get("secret") or self._kept
        for fault in subscriber_faults(endpoint=told.get("endpoint", ""), secret=told["secret"]):
            if not self.has_error(fault.code):
                self.add_error(fault.code, fault.reason)
        return told


class Subscribers(ModelViewSet):
    """Partners who receive releases by push."""

    model = Subscriber
    icon = "mail"
    menu_label = _("Subscribers")
    add_to_settings_menu = True
    list_display = ["name", "endpoint", "active"]
    list_filter = ["active", "languages"]
    search_fields = ["name", "endpoint"]
    form_fields = ["name", "endpoint", "secret", "languages", "themes", "active"]
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> Any:
        """The form that checks."""
        return forms.modelform_factory(Subscriber, form=SubscriberForm, fields=self.form_fields)
