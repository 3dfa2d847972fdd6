"""Indicators of achievement, where they stood before, what was promised. What was reached is a query, never a row."""

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from rostra.foundation.models import Language, User
from rostra.foundation.text import WordsField, in_interface_language
from rostra.mandates.models import Programme

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class Indicator(models.Model):
    """What is measured to know whether something was achieved, by which measure, and how to read it."""

    class Better(models.TextChoices):
        """Which way is up."""

        MORE = "more", _("more is better")
        LESS = "less", _("less is better")

    code = models.SlugField(_("code"), max_length=12, unique=True, help_text=_("As in the programme, such as R2a2."))
    measure = models.CharField(
        _("measure"), max_length=40, help_text=_("The query by which it is counted from evidence.")
    )
    programme = models.ForeignKey(
        Programme,
        verbose_name=_("programme"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="indicators",
    )
    name = WordsField(_("name"))
    definition = WordsField(_("definition"), help_text=_("What counts, and what does not."))
    method = WordsField(_("method"), help_text=_("How it is counted, and what that cannot know."))
    unit = WordsField(_("unit"))
    better = models.CharField(_("better"), max_length=4, choices=Better.choices, default=Better.MORE)
    remark = WordsField(_("remark"), help_text=_("Shown wherever its figures are, such as that they are invented."))
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    if TYPE_CHECKING:
        baselines: RelatedManager["Baseline"]
        targets: RelatedManager["Target"]
        notes: RelatedManager["PeriodNote"]

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")

    def __str__(self) -> str:
        return f"{self.code} {in_interface_language(self.name)}".strip()


class FigureQuerySet(models.QuerySet[Any]):
    """Figures of periods."""

    def of(self, language: str) -> Self:
        """Those of one language by its code; of all together where it is empty."""
        return self.filter(language__code=language) if language else self.filter(language=None)

    def around(self, day: date) -> Self:
        """Those whose period holds this day."""
        return self.filter(starts_on__lte=day, ends_on__gte=day)


class PeriodFigure(models.Model):
    """A value for a period, both days included; of one language, or of all together."""

    language = models.ForeignKey(
        Language, verbose_name=_("language"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    value = models.FloatField(_("value"))

    objects = FigureQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.starts_on} – {self.ends_on}: {self.value:g}"

    def clean(self) -> None:
        """A period ends after it begins.

        Raises:
            ValidationError: where it does not.
        """
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("The period ends before it begins.")})


class Baseline(PeriodFigure):
    """The indicator's value before. `typed_in` says that a person gave it, and no evidence of ours stands behind it."""

    indicator = models.ForeignKey(
        Indicator, verbose_name=_("indicator"), on_delete=models.CASCADE, related_name="baselines"
    )
    typed_in = models.BooleanField(_("typed in"), default=True)
    source = WordsField(_("source"))

    class Meta:
        ordering = ["indicator", "-ends_on", "language__order"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["indicator", "language", "starts_on", "ends_on"], name="one_baseline_per_period_and_language"
            ),
            models.UniqueConstraint(
                fields=["indicator", "starts_on", "ends_on"],
                condition=models.Q(language=None),
                name="one_baseline_per_period",
            ),
        ]
        verbose_name = _("baseline")
        verbose_name_plural = _("baselines")


class Target(PeriodFigure):
    """The value that was promised for a period, by whom it was set, and when."""

    indicator = models.ForeignKey(
        Indicator, verbose_name=_("indicator"), on_delete=models.CASCADE, related_name="targets"
    )
    set_by = models.ForeignKey(User, verbose_name=_("set by"), null=True, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(_("set at"), null=True)

    class Meta:
        ordering = ["indicator", "-ends_on", "language__order"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["indicator", "language", "starts_on", "ends_on"], name="one_target_per_period_and_language"
            ),
            models.UniqueConstraint(
                fields=["indicator", "starts_on", "ends_on"],
                condition=models.Q(language=None),
                name="one_target_per_period",
            ),
        ]
        verbose_name = _("target")
        verbose_name_plural = _("targets")


class PeriodNote(models.Model):
    """A word on a period that explains its figures: a day without logs, a site that moved, a campaign."""

    indicator = models.ForeignKey(
        Indicator, verbose_name=_("indicator"), on_delete=models.CASCADE, related_name="notes"
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    text = models.TextField(_("note"))
    by = models.ForeignKey(User, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["-starts_on", "-pk"]
        verbose_name = _("period note")
        verbose_name_plural = _("period notes")

    def __str__(self) -> str:
        return self.text[:60]
