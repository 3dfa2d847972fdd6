"""How paragraphs are numbered: what kind of number it is, and the anchor that is the same in every language."""

import re
from enum import Enum

#: A number or letter that stands at the head of a paragraph's own text, with the blank that parts it.
LEADING = re.compile(
    r"^\s*(?P<number>\d{1,4}\s?[.\-–)]|\d{1,4}\s-|\([A-Za-z]{1,5}\)|[a-zа-я]{1,5}\)|\([\u0620-\u064a]{1,3}\)"
    r"|[’‘'][0-9٠-٩]{1,3}[’‘']|[㈠-㈩⑴-⒇])[\s\u00a0]+"
)
_DIGITS = re.compile(r"^\s*(\d{1,4})\s*[.\-–)]?\s*$")
_ROMAN_LETTERS = frozenset("ivx")
_LETTER = re.compile(r"\(?([^\W\d_]{1,5})\)")


class Kind(Enum):
    """What a number says of its paragraph."""

    NONE = "none"
    PARAGRAPH = "paragraph"
    LETTER = "letter"
    ROMAN = "roman"
    OTHER = "other"


def kind_of(number: str, *, before: str = "") -> Kind:
    """The kind of a number, given the one before it: `(i)` after `(h)` is a letter, elsewhere a roman numeral."""
    text = number.strip()
    if not text:
        return Kind.NONE
    if _DIGITS.match(text):
        return Kind.PARAGRAPH
    letter = _LETTER.fullmatch(text)
    if letter is None:
        return Kind.ROMAN if text[0] in "’‘'㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩⑴⑵⑶⑷⑸" else Kind.OTHER
    word = letter[1].lower()
    if set(word) <= _ROMAN_LETTERS and not _follows(word, before):
        return Kind.ROMAN
    return Kind.LETTER


def _follows(word: str, before: str) -> bool:
    last = _LETTER.fullmatch(before.strip())
    return bool(last and len(word) == 1 and ord(last[1].lower()[0]) + 1 == ord(word) and len(last[1]) == 1)


def digits(number: str) -> str:
    """The figure in a paragraph's number: `3` in `3.` and in `3 -`."""
    found = _DIGITS.match(number)
    return str(int(found[1])) if found else ""


def letter(position: int) -> str:
    """The Latin letter of the nth item, so that a permalink to `(b)` is the same in every script: a ... z, aa, bb."""
    return chr(97 + (position - 1) % 26) * ((position - 1) // 26 + 1)


class Anchors:
    """Anchors of one document, each given once."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        #: Anchors of the present part of a document carry its name in front: `b-para-3`, `annex-para-1`.
        self.prefix = ""

    def give(self, wanted: str) -> str:
        """The anchor wanted, or with a running number behind it where it was given already."""
        stem = f"{self.prefix}{wanted}"
        anchor, n = stem, 1
        while anchor in self._taken:
            n += 1
            anchor = f"{stem}-{n}"
        self._taken.add(anchor)
        return anchor
