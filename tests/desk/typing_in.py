"""What a browser would send from the editor's form."""

from typing import Any

from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from rostra.products.blocks import INLINE
from rostra.products.content import content_hash
from rostra.products.models import LanguageVersion

FIELDS = ("headline", "summary", "byline", "dateline", "picture_alternative", "picture_caption")


def form_of(version: LanguageVersion, *, paragraphs: list[str] | None = None, **changes: Any) -> dict[str, Any]:
    """The form as it stands, with changes; a body of paragraphs only."""
    html = [block.value.source for block in version.body] if paragraphs is None else paragraphs
    fields: dict[str, Any] = {name: getattr(version, name) for name in FIELDS}
    return {**fields, "expected": content_hash(version), **body_of(html), **changes}


def body_of(paragraphs: list[str]) -> dict[str, str]:
    """The fields of a body: what StreamField and Draftail post."""
    converter = ContentstateConverter(INLINE)
    fields = {"body-count": str(len(paragraphs))}
    for number, html in enumerate(paragraphs):
        fields |= {
            f"body-{number}-type": "paragraph",
            f"body-{number}-order": str(number),
            f"body-{number}-deleted": "",
            f"body-{number}-id": "",
            f"body-{number}-value": converter.from_database_format(html),
        }
    return fields
