"""Compiles the interface's message catalogues with Babel: `python -m config.catalogues`. Needs no `msgfmt`."""

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from config.environment import ROOT


def compile_catalogues(root: Path) -> list[Path]:
    """Write a `.mo` beside every `.po` under `root` that is newer than it; the files written."""
    written = []
    for source in sorted(root.glob("**/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parent.parent.name, domain=source.stem)
        fresh = target.with_suffix(".new")
        with fresh.open("wb") as file:
            write_mo(file, catalogue)
        fresh.replace(target)
        written.append(target)
    return written


if __name__ == "__main__":
    for path in compile_catalogues(ROOT / "rostra"):
        sys.stderr.write(f"Compiled {path.relative_to(ROOT)}\n")
