"""Document symbols as values: read from whatever people type, printed and compared in one way.

The grammar is that of documents' symbols as libraries describe them: a body, then parts divided by strokes, then
modifiers (`Add.1`, `Corr.2`, `Rev.1`), with letters (`79/93 A-B`) and brackets (`2334 (2016)`) behind a number.
Bodies are not a fixed list. Every pattern is anchored and free of nested repetition, so that time grows in step with
the text, and texts above `LONGEST` characters are refused unread.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from babel.core import get_global

from rostra.foundation.symbol_text import LONGEST, ROMAN, NotASymbolError, pieces_of, roman_value, tidy

__all__ = ["LONGEST", "NotASymbolError", "Part", "Symbol"]

#: Abbreviations that stand before a number with a point, as printed. Others are printed in capitals.
ABBREVIATIONS = {
    word.upper(): word
    for word in (
        *("AC", "Add", "Amend", "BUR", "C", "CN", "CONF", "Corr", "CRP", "GC", "L", "PET", "PV", "R", "Res", "Rev"),
        *("SC", "SR", "Sub", "Vol", "WG", "WP"),
    )
}
#: Parts that change a document without being another one.
MODIFIERS = frozenset({"ADD", "AMEND", "CORR", "REV", "SUMMARY"})
#: Whole words that are not printed in capitals.
WORDS = {"AGENDA": "Agenda", "SUMMARY": "Summary"}
#: Words inside brackets, as printed.
LABELS = {
    "PROG": "Prog.",
    "SECT": "Sect.",
    "VOL": "Vol.",
    "PART": "Part",
    "CHAP": "Chap.",
    "SUPP": "Supp.",
    "RESUMPTION": "Resumption",
    "RESUMED": "resumed",
}
#: A two-letter word before one of these is a language's code, as in `EN/A/RES/66/288`.
PRINCIPAL = frozenset("AEST")

_NUMBER = re.compile(r"(\d{1,7}(?:-\d{1,7})?)\s?([A-Za-z](?:\s?(?:-|,|and|to)\s?[A-Za-z])?)?")
_SESSION = re.compile(r"([A-Za-z]{1,6})-(\d{1,4}|[IVXLC]{1,8})")
_SHORT_SESSION = re.compile(r"(ES|S)(\d{1,3})", re.IGNORECASE)
_DOTTED = re.compile(r"([A-Za-z]{1,12})(\.{0,4})\s?(\d{1,7}(?:-\d{1,7})?)([A-Za-z])?")
_POINTED = re.compile(r"([A-Za-z]{1,12})\.{1,4}([A-Za-z]{1,12})(\.\d{1,4})?")
_RANGE = re.compile(r"[A-Za-z]-[A-Za-z]")
_WORD = re.compile(r"([A-Za-z]{1,16})\.{0,3}")
_LETTERS = re.compile(r"[A-Za-z](?:\s?(?:-|,|and|to)\s?[A-Za-z])?")
_SPACES = re.compile(r"\s+")


class Part(NamedTuple):
    """One part of a symbol: a word, a number or both, with letters and brackets behind it, all as printed."""

    word: str = ""
    joint: str = ""
    number: str = ""
    letters: str = ""
    brackets: tuple[str, ...] = ()

    @property
    def stem(self) -> str:
        """The part without letters and brackets."""
        return f"{self.word}{self.joint}{self.number}"

    @property
    def printed(self) -> str:
        """The part as printed."""
        return " ".join([self.stem, *([self.letters] if self.letters else []), *(f"({b})" for b in self.brackets)])

    @property
    def is_modifier(self) -> bool:
        """Whether this is `Add.1` and the like."""
        return self.word.upper() in MODIFIERS and self.joint != "-"


def _squeezed(text: str) -> str:
    return "".join(text.upper().split())


def _natural(part: Part) -> tuple[int, str, int, str]:
    """Numbers by value before words; letters and brackets last."""
    first = part.number.split("-")[0]
    value = int(first) if first.isdigit() else roman_value(first)
    return (1 if part.word else 0, part.word.upper(), value, f"{part.number} {part.letters} {' '.join(part.brackets)}")


@dataclass(frozen=True)
class Symbol:
    """A document's symbol. Equal symbols have equal `key`s, however they were typed."""

    all_parts: tuple[Part, ...]

    @classmethod
    def parse(cls, text: str, *, languages: frozenset[str] = frozenset()) -> "Symbol":
        """Read a symbol, tolerant of case, spaces, percent signs, file names, other digits, and stray punctuation.

        Args:
            text: what somebody typed, at most `LONGEST` characters.
            languages: further codes that may stand before a symbol, besides the two-letter codes that CLDR knows.

        Raises:
            NotASymbolError: with the reason.
        """
        pieces = [_part(piece, text) for piece in pieces_of(tidy(text), whole=text)]
        pieces = _without_language(_joined(pieces), languages)
        _check(pieces, text)
        return cls(tuple(pieces))

    @cached_property
    def printed(self) -> str:
        """The canonical printed form, for example `S/RES/2334 (2016)`."""
        return "/".join(part.printed for part in self.all_parts)

    @cached_property
    def key(self) -> str:
        """The canonical key: equal for all ways of typing one symbol."""
        return "/".join(_squeezed(part.printed) for part in self.all_parts)

    @cached_property
    def family(self) -> str:
        """The key of the document that addenda, corrigenda, revisions and lettered parts belong to."""
        return "/".join(_squeezed(part.stem) for part in self.parts)

    @property
    def address(self) -> str:
        """The printed form without spaces, as it stands in addresses: `A/RES/79/93A-B`."""
        return "".join(self.printed.split())

    @property
    def parts(self) -> tuple[Part, ...]:
        """What stands before the first modifier."""
        end = next((n for n, part in enumerate(self.all_parts) if n and part.is_modifier), len(self.all_parts))
        return self.all_parts[:end]

    @property
    def modifiers(self) -> tuple[Part, ...]:
        """`Rev.1`, `Add.2` and the like, in order."""
        return self.all_parts[len(self.parts) :]

    @property
    def body(self) -> str:
        """The issuing body's part, for example `A` or `A/HRC`."""
        words: list[str] = []
        for part in self.parts:
            if words and (part.word.upper() in {"RES", "DEC", "PRST", "INF"} or not part.word or part.joint == "-"):
                break
            if part.number and part.word.upper() not in {"AC", "C", "CN", "CONF", "GC", "SC", "SUB", "WG", "EA"}:
                break
            words.append(part.stem)
        return "/".join(words)

    @property
    def session(self) -> str:
        """The session or year that the symbol names: `79`, `ES-10`, `2016`, `III`; empty where it names none."""
        for bracket in (b for part in self.parts for b in part.brackets):
            if re.fullmatch(r"\d{4}|(?:E?S-)?[IVXLC]+", bracket):
                return bracket
        inner = self.parts[1:-1]
        return next((p.stem for p in inner if p.joint == "-" or (not p.word and p.number)), "")

    @property
    def order(self) -> tuple[tuple[int, str, int, str], ...]:
        """What to sort by: numbers by value, so that `A/RES/74/9` comes before `A/RES/74/10`."""
        return tuple(_natural(part) for part in self.all_parts)

    def __str__(self) -> str:
        return self.printed

    def __lt__(self, other: "Symbol") -> bool:
        return self.order < other.order


def _part(piece: str, whole: str) -> Part:
    outside = re.sub(r"\([^()]*\)", " ", piece)
    stem = _SPACES.sub(" ", outside).strip().removesuffix("*").strip()
    found = _stem(stem)
    if found is None:
        raise NotASymbolError(whole, f"'{piece[:40]}' is no part of a symbol.")
    number = int(found.number) if found.number.isdigit() else 0
    inside = [_bracket(b, number, whole) for b in re.findall(r"\(([^()]*)\)", piece) if b.strip()]
    # '217 (III) A' and '217 A (III)' are one symbol; the second is printed.
    return found._replace(brackets=tuple(inside))


def _plain(number: str) -> str:
    return "-".join(str(int(n)) for n in number.split("-"))


def _letters(text: str | None) -> str:
    """`a-b`, `A and B`, `A,B` as `A-B`; a single letter as a capital."""
    found = re.findall(r"\b[A-Z]\b|^[A-Z]|[A-Z]$", (text or "").upper())
    return "-".join([found[0], found[-1]][: len(found)]) if found else ""


def _stem(text: str) -> Part | None:
    if m := _NUMBER.fullmatch(text):
        return Part(number=_plain(m[1]), letters=_letters(m[2]))
    if m := _SESSION.fullmatch(text):
        return Part(m[1].upper(), "-", _plain(m[2]) if m[2].isdigit() else m[2])
    if m := _SHORT_SESSION.fullmatch(text):
        return Part(m[1].upper(), "-", _plain(m[2]))
    if (m := _DOTTED.fullmatch(text)) and (m[2] or m[1].upper() in ABBREVIATIONS):
        return Part(_abbreviation(m[1]), ".", _plain(m[3]), _letters(m[4]))
    if m := _POINTED.fullmatch(text):
        return Part(_abbreviation(m[1]), ".", m[2].upper() + (m[3] or ""))
    if m := _WORD.fullmatch(text):
        return Part(WORDS.get(m[1].upper(), m[1].upper()))
    return Part(letters=_letters(text)) if _RANGE.fullmatch(text) else None


def _abbreviation(word: str) -> str:
    return ABBREVIATIONS.get(word.upper(), word.upper())


def _bracket(text: str, number: int, whole: str) -> str:
    """What stands in brackets, as printed: a year, a session in roman numerals, or labelled words and numbers."""
    prefix, _, tail = text.strip().rpartition("-")
    if prefix.strip().upper() in {"S", "ES", ""} and (numeral := _numeral(tail.strip(), number)):
        return f"{prefix.strip().upper()}-{numeral}" if prefix else numeral
    if not re.fullmatch(r"[\w .,:&-]{1,60}", text, re.ASCII):
        raise NotASymbolError(whole, f"'({text[:40]})' is no part of a symbol.")
    words = [_labelled(word) for word in re.findall(r"[A-Za-z]+|\d+", text)]
    return " ".join(word for pair in words for word in pair)


def _numeral(text: str, number: int) -> str:
    """A roman numeral in capitals, with a small l typed for I put right; empty where the text is none."""
    capital = text.upper()
    if text in {"l", "|"}:
        # L is the fiftieth session, and no body passed a thousand texts at its first.
        return "L" if number >= 1000 else "I"
    if "l" in text and (text != text.lower() or not ROMAN.fullmatch(capital)):
        capital = text.replace("l", "I").upper()
    return capital if ROMAN.fullmatch(capital) else ""


def _labelled(word: str) -> tuple[str, ...]:
    capital = word.upper()
    if capital in LABELS:
        return (LABELS[capital],)
    if word.isdigit() or ROMAN.fullmatch(capital):
        return (_plain(word) if word.isdigit() else capital,)
    for label, printed in LABELS.items():
        if capital.startswith(label) and ROMAN.fullmatch(capital[len(label) :]):
            return (printed, capital[len(label) :])
    return (capital,)


def _joined(parts: list[Part]) -> list[Part]:
    """Letters that a file name divides from their number put back: `A/RES/79/93/A-B`, `79/93 (III) A`."""
    joined: list[Part] = []
    for part in parts:
        lone = part.letters or part.word if not part.number else ""
        before = joined[-1] if joined else None
        if len(joined) > 2 and before and before.number and not (before.word or before.letters) and _is_letters(lone):
            joined[-1] = before._replace(letters=_letters(lone), brackets=before.brackets + part.brackets)
        else:
            joined.append(part)
    return joined


def _is_letters(text: str) -> bool:
    return bool(_LETTERS.fullmatch(text)) and text not in PRINCIPAL - {"A", "E"}


def _without_language(parts: list[Part], languages: frozenset[str]) -> list[Part]:
    if len(parts) < 3 or parts[0].number:
        return parts
    code = parts[0].word.lower()
    known = len(code) == 2 and parts[1].word in PRINCIPAL and (code == "ot" or code in get_global("likely_subtags"))
    return parts[1:] if known or code in languages else parts


def _check(parts: list[Part], whole: str) -> None:
    first = parts[0]
    if not first.word or first.number or first.letters:
        raise NotASymbolError(whole, f"A symbol begins with the letters of a body, not with '{first.printed}'.")
    if len(parts) < 2:
        raise NotASymbolError(whole, "A symbol has at least two parts divided by a stroke, as in 'A/79/1'.")
    if any(part.letters and not part.number for part in parts):
        raise NotASymbolError(whole, "Letters such as 'A-B' stand behind a number.")
    if not any(part.number for part in parts[1:]):
        raise NotASymbolError(whole, "A symbol holds a number.")
