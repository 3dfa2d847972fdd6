"""Works, their expressions in languages, and the files that hold them."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from rostra.foundation.gate import Audience, GatedQuerySet
from rostra.foundation.models import Language

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class WorkQuerySet(GatedQuerySet):
    """Works of the library."""

    def visible_to(self, audience: Audience, now: datetime) -> Self:
        """Works that are public and not restricted; staff see all."""
        return self if audience >= Audience.STAFF else self.filter(public_from__lte=now, restriction="")


class Work(models.Model):
    """A document as one thing, whatever its languages, known by its symbol."""

    symbol = models.CharField(_("symbol"), max_length=120, help_text=_("As printed."))
    key = models.CharField(_("canonical key"), max_length=120, unique=True, editable=False)
    family = models.CharField(_("family"), max_length=120, db_index=True, editable=False)
    form = models.CharField(_("form"), max_length=40, default="document", help_text=_("Resolution, report, letter..."))
    body = models.CharField(_("issuing body"), max_length=40, blank=True)
    session = models.CharField(_("session"), max_length=20, blank=True, db_index=True)
    adopted_on = models.DateField(_("adopted on"), null=True, blank=True)
    public_from = models.DateTimeField(_("public from"))
    restriction = models.CharField(_("restriction"), max_length=200, blank=True)
    subjects = models.JSONField(_("subjects"), default=list, blank=True)

    if TYPE_CHECKING:
        expressions: RelatedManager["Expression"]

    objects = WorkQuerySet.as_manager()

    class Meta:
        ordering = ["-adopted_on", "-pk"]
        verbose_name = _("work")
        verbose_name_plural = _("works")

    def __str__(self) -> str:
        return self.symbol

    @property
    def address(self) -> str:
        """The symbol as it stands in addresses, without spaces."""
        return "".join(self.symbol.split())


class ExpressionQuerySet(GatedQuerySet):
    """Expressions of works."""

    def visible_to(self, audience: Audience, now: datetime) -> Self:
        """Expressions of the works that this audience may see."""
        return self if audience >= Audience.STAFF else self.filter(work__public_from__lte=now, work__restriction="")


class Expression(models.Model):
    """A work in one language. `text` is a list of blocks: {tag, anchor, number, runs}."""

    work = models.ForeignKey(Work, verbose_name=_("work"), on_delete=models.CASCADE, related_name="expressions")
    language = models.ForeignKey(Language, verbose_name=_("language"), on_delete=models.PROTECT, related_name="+")
    title = models.TextField(_("title"))
    text = models.JSONField(_("text"), default=list)
    source_digest = models.CharField(_("digest of the source file"), max_length=64)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    if TYPE_CHECKING:
        files: RelatedManager["File"]

    objects = ExpressionQuerySet.as_manager()

    class Meta:
        ordering = ["work", "language__order"]
        constraints = [models.UniqueConstraint(fields=["work", "language"], name="one_expression_per_language")]
        verbose_name = _("expression")
        verbose_name_plural = _("expressions")

    def __str__(self) -> str:
        return f"{self.work} [{self.language.code}]"


class FileQuerySet(GatedQuerySet):
    """Files of expressions."""

    def visible_to(self, audience: Audience, now: datetime) -> Self:
        """Files of the works that this audience may see."""
        if audience >= Audience.STAFF:
            return self
        return self.filter(expression__work__public_from__lte=now, expression__work__restriction="")


class File(models.Model):
    """The bytes that an expression came in, kept under their digest."""

    expression = models.ForeignKey(
        Expression, verbose_name=_("expression"), on_delete=models.CASCADE, related_name="files"
    )
    name = models.CharField(_("name"), max_length=200)
    media_type = models.CharField(_("media type"), max_length=80)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    digest = models.CharField(_("digest"), max_length=64, db_index=True)

    objects = FileQuerySet.as_manager()

    class Meta:
        ordering = ["expression", "name"]
        constraints = [models.UniqueConstraint(fields=["expression", "digest"], name="one_file_per_digest")]
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def __str__(self) -> str:
        return self.name
