"""An institution's own words for the interface."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from rostra.foundation.models import Language
from rostra.looks import own_words, rules


class Wording(models.Model):
    """How one language says words of the interface: before its catalogue, or where it has none."""

    language = models.ForeignKey(
        Language,
        verbose_name=_("language"),
        on_delete=models.CASCADE,
        related_name="+",
        limit_choices_to=~models.Q(django=""),
    )
    msgid = models.CharField(_("words of the interface"), max_length=500)
    text = models.TextField(
        _("wording"), max_length=2000, help_text=_("One line; where there is a plural, one line for each of its forms.")
    )

    class Meta:
        ordering = ["language", "msgid"]
        constraints = [models.UniqueConstraint(fields=["language", "msgid"], name="one_wording_a_language")]
        verbose_name = _("wording")
        verbose_name_plural = _("wordings")

    def __str__(self) -> str:
        return f"{self.msgid} [{self.language.code}]"

    @admin.display(description=_("words of the interface"), ordering="msgid")
    def words(self) -> SafeString:
        """The words as the code has them: from left to right on every screen."""
        return format_html('<bdi lang="en" dir="ltr">{}</bdi>', self.msgid)

    @admin.display(description=_("wording"), ordering="text")
    def said(self) -> SafeString:
        """The wording in its own direction, a form a line."""
        row = self.language
        lines = format_html_join(SafeString("<br>"), "{}", ((form,) for form in rules.lines(self.text)))
        return format_html('<bdi lang="{}" dir="{}">{}</bdi>', row.bcp47, row.direction, lines)

    def clean(self) -> None:
        """Refuse what would stand nowhere, and what would break the page on which it stands."""
        plural = own_words.messages().get(self.msgid)
        if plural is None:
            raise ValidationError({"msgid": _("The interface has no such words.")})
        forms, wanted = rules.lines(self.text), own_words.forms_of(self.language.django) if plural else 1
        if len(forms) != wanted:
            raise ValidationError({"text": _("Lines expected here: %(count)s.") % {"count": wanted}})
        patterns = [pattern for pattern in (self.msgid, plural) if pattern]
        if not all(any(rules.fits(pattern, form) for pattern in patterns) for form in forms):
            fault = _('Keep the places such as %(place)s and the tags; add none, and no ", &, <, > or percent sign.')
            raise ValidationError({"text": fault % {"place": "%(name)s"}})
