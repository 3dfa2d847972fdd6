"""A frozen body as HTML and as plain text, for readers outside our pages."""

import re
from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import quote

from rostra.products.html import plain

#: In clean HTML a literal `<` occurs in marks only, so this meets links and nothing else.
_LOCAL_LINK = re.compile(r'<a href="/(?!/)')
_SYMBOL_LINK = re.compile(r'<a href="/symbol/')


def body_html(text: Mapping[str, Any], *, origin: str) -> str:
    """The body with whole addresses.

    Args:
        text: the canonical text (docs/frozen.md).
        origin: scheme and host under which the pictures and documents stand.
    """
    root = f"{origin}/symbol/{text['language']}/"
    return "\n".join(_BLOCKS[block["type"]](block, origin, root) for block in text["body"])


def body_text(text: Mapping[str, Any]) -> str:
    """The body without marks, a blank line between blocks."""
    return "\n\n".join(said for block in text["body"] if (said := _said(block)))


def picture_url(picture: Mapping[str, Any], *, origin: str) -> str:
    """The address of the widest rendition."""
    return f"{origin}{widest(picture)['path']}"


def widest(picture: Mapping[str, Any]) -> Mapping[str, Any]:
    """The widest rendition of a picture."""
    found: Mapping[str, Any] = max(picture["renditions"], key=lambda each: each["width"])
    return found


def _whole(html: str, origin: str, root: str) -> str:
    html = _SYMBOL_LINK.sub(lambda _: f'<a href="{escape(root)}', html)
    return _LOCAL_LINK.sub(lambda _: f'<a href="{escape(origin)}/', html)


def _quote(block: Mapping[str, Any]) -> str:
    by = f"\n<footer>{escape(block['attribution'])}</footer>" if block["attribution"] else ""
    return f"<blockquote><p>{escape(block['text'])}</p>{by}</blockquote>"


def _image(picture: Mapping[str, Any], origin: str) -> str:
    if not picture["renditions"]:
        return ""
    size = widest(picture)
    words = " ".join(part for part in (picture["caption"], picture["credit"]) if part)
    caption = f"<figcaption>{escape(words)}</figcaption>" if words else ""
    return (
        f'<figure><img src="{escape(picture_url(picture, origin=origin))}" alt="{escape(picture["alternative"])}"'
        f' width="{size["width"]}" height="{size["height"]}">{caption}</figure>'
    )


def _document(block: Mapping[str, Any], root: str) -> str:
    symbol = block["symbol"]
    note = f" {escape(block['note'])}" if block.get("note") else ""
    return f'<p><a href="{escape(root + quote(symbol, safe="/"))}"><bdi>{escape(symbol)}</bdi></a>{note}</p>'


_BLOCKS = {
    "paragraph": lambda block, origin, root: f"<p>{_whole(block['html'], origin, root)}</p>",
    "heading": lambda block, origin, root: f"<h2>{escape(block['text'])}</h2>",
    "quote": lambda block, origin, root: _quote(block),
    "image": lambda block, origin, root: _image(block["picture"], origin),
    "list": lambda block, origin, root: (
        "<ul>" + "".join(f"<li>{_whole(item, origin, root)}</li>" for item in block["items"]) + "</ul>"
    ),
    "link": lambda block, origin, root: f'<p><a href="{escape(block["url"])}">{escape(block["text"])}</a></p>',
    "document": lambda block, origin, root: _document(block, root),
}


def _said(block: Mapping[str, Any]) -> str:
    match block["type"]:
        case "paragraph":
            return plain(block["html"])
        case "list":
            return "\n".join(f"– {plain(item)}" for item in block["items"])
        case "image":
            return str(block["picture"]["caption"])
        case "quote":
            return "\n".join(part for part in (block["text"], block["attribution"]) if part)
        case "link":
            return f"{block['text']}: {block['url']}"
        case "document":
            return " ".join(part for part in (block["symbol"], block.get("note", "")) if part)
        case _:
            return str(block["text"])
