"""Gathers the interface's words from code and templates into the catalogues: `python -m config.messages`.

Uses Babel, so that no `xgettext` is needed. What is translated stays; new words come in empty, unused ones go. A test
fails while a catalogue lacks a word of the code.
"""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

from config.environment import ROOT

SOURCES, LOCALES = ROOT / "rostra", ROOT / "rostra" / "locale"
#: How code asks for words: function -> positions of message, plural and context ("c").
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
#: A date that never changes, so that files change only with their words.
_MADE = datetime(2026, 1, 1, tzinfo=UTC)


def gathered() -> Catalog:
    """Every word of the interface, untranslated."""
    catalogue = Catalog(project="Rostra", creation_date=_MADE, charset="utf-8")
    for path in sorted(SOURCES.rglob("*")):
        if path.suffix not in {".py", ".html", ".txt"} or "migrations" in path.parts:
            continue
        for message, context in messages_of(path):
            catalogue.add(message, context=context)
    return catalogue


def messages_of(path: Path) -> Iterator[tuple[Any, str | None]]:
    """The words of one file, each with its context: a text, or a pair where there is a plural."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        if "{%" not in text:
            return
        text = templatize(text, origin=str(path))
    found = extract("python", BytesIO(text.encode()), keywords=KEYWORDS, options={"encoding": "utf-8"})
    for _line, message, _comments, context in found:
        yield message, context


def read(locale: str) -> Catalog:
    """A catalogue as it lies in the tree; an empty one where there is none yet."""
    path = _path(locale)
    if not path.exists():
        head: dict[str, Any] = {
            "project": "Rostra",
            "version": "1",
            "header_comment": "# The interface's words.",
            "fuzzy": False,
        }
        return Catalog(locale=locale, last_translator="The Rostra authors", language_team=locale, **head)
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def _path(locale: str) -> Path:
    return LOCALES / locale / "LC_MESSAGES" / "django.po"


def update(locale: str, words: Catalog) -> list[str]:
    """Bring a catalogue up to the words of the code, and write it; returns those that are not translated."""
    catalogue = read(locale)
    catalogue.update(words, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.creation_date = catalogue.revision_date = _MADE
    path = _path(locale)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, sort_output=True, no_location=True, ignore_obsolete=True, width=100)
    return missing(catalogue)


def missing(catalogue: Catalog) -> list[str]:
    """The words that a catalogue has no translation for, plurals in all their forms."""
    return [str(m.id) for m in catalogue if m.id and not all(m.string if isinstance(m.string, tuple) else [m.string])]


def main(locales: list[str]) -> None:
    """Update the catalogues named, or all that there are."""
    settings.configure()
    words = gathered()
    for locale in locales or sorted(path.name for path in LOCALES.glob("*") if path.is_dir()):
        lacking = update(locale, words)
        sys.stderr.write(f"{locale}: {len(words)} words, {len(lacking)} not translated\n")


if __name__ == "__main__":
    main(sys.argv[1:])
