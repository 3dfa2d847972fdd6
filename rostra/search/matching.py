"""From a query to what the index is asked: which documents match, and how they are scored. Nothing is asked here."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tantivy import Occur, Query

from rostra.search.analysis import GRAM_SHARE, Part, Recipe
from rostra.search.documents import COLLECTIONS, WORK, Entry
from rostra.search.index import EVERY_SITE, exact, schema

#: How near a text must come: it has all words, one of them, or at least a word that looks like one of them.
ALL, SOME, SIMILAR = "all", "some", "similar"
#: What a record gets whose symbol was asked for: more than any sum of words.
NAMED = 10_000.0
#: What a text gets that cites it.
CITES = 5.0
#: The s of "ocean's".
_ENDING = re.compile(r"(?<=\w)['’]\w\b")
#: Fewer grams than this say nothing of a word.
FEWEST_GRAMS = 3


@dataclass(frozen=True)
class Named:
    """A symbol that was asked for.

    Attributes:
        field, value: where it is looked up: `symbols` by its key, `tails` by its number.
        place: where its record is looked up: the same field, or `ways` for one that only holds the symbol.
        forms: its number as texts in the language cite it.
        known: whether anything public carries or cites it.
    """

    field: str
    value: str
    place: str
    forms: tuple[str, ...] = ()
    known: bool = True

    def names(self, entry: Entry) -> bool:
        """Whether it is the symbol of this record."""
        return entry.noun == WORK and self.value in exact(entry)[self.place]


@dataclass(frozen=True)
class Wanted:
    """A query as one language reads it.

    Attributes:
        recipe: how the language is searched.
        words: free words without those that are symbols.
        phrases, without: as in `Asked`.
        named: words that are symbols.
    """

    recipe: Recipe
    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    named: tuple[Named, ...] = ()

    @property
    def text(self) -> str:
        """All words that score."""
        return " ".join((*self.words, *self.phrases))


def term(field: str, value: str) -> Query:
    """Documents with this very value; it adds nothing to their scores."""
    return Query.const_score_query(Query.term_query(schema(), field, value, "basic"), 0.0)


def every(queries: Iterable[Query]) -> Query:
    """Documents that match all of these."""
    return Query.boolean_query([(Occur.Must, query) for query in queries])


def some(queries: Iterable[Query], *, least: int = 1) -> Query:
    """Documents that match at least so many of these."""
    listed = [(Occur.Should, query) for query in queries]
    return Query.boolean_query(listed, least) if least > 1 else Query.boolean_query(listed)


def unscored(query: Query) -> Query:
    """The same documents, with nothing added to their scores."""
    return Query.const_score_query(query, 0.0)


def in_language(language: str, site: str) -> list[Query]:
    """Texts in a language that stand on a site; all sites where none is named."""
    sites = [unscored(some([term("site", site), term("site", EVERY_SITE)]))] if site else []
    return [term("lang", language), *sites]


def matching(wanted: Wanted, *, nearness: str) -> Query:
    """Which documents match.

    Args:
        nearness: `ALL`, `SOME` or `SIMILAR`.
    """
    find = _resembling if nearness == SIMILAR else _finding
    typed = wanted.recipe.words(_ENDING.sub("", " ".join(wanted.words)))
    # The A of "plan A" says something beside other words, and finds nothing by itself.
    long = [word for word in typed if len(word) > 1 or not word.isascii() or word.isdigit()]
    words = [query for word in (nearness != ALL and long) or typed if (query := find(wanted.recipe, word))]
    asked = [_naming(wanted.recipe, each) for each in wanted.named]
    if not any(each.known for each in wanted.named):
        # Beside a symbol, words such as 'resolution' say what it is; they score, and find nothing by themselves.
        asked += words
    parts = [every(asked) if nearness == ALL else some(asked)] if asked else []
    parts += [query for phrase in wanted.phrases if (query := _in_a_row(phrase, *wanted.recipe.phrasing))]
    if not parts:
        return Query.all_query() if not (wanted.words or wanted.phrases) else Query.empty_query()
    # The record itself is found by its symbol, whatever else is asked.
    return some([every(parts), *(record(each) for each in wanted.named)])


def unwanted(wanted: Wanted) -> list[Query]:
    """Documents that must not be found."""
    return [query for text in wanted.without if (query := _in_a_row(text, *wanted.recipe.phrasing))]


def scored(wanted: Wanted) -> list[Query]:
    """What is summed into the score: the recipe over all words, and what symbols add."""
    found = [
        Query.boost_query(Query.term_query(schema(), part.field, value, "freq"), part.weight)
        for part in wanted.recipe.parts
        for value in part.terms(wanted.text)
    ]
    for each in wanted.named:
        found.append(Query.const_score_query(record(each), NAMED))
        found.append(Query.const_score_query(_naming(wanted.recipe, each), CITES))
    return found


def _finding(recipe: Recipe, word: str) -> Query | None:
    """What finds a word: its terms in one of the fields that find; None for a stop word."""
    if not recipe.main.terms(word):
        capitals = recipe.capitals
        return every(_terms(capitals, word)) if capitals and capitals.terms(word) else None
    finding = [part for part in recipe.parts if part.finds or (len(word) == 1 and not part.grams)]
    return some(every(terms) for part in finding if (terms := _terms(part, word)))


def _resembling(recipe: Recipe, word: str) -> Query | None:
    """What finds words like this one: most of its grams; None where it is too short to have enough."""
    grams = _terms(recipe.grams, word) if recipe.grams and recipe.main.terms(word) else []
    return some(grams, least=math.ceil(GRAM_SHARE * len(grams))) if len(grams) >= FEWEST_GRAMS else None


def _terms(part: Part, text: str) -> list[Query]:
    return [Query.term_query(schema(), part.field, value, "freq") for value in part.terms(text)]


def _in_a_row(text: str, *parts: Part) -> Query | None:
    """Documents in which these words stand side by side, in any of their forms; None where they are all stop words."""
    for part in parts:
        placed = part.placed(text)
        if len(placed) > 1:
            return Query.phrase_query(schema(), part.field, list(placed))
        if placed:
            return Query.term_query(schema(), part.field, placed[0][1], "freq")
    return None


def records() -> Query:
    """All records of the library."""
    return term("collection", COLLECTIONS[WORK])


def record(named: Named) -> Query:
    """The record that has this symbol."""
    return every([term(named.place, named.value), records()])


def _naming(recipe: Recipe, named: Named) -> Query:
    """Texts that carry or cite a symbol, in their list of documents or in their words."""
    # In the field of words, as pairs of characters say nothing of a number with one digit.
    rows = [_in_a_row(form.replace("/", " "), recipe.main) for form in named.forms]
    return some([term(named.field, named.value), record(named), *(row for row in rows if row)])


def narrowed(parts: Sequence[Query], *, without: Iterable[Query], gone: Sequence[str]) -> Query:
    """Documents that match all of these, but for what is unwanted and what the public may not read."""
    clauses = [(Occur.Must, unscored(query)) for query in parts]
    clauses += [(Occur.MustNot, query) for query in without]
    if gone:
        clauses.append((Occur.MustNot, Query.term_set_query(schema(), "owner", list(gone))))
    return Query.boolean_query(clauses)


def with_scores(query: Query, scored: Sequence[Query]) -> Query:
    """The same documents, scored."""
    return Query.boolean_query([(Occur.Must, unscored(query)), *((Occur.Should, each) for each in scored)])
