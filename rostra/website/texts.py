"""Frozen texts as the public pages show them: blocks cleaned once more, links led to the reader's language."""

import json
import re
import sys
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.safestring import mark_safe

from rostra.products.html import clean, safe_link
from rostra.release.sealed import store

#: A link to a document by its symbol: `/symbol/A/RES/79/1`, with or without a language before it.
_SYMBOL_LINK = re.compile(r'href="/symbol/(?:(?P<code>[a-z]{2,8})/)?(?P<symbol>[^"]*)"')


@dataclass(frozen=True, slots=True)
class Facts:
    """What lists choose by: slugs of the kind, the office that tells, and the themes."""

    kind: str
    office: str
    themes: tuple[str, ...]


@lru_cache(maxsize=200_000)
def facts(digest: str) -> Facts:
    """What lists choose by, of the canonical text with this digest; small enough to be remembered of all."""
    text = json.loads(store().get(digest))
    return Facts(sys.intern(text["kind"]), sys.intern(text["office"]), tuple(map(sys.intern, text["themes"])))


@lru_cache(maxsize=1_000)
def frozen_text(digest: str) -> dict[str, Any]:
    """The canonical text with this digest. The same bytes for ever, so it may be kept in memory; do not change it.

    Raises:
        Refusal: `bytes_missing`, `bytes_damaged`.
    """
    text: dict[str, Any] = json.loads(store().get(digest))
    return text


def blocks(text: dict[str, Any], *, root: str) -> list[dict[str, Any]]:
    """The body, ready for a template: `html` and `items` are safe, addresses are those of the site and language.

    Args:
        text: the canonical text.
        root: `/{lang}` of the page, with the site's prefix.
    """
    return [_block(block, root) for block in text["body"]]


def _block(block: dict[str, Any], root: str) -> dict[str, Any]:
    kind = block["type"]
    if kind == "paragraph":
        return {**block, "html": _html(block["html"], root)}
    if kind == "list":
        return {**block, "items_of": [_html(item, root) for item in block["items"]]}
    if kind == "link":
        return {**block, "url": safe_link(block["url"])}
    if kind == "image":
        return {**block, "picture": picture(block["picture"])}
    return block


def _html(html: str, root: str) -> str:
    """Cleaned at freezing, and again here: nothing that runs may reach a sealed page, whatever the store holds."""
    return mark_safe(_SYMBOL_LINK.sub(lambda m: f'href="{root}/documents/{m["symbol"]}"', clean(html)))


def picture(frozen: dict[str, Any] | None) -> dict[str, Any] | None:
    """A picture with the rendition for a column and the set for the browser to choose from; None without renditions."""
    if not frozen or not frozen["renditions"]:
        return None
    sizes = sorted(frozen["renditions"], key=lambda rendition: rendition["width"])
    middle = next((rendition for rendition in sizes if rendition["width"] >= 900), sizes[-1])
    choice = ", ".join(f"{rendition['path']} {rendition['width']}w" for rendition in sizes)
    return {**frozen, "main": middle, "small": sizes[0], "large": sizes[-1], "srcset": choice}


def place_of(text: dict[str, Any]) -> str:
    """The place in a dateline such as 'NAIROBI, 3 May': what stands before the first comma of any script."""
    return next(iter(re.split(r"[,،，]", text["dateline"], maxsplit=1)), "").strip()
