"""Forms of the desk: filters, what a product is about, when it goes out."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import Exists, OuterRef
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.widgets import AdminDateTimeInput
from wagtail.images import get_image_model
from wagtail.images.widgets import AdminImageChooser

from rostra.desk.queries import SYSTEM
from rostra.desk.templatetags.desk import person, zone_of
from rostra.desk.wording import DEEDS
from rostra.foundation import clock
from rostra.foundation.errors import Refusal
from rostra.foundation.models import Language, LedgerEntry, User
from rostra.foundation.zones import zone_choices
from rostra.looks.words import WordsFormField
from rostra.mandates.models import Mandate, Theme
from rostra.network.models import Office
from rostra.products.models import Kind, Product
from rostra.products.sluglines import SHAPE
from rostra.release.models import Release

Made = TypeVar("Made")
STATES = [
    ("", _("any state")),
    ("drafting", _("drafting")),
    ("in_review", _("in review")),
    ("cleared", _("cleared")),
    ("ahead", _("on its way")),
    ("public", _("public")),
    ("awaited", _("languages awaited")),
]
#: What the product list can be sorted by, in words: as its columns are called.
ORDERS = {
    "headline": _("Headline"),
    "slugline": _("Slugline"),
    "kind": _("Kind"),
    "office": _("Office"),
    "occurred_at": _("Happened"),
    "last_change": _("Changed"),
}
ASCENDING, DESCENDING = _("{what}, ascending"), _("{what}, descending")


def _both_ways(words: dict[str, Any]) -> list[tuple[str, Any]]:
    """Each order, forwards and backwards, as a choice."""
    ways = (("", ASCENDING), ("-", DESCENDING))
    return [(f"{way}{key}", format_lazy(told, what=word)) for key, word in words.items() for way, told in ways]


class SearchForm(forms.Form):
    """Words to look for in a list."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100)

    @property
    def words(self) -> str:
        """What to look for; empty where nothing was asked, or what cannot be."""
        return str(self.cleaned_data["q"]) if self.is_valid() else ""

    @property
    def is_used(self) -> bool:
        """Whether anything was asked for."""
        return bool(self.errors or self.words)


class FilterForm(SearchForm):
    """What to list."""

    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False, widget=forms.HiddenInput)
    kind = forms.ModelChoiceField(Kind.objects.all(), label=_("Kind"), required=False, empty_label=_("any kind"))
    theme = forms.ModelChoiceField(Theme.objects.all(), label=_("Theme"), required=False, empty_label=_("any theme"))
    office = forms.ModelChoiceField(
        Office.objects.all(), label=_("Office"), required=False, empty_label=_("any office")
    )
    missing = forms.ModelChoiceField(
        Language.objects.all(), label=_("Missing in"), required=False, empty_label=_("no matter")
    )
    order = forms.ChoiceField(
        label=_("Sort by"), choices=[("", _("newest first")), *_both_ways(ORDERS)], required=False
    )


#: Where a release can stand, see `queries.standings`, in the words of `templatetags.desk.standing`.
STANDINGS = [
    ("", pgettext_lazy("releases", "all")),
    ("ahead", _("on its way")),
    ("held", _("held")),
    ("slipped", _("slipped")),
    ("live", _("live")),
    ("superseded", _("superseded")),
    ("withdrawn", pgettext_lazy("releases", "withdrawn")),
    ("barred", _("closed to the public")),
    ("cancelled", _("cancelled")),
]


class ReleaseFilterForm(SearchForm):
    """Which releases to list."""

    state = forms.ChoiceField(label=_("State"), choices=STANDINGS, required=False, widget=forms.HiddenInput)
    act = forms.ChoiceField(label=_("Act"), choices=[("", _("any act")), *Release.Act.choices], required=False)
    order = forms.ChoiceField(
        label=_("Sort by"),
        choices=[("", _("the next first, then the newest")), *_both_ways({"instant": _("Instant")})],
        required=False,
    )

    def asked(self) -> list[tuple[str, str]]:
        """The filters that were understood: what each is called, and what it asks for."""
        given = self.cleaned_data
        choices: dict[str, Any] = {"q": {}, "state": dict(STANDINGS), "act": dict(Release.Act.choices)}
        return [
            (str(self.fields[name].label), str(words.get(given[name], given[name])))
            for name, words in choices.items()
            if given.get(name)
        ]


def _in_calendar(at: date) -> None:
    if not clock.in_calendar(at):
        raise forms.ValidationError(_("No calendar is kept for this year."))


class ProductForm(forms.Form):
    """What a product is about."""

    slugline = forms.CharField(
        label=_("Slugline"),
        max_length=120,
        help_text=format_lazy("{} {}", _("The editor's handle and the address; fixed at the first release."), SHAPE),
    )
    kind = forms.ModelChoiceField(Kind.objects.all(), label=_("Kind"))
    office = forms.ModelChoiceField(Office.objects.all(), label=_("Office"))
    required = forms.ModelMultipleChoiceField(
        Language.objects.all(), label=_("Required languages"), widget=forms.CheckboxSelectMultiple, required=False
    )
    occurred_at = forms.DateTimeField(
        label=_("Happened at"),
        required=False,
        widget=AdminDateTimeInput,
        help_text=_("In your time zone."),
        validators=[_in_calendar],
    )
    themes = forms.ModelMultipleChoiceField(
        Theme.objects.all(), label=_("Themes"), widget=forms.CheckboxSelectMultiple, required=False
    )
    mandates = forms.ModelMultipleChoiceField(Mandate.objects.all(), label=_("Mandates"), required=False)
    picture = forms.ModelChoiceField(
        get_image_model().objects.all(), label=_("Main picture"), required=False, widget=AdminImageChooser
    )

    @staticmethod
    def values_of(product: Product) -> dict[str, Any]:
        """The fields as they are."""
        plain = {name: getattr(product, name) for name in ("slugline", "kind", "office", "occurred_at", "picture")}
        return {**plain, **{name: getattr(product, name).all() for name in ("required", "themes", "mandates")}}


#: As browsers want them, whatever the language of the interface.
_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_CLOCK = forms.TimeInput(attrs={"type": "time", "step": "1"}, format="%H:%M:%S")
#: code of the refusal of an instant -> the field that it is about
_INSTANT = {
    "bad_time": "date",
    "far": "date",
    "order": "time",
    "clock_gap": "time",
    "clock_fold": "fold",
}


class ReleaseForm(forms.Form):
    """Which languages go out, and when: a wall-clock time in a named zone."""

    languages = forms.MultipleChoiceField(label=_("Languages"), widget=forms.CheckboxSelectMultiple, required=False)
    when = forms.ChoiceField(
        label=_("When"),
        choices=[("now", _("as soon as possible")), ("at", _("at a set time"))],
        widget=forms.RadioSelect,
        initial="now",
    )
    date = forms.DateField(label=_("Date"), required=False, widget=_DAY)
    time = forms.TimeField(label=_("Time"), required=False, widget=_CLOCK)
    zone = forms.ChoiceField(label=_("Time zone"), required=False)
    fold = forms.ChoiceField(
        label=_("If clocks are set back"),
        choices=[("", _("that hour comes once")), ("0", _("the first of the two")), ("1", _("the second of the two"))],
        required=False,
        help_text=_("Only for the hour that comes twice in the night when clocks are set back."),
    )

    def __init__(
        self, *args: Any, user: User, offices: list[str], languages: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        own = str(zone_of(user))
        self.fields["zone"].choices = zone_choices(own, *offices)  # type: ignore[attr-defined]
        self.fields["zone"].initial = own
        self.fields["date"].initial = datetime.now(ZoneInfo(own)).date()
        self.fields["languages"].choices = languages  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A set time needs a date, a time and a zone."""
        cleaned = super().clean() or {}
        if cleaned.get("when") == "at":
            for name in ("date", "time", "zone"):
                if name not in self.errors and not cleaned.get(name):
                    self.add_error(name, _("Say the date, the time and the time zone."))
        return cleaned

    def do(self, deed: Callable[[datetime | None], Made]) -> Made:
        """Do a deed at the instant that is meant; a refusal of a set instant is said at its field too."""
        set_time = self.cleaned_data["when"] == "at"
        try:
            return deed(self.instant())
        except Refusal as refusal:
            if set_time and (field := self._at_fault(refusal.code)):
                self.add_error(field, refusal.reason)
            raise

    def _at_fault(self, code: str) -> str:
        if code != "past":
            return _INSTANT.get(code, "")
        today = clock.now().astimezone(ZoneInfo(self.cleaned_data["zone"])).date()
        return "date" if self.cleaned_data["date"] < today else "time"

    def instant(self) -> datetime | None:
        """The instant that is meant; None for as soon as possible.

        Raises:
            Refusal: `clock_gap` or `clock_fold` in a night when clocks change; `bad_time`.
        """
        given = self.cleaned_data
        if given["when"] == "now":
            return None
        fold = int(given["fold"]) if given["fold"] else None
        return clock.local_instant(datetime.combine(given["date"], given["time"]), given["zone"], fold=fold)


class DeedForm(forms.Form):
    """Which deeds of the ledger to list."""

    product = forms.ModelChoiceField(
        Product.objects.all(), label=_("Product"), to_field_name="slugline", required=False, widget=forms.TextInput
    )
    by = forms.ChoiceField(label=_("Who"), required=False)
    deed = forms.ChoiceField(label=_("Deed"), required=False)
    day = forms.DateField(label=_("Day"), required=False, widget=_DAY, validators=[_in_calendar])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(Exists(LedgerEntry.objects.filter(by=OuterRef("pk")))).order_by("username")
        verbs = sorted((str(word), verb) for verb, word in DEEDS.items())
        by: Any = self.fields["by"]
        by.choices = [
            ("", _("anybody")),
            (SYSTEM, _("the system")),
            *((each.username, person(each)) for each in people),
        ]
        deed: Any = self.fields["deed"]
        deed.choices = [("", _("any deed")), *((verb, word) for word, verb in verbs)]


class ReasonForm(forms.Form):
    """A public reason or note, in these languages; where one is ticked and has no words, somebody must say so.

    Attributes:
        lacking: the languages that were ticked and have no words.
    """

    words = WordsFormField(label=_("Public note"))

    def __init__(self, data: Any = None, *, languages: list[Language], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["words"].widget.languages = languages
        ticked = data.getlist("languages") if data is not None else []
        self._ticked = [language for language in languages if language.code in ticked]
        self.lacking: list[Language] = []

    def clean(self) -> dict[str, Any]:
        """Refuse words that some readers would get in another language, unless they are to go out as they are."""
        words = self.cleaned_data.get("words")
        self.lacking = [language for language in self._ticked if words and language.code not in words]
        if self.lacking and "as_it_is" not in self.data:
            told = {"languages": ", ".join(language.endonym for language in self.lacking)}
            raise forms.ValidationError(
                _("Readers of these languages would get it in another one: %(languages)s. Write it for them too.")
                % told
            )
        return self.cleaned_data
