"""What a reader asks for, taken apart: words, phrases, words not wanted, and what may be a symbol. Pure."""

import re
from dataclasses import dataclass

from rostra.foundation.symbol_text import NotASymbolError, tidy
from rostra.search.analysis import clean
from rostra.search.keys import symbol_key

#: Characters of a query that are read.
LONGEST = 400
#: Words, phrases and words not wanted that are looked for, together.
MOST_TERMS = 32
#: Words side by side that may be one symbol, as in `A/RES/217 A (III)`.
WIDEST = 4
#: Characters of a query that is looked at as one symbol, whatever divides its parts.
LONGEST_WHOLE = 60

#: Quotation marks of all scripts, as one.
_QUOTES = re.compile("[“”„‟«»「」『』〝〞〟＂]")
_PIECE = re.compile(r'(?<!\S)([-−–])?(?:"([^"]*)"|([^\s"]+))')
#: Where a script without spaces touches a number or a Latin letter, as around a symbol.
_SEAM = re.compile(
    r"(?<=[\u3040-\u30ff\u3400-\u9fff])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9)])(?=[\u3040-\u30ff\u3400-\u9fff])"
)
_STROKES = re.compile(r"\s*/\s*")
#: A number without a body, as in `74/270` or `2334 (2016)`.
_TAIL = re.compile(r"\d[\w.]*(?:(?:/[\w.]+)+|\(\d{4}\))")


@dataclass(frozen=True)
class Cited:
    """Words that may be a symbol: whether they are, the index knows.

    Attributes:
        first, last: the places of its first and last word among the free words.
        key: the canonical key, or "" where only the number is given.
        tail: the number by which it is cited, or "".
        whole: whether it was typed with strokes between three parts or more, and no other such symbol is in it.
    """

    first: int
    last: int
    key: str
    tail: str = ""
    whole: bool = False


@dataclass(frozen=True)
class Asked:
    """A query, taken apart.

    Attributes:
        words: free words, as typed, in order.
        phrases: words that must stand in a row.
        without: words and phrases that must not be there.
        cited: what may be a symbol, the widest first.
        cut: whether the query was longer than what is read.
    """

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    cited: tuple[Cited, ...] = ()
    cut: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for (though something may be unwanted)."""
        return not (self.words or self.phrases)


def taken_apart(text: str) -> Asked:
    """Read a query; nothing that is typed is an error."""
    plain = " ".join(clean(text[: LONGEST + 1]).split())
    plain = _STROKES.sub("/", _QUOTES.sub('"', plain[:LONGEST]))
    words: list[str] = []
    phrases: list[str] = []
    without: list[str] = []
    pieces = list(_PIECE.finditer(_paired(plain)))
    for piece in pieces[:MOST_TERMS]:
        said = (piece[2] if piece[2] is not None else piece[3]).strip()
        if not any(c.isalnum() for c in said):
            continue
        quoted = piece[2] is not None and not ("/" in said and symbol_key(said))
        if piece[1] or quoted:
            (without if piece[1] else phrases).append(said)
        else:
            words += _SEAM.sub(" ", said).split()
    cut = len(text) > LONGEST or len(pieces) > MOST_TERMS or len(words) > MOST_TERMS
    words = words[:MOST_TERMS]
    return Asked(tuple(words), tuple(phrases), tuple(without), tuple(_cited(words)), cut)


def _paired(text: str) -> str:
    """The text with a quotation mark that has no partner taken out, and with space around phrases."""
    if text.count('"') % 2:
        text = " ".join(text.rsplit('"', 1))
    return re.sub(r'"([^"]*)"', r'"\1" ', text)


def _cited(words: list[str]) -> list[Cited]:
    found = []
    for width in range(min(WIDEST, len(words)), 0, -1):
        for first in range(len(words) - width + 1):
            found += _symbols(" ".join(words[first : first + width]), first, first + width - 1)
    whole = " ".join(words)
    if words and len(whole) <= LONGEST_WHOLE and "/" not in whole and (key := symbol_key(whole)):
        found.insert(0, Cited(0, len(words) - 1, key))
    return found


def _symbols(text: str, first: int, last: int) -> list[Cited]:
    # A word without a stroke that is a symbol is the name of a file, as `A-RES-74-1`.
    if ("/" in text or first == last) and (key := symbol_key(text)):
        whole = min(text.count("/"), key.count("/")) > 1 and not any(
            "/" in word and symbol_key(word) for word in text.split()[1:]
        )
        return [Cited(first, last, key, whole=whole)]
    try:
        number = "".join(tidy(text).upper().split())
    except NotASymbolError:
        return []
    return [Cited(first, last, "", number)] if _TAIL.fullmatch(number) else []
