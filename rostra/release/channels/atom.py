"""Atom (RFC 4287) with tombstones (RFC 6721)."""

from typing import Any

from lxml import etree
from lxml.etree import _Element as Element

from rostra.release.channels.entries import HTML, HTML_ELSEWHERE, FeedEntry, FeedHead, last_change, legal, stamp

ATOM = "http://www.w3.org/2005/Atom"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
MEDIA_TYPE = "application/atom+xml"
#: The prefixes; None is the default one, which lxml takes and its types do not know.
_NAMES: Any = {None: ATOM, "at": TOMBSTONES}
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def atom(head: FeedHead, entries: list[FeedEntry]) -> bytes:
    """The feed; what was withdrawn stands as a deleted entry with its public reason."""
    feed = etree.Element(f"{{{ATOM}}}feed", {_LANG: head.language}, nsmap=_NAMES)
    _say(feed, "id", head.id)
    _say(feed, "title", head.title)
    if head.subtitle:
        _say(feed, "subtitle", head.subtitle)
    _say(feed, "updated", stamp(last_change(entries)))
    _say(_add(feed, "author"), "name", head.author)
    _link(feed, "self", head.url, MEDIA_TYPE)
    _link(feed, "alternate", head.page, HTML, head.language)
    for language, url in head.alternates:
        _link(feed, "alternate", url, MEDIA_TYPE, language)
    for entry in entries:
        (_tombstone if entry.withdrawn else _entry)(feed, entry)
    return etree.tostring(feed, encoding="utf-8", xml_declaration=True)


def _entry(feed: Element, entry: FeedEntry) -> None:
    node = _add(feed, "entry", **{_LANG: entry.language})
    _say(node, "id", entry.id)
    _say(node, "title", entry.title)
    _say(node, "published", stamp(entry.published))
    _say(node, "updated", stamp(entry.updated))
    if entry.author:
        _say(_add(node, "author"), "name", entry.author)
    _link(node, "alternate", entry.url, HTML, entry.language)
    for language, url in entry.alternates:
        _link(node, "alternate", url, HTML_ELSEWHERE, language)
    if entry.image:
        _link(node, "enclosure", entry.image.url, entry.image.media_type)
    for slug, label in entry.categories:
        _add(node, "category", term=legal(slug), **({"label": legal(label)} if label else {}))
    if entry.summary:
        _say(node, "summary", entry.summary)
    _say(node, "content", entry.html, type="html")


def _tombstone(feed: Element, entry: FeedEntry) -> None:
    attributes = {"ref": legal(entry.id), "when": stamp(entry.updated)}
    node = etree.SubElement(feed, f"{{{TOMBSTONES}}}deleted-entry", attributes)
    if entry.reason:
        comment = etree.SubElement(node, f"{{{TOMBSTONES}}}comment", {_LANG: entry.reason_language or entry.language})
        comment.text = legal(entry.reason)


def _add(parent: Element, name: str, **attributes: str) -> Element:
    return etree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)


def _say(parent: Element, name: str, text: str, **attributes: str) -> None:
    _add(parent, name, **attributes).text = legal(text)


def _link(parent: Element, rel: str, url: str, media_type: str, language: str = "") -> None:
    _add(parent, "link", rel=rel, href=legal(url), type=media_type, **({"hreflang": language} if language else {}))
