"""People who act, languages, the ledger, and announcements on their way."""

from typing import ClassVar, Self

from django.contrib.auth.models import AbstractUser
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from rostra.foundation import LANGUAGE_CODE
from rostra.foundation.leases import Leased, LeasedQuerySet

_is_code = RegexValidator(
    rf"^{LANGUAGE_CODE}\Z", _("Two or three small letters, then parts after hyphens, for example zh or zh-hans.")
)
_is_tag = RegexValidator(r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\Z", _("Letters, then parts after hyphens."))
_is_script = RegexValidator(r"^[A-Z][a-z]{3}\Z", _("Four letters, the first one large."))


class LanguageQuerySet(models.QuerySet["Language"]):
    """Languages, always in the institution's order."""

    def official(self) -> Self:
        """Those on a par with each other."""
        return self.filter(official=True)


class Language(models.Model):
    """A language in which the institution speaks. Rows, not code, say which there are."""

    DIRECTIONS: ClassVar = [("ltr", _("left to right")), ("rtl", _("right to left"))]

    code = models.CharField(_("code in addresses"), max_length=12, unique=True, validators=[_is_code])
    bcp47 = models.CharField(
        _("BCP 47 tag"),
        max_length=35,
        validators=[_is_tag],
        help_text=_("As in the lang attribute, for example zh-Hans."),
    )
    django = models.CharField(_("interface catalogue"), max_length=12, blank=True, validators=[_is_code])
    endonym = models.CharField(_("its own name"), max_length=60)
    direction = models.CharField(_("direction"), max_length=3, choices=DIRECTIONS, default="ltr")
    script = models.CharField(
        _("script"), max_length=4, validators=[_is_script], help_text=_("ISO 15924 code, for example Arab.")
    )
    official = models.BooleanField(_("official"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    fallback_order = models.PositiveSmallIntegerField(
        _("fallback order"),
        default=100,
        help_text=_(
            "Where a text is missing in a reader's language, one in the same script is offered, else any: the one "
            "with the lowest number here."
        ),
    )

    objects = LanguageQuerySet.as_manager()

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("language")
        verbose_name_plural = _("languages")

    def __str__(self) -> str:
        return self.endonym


class User(AbstractUser):  # type: ignore[django-manager-missing]  # Wagtail names no reverse of its uploads.
    """A person who may log in to the desk or to a portal."""

    languages = models.ManyToManyField(
        Language,
        verbose_name=_("works in"),
        blank=True,
        related_name="+",
        help_text=_("May edit and clear versions in these languages; none means all."),
    )
    time_zone = models.CharField(_("time zone"), max_length=60, default="UTC")

    def works_in_language(self, code: str) -> bool:
        """Whether this person may edit and clear versions in a language."""
        if self.is_superuser:
            return True
        codes = {language.code for language in self.languages.all()}
        return not codes or code in codes


class LedgerEntry(models.Model):
    """One deed: who did what to what. Never changed, never deleted."""

    at = models.DateTimeField(_("at"), db_index=True)
    by = models.ForeignKey(User, verbose_name=_("by"), null=True, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(_("verb"), max_length=60)
    noun = models.CharField(_("noun"), max_length=60)
    subject = models.CharField(_("subject"), max_length=60)
    subject_name = models.CharField(_("name of the subject"), max_length=300)
    details = models.JSONField(_("details"), default=dict)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["noun", "subject"])]
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger")

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_name}"


class Announcement(Leased):
    """News for one receiver, written in the transaction of its cause, handed over by the worker."""

    news = models.CharField(max_length=60)
    receiver = models.CharField(max_length=120)
    payload = models.JSONField()

    objects = LeasedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "due_at"])]
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")

    def __str__(self) -> str:
        return f"{self.news} → {self.receiver}"
