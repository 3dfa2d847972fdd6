"""The resolutions of the invented organization as Akoma Ntoso, in each language, for the library to import.

What its mandates ask for stands in `mandates.json`; the paragraphs around it, and the preambles, in `documents.json`.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from lxml import etree
from lxml.builder import ElementMaker  # type: ignore[import-not-found]

from rostra.foundation.models import User
from rostra.library.actions.import_akn import import_akn
from rostra.library.models import Work
from rostra.sample.files import read

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
#: Where the files lie in the instance's folder, one folder for each language.
DOCUMENTS = Path("sample") / "documents"
#: A resolver that is nowhere: readers of the file see what is cited, the library leads to its own.
RESOLVER = "https://documents.example.org"
_CITED = re.compile(r"\{([^|}]+)\|([^}]+)\}")
E: Any = ElementMaker(namespace=NAMESPACE, nsmap={None: NAMESPACE})


def make_documents(home: Path, *, by: User, progress: Callable[..., Any]) -> list[str]:
    """Write the files and import them, unless the documents are there; returns the symbols that were new.

    Args:
        home: the instance's folder.
        progress: shows how far it is, as `Console.progress` does.
    """
    rows = read("mandates.json")["mandates"]
    known = set(Work.objects.filter(symbol__in=[row["symbol"] for row in rows]).values_list("symbol", flat=True))
    fresh = [row for row in rows if row["symbol"] not in known]
    if not fresh:
        return []
    folder = home / DOCUMENTS
    for row in fresh:
        for code, content in akn_of(row):
            (folder / code).mkdir(parents=True, exist_ok=True)
            name = f"{row['symbol'].replace('/', '_')}.xml"
            (folder / code / name).write_bytes(content)
    import_akn([folder], by=by, progress=progress)
    return [row["symbol"] for row in fresh]


def akn_of(row: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    """One resolution in each language that it has: (code, bytes)."""
    shipped = read("documents.json")
    told = shipped["documents"][row["symbol"]]
    numbered = {p["number"]: p["text"] for p in row["paragraphs"]} | told["paragraphs"]
    for code, title in row["title"].items():
        words = [shipped["opening"], *told["preamble"]]
        preamble = [E.p(*_cited(each[code], code)) for each in words]
        body = [_paragraph(number, numbered[number], code) for number in sorted(numbered, key=int)]
        statement = E.statement(
            {"name": "resolution"},
            _meta(row, code),
            E.preface(
                E.p(E.docNumber({"refersTo": "#symbol"}, row["symbol"])),
                E.p(E.docTitle({"refersTo": "#resolutionTitle"}, title)),
            ),
            E.preamble(*preamble),
            E.mainBody(*body),
        )
        yield code, etree.tostring(E.akomaNtoso(statement), xml_declaration=True, encoding="utf-8", pretty_print=True)


def _meta(row: dict[str, Any], code: str) -> Any:
    language = E.FRBRlanguage({"language": code})
    work = E.FRBRWork(
        E.FRBRuri({"value": f"/{row['symbol']}"}), E.FRBRdate({"date": row["adopted_on"], "name": "adoption"})
    )
    expression = E.FRBRExpression(E.FRBRdate({"date": row["adopted_on"], "name": "publication"}), language)
    return E.meta(E.identification({"source": "#sample"}, work, expression))


def _paragraph(number: str, words: dict[str, Any], code: str) -> Any:
    """A numbered paragraph, with the points below it."""
    parts = [E.num(f"{number}."), E.content(E.p(*_cited(words[code], code)))]
    if points := words.get("points"):
        items = [
            E.point(E.num(_letter(n, code)), E.content(E.p(*_cited(point[code], code))))
            for n, point in enumerate(points)
        ]
        parts[1:] = [E.list(E.intro(E.p(*_cited(words[code], code))), *items)]
    return E.paragraph(*parts)


def _letter(n: int, code: str) -> str:
    """The mark of the nth point as the language prints it."""
    letters = {"ar": "أبجدهو"}.get(code, "abcdef")
    return f"{letters[n]})" if code == "ru" else f"({letters[n]})"


def _cited(text: str, code: str) -> list[Any]:
    """Words with `{SYMBOL|words}` turned into links."""
    parts: list[Any] = []
    reached = 0
    for found in _CITED.finditer(text):
        href = f"{RESOLVER}/{code}/{found[1]}"
        parts += [text[reached : found.start()], E.a({"href": href}, found[2])]
        reached = found.end()
    return [*parts, text[reached:]]
