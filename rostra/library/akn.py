"""Akoma Ntoso (OASIS LegalDocML, akn-core v1.0) read from bytes into a document: no network, no entities, no DTD."""

import re
from dataclasses import dataclass
from datetime import date
from html import unescape
from typing import Any

from lxml import etree

from rostra.foundation.symbols import NotASymbolError, Symbol
from rostra.library.akn_blocks import Block, Blocks
from rostra.library.akn_text import local, plain
from rostra.library.defects import DefectError

#: The largest document, in bytes. The largest real one seen is half a megabyte.
LARGEST = 16 * 1024 * 1024
#: The most elements of one document.
MOST_ELEMENTS = 400_000

#: As XML writes it (it minds case), in the encodings that a parser may find by itself.
_DOCTYPE = tuple("<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))
_DASH = re.compile(r"^[-–—]\s+")


@dataclass(frozen=True)
class Document:
    """One document in one language, as its file says. `language` is the declared code, as written ('eng')."""

    symbol: Symbol
    title: str
    language: str
    form: str
    adopted_on: date | None
    published_on: date | None
    subjects: list[dict[str, str]]
    blocks: list[Block]


def parse(content: bytes) -> Document:
    """Read a document.

    Raises:
        DefectError: `empty`, `too_large`, `dtd`, `not_xml`, `false_encoding`, `not_akn`, `no_symbol`, `no_title` or
            `no_text`.
    """
    root = _tree(content)
    head = root.find(".//{*}statement")
    main = root.find("{*}documentCollection")
    main = head if main is None else main
    if local(root) != "akomaNtoso" or main is None:
        raise DefectError("not_akn", "This is XML, but no Akoma Ntoso document with a statement in it.")
    symbol = _symbol(main)
    title = _title(main, symbol)
    blocks = _blocks(root, main)
    if not any(block["runs"] for block in blocks if block["tag"] in {"p", "li"}):
        raise DefectError("no_text", f"{symbol.printed} has no paragraph of text.")
    return Document(
        symbol=symbol,
        title=title,
        language=_attribute(main, ".//{*}FRBRlanguage", "language"),
        form=(main.get("name") if main is head else (head.get("name") if head is not None else "")) or "document",
        adopted_on=_date(main, "FRBRWork", "adoption"),
        published_on=_date(main, "FRBRExpression", "publication"),
        subjects=_subjects(main),
        blocks=blocks,
    )


def _tree(content: bytes) -> Any:
    if not content.strip():
        raise DefectError("empty", "The file is empty.")
    if len(content) > LARGEST:
        raise DefectError("too_large", f"The file is larger than {LARGEST // 2**20} MB.")
    if any(mark in content for mark in _DOCTYPE):
        raise DefectError(
            "dtd", "The file has a document type declaration; these are refused, as they can hold attacks."
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        # The parser's own words; as text it also names the string that it read from.
        said = getattr(error, "msg", None) or error
        raise DefectError("not_xml", f"The file is not well-formed XML: {said}") from None
    declared = root.getroottree().docinfo.encoding or "UTF-8"
    if declared.upper() not in {"UTF-8", "UTF8"} and _is_utf8(content):
        raise DefectError("false_encoding", f"The file says that its encoding is {declared}, but it is UTF-8.")
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]
        raise DefectError(
            "dtd", "The file has a document type declaration; these are refused, as they can hold attacks."
        )
    if root.xpath("count(//*) > $most", most=MOST_ELEMENTS):
        raise DefectError("too_large", f"The document has more than {MOST_ELEMENTS} elements.")
    return root


def _is_utf8(content: bytes) -> bool:
    """Whether bytes beyond ASCII show that this is UTF-8: texts in other encodings do not make its sequences."""
    try:
        return not content.decode().isascii()
    except UnicodeDecodeError:
        return False


def _symbol(main: Any) -> Symbol:
    numbers = main.findall(".//{*}docNumber")
    marked = [number for number in numbers if number.get("refersTo") == "#symbol"]
    if not marked or not plain(marked[0]):
        raise DefectError("no_symbol", "The document has no symbol (a docNumber that refers to #symbol).")
    text = plain(marked[0])
    try:
        return Symbol.parse(text)
    except NotASymbolError as error:
        raise DefectError("no_symbol", f"'{text[:80]}' is no document symbol: {error.reason}") from None


def _title(main: Any, symbol: Symbol) -> str:
    titles = [t for t in main.findall(".//{*}docTitle") if t.get("refersTo") == "#resolutionTitle"]
    title = next((text for text in map(plain, titles) if text), "")
    # Arabic titles come with the dash that parts number and title in print.
    title = _DASH.sub("", title)
    if not title:
        raise DefectError("no_title", f"{symbol.printed} has no title (a docTitle that refers to #resolutionTitle).")
    return title


def _attribute(main: Any, path: str, name: str) -> str:
    found = main.find(path)
    return "" if found is None else (found.get(name) or "").strip()


def _date(main: Any, group: str, name: str) -> date | None:
    for found in main.findall(f".//{{*}}{group}/{{*}}FRBRdate"):
        if found.get("name") == name:
            try:
                day = date.fromisoformat(found.get("date") or "")
            except ValueError:
                return None
            # '0001-01-01' stands for a date that was not filled in.
            return day if day.year > 1900 else None
    return None


def _subjects(main: Any) -> list[dict[str, str]]:
    subjects = {}
    for keyword in main.findall("{*}meta/{*}classification/{*}keyword"):
        # Old addresses of the thesaurus have '#', new ones '/': one subject.
        uri = (keyword.get("href") or "").replace("#", "/")[:200]
        # Some publishers escape their labels twice.
        label = unescape(keyword.get("value") or "").replace("_", " ")[:200]
        if uri.startswith(("http://", "https://")):
            subjects[uri] = {"uri": uri, "label": label, "scheme": (keyword.get("dictionary") or "")[:20]}
    return [subjects[uri] for uri in sorted(subjects)]


def _blocks(root: Any, main: Any) -> list[Block]:
    blocks = Blocks()
    if local(main) == "documentCollection":
        for n, part in enumerate(root.findall("{*}components/{*}component/{*}statement")):
            letter = next((plain(number) for number in part.findall("{*}preface//{*}docNumber")), "")
            # By position, not by the letter printed: the same in every script.
            blocks.begin("operative", prefix=f"{chr(97 + min(n, 25))}-")
            title = next((t for t in part.findall("{*}preface//{*}docTitle") if plain(t)), None)
            runs = [{"text": plain(title)}] if title is not None else []
            blocks.heading(runs, level=2, number=letter)
            _statement(part, blocks)
    else:
        _statement(main, blocks)
    return blocks.all()


def _statement(statement: Any, blocks: Blocks) -> None:
    parts = {"preamble": "preamble", "mainBody": "operative", "conclusions": "closing", "attachments": "annex"}
    for child in statement:
        name = local(child)
        if name in parts:
            blocks.begin(parts[name])
            blocks.walk([child] if name == "attachments" else child)
