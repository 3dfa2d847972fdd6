"""RSS 2.0, with the modules that readers understand: Atom links, content, Dublin Core, Media RSS."""

from email.utils import format_datetime

from lxml import etree
from lxml.etree import _Element as Element

from rostra.release.channels.entries import (
    HTML_ELSEWHERE,
    FeedEntry,
    FeedHead,
    FeedImage,
    last_change,
    legal,
    stamp,
    told,
)

MEDIA_TYPE = "application/rss+xml"
ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"
MEDIA = "http://search.yahoo.com/mrss/"


def rss(head: FeedHead, entries: list[FeedEntry]) -> bytes:
    """The feed. RSS has no word for a withdrawal, so what was withdrawn is not in it."""
    root = etree.Element("rss", {"version": "2.0"}, nsmap={"atom": ATOM, "content": CONTENT, "dc": DC, "media": MEDIA})
    channel = etree.SubElement(root, "channel")
    _say(channel, "title", head.title)
    _say(channel, "link", head.page)
    _say(channel, "description", head.subtitle or head.title)
    _say(channel, "language", head.language)
    _say(channel, "lastBuildDate", format_datetime(last_change(entries)))
    _link(channel, "self", head.url, MEDIA_TYPE)
    for language, url in head.alternates:
        _link(channel, "alternate", url, MEDIA_TYPE, language)
    for entry in told(entries):
        _item(channel, entry)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _item(channel: Element, entry: FeedEntry) -> None:
    item = etree.SubElement(channel, "item")
    _say(item, "title", entry.title)
    _say(item, "link", entry.url)
    _say(item, "guid", entry.id, isPermaLink="false")
    _say(item, "pubDate", format_datetime(entry.published))
    _say(item, f"{{{ATOM}}}updated", stamp(entry.updated))
    _say(item, f"{{{DC}}}language", entry.language)
    if entry.author:
        _say(item, f"{{{DC}}}creator", entry.author)
    for slug, label in entry.categories:
        _say(item, "category", label or slug)
    for language, url in entry.alternates:
        _link(item, "alternate", url, HTML_ELSEWHERE, language)
    _say(item, "description", entry.summary or entry.title)
    _say(item, f"{{{CONTENT}}}encoded", entry.html)
    if entry.image:
        _image(item, entry.image)


def _image(item: Element, image: FeedImage) -> None:
    size = {"width": str(image.width), "height": str(image.height)}
    what = {"url": legal(image.url), "type": image.media_type, "medium": "image"}
    node = etree.SubElement(item, f"{{{MEDIA}}}content", {**what, **size})
    if image.alternative:
        _say(node, f"{{{MEDIA}}}description", image.alternative, type="plain")


def _say(parent: Element, name: str, text: str, **attributes: str) -> None:
    etree.SubElement(parent, name, attributes).text = legal(text)


def _link(parent: Element, rel: str, url: str, media_type: str, language: str = "") -> None:
    attributes = {"rel": rel, "href": legal(url), "type": media_type}
    etree.SubElement(parent, f"{{{ATOM}}}link", {**attributes, **({"hreflang": language} if language else {})})
