"""JSON Feed 1.1."""

import json
from typing import Any

from rostra.release.channels.entries import Alternates, FeedEntry, FeedHead, legal, stamp, told

MEDIA_TYPE = "application/feed+json"
VERSION = "https://jsonfeed.org/version/1.1"
_ABOUT = "The same in other languages: BCP 47 tag -> address."


def json_feed(head: FeedHead, entries: list[FeedEntry]) -> bytes:
    """The feed. JSON Feed has no word for a withdrawal, so what was withdrawn is not in it.

    Other languages stand in the extension `_languages`: BCP 47 tag -> address.
    """
    feed = {
        "version": VERSION,
        "title": head.title,
        "description": head.subtitle,
        "home_page_url": head.page,
        "feed_url": head.url,
        "language": head.language,
        "authors": [{"name": head.author}],
        "_languages": _languages(head.alternates),
        "items": [_item(entry) for entry in told(entries)],
    }
    return json.dumps(_tidy(feed), ensure_ascii=False, indent=1).encode()


def _item(entry: FeedEntry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary,
        "content_html": entry.html,
        "date_published": stamp(entry.published),
        "date_modified": stamp(entry.updated),
        "language": entry.language,
        "authors": [{"name": entry.author}] if entry.author else None,
        "tags": [label or slug for slug, label in entry.categories],
        "image": entry.image.url if entry.image else None,
        "_languages": _languages(entry.alternates),
    }


def _languages(alternates: Alternates) -> dict[str, Any] | None:
    return {"about": _ABOUT, **dict(alternates)} if alternates else None


def _tidy(value: Any) -> Any:
    """The same without empty members, and with nothing in a text that other formats could not hold."""
    if isinstance(value, str):
        return legal(value)
    if isinstance(value, list):
        return [_tidy(each) for each in value]
    if isinstance(value, dict):
        needed = {"items", "content_html", "title"}
        return {key: _tidy(each) for key, each in value.items() if each or key in needed}
    return value
