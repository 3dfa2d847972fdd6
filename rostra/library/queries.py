"""Questions to the library: what a symbol leads to, who belongs to its family, who has which language."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from rostra.foundation.gate import Audience
from rostra.foundation.models import Language
from rostra.foundation.symbols import Symbol
from rostra.library import rules
from rostra.library.models import Expression, Work

#: The most works that are weighed as near to what was asked.
MOST_WEIGHED = 600


def find(symbol: Symbol, *, audience: Audience, now: datetime, language: str = "") -> Work | None:
    """The work that a symbol means: the very one, or the only one that holds it (`79/93 A` in `79/93 A-B`).

    Args:
        language: code of the language that is wanted. Official texts of one document do not all print its letters, so
            that it can be held as two works: the one in this language is meant then.
    """
    seen = Work.objects.visible_to(audience, now)
    work: Work | None = seen.filter(key=symbol.key).first()
    family = seen.filter(family=symbol.family)
    if work is not None:
        spoken = family.filter(expressions__language__code=language)
        if not language or spoken.filter(pk=work.pk).exists():
            return work
        return next((each for each in spoken if rules.is_same(Symbol.parse(each.symbol), symbol)), work)
    holding = [each for each in family if rules.holds(Symbol.parse(each.symbol), symbol)]
    return holding[0] if len(holding) == 1 else None


def family_of(symbol: Symbol, *, audience: Audience, now: datetime) -> list[Work]:
    """Other works with the number of a symbol, held or not: addenda, corrigenda, revisions, other letters; in order."""
    others = Work.objects.visible_to(audience, now).filter(family=symbol.family).exclude(key=symbol.key)
    return sorted(others, key=lambda each: Symbol.parse(each.symbol).order)


def near(text: str, *, audience: Audience, now: datetime, most: int = 6) -> list[Work]:
    """Works whose symbols are nearest to what somebody typed, whether or not it is a symbol."""
    asked = rules.squeezed(text)
    wanted = Q(pk=None)
    for way in rules.ways_in(asked):
        wanted |= Q(key__startswith=way.removesuffix("*")) if way.endswith("*") else Q(key__contains=way)
    seen = Work.objects.visible_to(audience, now)
    known = dict(seen.filter(wanted).order_by("key").values_list("key", "pk")[:MOST_WEIGHED])
    chosen = rules.nearest(asked, known, most=most)
    works = seen.in_bulk([known[key] for key in chosen])
    return [works[known[key]] for key in chosen]


@dataclass(frozen=True)
class Parity:
    """How many works are held in a language, and how many it lacks if it is an official one."""

    language: Language
    works: int
    behind: int


def parity() -> list[Parity]:
    """The official languages and every other one in which a work is held, in the institution's order."""
    counted = Counter(dict(Expression.objects.order_by().values_list("language").annotate(works=Count("work"))))
    total = Work.objects.count()
    return [
        Parity(language, counted[language.pk], total - counted[language.pk] if language.official else 0)
        for language in Language.objects.all()
        if language.official or counted[language.pk]
    ]
