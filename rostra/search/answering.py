"""The whole answer to a reader: what was found in their language, and where else there is more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from rostra.foundation.errors import Refusal
from rostra.foundation.models import Language
from rostra.foundation.symbols import Symbol
from rostra.search import generations
from rostra.search.documents import Entry
from rostra.search.phrasing import Asked, taken_apart
from rostra.search.querying import MOST_PAGES, PAGE, RELEVANCE, Found, Question

#: With fewer results than this, other languages are offered.
FEW = 5


@dataclass(frozen=True)
class Answer:
    """What a reader gets.

    Attributes:
        found: in their language.
        elsewhere: code -> how many texts match in another language; asked only where there are few in theirs.
        absent: records whose symbol was asked for and that are not in their language, each in one that it is in, with
            the codes of all.
        unheld: symbols that were asked for and that the library does not hold.
        pages: how many pages can be turned.
    """

    asked: Asked
    found: Found
    elsewhere: Mapping[str, int] = field(default_factory=dict)
    absent: Sequence[tuple[Entry, tuple[str, ...]]] = ()
    unheld: Sequence[Symbol] = ()
    pages: int = 1


def answer(
    text: str,
    *,
    language: Language,
    now: datetime,
    others: Sequence[Language] = (),
    filters: Mapping[str, str] | None = None,
    page: int = 1,
    sort: str = RELEVANCE,
    site: str = "",
) -> Answer:
    """Search in one language.

    Args:
        text: as typed; the part beyond `phrasing.LONGEST` characters is not read.
        others: languages to be offered where little is found.
        filters: facet of `index.FACETS` -> the value wanted.
        sort: one of `querying.SORTS`.
        site: slug of the site; empty for all.

    Raises:
        Refusal: `no_index` where none is built yet.
    """
    searcher = generations.searcher()
    if searcher is None:
        raise Refusal("no_index", language.code, "There is no index yet; the indexer makes one when it starts.")
    asked = taken_apart(text)
    question = Question(searcher, asked, now=now, filters=filters, site=site)
    found = question.find(language, page=page, sort=sort)
    counts: dict[str, int] = {}
    if found.total < FEW and not asked.is_empty and not any(hit.named for hit in found.hits):
        counts = {each.code: question.count(each) for each in others if each != language}
    return Answer(
        asked=asked,
        found=found,
        elsewhere={code: count for code, count in counts.items() if count},
        absent=question.named_elsewhere(language) if page == 1 else (),
        unheld=question.unheld(language) if page == 1 else (),
        pages=min(max(1, -(-found.total // PAGE)), MOST_PAGES),
    )
