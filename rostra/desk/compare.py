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


def source_changes(version: LanguageVersion) -> list[tuple[str, str]] | None:
    """What changed in the source since this version was made from it; None if that is not known any more."""
    source = version.made_from
    if source is None or not version.made_from_hash:
        return None
    before = text_when(source, version.made_from_hash)
    if before is None:
        return None
    return word_changes("\n".join(lines_of(before)), "\n".join(lines_of(content_of(source))))
