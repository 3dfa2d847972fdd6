"""The index itself: its fields, and the one who may write to it."""

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from tantivy import Document, Index, Schema, SchemaBuilder

from rostra.search.analysis import TOKENIZERS, all_parts, recipe_for
from rostra.search.documents import COLLECTIONS, WORK, Entry
from rostra.search.keys import body_of, other_keys, tail_of

#: What results may be narrowed by, in the order of the page.
FACETS = ("collection", "kind", "year", "theme")
#: The site of what stands on all of them.
EVERY_SITE = "*"
#: Bytes of memory that a writer may use before it writes a segment out.
HEAP = 96_000_000


@cache
def schema() -> Schema:
    """The fields: what is shown, what narrows and sorts, and the fields of words and grams of every recipe."""
    builder = SchemaBuilder().add_bytes_field("shown", stored=True).add_integer_field("newness", fast=True)
    for name in ("owner", "lang", "site", "symbols", "tails", "ways", "bodies"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in FACETS:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for name, part in all_parts().items():
        # Words in a row are only looked for where one term is enough to be found.
        option = "position" if part.finds else "freq"
        builder.add_text_field(name, tokenizer_name=part.tokenizer, index_option=option)
    return builder.build()


def register(index: Index) -> Index:
    """Make the tokenizers known to an opened index, which does not keep them."""
    for name, build in TOKENIZERS.items():
        index.register_tokenizer(name, build())
    return index


def document_of(entry: Entry) -> Document:
    """The document of an entry."""
    document = Document()
    document.add_bytes("shown", json.dumps(vars(entry), ensure_ascii=False).encode())
    document.add_integer("newness", newness(entry))
    for name, values in exact(entry).items():
        for value in values:
            document.add_text(name, value)
    words = f"{entry.title}\n{entry.text}"
    recipe = recipe_for(entry.language, script=entry.script)
    for part in (*recipe.parts, *([recipe.capitals] if recipe.capitals else [])):
        document.add_text(part.field, part.fed(words))
    return document


def newness(entry: Entry) -> int:
    """A number to sort by: the day, then the object, so that no two texts of a language are equally new."""
    day = date.fromisoformat(entry.date).toordinal() if entry.date else 0
    return (day << 40) + (entry.object_id << 1) + (entry.noun == WORK)


def exact(entry: Entry) -> Mapping[str, Collection[str]]:
    """What is looked up letter by letter; of a record also the other ways to ask for it, and whose it is."""
    own = entry.symbols if entry.noun == WORK else ()
    others = [way for key in own for way in other_keys(key)]
    return {
        "owner": [entry.owner],
        "lang": [entry.language],
        "site": entry.sites or [EVERY_SITE],
        "symbols": entry.symbols,
        "tails": _tails(entry.symbols),
        "ways": [*others, *_tails(others)],
        "bodies": [body_of(key) for key in own],
        "collection": [COLLECTIONS[entry.noun]],
        "kind": [entry.kind],
        "year": [entry.date[:4]] if entry.date else [],
        "theme": entry.themes,
    }


def _tails(keys: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(tail for tail in map(tail_of, keys) if tail))


def entry_in(document: Document) -> Entry:
    """The entry that a document was made of."""
    shown: dict[str, Any] = json.loads(document["shown"][0])
    values: Any = {name: tuple(value) if isinstance(value, list) else value for name, value in shown.items()}
    return Entry(**values)


class Writing:
    """The writer of one generation. There can be only one at a time; open it under a lock of `generations`."""

    def __init__(self, folder: Path, *, threads: int = 1) -> None:
        self.folder = folder
        self._index = register(Index(schema(), path=str(folder)))
        self._writer: Any = self._index.writer(HEAP, threads)

    def put(self, entry: Entry) -> None:
        """Add an entry; drop its owner first if it may be there."""
        self._writer.add_document(document_of(entry))

    def drop(self, owner: str) -> None:
        """Take every text of an object out."""
        self._writer.delete_documents_by_term("owner", owner)

    def commit(self) -> None:
        """Make all that was put and dropped visible and durable, at once."""
        self._writer.commit()

    def rollback(self) -> None:
        """Forget what was put and dropped since the last commit."""
        self._writer.rollback()

    def close(self) -> None:
        """Let merges end, and release the index."""
        self._writer.wait_merging_threads()
        self._writer = self._index = None
