"""`rostra search`, `rostra search rebuild`, and the indexer."""

import signal
from collections.abc import Callable
from typing import Any

import click
from django.db.models import Model

from rostra.foundation import clock
from rostra.foundation.console import Console, Result, verb
from rostra.foundation.errors import Refusal
from rostra.foundation.gate import Audience
from rostra.foundation.models import Language
from rostra.library.models import Work
from rostra.mandates.models import Theme
from rostra.network.models import Office
from rostra.products.models import Kind
from rostra.search import indexer
from rostra.search.actions import rebuild
from rostra.search.answering import Answer, answer
from rostra.search.documents import COLLECTIONS, Entry
from rostra.search.index import FACETS
from rostra.search.querying import MOST_PAGES, RELEVANCE, SORTS, Hit
from rostra.search.snippets import Piece

#: What `rostra search WORDS` stands for.
QUERY = "query"


class QueryGroup(click.Group):
    """A group whose first argument is a query, unless it is one of its verbs."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the verb in where it is left out; `search rebuild --lang en` asks for the word."""
        is_word = len(args) > 1 and args[1].startswith("-") and any(each.startswith("--lang") for each in args)
        if args and (is_word or args[0] not in {*self.commands, *ctx.help_option_names}):
            args = [QUERY, *args]
        return super().parse_args(ctx, args)


def register(root: click.Group) -> None:
    """Add `search` and `indexer`."""
    root.add_command(search)

    @verb(root, "indexer", nobodys=True)
    @click.option("--once", is_flag=True, help="Index what is due now, then end.")
    def run_indexer(console: Console, *, once: bool) -> Result:
        """Keep the index in step with what is public, until stopped."""
        running = indexer.Indexer()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: running.stop())
        if once:
            running.run_until_idle()
        else:
            running.run()
        return Result({"stopped": True})


@click.group(cls=QueryGroup)
def search() -> None:
    """Find what is public: `search WORDS --lang L`."""


@verb(search, QUERY, nobodys=True)
@click.argument("query")
@click.option("--lang", "code", required=True, help="The language to search in, by its code in addresses.")
@click.option("--collection", type=click.Choice([*COLLECTIONS.values()]), help="Only products, or only the library.")
@click.option("--kind", default="", help="Only this kind of product or form of document.")
@click.option("--year", type=click.IntRange(1000, 9999), help="Only what was released or adopted in this year.")
@click.option("--theme", default="", help="Only what was told under this theme.")
@click.option("--site", default="", help="Only what stands on the site of the office with this slug.")
@click.option("--sort", type=click.Choice(SORTS), default=RELEVANCE, help="Best first, or newest first.")
@click.option("--page", type=click.IntRange(1, MOST_PAGES), default=1, help="Which page of the results.")
def query_command(
    console: Console, *, query: str, code: str, sort: str, page: int, site: str, **filters: str | int | None
) -> Result:
    """Search what the public can read, as the public can. `search WORDS` is short for it."""
    languages = {language.code: language for language in Language.objects.all()}
    if code not in languages:
        raise Refusal("unknown_language", code, f"There are {', '.join(languages)}.")
    narrowed = {name: str(filters[name] or "") for name in FACETS}
    _check({**narrowed, "site": site})
    found = answer(
        query,
        language=languages[code],
        others=list(languages.values()),
        filters=narrowed,
        sort=sort,
        page=page,
        site=site,
        now=clock.now(),
    )
    if page > found.pages:
        raise Refusal("no_such_page", str(page), f"The last page of these results is {found.pages}.")
    return Result({"query": query, "language": code, "page": page, **_told(found)}, list(_lines(found, languages)))


@verb(search, "rebuild")
def rebuild_command(console: Console) -> Result:
    """Write the whole index anew beside the present one, and switch; readers notice nothing."""
    built = rebuild.rebuild(by=console.actor, progress=console.progress)
    lines = [f"{built['objects']} products and works read"]
    return Result(built, lines + [f"{owner}: {reason}" for owner, reason in built["failed"].items()])


def _check(filters: dict[str, str]) -> None:
    """Refuse a filter that nothing can have: it would look as if nothing were found.

    Raises:
        Refusal: `unknown_kind`, `unknown_theme` or `unknown_site`.
    """
    works = Work.objects.visible_to(Audience.ANONYMOUS, clock.now())
    known: dict[str, Callable[[], set[str]]] = {
        "kind": lambda: {*_slugs(Kind), *works.order_by().values_list("form", flat=True).distinct()},
        "theme": lambda: _slugs(Theme),
        "site": lambda: _slugs(Office),
    }
    for name, slugs in known.items():
        if filters[name] and filters[name] not in slugs():
            raise Refusal(f"unknown_{name}", filters[name], f"There are {', '.join(sorted(slugs())) or 'none yet'}.")


def _slugs(model: type[Model]) -> set[str]:
    return set(model._default_manager.values_list("slug", flat=True))


def _told(found: Answer) -> dict[str, Any]:
    return {
        "total": found.found.total,
        "pages": found.pages,
        "nearness": found.found.nearness,
        "cut": found.asked.cut,
        "hits": [_told_hit(hit) for hit in found.found.hits],
        "absent": [{**_told_entry(entry), "languages": list(codes)} for entry, codes in found.absent],
        "unheld": [symbol.printed for symbol in found.unheld],
        "facets": found.found.facets,
        "elsewhere": found.elsewhere,
    }


def _told_entry(entry: Entry) -> dict[str, Any]:
    return {
        "noun": entry.noun,
        "name": entry.symbol or entry.slugline,
        "kind": entry.kind,
        "title": entry.title,
        "language": entry.language,
        "date": entry.date or None,
        "themes": list(entry.themes),
    }


def _told_hit(hit: Hit) -> dict[str, Any]:
    told = {"languages": list(hit.languages), "named": hit.named, "snippet": _marked(hit.snippet)}
    return {**_told_entry(hit.entry), **told}


def _marked(pieces: tuple[Piece, ...]) -> dict[str, Any]:
    """A text, and where the words that were asked for stand in it: [start, end) in characters."""
    marks, at = [], 0
    for piece in pieces:
        if piece.marked:
            marks.append([at, at + len(piece.text)])
        at += len(piece.text)
    return {"text": "".join(piece.text for piece in pieces), "marks": marks}


def _lines(found: Answer, languages: dict[str, Language]) -> list[str]:
    lines = [f"The library holds no document with the symbol {symbol.printed}." for symbol in found.unheld]
    lines.append(f"{found.found.total} found")
    for entry, codes in found.absent:
        lines.append(f"{entry.symbol} is not there in this language; it is in {', '.join(codes)}: {entry.title}")
    for hit in found.found.hits:
        lines += ["", f"{hit.entry.symbol or hit.entry.slugline}  {hit.entry.date}  {hit.entry.kind}", hit.entry.title]
        lines.append("".join(f"*{piece.text}*" if piece.marked else piece.text for piece in hit.snippet))
    elsewhere = (f"{count} in {languages[code].endonym}" for code, count in found.elsewhere.items())
    return lines + ([f"Elsewhere: {', '.join(elsewhere)}"] if found.elsewhere else [])
