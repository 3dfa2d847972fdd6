"""The form of a picture: its caption and alternative text in every language, which versions take as their defaults."""

from django.utils.translation import gettext_lazy as _
from wagtail.images.forms import BaseImageForm

from rostra.looks.words import WordsFormField


class PictureForm(BaseImageForm):  # type: ignore[misc]
    """Wagtail's form of an image, with words in several languages."""

    alternative = WordsFormField(
        label=_("Alternative text"), required=False, help_text=_("What a reader who cannot see it should know.")
    )
    caption = WordsFormField(label=_("Caption"), required=False)
