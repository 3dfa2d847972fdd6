"""The canonical text of a language version: what is frozen, hashed, and read for ever after."""

import errno
from typing import Any

from django.utils.translation import gettext as _
from wagtail.images.models import AbstractImage

from rostra.foundation.errors import Refusal
from rostra.products.content import content_of
from rostra.products.models import LanguageVersion
from rostra.release.sealed import store

SCHEMA = "rostra/frozen/1"
#: Widths in pixels at which pictures are sealed; a phone, a column, a wide screen.
WIDTHS = (480, 960, 1600)


def canonical_text(version: LanguageVersion) -> dict[str, Any]:
    """The frozen form of a version (docs/frozen.md). The pictures that it shows are put in the store.

    Raises:
        Refusal: `picture_lost` where the file of a picture is gone or damaged.
    """
    product, content = version.product, content_of(version)
    body = [_with_renditions(frozen, block) for frozen, block in zip(content["body"], version.body, strict=True)]
    return {
        "schema": SCHEMA,
        "slugline": product.slugline,
        "kind": product.kind.slug,
        "series": product.kind.series,
        "language": version.language.code,
        "occurred_at": product.occurred_at.isoformat() if product.occurred_at else None,
        "office": product.office.slug,
        "themes": sorted(theme.slug for theme in product.themes.all()),
        "mandates": sorted(mandate.symbol for mandate in product.mandates.all()),
        **content,
        "picture": _picture(product.picture, content["picture"]) if product.picture else None,
        "body": body,
    }


def _with_renditions(frozen: dict[str, Any], block: Any) -> dict[str, Any]:
    if frozen["type"] != "image":
        return frozen
    return {"type": "image", "picture": _picture(block.value["image"], frozen["picture"])}


def pictures_of(version: LanguageVersion) -> list[AbstractImage]:
    """The pictures that a version shows: the product's, and those of its body."""
    shown = [version.product.picture, *(block.value["image"] for block in version.body if block.block_type == "image")]
    return [image for image in shown if image]


def _picture(image: AbstractImage, words: dict[str, str]) -> dict[str, Any]:
    return {
        "alternative": words["alternative"],
        "caption": words["caption"],
        "credit": image.credit,
        "renditions": _renditions(image),
    }


def _renditions(image: AbstractImage) -> list[dict[str, Any]]:
    widths = [*(width for width in WIDTHS if width < image.width), min(image.width, WIDTHS[-1])]
    filters = [f"width-{width}|format-webp" for width in dict.fromkeys(widths)]
    try:
        made = image.get_renditions(*filters)
        for each in made.values():
            if not each.file.storage.exists(each.file.name):  # its row outlived it
                each.delete()
        return [_rendition(each) for each in image.get_renditions(*filters).values()]
    except OSError as error:
        if error.errno not in {None, errno.ENOENT}:  # a full disk is no fault of the picture
            raise
        reason = _("The file of this picture is lost or damaged; upload it again.")
        raise Refusal("picture_lost", str(image), reason) from error


def _rendition(rendition: Any) -> dict[str, Any]:
    with rendition.file.open("rb") as file:
        digest = store().put(file.read())
    return {
        "width": rendition.width,
        "height": rendition.height,
        "path": f"/media/{digest}.webp",
        "digest": digest,
        "media_type": "image/webp",
    }


def pictures_in(text: dict[str, Any]) -> list[dict[str, Any]]:
    """Every rendition that a frozen text shows."""
    shown = [text["picture"], *(block.get("picture") for block in text["body"])]
    return [rendition for picture in shown if picture for rendition in picture["renditions"]]
