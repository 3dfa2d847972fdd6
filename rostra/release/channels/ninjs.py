"""A language of a product as a ninjs 3.1 document (IPTC News in JSON): pure, values in, document out."""

from collections.abc import Mapping
from typing import Any

from rostra.release.channels.entries import legal, stamp
from rostra.release.channels.markup import body_html, body_text, picture_url, widest
from rostra.release.channels.voice import Voice
from rostra.release.public_state import PublicState, Telling

STANDARD = {
    "name": "ninjs",
    "version": "3.1",
    "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#",
}
MEDIA_TYPE = "application/json"


def document(state: PublicState, language: str, *, voice: Voice) -> dict[str, Any]:
    """The document. A withdrawn language gives a tombstone: pubStatus `canceled`, the reason, and no content.

    Args:
        language: one of `state.tellings`.
    """
    telling = state.tellings[language]
    head = _head(state, telling, voice)
    made = _tombstone(head, telling) if telling.text is None else _full(head, state, telling, telling.text, voice)
    return dict(_tidy(made))


def _head(state: PublicState, telling: Telling, voice: Voice) -> dict[str, Any]:
    """What every version of the item says, canceled or not. `version` grows with each release."""
    return {
        "standard": STANDARD,
        "uri": voice.name_of(state.slugline, telling.language, year=state.year),
        "type": "text",
        "language": voice.tags.get(telling.language, telling.language),
        "version": str(state.release_id),
        "firstCreated": stamp(telling.first_released_at),
        "versionCreated": stamp(telling.told_at),
        "slugline": state.slugline,
    }


def _tombstone(head: dict[str, Any], telling: Telling) -> dict[str, Any]:
    said = next((notice["text"] for notice in telling.notices if notice["act"] == "withdrawal"), "")
    return {
        **head,
        "pubStatus": "canceled",
        "representationType": "partial",
        "expires": stamp(telling.changed_at),
        "edNote": said,
        "altIds": [{"role": "slugline", "value": head["slugline"]}],
    }


def _full(
    head: dict[str, Any], state: PublicState, telling: Telling, text: Mapping[str, Any], voice: Voice
) -> dict[str, Any]:
    page = voice.page(telling.language, state.kind, state.slugline)
    return {
        **head,
        "pubStatus": "usable",
        "representationType": "full",
        "profile": "text-photo" if text["picture"] else "text-only",
        "title": text["headline"],
        "headlines": [{"role": "main", "contentType": "text/plain", "value": text["headline"]}],
        "descriptions": _descriptions(telling, text),
        "bodies": _bodies(text, voice.origin),
        "by": text["byline"],
        "located": text["dateline"],
        "edNote": next((notice["text"] for notice in telling.notices), ""),
        "genres": [{"literal": text["kind"]}],
        "infoSources": [{"name": voice.office(text["office"], telling.language), "literal": text["office"]}],
        "subjects": _subjects(text, telling.language, voice),
        "renditions": [{"name": "web", "href": page, "contentType": "text/html"}],
        "associations": [*_languages(state, telling, voice), *_pictures(text, voice.origin)],
        "altIds": _other_ids(state, telling, text),
    }


def _descriptions(telling: Telling, text: Mapping[str, Any]) -> list[dict[str, str]]:
    found = [{"role": "summary", "contentType": "text/plain", "value": text["summary"]}] if text["summary"] else []
    return found + [{"role": n["act"], "contentType": "text/plain", "value": n["text"]} for n in telling.notices]


def _bodies(text: Mapping[str, Any], origin: str) -> list[dict[str, Any]]:
    words = body_text(text)
    return [
        {"role": "main", "contentType": "text/html", "value": body_html(text, origin=origin)},
        {"role": "plain", "contentType": "text/plain", "charCount": len(legal(words)), "value": words},
    ]


def _subjects(text: Mapping[str, Any], language: str, voice: Voice) -> list[dict[str, str]]:
    themes = [
        {
            "rel": "about",
            "literal": slug,
            "name": voice.theme(slug, language),
            "uri": f"{voice.origin}/{language}/themes/{slug}",
        }
        for slug in text["themes"]
    ]
    return themes + [{"rel": "mandate", "literal": symbol, "name": symbol} for symbol in text["mandates"]]


def _languages(state: PublicState, telling: Telling, voice: Voice) -> list[dict[str, Any]]:
    return [
        {
            "name": other.text["headline"] if other.text else code,
            "rel": "language-version",
            "uri": voice.name_of(state.slugline, code, year=state.year),
            "type": "text",
            "language": voice.tags.get(code, code),
            "renditions": [
                {"name": "web", "href": voice.page(code, state.kind, state.slugline), "contentType": "text/html"}
            ],
        }
        for code, other in state.told.items()
        if code != telling.language
    ]


def _pictures(text: Mapping[str, Any], origin: str) -> list[dict[str, Any]]:
    main = [("main", text["picture"])] if text["picture"] else []
    inside = [("body", block["picture"]) for block in text["body"] if block["type"] == "image"]
    shown = [(rel, picture) for rel, picture in main + inside if picture["renditions"]]
    return [_picture(number, rel, picture, origin) for number, (rel, picture) in enumerate(shown, 1)]


def _picture(number: int, rel: str, picture: Mapping[str, Any], origin: str) -> dict[str, Any]:
    words = {"caption": picture["caption"], "alternative": picture["alternative"]}
    return {
        "name": f"picture-{number}",
        "rel": rel,
        "type": "picture",
        "uri": picture_url(picture, origin=origin),
        "by": picture["credit"],
        "descriptions": [{"role": role, "value": value} for role, value in words.items() if value],
        "renditions": [
            {
                "name": "full" if rendition is widest(picture) else f"width-{rendition['width']}",
                "href": f"{origin}{rendition['path']}",
                "contentType": rendition["media_type"],
                "width": rendition["width"],
                "height": rendition["height"],
            }
            for rendition in picture["renditions"]
        ],
    }


def _other_ids(state: PublicState, telling: Telling, text: Mapping[str, Any]) -> list[dict[str, str]]:
    found = [{"role": "slugline", "value": state.slugline}, {"role": "sha-256", "value": telling.digest}]
    if state.serial and text.get("series"):
        found.append({"role": "series", "value": f"{text['series']}/{state.serial}"})
    return found


def _tidy(value: Any) -> Any:
    """The same without empty members, and without what XML could not hold, as partners turn ninjs into NewsML."""
    if isinstance(value, str):
        return legal(value)
    if isinstance(value, list):
        return [_tidy(each) for each in value]
    if isinstance(value, dict):
        return {key: _tidy(each) for key, each in value.items() if each or key == "value"}
    return value
