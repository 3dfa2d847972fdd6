"""What is typed on the screens of results: days, baselines, targets, notes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rostra.audience.queries import Span
from rostra.foundation.models import Language
from rostra.looks.words import WordsFormField


class DayInput(forms.DateInput):
    """A day, by the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PeriodForm(forms.Form):
    """Days from the first to the last, both included."""

    first = forms.DateField(label=pgettext_lazy("period", "From"), widget=DayInput())
    last = forms.DateField(label=pgettext_lazy("period", "To"), widget=DayInput())

    def clean(self) -> dict[str, Any]:
        """A period ends after it begins.

        Raises:
            ValidationError: where it does not.
        """
        found = super().clean() or {}
        if found.get("first") and found.get("last") and found["last"] < found["first"]:
            self.add_error("last", _("The period ends before it begins."))
        return found

    @property
    def span(self) -> Span:
        """The days of a valid form."""
        return Span(self.cleaned_data["first"], self.cleaned_data["last"])


class TargetForm(PeriodForm):
    """A value promised for a period, of all languages together or of one."""

    language = forms.ModelChoiceField(
        Language.objects.all(), label=_("Language"), required=False, empty_label=_("All together")
    )
    value = forms.FloatField(label=_("Target"), min_value=0)
    field_order: tuple[str, ...] = ("language", "value", "first", "last")

    @property
    def given(self) -> dict[str, Any]:
        """What a valid form says, as the verbs take it."""
        days = {"first", "last"}
        return {"span": self.span} | {name: value for name, value in self.cleaned_data.items() if name not in days}


class BaselineForm(TargetForm):
    """Where an indicator stood before: on a day, or over a period."""

    last = forms.DateField(label=_("To (empty for one day)"), required=False, widget=DayInput())
    value = forms.FloatField(label=_("Baseline"), min_value=0)
    source = WordsFormField(label=_("Source"))
    field_order = ("language", "value", "first", "last", "source")

    def clean(self) -> dict[str, Any]:
        """A day is a period that ends as it begins."""
        found = super().clean()
        found["last"] = found.get("last") or found.get("first")
        return found


class WithdrawalForm(forms.Form):
    """Why a target is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 2}))


class NoteForm(PeriodForm):
    """A word on a period."""

    text = forms.CharField(label=_("Note"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 2}))
    field_order = ("text", "first", "last")
