"""What the index may hold: public texts as entries, read through the gate and nowhere else."""

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from rostra.foundation.gate import Audience
from rostra.library.models import Expression, Work
from rostra.release.models import FrozenVersion, Release
from rostra.release.sealed import store
from rostra.search.analysis import clean
from rostra.search.keys import symbol_key
from rostra.search.models import Change

PRODUCT, WORK = Change.Noun.PRODUCT, Change.Noun.WORK
COLLECTIONS: dict[str, str] = {PRODUCT: "products", WORK: "library"}
#: Characters of one text that are kept for snippets and searched; what lies beyond is not found.
LONGEST = 400_000

_TAGS = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Entry:
    """One public text in one language, as it is indexed and shown.

    Attributes:
        noun: `product` or `work`.
        object_id: its primary key.
        stamp: changes whenever the text does; a hit whose stamp is not the present one is read anew.
        date: ISO date of first release or adoption, or "".
        sites: slugs of the sites that a product stands on; none means all.
        symbols: canonical keys of the record itself, or of what a product cites.
    """

    noun: str
    object_id: int
    stamp: str
    language: str
    script: str
    kind: str
    title: str
    text: str
    date: str = ""
    slugline: str = ""
    office: str = ""
    sites: tuple[str, ...] = ()
    symbol: str = ""
    themes: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()

    @property
    def owner(self) -> str:
        """The object's name in the index: its texts in all languages are dropped and written together."""
        return f"{self.noun}:{self.object_id}"


def entries_of(noun: str, object_id: int, now: datetime) -> Iterator[Entry]:
    """The public texts of an object at this instant; none if it is not public.

    Raises:
        Refusal: `bytes_missing` or `bytes_damaged` where a sealed text cannot be read.
    """
    if noun == PRODUCT:
        rows = FrozenVersion.objects.visible_to(Audience.ANONYMOUS, now).filter(product=object_id)
        yield from map(_of_frozen, rows.select_related("language", "release").prefetch_related("release__sites"))
    else:
        expressions = Expression.objects.visible_to(Audience.ANONYMOUS, now).filter(work=object_id)
        yield from map(_of_expression, expressions.select_related("language", "work"))


def _of_frozen(row: FrozenVersion) -> Entry:
    text = json.loads(store().get(row.digest))
    cited = [*text["mandates"], *(block["symbol"] for block in text["body"] if block["type"] == "document")]
    return Entry(
        noun=PRODUCT,
        object_id=row.product_id,
        stamp=row.digest,
        language=row.language.code,
        script=row.language.script,
        kind=text["kind"],
        title=_plain(text["headline"]),
        text=_plain(" ".join(_words_of_product(text))),
        date=row.first_released_at.date().isoformat(),
        slugline=text["slugline"],
        office=text["office"],
        sites=tuple(site.slug for site in row.release.sites.all()),
        themes=tuple(text["themes"]),
        symbols=_keys(cited),
    )


def _of_expression(row: Expression) -> Entry:
    work = row.work
    return Entry(
        noun=WORK,
        object_id=work.pk,
        stamp=row.changed_at.isoformat(),
        language=row.language.code,
        script=row.language.script,
        kind=work.form,
        title=_plain(row.title),
        text=_plain(" ".join(_words_of_blocks(row.text))),
        date=work.adopted_on.isoformat() if work.adopted_on else "",
        symbol=work.symbol,
        symbols=(work.key,),
    )


def _plain(text: str) -> str:
    return " ".join(clean(text[:LONGEST]).split())


def _bare(markup: str) -> str:
    """Sanitized markup without its tags."""
    return html.unescape(_TAGS.sub("", markup))


def _words_of_product(text: Mapping[str, Any]) -> Iterator[str]:
    yield text["summary"]
    for block in text["body"]:
        yield from filter(None, _words_of_block(block))
    yield from _words_of_picture(text["picture"])


def _words_of_block(block: Mapping[str, Any]) -> Iterator[str]:
    match block["type"]:
        case "paragraph":
            yield _bare(block["html"])
        case "list":
            yield from map(_bare, block["items"])
        case "image":
            yield from _words_of_picture(block["picture"])
        case _:
            yield from (block.get(name, "") for name in ("text", "attribution", "symbol", "note"))


def _words_of_picture(picture: Mapping[str, Any] | None) -> Iterator[str]:
    if picture:
        yield from filter(None, (picture["caption"], picture["alternative"]))


def _words_of_blocks(blocks: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The words of a library text: its blocks with their numbers, without the marks that refer to footnotes."""
    for block in blocks:
        if block.get("number"):
            yield str(block["number"])
        yield "".join(run["text"] for run in block.get("runs") or () if "note" not in run)


def _keys(symbols: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for key in map(symbol_key, symbols) if key))


def present(owners: Iterable[str], now: datetime) -> dict[str, dict[str, str]]:
    """The gate asked again: of these objects, those that are public at this instant.

    Returns:
        owner -> code of a language in which it is public, in the institution's order -> stamp of its present text.
    """
    ids: dict[str, list[int]] = {PRODUCT: [], WORK: []}
    for owner in owners:
        noun, _, object_id = owner.partition(":")
        ids[noun].append(int(object_id))
    frozen = FrozenVersion.objects.visible_to(Audience.ANONYMOUS, now).filter(product__in=ids[PRODUCT])
    kept = Expression.objects.visible_to(Audience.ANONYMOUS, now).filter(work__in=ids[WORK])
    found: dict[str, dict[str, str]] = {}
    for pk, code, digest in _rows(frozen, "product_id", "digest"):
        found.setdefault(f"{PRODUCT}:{pk}", {})[code] = digest
    for pk, code, changed_at in _rows(kept, "work_id", "changed_at"):
        found.setdefault(f"{WORK}:{pk}", {})[code] = changed_at.isoformat()
    return found


def _rows(rows: QuerySet[Any], owner: str, stamp: str) -> QuerySet[Any, tuple[int, str, Any]]:
    return rows.order_by("language__order", "language__code").values_list(owner, "language__code", stamp)


def gone(*, language: str, now: datetime) -> list[str]:
    """Objects that the index may still hold in a language though the public may not read them: never to be counted.

    These are what was withdrawn, what is restricted or not yet public, and what changed and is not read anew yet.
    """
    waiting = Change.objects.exclude(state=Change.DONE)
    frozen = FrozenVersion.objects.visible_to(Audience.ANONYMOUS, now).filter(language__code=language)
    kept = Expression.objects.visible_to(Audience.ANONYMOUS, now).filter(language__code=language)
    ended = Release.objects.visible_to(Audience.ANONYMOUS, now).filter(
        frozen__fate=FrozenVersion.Fate.WITHDRAWN, frozen__language__code=language
    )
    visible = Work.objects.visible_to(Audience.ANONYMOUS, now)
    hidden = Work.objects.exclude(pk__in=visible.values("pk"))
    products = {*ended.values_list("product_id", flat=True), *_ids(waiting, PRODUCT, but=frozen.values("product_id"))}
    works = {*hidden.values_list("pk", flat=True), *_ids(waiting, WORK, but=kept.values("work_id"))}
    return [f"{noun}:{pk}" for noun, ids in ((PRODUCT, products), (WORK, works)) for pk in sorted(ids)]


def _ids(changes: QuerySet[Change], noun: str, *, but: QuerySet[Any, Any]) -> list[int]:
    changed = changes.filter(noun=noun).exclude(object_id__in=but)
    return list(changed.values_list("object_id", flat=True).distinct())


def everything(now: datetime) -> Iterator[tuple[str, int]]:
    """Every object with a public text at this instant."""
    frozen = FrozenVersion.objects.visible_to(Audience.ANONYMOUS, now)
    yield from ((str(PRODUCT), pk) for pk in list(frozen.values_list("product_id", flat=True).distinct().order_by()))
    works = Work.objects.visible_to(Audience.ANONYMOUS, now).order_by("pk")
    yield from ((str(WORK), pk) for pk in list(works.values_list("pk", flat=True)))
