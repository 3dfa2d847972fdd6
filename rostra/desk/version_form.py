"""The form of a version: every input in the language and direction of what is typed, whatever the interface speaks."""

from copy import deepcopy
from typing import Any

from django import forms
from django.core.exceptions import BadRequest
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _
from draftjs_exporter.error import ExporterException
from wagtail import blocks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.blocks.base import BlockField, BlockWidget

from rostra.foundation.models import Language
from rostra.products.blocks import BodyBlock
from rostra.products.models import LanguageVersion
from rostra.products.rules import LONGEST_SUMMARY
from rostra.products.wording import REASONS

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
        block = body_in(language)
        self.fields["body"] = BlockField(block=block, widget=BodyWidget(block), label=body.label, required=False)
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


class BodyWidget(BlockWidget):
    """The editor of a body; what cannot be read as one is a bad request, not an error of the server's."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """The body that was posted.

        Raises:
            BadRequest: the fields are not those of a body.
        """
        try:
            return super().value_from_datadict(data, files, name)
        except (AttributeError, ExporterException, LookupError, RecursionError, TypeError, ValueError) as error:
            raise BadRequest("The fields of the body are not what its editor sends.") from error


def body_in(language: Language) -> BodyBlock:
    """The blocks of a body for somebody who writes in this language; inputs without a label of their own get a name."""
    body = deepcopy(
        BodyBlock(required=False)
    )  # instances of a block share their children: threads would share languages
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
        # An editor that was never typed in sends nothing, one that was emptied an empty paragraph: one fault, one word.
        block.field.error_messages["required"] = REASONS["empty"]
        if isinstance(block, blocks.RichTextBlock):
            # Draftail hands its options on to the editor itself.
            # A new dictionary: copies of a widget share theirs.
            spoken = {"ariaLabel": name, "textDirectionality": language.direction.upper()}
            widget.options = {**widget.options, **spoken}
