"""The question put to the index, in one language: hits through the gate, counts that leave out what it hides."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from tantivy import Query, Searcher

from rostra.foundation.fallback import nearest_of
from rostra.foundation.gate import Audience
from rostra.foundation.models import Language
from rostra.foundation.symbols import Symbol
from rostra.library.queries import find
from rostra.search import matching
from rostra.search.analysis import recipe_for
from rostra.search.documents import Entry, entries_of, gone, present
from rostra.search.index import FACETS, entry_in, newness
from rostra.search.keys import body_of, tail_of
from rostra.search.matching import ALL, SIMILAR, SOME, Named, Wanted, records
from rostra.search.phrasing import Asked, Cited
from rostra.search.snippets import Marks, Piece, marked, snippet

#: Hits of a page, and how many pages may be turned: what lies deeper is found by narrowing.
PAGE = 10
MOST_PAGES = 50
RELEVANCE, DATE = "relevance", "date"
SORTS = (RELEVANCE, DATE)
#: Texts of records that are looked at for a symbol: a record has as many as it has languages.
MOST_NAMED = 60
#: Symbols of one question of which it is said that the library lacks them.
MOST_UNHELD = 3
#: Values of one facet.
MOST_VALUES = 500
#: Scripts that write words without spaces.
DENSE = frozenset({"Hans", "Hant", "Hani", "Jpan", "Thai", "Laoo", "Khmr"})


@dataclass(frozen=True)
class Hit:
    """One text that was found.

    Attributes:
        title, snippet: what is shown, with the words that were asked for marked.
        languages: codes of all languages in which it is public, in the institution's order.
        named: whether it is the record whose symbol was asked for.
    """

    entry: Entry
    title: tuple[Piece, ...]
    snippet: tuple[Piece, ...]
    languages: tuple[str, ...]
    named: bool = False


@dataclass(frozen=True)
class Found:
    """What a question found in one language.

    Attributes:
        total: how many texts match, on all pages.
        hits: those of the page.
        facets: facet -> its values with their counts under all other filters, as asked.
        nearness: how near the texts come: `ALL` words, `SOME`, or only `SIMILAR` ones. Filters do not change it.
        partly: how many texts have only some of the words: left out where it is `ALL`, counted where it is `SOME`.
    """

    total: int = 0
    hits: tuple[Hit, ...] = ()
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    nearness: str = SOME
    partly: int = 0


class Question:
    """What is asked, where and when: put it to one language after another.

    Args:
        asked: the query, taken apart.
        filters: facet -> the value wanted.
        site: slug of the site; empty for all.
    """

    def __init__(
        self,
        searcher: Searcher,
        asked: Asked,
        *,
        now: datetime,
        filters: Mapping[str, str] | None = None,
        site: str = "",
    ) -> None:
        self._searcher = searcher
        self._asked = asked
        self._now = now
        self._filters = {name: value for name, value in (filters or {}).items() if name in FACETS and value}
        self._site = site
        self._read: dict[str, Wanted] = {}
        self._gone: dict[str, list[str]] = {}

    def count(self, language: Language) -> int:
        """How many texts match in a language, under the same filters."""
        wanted = self._wanted(language)
        return self._count(self._narrowed(language, wanted, self._without(language), SOME))

    def find(self, language: Language, *, page: int = 1, sort: str = RELEVANCE) -> Found:
        """One page of what matches in a language.

        Args:
            page: from 1; beyond `MOST_PAGES` there is nothing.
            sort: one of `SORTS`; without words, everything matches equally, and the newest comes first.
        """
        wanted = self._wanted(language)
        without = self._without(language)
        by_date = sort == DATE or not (wanted.text or wanted.named)
        # Sorted by date, a text with one of the words would come before one with all of them.
        tried = (ALL, SOME, SIMILAR) if by_date else (SOME, SIMILAR)
        nearness = self._nearness(language, wanted, without, tried)
        base = self._narrowed(language, wanted, without, nearness)
        total = self._count(base)
        entries = self._page(wanted, base, page=page, by_date=by_date)
        hits = self._shown(language, wanted, entries, similar=nearness == SIMILAR)
        facets = self._facets(language, wanted, without, nearness)
        other = self._count(self._narrowed(language, wanted, without, SOME if nearness == ALL else ALL))
        partly = 0 if nearness == SIMILAR else abs(total - other)
        return Found(total - (len(entries) - len(hits)), hits, facets, nearness, partly)

    def named_elsewhere(self, language: Language) -> list[tuple[Entry, tuple[str, ...]]]:
        """Records whose symbol was asked for and that are not there in this language.

        Returns:
            each in the nearest language that it is in, with the codes of all of them.
        """
        records = [matching.record(each) for each in self._wanted(language).named]
        found = self._searcher.search(matching.some(records), MOST_NAMED, count=False).hits if records else []
        entries = [entry_in(self._searcher.doc(at)) for _, at in found]
        there = present([entry.owner for entry in entries], self._now)
        others: dict[str, dict[str, Entry]] = {}
        for entry in entries:
            codes = there.get(entry.owner, {})
            if entry.language in codes and language.code not in codes:
                others.setdefault(entry.owner, {})[entry.language] = entry
        return [(texts[nearest_of(language.code, [*texts])], tuple(there[owner])) for owner, texts in others.items()]

    def unheld(self, language: Language) -> list[Symbol]:
        """Symbols that were asked for and that no public record of the library has, the first few."""
        asked = (Symbol.parse(each.value) for each in self._wanted(language).named if each.place == "symbols")
        lacking = (symbol for symbol in asked if not find(symbol, audience=Audience.ANONYMOUS, now=self._now))
        return list(islice(lacking, MOST_UNHELD))

    def _wanted(self, language: Language) -> Wanted:
        """The query as this language reads it."""
        if language.code not in self._read:
            self._read[language.code] = self._as_read(language)
        return self._read[language.code]

    def _without(self, language: Language) -> list[str]:
        """What the index may hold in this language, and nobody may know of."""
        if language.code not in self._gone:
            self._gone[language.code] = gone(language=language.code, now=self._now)
        return self._gone[language.code]

    def _as_read(self, language: Language) -> Wanted:
        named, taken = [], set[int]()
        for read in (self._known, self._unknown):
            for cited in self._asked.cited:
                places = set(range(cited.first, cited.last + 1))
                symbol = None if places & taken else read(cited, language)
                if symbol:
                    named.append(symbol)
                    taken |= places
        return Wanted(
            recipe=recipe_for(language.code, script=language.script),
            words=tuple(word for place, word in enumerate(self._asked.words) if place not in taken),
            phrases=self._asked.phrases,
            without=self._asked.without,
            named=tuple(named),
        )

    def _known(self, cited: Cited, language: Language) -> Named | None:
        """The symbol that these words are, if anything public carries or cites it."""
        kind, names = ("symbols", (cited.key,)) if cited.key else ("tails", _forms(cited.tail, language))
        # Records first: a text that cites one must not hide it.
        for place, only in ((kind, [records()]), ("ways", [records()]), (kind, [])):
            for name in names:
                if self._is_there(language, place, name, *only):
                    return Named(kind, name, place, _forms(tail_of(name) if cited.key else name, language))
        return None

    def _unknown(self, cited: Cited, language: Language) -> Named | None:
        """A symbol that nothing public carries, though its organ is known: its number is looked for, not its parts."""
        if not cited.whole or not self._is_there(language, "bodies", body_of(cited.key)):
            return None
        return Named("symbols", cited.key, "symbols", _forms(tail_of(cited.key), language), known=False)

    def _is_there(self, language: Language, field: str, value: str, *only: Query) -> bool:
        """Whether anything has this value that may be known of: what is hidden is as if it never was."""
        if not self._searcher.doc_freq(field, value):
            return False
        query = matching.narrowed([matching.term(field, value), *only], without=(), gone=self._without(language))
        return bool(self._searcher.search(query, 1, count=True).count)

    def _count(self, query: Query) -> int:
        return int(self._searcher.search(query, 1, count=True).count)

    def _nearness(self, language: Language, wanted: Wanted, without: Sequence[str], tried: Sequence[str]) -> str:
        """How nearly anything matches, filters aside: the count beside a filter's value is what choosing it gives."""
        queries = ((near, self._narrowed(language, wanted, without, near, but=self._filters)) for near in tried)
        return next((near for near, query in queries if self._count(query)), tried[-1])

    def _narrowed(
        self,
        language: Language,
        wanted: Wanted,
        without: Sequence[str],
        nearness: str,
        *,
        but: Collection[str] = (),
    ) -> Query:
        """The documents that match under all filters but these."""
        filters = [matching.term(name, value) for name, value in self._filters.items() if name not in but]
        asked = matching.matching(wanted, nearness=nearness)
        parts = [*matching.in_language(language.code, self._site), asked, *filters]
        return matching.narrowed(parts, without=matching.unwanted(wanted), gone=without)

    def _page(self, wanted: Wanted, base: Query, *, page: int, by_date: bool) -> list[Entry]:
        if not 1 <= page <= MOST_PAGES:
            return []
        start = (page - 1) * PAGE
        if by_date:
            found = self._searcher.search(base, PAGE, count=False, offset=start, order_by_field="newness")
            return [entry_in(self._searcher.doc(at)) for _, at in found.hits]
        return self._ranked(matching.with_scores(base, matching.scored(wanted)), start)

    def _ranked(self, query: Query, start: int) -> list[Entry]:
        """A page by score, the newest first among equals: the same order wherever the texts lie in the index."""
        end = start + PAGE
        hits = self._searcher.search(query, end + 1, count=False).hits
        if len(hits) > end and hits[end][0] == hits[end - 1][0]:
            hits = self._searcher.search(query, MOST_PAGES * PAGE, count=False).hits
        if len(hits) <= start:
            return []
        best, least = hits[start][0], hits[min(end, len(hits)) - 1][0]
        before = sum(score > best for score, _ in hits)
        equals = [(score, entry_in(self._searcher.doc(at))) for score, at in hits if least <= score <= best]
        equals.sort(key=lambda pair: (pair[0], newness(pair[1])), reverse=True)
        return [entry for _, entry in equals[start - before : end - before]]

    def _facets(
        self, language: Language, wanted: Wanted, without: Sequence[str], nearness: str
    ) -> dict[str, dict[str, int]]:
        """Counts of each facet's values under all other filters; those without a filter share one pass."""
        facets: dict[str, dict[str, int]] = {}
        for group in ([name for name in FACETS if name not in self._filters], *([name] for name in self._filters)):
            query = self._narrowed(language, wanted, without, nearness, but=group)
            asked = {name: {"terms": {"field": name, "size": MOST_VALUES}} for name in group}
            counted = self._searcher.aggregate(query, asked) if group else {}
            facets |= {name: {b["key"]: b["doc_count"] for b in counted[name]["buckets"]} for name in group}
        return {name: facets[name] for name in FACETS}

    def _shown(self, language: Language, wanted: Wanted, entries: Sequence[Entry], *, similar: bool) -> tuple[Hit, ...]:
        """The hits that the gate lets through at this instant, each with its present text."""
        there = present([entry.owner for entry in entries], self._now)
        numbers = " ".join(form.replace("/", " ") for each in wanted.named for form in each.forms)
        words = f"{wanted.text} {numbers}"
        marks = Marks(wanted.recipe, words, dense=language.script in DENSE, similar=similar)
        hits = []
        for entry in entries:
            stamps = there.get(entry.owner, {})
            now = entry if stamps.get(entry.language) == entry.stamp else self._anew(entry)
            if now is None or entry.language not in stamps:
                continue
            named = any(each.names(now) for each in wanted.named)
            hits.append(Hit(now, marked(now.title, marks), snippet(now.text, marks), tuple(stamps), named))
        return tuple(hits)

    def _anew(self, entry: Entry) -> Entry | None:
        """The text as it is now, where the index has not followed yet."""
        texts = entries_of(entry.noun, entry.object_id, self._now)
        return next((each for each in texts if each.language == entry.language), None)


def _forms(tail: str, language: Language) -> tuple[str, ...]:
    """A number as texts in this language cite it: where writing runs from right to left, its parts are also turned."""
    parts = tail.split("/")
    turned = language.direction == "rtl" and len(parts) == 2 and all(part.isdigit() for part in parts)
    forms = (tail, "/".join(reversed(parts))) if turned else (tail,)
    return tuple(form for form in forms if form)
