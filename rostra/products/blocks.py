"""What the body of a version may hold."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

#: Inline marks that an editor may use; links and emphasis, nothing that changes the design.
INLINE = ["bold", "italic", "link"]


class QuoteBlock(blocks.StructBlock):
    """Somebody's words, and whose they are."""

    text = blocks.TextBlock(label=_("quotation"))
    attribution = blocks.CharBlock(label=_("who said it"), required=False)

    class Meta:
        icon = "openquote"


class PictureBlock(blocks.StructBlock):
    """A picture with its caption and alternative text in the language of the version."""

    image = ImageChooserBlock(label=_("picture"))
    alternative = blocks.CharBlock(
        label=_("alternative text"), help_text=_("What a reader who cannot see it should know.")
    )
    caption = blocks.CharBlock(label=_("caption"), required=False)

    class Meta:
        icon = "image"


class LinkBlock(blocks.StructBlock):
    """A link that stands by itself."""

    text = blocks.CharBlock(label=_("words of the link"))
    url = blocks.URLBlock(label=_("address"))

    class Meta:
        icon = "link"


class CitedDocumentBlock(blocks.StructBlock):
    """A document cited by its symbol; the reader's language edition is offered."""

    symbol = blocks.CharBlock(label=_("symbol"), max_length=80)
    note = blocks.CharBlock(label=_("what it is"), required=False)

    class Meta:
        icon = "doc-full"


class BodyBlock(blocks.StreamBlock):
    """The body of a product in one language."""

    paragraph = blocks.RichTextBlock(label=_("paragraph"), features=INLINE)
    heading = blocks.CharBlock(label=_("heading"), icon="title", max_length=200)
    quote = QuoteBlock(label=_("quotation"))
    image = PictureBlock(label=_("picture"))
    list = blocks.ListBlock(blocks.RichTextBlock(features=INLINE), label=_("list"), icon="list-ul")
    link = LinkBlock(label=_("link"))
    document = CitedDocumentBlock(label=_("document by symbol"))
