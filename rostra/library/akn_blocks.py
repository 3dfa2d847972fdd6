"""The structure of an Akoma Ntoso document as a flat list of blocks, in reading order.

A block is `{"tag", "anchor", "number", "runs", "part"}`: tag is `h2`, `h3`, `h4`, `p`, `li` (with `"level"`, from 1),
`note` or `table` (with `"rows"`: lists of `{"head": bool, "span": int, "runs"}`); part is `preamble`, `operative`,
`annex`, `closing` or `note`. Anchors follow the numbers (`para-3`, `para-3-b`), so they agree between languages.
"""

from collections.abc import Callable
from typing import Any

from rostra.library.akn_numbers import LEADING, Anchors, Kind, digits, kind_of, letter
from rostra.library.akn_text import Notes, Run, clean, local, plain, runs_of, tidy

Block = dict[str, Any]

_HEADINGS = {"heading", "subheading", "subhheading", "docType"}
_THROUGH = {"content", "intro", "collectionBody", "component", "doc", "attachments", "listIntroduction", "body"}
_SKIPPED = {"meta", "coverPage", "num", "documentRef", ""}


class Blocks:
    """Walks a document once and gathers its blocks."""

    def __init__(self) -> None:
        self.found: list[Block] = []
        self.notes = Notes()
        self._anchors = Anchors()
        self._part = "operative"
        self._paragraph = ""
        self._number_before = ""
        self._items = [0, 0, 0, 0]

    def all(self) -> list[Block]:
        """The blocks with the footnotes at the end."""
        return [*self.found, *self.notes.blocks]

    def begin(self, part: str, *, prefix: str | None = None) -> None:
        """Enter a part of the document; a prefix sets its anchors apart."""
        self._part = part
        if prefix is not None:
            self._anchors.prefix = prefix
        self._paragraph, self._number_before, self._items = "", "", [0, 0, 0, 0]

    def heading(self, text: Any, *, level: int, number: str = "") -> None:
        """A heading from an element or from runs."""
        runs = text if isinstance(text, list) else runs_of(text, self.notes)
        if runs or number:
            self._add(f"h{level}", f"section-{sum(b['tag'][0] == 'h' for b in self.found) + 1}", number, runs)

    def walk(self, element: Any, *, level: int = 0) -> None:
        """Gather the blocks of an element's children."""
        for child in element:
            name = local(child)
            if name in _SKIPPED:
                continue
            handler = _HANDLERS.get(name)
            if handler is not None:
                handler(self, child, level)
            elif name in _HEADINGS:
                self.heading(child, level=3)
            elif name in _THROUGH:
                self.walk(child, level=level)
            else:
                self._text(child, level)

    def _add(self, tag: str, anchor: str, number: str, runs: list[Run], **more: Any) -> None:
        block = {"tag": tag, "anchor": self._anchors.give(anchor), "number": number, "part": self._part, "runs": runs}
        self.found.append({**block, **more})

    def _text(self, element: Any, level: int, number: str = "", *, heads: bool = False) -> None:
        """One paragraph of text, numbered by the element that holds it or by its own first words."""
        runs = runs_of(element, self.notes)
        if not number and runs and (lead := LEADING.match(runs[0]["text"] + " ")) and "note" not in runs[0]:
            number = lead["number"]
            runs = tidy([{**runs[0], "text": runs[0]["text"][lead.end() :]}, *runs[1:]])
        if not runs and not number:
            return
        if heads or (runs and all("b" in run.get("marks", "").split() for run in runs) and len(plain(element)) < 200):
            self.heading([_unmarked(run) for run in runs], level=3, number=number)
            return
        self._numbered(number, runs, level)

    def _numbered(self, number: str, runs: list[Run], level: int) -> None:
        kind = kind_of(number, before=self._number_before)
        if number:
            self._number_before = number
        if kind in {Kind.LETTER, Kind.ROMAN} or level:
            self._item(number, runs, max(level, 2 if kind is Kind.ROMAN and self._items[1] else 1))
        elif kind is Kind.PARAGRAPH and self._part != "preamble":
            self._paragraph = f"para-{digits(number)}"
            self._items = [0, 0, 0, 0]
            self._add("p", self._paragraph, number, runs)
        else:
            self._items = [0, 0, 0, 0]
            plain_ones = sum(b["tag"] == "p" and not b["number"] for b in self.found) + 1
            self._add("p", f"{'preamble' if self._part == 'preamble' else 'text'}-{plain_ones}", number, runs)

    def _item(self, number: str, runs: list[Run], level: int) -> None:
        level = min(level, 3)
        self._items[level] += 1
        self._items[level + 1 :] = [0] * (3 - level)
        steps = [letter(max(n, 1)) if at == 1 else str(max(n, 1)) for at, n in enumerate(self._items[1 : level + 1], 1)]
        self._add("li", "-".join([self._paragraph or "item", *steps]), number, runs, level=level)

    # One method for each element that needs more than its text.

    def _p(self, element: Any, level: int) -> None:
        titles = [child for child in element if local(child) in _HEADINGS]
        if titles:
            for title in titles:
                self.heading(title, level=2 if local(title) == "docType" else 3)
        else:
            self._text(element, level)

    def _inside(self, element: Any, level: int) -> None:
        self.walk(element)

    def _cross_heading(self, element: Any, level: int) -> None:
        part, self._part = self._part, "preamble" if element.get("refersTo") == "#preamble" else self._part
        self._text(element, level)
        self._part = part

    def _section(self, element: Any, level: int) -> None:
        self.begin(self._part)
        number = _number(element)
        subs = [child for child in element if local(child) in _HEADINGS]
        if number:
            first = subs[0] if subs else None
            self.heading(runs_of(first, self.notes) if first is not None else [], level=3, number=number)
            if first is not None:
                element.remove(first)
        self.walk(element)

    def _paragraph_element(self, element: Any, level: int) -> None:
        number = _number(element)
        titles = [child for child in element if local(child) in _HEADINGS]
        heads = (element.get("class") or "").startswith(("H", "Title"))
        if titles:
            for n, title in enumerate(titles):
                self.heading(title, level=2 if local(title) == "heading" else 3, number=number if n == 0 else "")
            number = ""
        for child in element:
            if local(child) in _HEADINGS or local(child) == "num":
                continue
            if local(child) == "list":
                self._list(child, level, number)
            else:
                self._contents(child, level, number, heads=heads)
            number = ""

    def _contents(self, element: Any, level: int, number: str, *, heads: bool = False) -> None:
        """The paragraphs inside a content element; the first carries the number."""
        inner = [child for child in element if local(child)]
        if not inner:
            self._text(element, level, number, heads=heads)
        for child in inner:
            if local(child) == "p" and not any(local(c) in _HEADINGS for c in child):
                self._text(child, level, number, heads=heads)
            else:
                self.walk([child], level=level)
            number = ""

    def _list(self, element: Any, level: int, number: str = "") -> None:
        for child in element:
            if local(child) in {"intro", "listIntroduction"}:
                if local(child) == "intro":
                    self._contents(child, level, number)
                else:
                    self._text(child, level, number)
                number = ""
            elif local(child) in {"point", "item"}:
                self._point(child, level + 1)
            else:
                self.walk([child], level=level + 1)

    def _point(self, element: Any, level: int) -> None:
        number = _number(element)
        for child in element:
            if local(child) == "num":
                continue
            if local(child) in {"list", "sublist", "blockList"}:
                self._list(child, max(level, 1))
            elif local(child) == "content":
                self._contents(child, max(level, 1), number)
            else:
                self._text(child, max(level, 1), number)
            number = ""

    def _attachment(self, element: Any, level: int) -> None:
        annexes = sum(b["part"] == "annex" and b["tag"] == "h2" for b in self.found) + 1
        self.begin("annex", prefix=f"annex-{annexes}-" if annexes > 1 else "annex-")
        self.walk(element)

    def _table(self, element: Any, level: int) -> None:
        rows = [
            [
                {"head": local(cell) == "th", "span": _span(cell), "runs": runs_of(cell, self.notes)}
                for cell in row
                if local(cell) in {"td", "th"}
            ]
            for row in element.iter("{*}tr")
        ]
        rows = [row for row in rows if any(cell["runs"] for cell in row)]
        if rows:
            self._add("table", f"table-{sum(b['tag'] == 'table' for b in self.found) + 1}", "", [], rows=rows)


#: What to do with each element that needs more than its text.
_HANDLERS: dict[str, Callable[[Blocks, Any, int], None]] = {
    "attachment": Blocks._attachment,
    "blockList": Blocks._list,
    "container": Blocks._inside,
    "crossHeading": Blocks._cross_heading,
    "formula": Blocks._inside,
    "item": Blocks._point,
    "list": Blocks._list,
    "mainBody": Blocks._inside,
    "p": Blocks._p,
    "paragraph": Blocks._paragraph_element,
    "point": Blocks._point,
    "section": Blocks._section,
    "sublist": Blocks._list,
    "subsection": Blocks._section,
    "table": Blocks._table,
}


def _number(element: Any) -> str:
    num = next((child for child in element if local(child) == "num"), None)
    return "" if num is None else clean("".join(num.itertext())).strip()


def _span(cell: Any) -> int:
    span = cell.get("colspan") or "1"
    return min(max(int(span), 1), 50) if span.isdigit() and len(span) < 4 else 1


def _unmarked(run: Run) -> Run:
    marks = " ".join(mark for mark in run.get("marks", "").split() if mark != "b")
    return {**{k: v for k, v in run.items() if k != "marks"}, **({"marks": marks} if marks else {})}
