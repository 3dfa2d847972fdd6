"""People who log in: Wagtail's screens, with the languages that they work in and their time zone."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import UserViewSet

from rostra.foundation.models import Language
from rostra.foundation.zones import zone_choices

EXTRA = {"languages", "time_zone"}


def _languages() -> Any:
    return forms.ModelMultipleChoiceField(
        Language.objects.all(),
        label=_("Works in"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("May edit and clear versions in these languages; none ticked means all."),
    )


class CreationForm(UserCreationForm):
    """A new login."""

    languages = _languages()
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices, initial="UTC")

    class Meta(UserCreationForm.Meta):
        fields: ClassVar = UserCreationForm.Meta.fields | EXTRA


class EditForm(UserEditForm):
    """A login that is there."""

    languages = _languages()
    time_zone = forms.ChoiceField(label=_("Time zone"))

    class Meta(UserEditForm.Meta):
        fields: ClassVar = UserEditForm.Meta.fields | EXTRA

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = zone_choices(self.instance.time_zone)


class Users(UserViewSet):
    """The screens of logins."""

    def get_form_class(self, for_update: bool = False) -> Any:
        """The form with our fields."""
        return EditForm if for_update else CreationForm
