"""What the index may hold: public texts as entries, read through the gate and nowhere else."""

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rostra.foundation.gate import Audience
from rostra.foundation.symbols import NotASymbolError, Symbol
from rostra.library.models import Expression, Work
from rostra.release.models import FrozenVersion, Release
from rostra.release.sealed import store
from rostra.search.analysis import clean
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
        yield from map(_of_frozen, rows.select_related("language"))
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
    """The words of a library text: its blocks with their numbers."""
    for block in blocks:
        if block.get("number"):
            yield str(block["number"])
        yield "".join(_words_of_run(run) for run in block.get("runs") or ())


def _words_of_run(run: Any) -> str:
    if isinstance(run, str):
        return run
    return str(run.get("text", "") if isinstance(run, Mapping) else run[0])


def _keys(symbols: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for key in map(symbol_key, symbols) if key))


def symbol_key(text: str) -> str:
    """The canonical key of what may be a symbol; "" where it is none."""
    try:
        return Symbol.parse(text).key
    except NotASymbolError:
        return ""


def present_stamps(owners: Iterable[str], *, language: str, now: datetime) -> dict[str, str]:
    """The gate asked again: which of these objects are public in a language at this instant, and their stamps."""
    ids: dict[str, list[int]] = {PRODUCT: [], WORK: []}
    for owner in owners:
        noun, _, object_id = owner.partition(":")
        ids[noun].append(int(object_id))
    frozen = FrozenVersion.objects.visible_to(Audience.ANONYMOUS, now).filter(language__code=language)
    kept = Expression.objects.visible_to(Audience.ANONYMOUS, now).filter(language__code=language)
    products = frozen.filter(product__in=ids[PRODUCT]).values_list("product_id", "digest")
    works = kept.filter(work__in=ids[WORK]).values_list("work_id", "changed_at")
    stamps = {f"{PRODUCT}:{pk}": digest for pk, digest in products}
    return stamps | {f"{WORK}:{pk}": changed_at.isoformat() for pk, changed_at in works}


def gone(*, language: str, now: datetime) -> list[str]:
    """Objects that the index may still hold in a language though the public may not read them: never to be counted."""
    waiting = Change.objects.exclude(state=Change.DONE)
    changed = waiting.filter(noun=PRODUCT).values("object_id")
    frozen = FrozenVersion.objects.visible_to(Audience.ANONYMOUS, now).filter(language__code=language)
    ended = Release.objects.filter(until__lte=now).exclude(product__in=frozen.values("product_id"))
    products = {*ended.values_list("product_id", flat=True)}
    changed_ids = set(waiting.filter(noun=PRODUCT).values_list("object_id", flat=True)) if changed else set()
    visible = set(frozen.filter(product__in=changed_ids).values_list("product_id", flat=True)) if changed_ids else set()
    works = Work.objects.filter(pk__in=waiting.filter(noun=WORK).values("object_id"))
    hidden = works.exclude(pk__in=Work.objects.visible_to(Audience.ANONYMOUS, now).values("pk"))
    return [
        *(f"{PRODUCT}:{pk}" for pk in sorted(products | (changed_ids - visible))),
        *(f"{WORK}:{pk}" for pk in hidden.values_list("pk", flat=True)),
    ]


def everything(now: datetime) -> Iterator[tuple[str, int]]:
    """Every object with a public text at this instant."""
    frozen = FrozenVersion.objects.visible_to(Audience.ANONYMOUS, now)
    yield from ((str(PRODUCT), pk) for pk in list(frozen.values_list("product_id", flat=True).distinct().order_by()))
    works = Work.objects.visible_to(Audience.ANONYMOUS, now).order_by("pk")
    yield from ((str(WORK), pk) for pk in list(works.values_list("pk", flat=True)))
