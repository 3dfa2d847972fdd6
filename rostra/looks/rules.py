"""What an institution's own wording may hold, so that no page breaks by it. Values in, verdicts out."""

import re

_PLACE = re.compile(r"%(?:\(\w+\))?[a-z%]|\{\w*\}")
_TAG = re.compile(r"<[^<>]*>")
#: What would end an attribute, begin a tag or an entity, or be taken for a placeholder.
_LOUD = frozenset('<>"&%{}')


def fits(message: str, text: str) -> bool:
    """Whether a text can stand where a message stands: with its tags and places, none of its own, no other mark-up."""
    wanted, found = _PLACE.findall(message), _PLACE.findall(text)
    if _bare(wanted) != _bare(found) or not set(found) <= set(wanted):
        return False
    if sorted(_TAG.findall(message)) != sorted(_TAG.findall(text)):
        return False
    return not _LOUD & set(_TAG.sub("", _PLACE.sub("", text)))


def _bare(places: list[str]) -> list[str]:
    """Places without a name: filled by their order, so that none may be missing."""
    return [place for place in places if "(" not in place and not place.startswith("{")]


def lines(text: str) -> tuple[str, ...]:
    """The forms of a text: one line each."""
    return tuple(line.strip() for line in text.strip().splitlines())
