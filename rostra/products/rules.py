"""Pure decisions about language versions: values in, verdicts out."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

#: The most that a version may hold. A body longer than this is a book, and belongs in a publication.
MOST_BLOCKS = 400
MOST_ITEMS = 200
LONGEST_HTML = 20_000
LONGEST_LINE = 500
LONGEST_SUMMARY = 4_000
LONGEST_SYMBOL = 80
LONGEST_ADDRESS = 2_000
LONGEST_HEADLINE = 300


@dataclass(frozen=True)
class Fault:
    """Something wrong at a place. `code` is worded for people in `wording.py`."""

    code: str
    place: str
    detail: Mapping[str, str] = field(default_factory=dict)


def is_stale(made_from_hash: str, source_approved_hash: str, unchanged_pairs: Iterable[tuple[str, str]]) -> bool:
    """Whether a version was made from a text of its source that has since changed in meaning.

    Args:
        made_from_hash: the content hash of the source when the version was made from it; empty if unknown.
        source_approved_hash: the hash of the source when it was last cleared; empty if it never was.
        unchanged_pairs: pairs of hashes that an editor declared to mean the same; they chain, in both directions.
    """
    if not made_from_hash or not source_approved_hash or made_from_hash == source_approved_hash:
        return False
    same: dict[str, set[str]] = defaultdict(set)
    for before, after in unchanged_pairs:
        same[before].add(after)
        same[after].add(before)
    reached, frontier = {made_from_hash}, [made_from_hash]
    while frontier:
        fresh = same[frontier.pop()] - reached
        reached |= fresh
        frontier.extend(fresh)
    return source_approved_hash not in reached


def incompleteness(content: Mapping[str, Any]) -> list[Fault]:
    """Everything that a version lacks before it can be cleared.

    Args:
        content: as `content.content_of` gives it.
    """
    found = [] if content["headline"] else [Fault("headline_missing", "headline")]
    found += [] if content["body"] or content["summary"] else [Fault("body_missing", "body")]
    if content["picture"] and not content["picture"]["alternative"]:
        found.append(Fault("alternative_missing", "picture_alternative"))
    for number, block in enumerate(content["body"]):
        found += _lacks(block, f"body[{number}]")
    return found


def _lacks(block: Mapping[str, Any], place: str) -> list[Fault]:
    if block["type"] == "image":
        found = [] if block["picture"]["file"] else [Fault("picture_missing", place)]
        return found + (
            [] if block["picture"]["alternative"] else [Fault("alternative_missing", f"{place}.alternative")]
        )
    needed = {
        "paragraph": "html",
        "heading": "text",
        "quote": "text",
        "list": "items",
        "link": "url",
        "document": "symbol",
    }
    name = needed[block["type"]]
    return [] if block[name] else [Fault("empty", place)]


def body_faults(body: Any, place: str) -> list[Fault]:
    """Everything wrong with a body in the form of the load file: `[{"type", "value"}, ...]`."""
    if not isinstance(body, list):
        return [Fault("list_expected", place)]
    if len(body) > MOST_BLOCKS:
        return [Fault("too_many", place, {"most": str(MOST_BLOCKS)})]
    found: list[Fault] = []
    for number, block in enumerate(body):
        found += _block_faults(block, f"{place}[{number}]")
    return found


def _block_faults(block: Any, place: str) -> list[Fault]:
    if not isinstance(block, dict):
        return [Fault("object_expected", place)]
    if unknown := sorted(set(block) - {"type", "value"}):
        return [Fault("unknown_key", f"{place}.{_short(unknown[0])}")]
    kind = block.get("type")
    if not isinstance(kind, str) or kind not in _CHECKS:
        return [Fault("unknown_block", f"{place}.type", {"known": ", ".join(_CHECKS)})]
    if "value" not in block:
        return [Fault("value_missing", place)]
    return _CHECKS[kind](block["value"], f"{place}.value")


def text_faults(value: Any, place: str, longest: int, *, required: bool = False) -> list[Fault]:
    """What is wrong with one text: no string, too long, not encodable, or empty though required."""
    if not isinstance(value, str):
        return [Fault("text_expected", place)]
    if len(value) > longest:
        return [Fault("too_long", place, {"most": str(longest)})]
    if any("\ud800" <= c <= "\udfff" for c in value):
        return [Fault("half_character", place)]
    return [Fault("empty", place)] if required and not value.strip() else []


def _short(name: str) -> str:
    return name.encode("utf-8", "replace").decode()[:60]


def _one(longest: int) -> Callable[[Any, str], list[Fault]]:
    return lambda value, place: text_faults(value, place, longest, required=True)


def _fields(required: Mapping[str, int], optional: Mapping[str, int]) -> Callable[[Any, str], list[Fault]]:
    def check(value: Any, place: str) -> list[Fault]:
        if not isinstance(value, dict):
            return [Fault("object_expected", place)]
        found = [Fault("unknown_key", f"{place}.{_short(key)}") for key in sorted(set(value) - {*required, *optional})]
        for name, longest in required.items():
            found += text_faults(value.get(name, ""), f"{place}.{name}", longest, required=True)
        for name, longest in optional.items():
            found += text_faults(value.get(name, ""), f"{place}.{name}", longest)
        return found

    return check


def _picture(value: Any, place: str) -> list[Fault]:
    if not isinstance(value, dict):
        return [Fault("object_expected", place)]
    picture = value.get("picture")
    if isinstance(picture, bool) or not isinstance(picture, int):
        return [Fault("number_expected", f"{place}.picture")]
    rest = {key: text for key, text in value.items() if key != "picture"}
    return _fields({"alternative": LONGEST_LINE}, {"caption": LONGEST_LINE})(rest, place)


def _items(value: Any, place: str) -> list[Fault]:
    if not isinstance(value, list) or not value:
        return [Fault("list_expected", place)]
    if len(value) > MOST_ITEMS:
        return [Fault("too_many", place, {"most": str(MOST_ITEMS)})]
    found: list[Fault] = []
    for number, item in enumerate(value):
        found += text_faults(item, f"{place}[{number}]", LONGEST_HTML, required=True)
    return found


_CHECKS: dict[str, Callable[[Any, str], list[Fault]]] = {
    "paragraph": _one(LONGEST_HTML),
    "heading": _one(200),
    "quote": _fields({"text": LONGEST_HTML}, {"attribution": LONGEST_LINE}),
    "image": _picture,
    "list": _items,
    "link": _fields({"text": LONGEST_LINE, "url": LONGEST_ADDRESS}, {}),
    "document": _fields({"symbol": LONGEST_SYMBOL}, {"note": LONGEST_LINE}),
}
