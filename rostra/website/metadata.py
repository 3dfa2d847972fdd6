"""What a product page says to machines: schema.org NewsArticle, OpenGraph, canonical address."""

import json
from datetime import UTC, datetime
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from rostra.foundation.models import Language
from rostra.foundation.text import say
from rostra.release.public_state import Telling
from rostra.website.sites import Site
from rostra.website.texts import picture

#: What must not stand in a script element, whatever its type: HTML Standard, 4.12.1.3.
_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def in_script(value: Any) -> SafeString:
    """JSON that may stand in a script element that is data."""
    return mark_safe(json.dumps(value, ensure_ascii=False, sort_keys=True).translate(_ESCAPES))


def stamp(at: datetime) -> str:
    """An instant as machines read it, in UTC."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def news_article(
    telling: Telling, *, language: Language, canonical: str, front: Site, publisher: str
) -> dict[str, Any]:
    """The page as a schema.org NewsArticle, with its corrections."""
    text = telling.text or {}
    article: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": text["headline"],
        "description": text["summary"],
        "inLanguage": language.bcp47,
        "datePublished": stamp(telling.first_released_at),
        "dateModified": stamp(telling.changed_at),
        "mainEntityOfPage": canonical,
        "url": canonical,
        "isAccessibleForFree": True,
        "publisher": {"@type": "Organization", "name": publisher, "url": f"{front.origin}/"},
        "author": {"@type": "Person", "name": text["byline"]}
        if text["byline"]
        else {"@type": "Organization", "name": publisher},
    }
    shown = picture(text["picture"])
    if shown:
        article["image"] = [f"{front.origin}{rendition['path']}" for rendition in shown["renditions"]]
    corrections = [
        {"@type": "CorrectionComment", "text": notice["text"], "datePublished": notice["at"]}
        for notice in telling.notices
        if notice["act"] == "correction"
    ]
    if corrections:
        article["correction"] = corrections
    return article


def publisher_of(front: Site, language: Language) -> str:
    """Who publishes, in the language of the page where it has a name there."""
    return say(front.office.name, language.code).text or front.office.slug


def open_graph_locale(language: Language) -> str:
    """A language as OpenGraph writes it: with an underscore, without a script."""
    return language.bcp47.partition("-")[0]
