"""Documents put in their places, a batch at once: works, their expressions in languages, the files they came in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from rostra.foundation import clock
from rostra.foundation.models import Language
from rostra.library.models import Expression, File, Work

MEDIA_TYPE = "application/akn+xml"


@dataclass(frozen=True)
class Arrival:
    """One document to be kept, whose bytes are in the store.

    Attributes:
        document: as `reading_child` tells it.
        name: the file's own name.
        digest: of its bytes.
        size: of its bytes.
    """

    document: Mapping[str, Any]
    language: Language
    name: str
    digest: str
    size: int

    @property
    def key(self) -> str:
        """The key of its work."""
        return str(self.document["symbol_key"])


@dataclass
class Kept:
    """What became of a batch: how many texts were added and updated, how many works are new, which works changed."""

    added: int = 0
    updated: int = 0
    new_works: int = 0
    changed: tuple[int, ...] = ()


def keep(arrivals: Sequence[Arrival], *, public_from: datetime) -> Kept:
    """Put documents in their places; call inside a transaction. No two are the same work in the same language.

    Args:
        public_from: for works that are new; those that are there keep their own.
    """
    kept = Kept()
    works = _works(arrivals, public_from, kept)
    expressions = _expressions(arrivals, works, kept)
    _files(arrivals, works, expressions)
    kept.changed = tuple(dict.fromkeys(works[arrival.key].pk for arrival in arrivals))
    return kept


def _works(arrivals: Sequence[Arrival], public_from: datetime, kept: Kept) -> dict[str, Work]:
    keys = {arrival.key for arrival in arrivals}
    known = {work.key: work for work in Work.objects.filter(key__in=keys)}
    fresh: dict[str, Work] = {}
    for arrival in arrivals:
        facts = _facts(arrival.document)
        if arrival.key in known:
            _complete(known[arrival.key], facts, save=True)
        elif arrival.key in fresh:
            _complete(fresh[arrival.key], facts, save=False)
        else:
            fresh[arrival.key] = Work(key=arrival.key, public_from=public_from, **facts)
    kept.new_works = len(fresh)
    # Somebody else's import may have brought the same work at this moment: theirs is as good as ours.
    Work.objects.bulk_create(fresh.values(), ignore_conflicts=True)
    return known | {work.key: work for work in Work.objects.filter(key__in=list(fresh))}


def _facts(document: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "symbol": document["symbol_printed"],
        "family": document["family"],
        "form": document["form"][:40],
        "body": document["body"][:40],
        "session": document["session"][:20],
        "adopted_on": date.fromisoformat(document["adopted_on"]) if document["adopted_on"] else None,
        "subjects": document["subjects"],
    }


def _complete(work: Work, facts: Mapping[str, Any], *, save: bool) -> None:
    """Languages may each know what the others lack; what is known is not unlearned."""
    lacking = [name for name, value in facts.items() if value and not getattr(work, name)]
    for name in lacking:
        setattr(work, name, facts[name])
    if lacking and save:
        work.save(update_fields=lacking)


def _expressions(
    arrivals: Sequence[Arrival], works: Mapping[str, Work], kept: Kept
) -> dict[tuple[int, int], Expression]:
    known = _known(works)
    fresh = []
    for arrival in arrivals:
        work = works[arrival.key]
        values = {"title": arrival.document["title"], "text": arrival.document["blocks"]}
        before = known.get((work.pk, arrival.language.pk))
        if before is None:
            fresh.append(Expression(work=work, language=arrival.language, source_digest=arrival.digest, **values))
        else:
            changed = {**values, "source_digest": arrival.digest, "changed_at": clock.now()}
            Expression.objects.filter(pk=before.pk).update(**changed)
    kept.added, kept.updated = len(fresh), len(arrivals) - len(fresh)
    Expression.objects.bulk_create(fresh, ignore_conflicts=True)
    return _known(works)


def _known(works: Mapping[str, Work]) -> dict[tuple[int, int], Expression]:
    rows = Expression.objects.filter(work__in=[work.pk for work in works.values()]).defer("text", "title")
    return {(row.work_id, row.language_id): row for row in rows}


def _files(
    arrivals: Sequence[Arrival], works: Mapping[str, Work], expressions: Mapping[tuple[int, int], Expression]
) -> None:
    files = [
        File(
            expression=expressions[works[arrival.key].pk, arrival.language.pk],
            name=arrival.name[-200:],
            media_type=MEDIA_TYPE,
            size=arrival.size,
            digest=arrival.digest,
        )
        for arrival in arrivals
    ]
    File.objects.bulk_create(files, ignore_conflicts=True)
