"""The text of a library document as HTML: headings in order, numbered paragraphs with permalinks, notes, tables.

Blocks come from strangers' files, so every word is escaped here, and addresses are http(s) or our own.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from rostra.products.html import safe_link

Block = Mapping[str, Any]
#: A cell that holds a figure: digits of any script with the marks and blanks between them.
_FIGURES = re.compile(r"[\d\s.,()%–−-]+")
_MARKS = {"i": "i", "b": "b", "u": "u", "sup": "sup"}


class Writer:
    """Writes the blocks of one document; `root` is `/{lang}` of the page, with the site's prefix."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._level = 1
        self._anchors = True

    def whole(self, blocks: Sequence[Block]) -> SafeString:
        """The text in reading order, its footnotes at the end."""
        parts: list[str] = []
        for kind, group in groupby(blocks, key=lambda block: block["tag"] if block["tag"] in {"li", "note"} else ""):
            if kind == "li":
                parts.append(self._list(list(group)))
            elif kind == "note":
                parts.append(self._notes(group))
            else:
                parts += map(self.one, group)
        return mark_safe("\n".join(parts))

    def one(self, block: Block) -> str:
        """A block that stands by itself."""
        tag = block["tag"]
        if tag == "table":
            return self._table(block)
        if tag.startswith("h"):
            return self._heading(block)
        kind = f"point point-{block['level']}" if tag == "li" else "numbered" if block["number"] else block["part"]
        return f'<p{self._id(block)} class="{escape(kind)}">{self._numbered(block)}</p>'

    def cell(self, block: Block, *, anchors: bool = True) -> SafeString:
        """A block that faces another one; without anchors where the other has them."""
        self._anchors = anchors
        words = self.one(block)
        self._anchors = True
        return mark_safe(words)

    def _id(self, block: Block) -> str:
        return f' id="{escape(block["anchor"])}"' if self._anchors else ""

    def _heading(self, block: Block) -> str:
        # A document may begin at any level and skip some; a page may not.
        self._level = min(int(block["tag"][1]), self._level + 1)
        words = " ".join(filter(None, [_number(block), self.runs(block["runs"])]))
        return f"<h{self._level}{self._id(block)}>{words}</h{self._level}>"

    def _numbered(self, block: Block) -> str:
        """The words of a paragraph with its permalink: its number where it has one, a mark where it has not."""
        anchor, words = escape(block["anchor"]), self.runs(block["runs"])
        if not self._anchors:
            return f"{_number(block)} {words}"
        if number := _number(block):
            label = escape(_("Link to paragraph %(number)s") % {"number": block["number"]})
            return f'<a class="anchor" href="#{anchor}" title="{label}">{number}</a> {words}'
        label = escape(_("Link to this paragraph"))
        return f'{words} <a class="anchor anchor-mark" href="#{anchor}" aria-label="{label}">¶</a>'

    def _list(self, items: Sequence[Block], level: int = 1) -> str:
        """Points and the points below them, as nested lists."""
        parts, n = [], 0
        while n < len(items):
            item, n = items[n], n + 1
            below = []
            while n < len(items) and items[n]["level"] > level:
                below.append(items[n])
                n += 1
            inner = f"\n{self._list(below, level + 1)}" if below else ""
            parts.append(f'<li id="{escape(item["anchor"])}">{self._numbered(item)}{inner}</li>')
        return '<ol class="points" role="list">\n' + "\n".join(parts) + "\n</ol>"

    def _table(self, block: Block) -> str:
        rows = block["rows"]
        heads = sum(1 for _row in _while_heads(rows))
        parts = [self._row(row, "col") for row in rows[:heads]]
        head = f"<thead>{''.join(parts)}</thead>" if parts else ""
        body = "".join(self._row(row, "row") for row in rows[heads:])
        label = escape(_("Table"))
        table = f"<table{self._id(block)}>{head}<tbody>{body}</tbody></table>"
        return f'<div class="table" role="region" tabindex="0" aria-label="{label}">{table}</div>'

    def _row(self, row: Sequence[Mapping[str, Any]], scope: str) -> str:
        return f"<tr>{''.join(self._cell(cell, scope) for cell in row)}</tr>"

    def _cell(self, cell: Mapping[str, Any], scope: str) -> str:
        span = f' colspan="{int(cell["span"])}"' if cell["span"] > 1 else ""
        words, plain = self.runs(cell["runs"]), "".join(run["text"] for run in cell["runs"]).strip()
        if cell["head"] and plain:
            return f'<th scope="{scope}"{span}>{words}</th>'
        if _FIGURES.fullmatch(plain):
            return f'<td{span} class="figures"><bdi>{words}</bdi></td>'  # else an Arabic page turns 1 234 into 234 1
        return f"<td{span}>{words}</td>"

    def _notes(self, notes: Iterable[Block]) -> str:
        title = escape(_("Notes"))
        items = "".join(map(self._note, notes))
        return f'<section class="notes" aria-label="{title}"><h2>{title}</h2><ol role="list">{items}</ol></section>'

    def _note(self, note: Block) -> str:
        anchor, label = escape(note["anchor"]), f"{escape(_('Back to the text'))} {escape(note['number'])}"
        back = f'<a class="back" href="#ref-{anchor}" aria-label="{label}">↑</a>'
        words = f'<span class="note-number">{_number(note)}</span> {self.runs(note["runs"])}'
        return f'<li id="{anchor}">{words} {back}</li>'

    def runs(self, runs: Iterable[Mapping[str, str]]) -> str:
        """Pieces of text with their marks, citations and notes."""
        return "".join(map(self._run, runs))

    def _run(self, run: Mapping[str, str]) -> str:
        if note := run.get("note"):
            label = escape(_("Note %(number)s") % {"number": run["text"]})
            anchor, mark = escape(note), f"<bdi>{escape(run['text'])}</bdi>"
            if not self._anchors:
                return f'<sup class="note">{mark}</sup>'
            return f'<sup class="note"><a id="ref-{anchor}" href="#{anchor}" aria-label="{label}">{mark}</a></sup>'
        words = escape(run["text"]).replace("\n", "<br>")
        for mark in run.get("marks", "").split():
            if mark in _MARKS:
                words = f"<{_MARKS[mark]}>{words}</{_MARKS[mark]}>"
        if symbol := run.get("symbol"):
            return f'<a href="{escape(self._root)}/documents/{escape("".join(symbol.split()))}"><bdi>{words}</bdi></a>'
        if url := safe_link(run.get("url", "")):
            return f'<a href="{escape(url)}" rel="external">{words}</a>'
        return words


def _number(block: Block) -> str:
    # Not <bdi>, which would set a bare '1.' from left to right: the number runs as the paragraph does.
    return f'<span class="number">{escape(block["number"])}</span>' if block["number"] else ""


def _while_heads(rows: Sequence[Sequence[Mapping[str, Any]]]) -> Iterator[Sequence[Mapping[str, Any]]]:
    """The rows at the top of a table that consist of heads."""
    for row in rows:
        if not all(cell["head"] for cell in row):
            return
        yield row


def beside(own: Sequence[Block], other: Sequence[Block]) -> list[tuple[Block | None, Block | None]]:
    """Two languages paragraph by paragraph: blocks with the same anchor face each other, others stand alone."""
    others = {block["anchor"]: n for n, block in enumerate(other)}
    pairs: list[tuple[Block | None, Block | None]] = []
    reached = 0
    for block in own:
        at = others.get(block["anchor"], -1)
        if at < reached:
            pairs.append((block, None))
            continue
        pairs += [(None, each) for each in other[reached:at]]
        pairs.append((block, other[at]))
        reached = at + 1
    return pairs + [(None, each) for each in other[reached:]]
