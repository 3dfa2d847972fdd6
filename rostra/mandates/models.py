"""Programmes, the mandates that they answer, themes, and observances."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from rostra.foundation.text import WordsField, in_interface_language


class Programme(models.Model):
    """A programme of work for a period, with its mandates."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = WordsField(_("name"))
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))

    class Meta:
        ordering = ["-starts_on", "code"]
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")

    def __str__(self) -> str:
        return in_interface_language(self.name) or self.code


class Theme(models.Model):
    """A priority theme that steers planning and is reported on."""

    slug = models.SlugField(_("slug"), unique=True)
    name = WordsField(_("name"))
    description = WordsField(_("description"))
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        ordering = ["order", "slug"]
        verbose_name = _("theme")
        verbose_name_plural = _("themes")

    def __str__(self) -> str:
        return in_interface_language(self.name) or self.slug


class Mandate(ClusterableModel):
    """A decision that asks for something, known by its symbol."""

    symbol = models.CharField(
        _("symbol"), max_length=80, unique=True, help_text=_("As printed, for example A/RES/79/93 A-B.")
    )
    title = WordsField(_("title"))
    adopted_on = models.DateField(_("adopted on"), null=True, blank=True)
    link = models.URLField(_("link"), blank=True)
    programmes = models.ManyToManyField(Programme, verbose_name=_("programmes"), blank=True, related_name="mandates")
    themes = models.ManyToManyField(Theme, verbose_name=_("themes"), blank=True, related_name="mandates")
    replaces = models.ForeignKey(
        "self", verbose_name=_("replaces"), null=True, blank=True, on_delete=models.SET_NULL, related_name="successors"
    )

    class Meta:
        ordering = ["symbol"]
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")

    def __str__(self) -> str:
        return self.symbol


class MandateParagraph(models.Model):
    """One operative paragraph of a mandate."""

    mandate = ParentalKey(Mandate, verbose_name=_("mandate"), on_delete=models.CASCADE, related_name="paragraphs")
    number = models.CharField(_("number"), max_length=12)
    text = WordsField(_("text"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["mandate", "order", "pk"]
        constraints = [models.UniqueConstraint(fields=["mandate", "number"], name="one_text_per_mandate_paragraph")]
        verbose_name = _("mandate paragraph")
        verbose_name_plural = _("mandate paragraphs")

    def __str__(self) -> str:
        return f"{self.mandate}, {self.number}"


class Observance(models.Model):
    """A day, week or year that a mandate asks to observe. `day` 0 stands for the whole month."""

    slug = models.SlugField(_("slug"), unique=True)
    name = WordsField(_("name"))
    month = models.PositiveSmallIntegerField(_("month"))
    day = models.PositiveSmallIntegerField(_("day"), default=0)
    mandate = models.ForeignKey(
        Mandate, verbose_name=_("mandate"), null=True, blank=True, on_delete=models.SET_NULL, related_name="observances"
    )
    theme = models.ForeignKey(
        Theme, verbose_name=_("theme"), null=True, blank=True, on_delete=models.SET_NULL, related_name="observances"
    )

    class Meta:
        ordering = ["month", "day", "slug"]
        verbose_name = _("observance")
        verbose_name_plural = _("observances")

    def __str__(self) -> str:
        return in_interface_language(self.name) or self.slug
