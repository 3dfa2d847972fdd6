"""Pictures and attachments. Nothing here has a public address: a release seals what it shows."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image, SourceImageIOError

from rostra.foundation.text import WordsField


class Picture(AbstractImage):
    """A picture with its credit; captions and alternative texts per language are defaults for versions."""

    credit = models.CharField(_("credit"), max_length=200, blank=True)
    caption = WordsField(_("caption"))
    alternative = WordsField(_("alternative text"))

    admin_form_fields = (
        *(name for name in Image.admin_form_fields if name != "description"),
        "credit",
        "alternative",
        "caption",
    )

    def get_file_hash(self) -> str:
        """The digest of the picture's bytes; empty where they were lost before anybody asked."""
        try:
            return str(super().get_file_hash())
        except SourceImageIOError:
            return ""


class Rendition(AbstractRendition):
    """A picture at one size."""

    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_per_filter")
        ]


class Attachment(AbstractDocument):
    """A file for readers, private until a release names it."""

    admin_form_fields = Document.admin_form_fields
