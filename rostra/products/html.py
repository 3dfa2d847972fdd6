"""Rich text down to what a version may hold: inline emphasis and links that lead somewhere known."""

import re
import unicodedata
from html import unescape
from urllib.parse import urlsplit

import nh3

#: What may stand in a paragraph or a list item.
TAGS = {"b", "strong", "i", "em", "a", "br"}
SCHEMES = {"http", "https", "mailto"}
#: Links to documents by symbol need no host: `/symbol/A/RES/79/1` is resolved where the page stands.
SYMBOL_LINK = "/symbol/"

_BETWEEN_PARAGRAPHS = re.compile(r"</(p|div|li|h[1-6])\s*>\s*(?=<(p|div|li|h[1-6])[\s>])", re.IGNORECASE)
_EMPTY_LINK = re.compile(r"<a>(.*?)</a>", re.DOTALL)
_EDGE_BREAKS = re.compile(r"^(?:\s|<br>)+|(?:\s|<br>)+$")
#: Controls (tab and line end apart) and what is no character at all.
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")


def clean(html: str) -> str:
    """Keep inline marks and safe links, drop the rest; paragraph ends become line breaks. Idempotent."""
    html = _BETWEEN_PARAGRAPHS.sub(r"</\1><br>", _UNWANTED.sub("", unicodedata.normalize("NFC", html)))
    kept = nh3.clean(
        html, tags=TAGS, attributes={"a": {"href"}}, url_schemes=SCHEMES, link_rel=None, attribute_filter=_href
    )
    kept = _EMPTY_LINK.sub(r"\1", kept.replace("&nbsp;", "\u00a0"))
    return _EDGE_BREAKS.sub("", kept)


def _href(tag: str, attribute: str, value: str) -> str | None:
    return safe_link(value) or None


def safe_link(href: str) -> str:
    """The address if it leads to the web, a mailbox or a document by symbol; else nothing.

    Browsers skip white space and controls inside a scheme, so they are taken out before it is read.
    """
    href = "".join(c for c in href if unicodedata.category(c) not in {"Cc", "Cf", "Zs", "Zl", "Zp"})
    if href.startswith(SYMBOL_LINK):
        return href
    try:
        parts = urlsplit(href)
        _ = parts.port
    except ValueError:
        return ""
    if parts.scheme == "mailto":
        return href if "@" in parts.path else ""
    return href if parts.scheme in SCHEMES and parts.hostname and "\\" not in href else ""


def plain(html: str) -> str:
    """The words of a cleaned paragraph without marks."""
    return unescape(re.sub(r"<[^>]*>", "", html.replace("<br>", "\n")))
