"""Library documents as rows of a list: title in the reader's language or the nearest, languages at a glance."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from rostra.foundation.gate import Audience
from rostra.foundation.models import Language
from rostra.library.models import Expression, Work
from rostra.website.document_facts import form_words, rest_of, tongues_of
from rostra.website.listing import Tongue
from rostra.website.visits import Visit


@dataclass(frozen=True)
class Row:
    """One document in a list."""

    work: Work
    form: str
    title: str
    language: Language
    href: str
    tongues: tuple[Tongue, ...]


def rows_of(visit: Visit, works: Sequence[Work]) -> list[Row]:
    """Rows in the order of the works; one that is held in no language is left out."""
    seen = Expression.objects.visible_to(Audience.ANONYMOUS, visit.now).filter(work__in=[work.pk for work in works])
    held: dict[int, dict[str, Expression]] = defaultdict(dict)
    for text in seen.select_related("language").defer("text"):
        held[text.work_id][text.language.code] = text
    return [_row(visit, work, held[work.pk]) for work in works if work.pk in held]


def _row(visit: Visit, work: Work, held: dict[str, Expression]) -> Row:
    text = held[visit.around.nearest(visit.language.code, list(held))]
    return Row(
        work=work,
        form=form_words(work),
        title=text.title,
        language=text.language,
        href=f"{visit.root}{rest_of(work)}",
        tongues=tongues_of(visit.site, work, set(held)),
    )
