"""The form of a version: every input in the language and direction of what is typed, whatever the interface speaks."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.blocks.base import BlockField

from rostra.foundation.models import Language
from rostra.products.blocks import BodyBlock
from rostra.products.models import LanguageVersion
from rostra.products.rules import LONGEST_SUMMARY

FIELDS = ["headline", "summary", "byline", "dateline", "picture_alternative", "picture_caption", "body"]


class VersionForm(WagtailAdminModelForm):
    """The fields of a version."""

    class Meta:
        model = LanguageVersion
        fields = FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = self.instance.language
        body = self.fields["body"]
        self.fields["body"] = BlockField(block=body_in(language), label=body.label, required=False)
        for name in FIELDS:
            self.fields[name].widget.attrs |= _attributes(language)
        self.fields["summary"].widget.attrs["rows"] = 3
        self.fields["summary"].validators.append(MaxLengthValidator(LONGEST_SUMMARY))
        self.fields["headline"].required = False
        picture = self.instance.product.picture
        if picture is not None:
            for name, words in (("picture_alternative", picture.alternative), ("picture_caption", picture.caption)):
                self.initial[name] = self.initial.get(name) or words.get(language.code, "")
        else:
            for name in ("picture_alternative", "picture_caption"):
                self.fields[name].widget = forms.HiddenInput()


def body_in(language: Language) -> BodyBlock:
    """The blocks of a body for somebody who writes in this language; inputs without a label of their own get a name."""
    body = BodyBlock(required=False)
    for block in body.child_blocks.values():
        _set_language(block, language, name=str(block.label))
    return body


def _attributes(language: Language) -> dict[str, str]:
    return {"lang": language.bcp47, "dir": language.direction}


def _set_language(block: Any, language: Language, *, name: str) -> None:
    """Mark every input below a block. `name` is empty where the input has a visible label."""
    if isinstance(block, blocks.BaseStructBlock):
        for part in block.child_blocks.values():
            _set_language(part, language, name="" if not isinstance(part, blocks.RichTextBlock) else str(part.label))
    elif isinstance(block, blocks.ListBlock):
        _set_language(block.child_block, language, name=_("Entry of the list"))
    elif isinstance(block, blocks.FieldBlock):
        widget = block.field.widget
        widget.attrs |= _attributes(language) | ({"aria-label": name} if name else {})
        if isinstance(block, blocks.RichTextBlock):
            # Draftail hands its options on to the editor itself.
            widget.options |= {"ariaLabel": name, "textDirectionality": language.direction.upper()}
