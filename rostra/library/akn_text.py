"""The words of an Akoma Ntoso element as runs: pieces of text with marks, citations and notes.

A run is `{"text": str}` with, where they apply, `"marks"` (a string of the words `i`, `b`, `u`, `sup`), `"symbol"` (a
cited document, as printed), `"url"` (any other link; http or https only) and `"note"` (the anchor of a footnote).
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from urllib.parse import unquote, urlsplit

from rostra.foundation.symbols import NotASymbolError, Symbol

Run = dict[str, str]

_SPACES = re.compile(r" {2,}")
_BREAK = re.compile(r" ?\n ?")
_SPACE = re.compile(r"[ \t\r\n\f\v]+")
#: Resolvers put the language first in their paths: `/en/A/RES/54/237`.
_LANGUAGE = re.compile(r"^/+[a-z]{2}/")
_MARKS = {"italic": "i", "bold": "b", "underline": "u"}
#: Bidi overrides and control characters: never wanted in a text that is shown with its own direction.
_UNWANTED = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff]")
_EMPTY_BRACKETS = re.compile(r"^\s*\(\s*\)\s*")


def local(element: Any) -> str:
    """The name of an element without its namespace; empty for comments and instructions."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def clean(text: str | None) -> str:
    """NFC with white space folded and unwanted characters dropped."""
    if not text:
        return ""
    if text.isprintable() and "  " not in text:
        return unicodedata.normalize("NFC", text)
    return unicodedata.normalize("NFC", _SPACE.sub(" ", _UNWANTED.sub("", text)))


def plain(element: Any) -> str:
    """All words of an element on one line, without its footnotes and marks of footnotes."""
    return " ".join(clean("".join(_words(element))).split())


def _words(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if local(child) in {"eol", "p"}:
            yield " "
        if local(child) not in {"authorialNote", "sup", ""}:
            yield from _words(child)
        yield child.tail or ""


class Notes:
    """The footnotes of one document, gathered in the order of their references."""

    def __init__(self) -> None:
        self.blocks: list[dict[str, Any]] = []

    def add(self, element: Any) -> Run:
        """Keep a footnote and return the run that refers to it."""
        number = clean(element.get("marker")).strip() or str(len(self.blocks) + 1)
        anchor = f"note-{len(self.blocks) + 1}"
        block: dict[str, Any] = {"tag": "note", "anchor": anchor, "number": number, "part": "note", "runs": []}
        self.blocks.append(block)
        block["runs"] = runs_of(element, self)
        return {"text": number, "note": anchor}


def runs_of(element: Any, notes: Notes) -> list[Run]:
    """The runs of an element and its descendants, trimmed, with footnotes put aside in `notes`."""
    found: list[Run] = []
    _gather(element, notes, (), found)
    return tidy(found)


def _gather(element: Any, notes: Notes, marks: tuple[str, ...], found: list[Run]) -> None:
    _take(element.text, marks, found)
    for child in element:
        name = local(child)
        if name == "authorialNote":
            found.append(notes.add(child))
        elif name == "a":
            _link(child, notes, marks, found)
        elif name == "eol":
            found.append({"text": "\n"})
        elif name == "sup":
            _gather(child, notes, (*marks, "sup"), found)
        elif name == "p" and local(element) != "p":
            found.append({"text": " "})
            _gather(child, notes, marks, found)
        elif name and name != "img":
            _gather(child, notes, _marked(child.get("class") or "", marks), found)
        _take(child.tail, marks, found)


def _take(text: str | None, marks: tuple[str, ...], found: list[Run]) -> None:
    words = clean(text)
    if words:
        found.append({"text": words, "marks": " ".join(marks)} if marks else {"text": words})


@lru_cache(maxsize=4096)
def _marked(classes: str, marks: tuple[str, ...]) -> tuple[str, ...]:
    new = (_MARKS[word] for word in classes.split() if word in _MARKS)
    return tuple(dict.fromkeys((*marks, *new)))


def _link(element: Any, notes: Notes, marks: tuple[str, ...], found: list[Run]) -> None:
    target = _target(element.get("href") or "", plain(element))
    inside: list[Run] = []
    _gather(element, notes, marks, inside)
    found += (run if "note" in run else {**run, **target} for run in inside)


def _target(href: str, words: str) -> Run:
    """What a link leads to: a cited document where its path is a symbol that holds the words, else a web address."""
    try:
        parts = urlsplit(href.strip())
    except ValueError:
        return {}
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        return {}
    symbol = _symbol(_LANGUAGE.sub("", unquote(parts.path)))
    if symbol is None:
        return {"url": href.strip()[:2000]}
    squeezed = "".join(words.split()).upper()
    # The words of a citation ('54/237') are the end of its symbol; those of other links are not.
    return {"symbol": symbol.printed} if squeezed and squeezed in symbol.key else {"url": href.strip()[:2000]}


@lru_cache(maxsize=4096)
def _symbol(path: str) -> Symbol | None:
    """The symbol that a path without a language is. Documents cite the same ones over and over, in each language."""
    try:
        return Symbol.parse(path)
    except NotASymbolError:
        return None


def tidy(runs: list[Run]) -> list[Run]:
    """Neighbours of a kind joined, brackets around note marks dropped, edges trimmed."""
    joined: list[Run] = []
    for n, run in enumerate(runs):
        if _is_bracket_of_note(runs, n):
            continue
        last = joined[-1] if joined else None
        if last is not None and "note" not in run and _alike(last, run):
            last["text"] = _BREAK.sub("\n", _SPACES.sub(" ", last["text"] + run["text"]))
        else:
            joined.append(dict(run))
    return _trimmed(joined)


def _alike(one: Run, other: Run) -> bool:
    """Whether two runs differ in nothing but their words."""
    return len(one) == len(other) and all(other.get(name) == one[name] for name in one if name != "text")


def _is_bracket_of_note(runs: list[Run], n: int) -> bool:
    run = runs[n]
    if "sup" not in run.get("marks", "") or run["text"].strip() not in {"(", ")", "()"}:
        return False
    neighbours = runs[max(n - 1, 0) : n + 2]
    return any("note" in other for other in neighbours)


def _trimmed(runs: list[Run]) -> list[Run]:
    while runs and "note" not in runs[0]:
        runs[0]["text"] = _EMPTY_BRACKETS.sub("", runs[0]["text"]).lstrip()
        if runs[0]["text"]:
            break
        runs.pop(0)
    while runs and "note" not in runs[-1]:
        runs[-1]["text"] = runs[-1]["text"].rstrip()
        if runs[-1]["text"]:
            break
        runs.pop()
    return runs
