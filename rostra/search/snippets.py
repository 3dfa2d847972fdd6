"""The piece of a text that shows best why it was found, and which of its words were asked for. Pure."""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rostra.search.analysis import GRAM_SHARE, WORD, Recipe, terms_of

#: Characters of a text in which a piece is looked for.
SEARCHED = 30_000
#: Characters of a piece: in scripts that write words with spaces, and in those that do not.
WIDTH, DENSE_WIDTH = 260, 120
#: Characters that a piece may begin earlier, so that it begins with a sentence.
REACH = 60

_SENTENCE = re.compile(r"[.!?;:؟؛]\s+|[。！？；：]")
_CUT = "…"


@dataclass(frozen=True)
class Piece:
    """A run of text; `marked` where it is a word that was asked for."""

    text: str
    marked: bool = False


class Marks:
    """The words of a query, as they are recognised in texts of one language.

    Args:
        dense: whether the script writes words without spaces: they are then recognised wherever they stand.
        similar: whether words that only look like one of the query are recognised, too.
    """

    def __init__(self, recipe: Recipe, words: str, *, dense: bool = False, similar: bool = False) -> None:
        self._recipe = recipe
        self.dense = dense
        self._terms: dict[str, int] = {}
        self._grams: list[tuple[int, frozenset[str]]] = []
        #: What each word of the query is worth: longer ones say more.
        self.worth: list[int] = []
        spots = list(recipe.spots(words))
        # Beside longer words, a single character says nothing, and would be marked everywhere.
        shortest = min(2, max((end - start for _, start, end in spots), default=0))
        for number, (terms, start, end) in enumerate(spots):
            self.worth.append(end - start)
            if end - start < shortest:
                continue
            self._terms.update((value, number) for value in terms if value not in self._terms)
            grams = frozenset(recipe.grams.terms(words[start:end])) if similar and recipe.grams and terms else ()
            if len(grams) > 2:
                self._grams.append((number, frozenset(grams)))
        longest_first = sorted(self._terms, key=len, reverse=True)
        self._anywhere = re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE)
        self._known: dict[str, int] = {}

    def spots(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Where words of the query stand: start, end, and which word of the query it is."""
        if not self._terms:
            return
        if self.dense:
            for found in self._anywhere.finditer(text):
                yield found.start(), found.end(), self._terms.get(found[0].lower(), 0)
            return
        known = self._known
        for found in WORD.finditer(text):
            form = found[0]
            if form not in known:
                known[form] = self._word_of(form)
            if known[form] >= 0:
                yield found.start(), found.end(), known[form]

    def _word_of(self, form: str) -> int:
        """Which word of the query a form is of; -1 for none."""
        terms = terms_of(self._recipe.main, form)
        same = (self._terms[value] for value in terms if value in self._terms)
        return next(same, self._resembled(form) if terms and self._grams else -1)

    def _resembled(self, form: str) -> int:
        """Which word of the query a form looks like, by the grams that both have; -1 for none."""
        part = self._recipe.grams
        grams = frozenset(part.terms(form)) if part and len(form) > 3 else frozenset()
        for number, wanted in self._grams:
            shared = len(wanted & grams)
            if shared >= math.ceil(GRAM_SHARE * len(wanted)) and shared >= math.ceil(GRAM_SHARE * len(grams) / 2):
                return number
        return -1


def marked(text: str, marks: Marks) -> tuple[Piece, ...]:
    """A whole text, such as a title, with the words that were asked for."""
    return tuple(_pieces(text, _joined((start, end) for start, end, _ in marks.spots(text))))


def snippet(text: str, marks: Marks) -> tuple[Piece, ...]:
    """The piece of a text in which most of the words stand, cut at a sentence or a word."""
    dense = marks.dense
    width = DENSE_WIDTH if dense else WIDTH
    spots = list(marks.spots(text[:SEARCHED]))
    start = _start(text, spots[_best(spots, width, marks.worth)][0], dense=dense) if spots else 0
    end = _end(text, start + width, dense=dense)
    inside = _joined((s - start, e - start) for s, e, _ in spots if start <= s and e <= end)
    pieces = list(_pieces(text[start:end].rstrip(), inside))
    before = [Piece(_CUT)] if start else []
    after = [Piece(_CUT)] if end < len(text) else []
    return (*before, *pieces, *after)


def _best(spots: list[tuple[int, int, int]], width: int, worth: list[int]) -> int:
    """Which spot the piece begins at: the one followed by different words of most worth, then by most spots."""
    best, best_place, last = (-1, 0), 0, 0
    for first, (start, _, _) in enumerate(spots):
        last = max(last, first)
        while last + 1 < len(spots) and spots[last + 1][1] <= start + width - REACH:
            last += 1
        different = {number for _, _, number in spots[first : last + 1]}
        value = (sum(worth[number] for number in different), last - first)
        if value > best:
            best, best_place = value, first
    return best_place


def _start(text: str, place: int, *, dense: bool) -> int:
    """Where to begin so that `place` is seen: at its sentence where that begins within reach, else at a word."""
    from_here = max(0, place - REACH)
    sentences = [m.end() for m in _SENTENCE.finditer(text, from_here, place)]
    if sentences or from_here == 0:
        return sentences[-1] if sentences else 0
    if dense:
        return max(0, place - REACH // 3)
    space = text.find(" ", from_here, place)
    return space + 1 if space >= 0 else place


def _end(text: str, place: int, *, dense: bool) -> int:
    """Where to end at the latest: behind a word."""
    if place >= len(text):
        return len(text)
    space = -1 if dense else text.rfind(" ", place - REACH, place + 1)
    return space if space > 0 else place


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order; those that overlap or touch are one, as longer words hold shorter ones."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _pieces(text: str, spans: list[tuple[int, int]]) -> Iterator[Piece]:
    at = 0
    for start, end in spans:
        if start > at:
            yield Piece(text[at:start])
        yield Piece(text[start:end], marked=True)
        at = end
    if at < len(text):
        yield Piece(text[at:])
