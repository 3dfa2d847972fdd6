"""`rostra search`, `rostra search rebuild`, and the indexer."""

import signal
from typing import Any

import click

from rostra.foundation import clock
from rostra.foundation.console import Console, Result, verb
from rostra.foundation.errors import Refusal
from rostra.foundation.models import Language
from rostra.search import indexer
from rostra.search.actions import rebuild
from rostra.search.answering import Answer, answer
from rostra.search.documents import Entry
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
@click.option("--collection", default="", help="Only 'products' or only 'library'.")
@click.option("--kind", default="", help="Only this kind of product or form of document.")
@click.option("--year", default="", help="Only what was released or adopted in this year.")
@click.option("--theme", default="", help="Only what was told under this theme.")
@click.option("--site", default="", help="Only what stands on the site of the office with this slug.")
@click.option("--sort", type=click.Choice(SORTS), default=RELEVANCE, help="Best first, or newest first.")
@click.option("--page", type=click.IntRange(1, MOST_PAGES), default=1, help="Which page of the results.")
def query_command(
    console: Console, *, query: str, code: str, sort: str, page: int, site: str, **filters: str
) -> Result:
    """Search what the public can read, as the public can. `search WORDS` is short for it."""
    languages = {language.code: language for language in Language.objects.all()}
    if code not in languages:
        raise Refusal("unknown_language", code, f"There are {', '.join(languages)}.")
    found = answer(
        query,
        language=languages[code],
        others=list(languages.values()),
        filters={name: filters[name] for name in FACETS},
        sort=sort,
        page=page,
        site=site,
        now=clock.now(),
    )
    return Result({"query": query, "language": code, "page": page, **_told(found)}, list(_lines(found, languages)))


@verb(search, "rebuild")
def rebuild_command(console: Console) -> Result:
    """Write the whole index anew beside the present one, and switch; readers notice nothing."""
    built = rebuild.rebuild(by=console.actor, progress=console.progress)
    lines = [f"{built['objects']} products and works read"]
    return Result(built, lines + [f"{owner}: {reason}" for owner, reason in built["failed"].items()])


def _told(found: Answer) -> dict[str, Any]:
    return {
        "total": found.found.total,
        "pages": found.pages,
        "nearness": found.found.nearness,
        "cut": found.asked.cut,
        "hits": [_told_hit(hit) for hit in found.found.hits],
        "absent": [{**_told_entry(entry), "languages": list(codes)} for entry, codes in found.absent],
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
    lines = [f"{found.found.total} found"]
    for entry, codes in found.absent:
        lines.append(f"{entry.symbol} is not there in this language; it is in {', '.join(codes)}: {entry.title}")
    for hit in found.found.hits:
        lines += ["", f"{hit.entry.symbol or hit.entry.slugline}  {hit.entry.date}  {hit.entry.kind}", hit.entry.title]
        lines.append("".join(f"*{piece.text}*" if piece.marked else piece.text for piece in hit.snippet))
    elsewhere = (f"{count} in {languages[code].endonym}" for code, count in found.elsewhere.items())
    return lines + ([f"Elsewhere: {', '.join(elsewhere)}"] if found.elsewhere else [])
