"""What changed in a source since a version was made from it, word by word."""

import re
from difflib import SequenceMatcher
from typing import Any

from rostra.products.content import content_hash, content_of
from rostra.products.html import plain
from rostra.products.models import LanguageVersion

#: A word, one sign of a script without spaces, white space, or a mark.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|\w+|\s+|[^\w\s]")
#: How far back a source's revisions are searched, and how many words are compared.
MOST_REVISIONS = 60
MOST_WORDS = 6_000


def lines_of(content: dict[str, Any]) -> list[str]:
    """A content as plain lines, one a field or block."""
    lines = [content["headline"], content["summary"], content["byline"], content["dateline"]]
    for block in content["body"]:
        if block["type"] == "image":
            lines += [block["picture"]["alternative"], block["picture"]["caption"]]
        elif block["type"] == "list":
            lines += [plain(item) for item in block["items"]]
        else:
            lines += [plain(str(block[name])) for name in block if name not in {"type"}]
    return [line for line in lines if line]


def text_when(source: LanguageVersion, wanted: str) -> dict[str, Any] | None:
    """What a source said when its content had this hash; None if no revision remembers."""
    if content_hash(source) == wanted:
        return content_of(source)
    for revision in source.revisions.order_by("-created_at", "-pk")[:MOST_REVISIONS]:
        then = revision.as_object()
        if content_hash(then) == wanted:
            return content_of(then)
    return None


def word_changes(before: str, after: str) -> list[tuple[str, str]]:
    """Runs of text: ('same' | 'gone' | 'new', words)."""
    old, new = _WORD.findall(before)[:MOST_WORDS], _WORD.findall(after)[:MOST_WORDS]
    runs: list[tuple[str, str]] = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            runs.append(("same", "".join(old[i:j])))
        else:
            runs += [("gone", "".join(old[i:j]))] if j > i else []
            runs += [("new", "".join(new[k:m]))] if m > k else []
    return runs


def changed_passages(before: str, after: str) -> list[dict[str, Any]]:
    """What changed with a line around it, the rest folded: parts of `{kind, text}`, and of a fold its `count` of lines.

    Empty where nothing changed.
    """
    runs = word_changes(before, after)
    if all(kind == "same" for kind, _text in runs):
        return []
    parts: list[dict[str, Any]] = []
    for number, (kind, text) in enumerate(runs):
        if kind != "same":
            parts.append({"kind": kind, "text": text})
        else:
            parts += _folded(text.split("\n"), after_change=number > 0, before_change=number < len(runs) - 1)
    return parts


def _folded(lines: list[str], *, after_change: bool, before_change: bool) -> list[dict[str, Any]]:
    """Lines that are the same; those that are neither of a changed line nor beside one are folded, if there are two."""
    head, tail = 2 * after_change, len(lines) - 2 * before_change
    hidden = [line for line in lines[head:tail] if line]
    if len(hidden) < 2:
        return [{"kind": "same", "text": "\n".join(lines)}]
    return [
        {"kind": "same", "text": "\n".join(lines[:head])},
        {"kind": "fold", "text": "\n".join(hidden), "count": len(hidden)},
        {"kind": "same", "text": "\n".join(lines[tail:])},
    ]


def source_changes(version: LanguageVersion) -> list[dict[str, Any]] | None:
    """What changed in the source since this version was made from it; None if that is not known any more."""
    source = version.made_from
    if source is None or not version.made_from_hash:
        return None
    before = text_when(source, version.made_from_hash)
    if before is None:
        return None
    return changed_passages("\n".join(lines_of(before)), "\n".join(lines_of(content_of(source))))
