"""Akoma Ntoso to searchable, in documents a second, and how that grows from 200 to 2,000 works.

`python -m bench.import [FOLDER]`: FOLDER holds zip archives, one a language, whose files begin with session and number
(`74_270`); the 74th session under ROSTRA_DATA when none is named. Worker and indexer run beside the import, as in
`rostra up`; the clock stops when nothing waits to be announced or indexed. Larger sets are copies under other session
numbers.
"""

import json
import os
import re
import sqlite3
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

from bench.ground import cpu
from bench.ground.instance import Instance, server
from config.environment import ENVIRONMENT

DEFAULT = ENVIRONMENT.data / "un" / "ga-resolutions-akn-74"
SIZES = (200, 2000)
_SESSION = re.compile(rb"A/RES/(\d{1,3})/")
_NUMBER = re.compile(r"\d+_\d+")


def members(archive: zipfile.ZipFile) -> dict[str, str]:
    """Session and number, such as `74_270`, to the name of the file that holds that document."""
    found = ((_NUMBER.match(Path(name).name), name) for name in archive.namelist() if name.endswith(".xml"))
    return {match[0]: name for match, name in found if match and archive.getinfo(name).file_size}


def works(folder: Path) -> list[str]:
    """What every archive has, in order."""
    found: list[set[str]] = []
    for path in sorted(folder.glob("*.zip")):
        with zipfile.ZipFile(path) as archive:
            found.append(set(members(archive)))
    return sorted(set.intersection(*found)) if found else []


def unpack(folder: Path, target: Path, wanted: list[str], number: int) -> int:
    """Write so many works in all languages below the target; returns how many documents that made."""
    written = 0
    for path in sorted(folder.glob("*.zip")):
        with zipfile.ZipFile(path) as archive:
            names = members(archive)
            for at in range(number):
                copy, n = divmod(at, len(wanted))
                name = Path(names[wanted[n]])
                file = target / name.parent.name / f"{copy}-{name.name}"
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(_under_another_session(archive.read(str(name)), copy))
                written += 1
    return written


def _under_another_session(content: bytes, copy: int) -> bytes:
    if not copy:
        return content
    return _SESSION.sub(lambda match: b"A/RES/%d/" % (int(match[1]) + 100 * copy), content)


def waiting(home: Path) -> int:
    """Rows that still wait to be announced or indexed."""
    with closing(sqlite3.connect(f"file:{home / 'rostra.sqlite3'}?mode=ro", uri=True)) as link:
        asked = "SELECT (SELECT count(*) FROM {}) + (SELECT count(*) FROM {} WHERE state = 'waiting')"
        return int(link.execute(asked.format("search_change", "foundation_announcement")).fetchone()[0])


def measure(folder: Path, wanted: list[str], number: int) -> dict[str, Any]:
    """Import so many works into a fresh instance."""
    with Instance() as instance, ExitStack() as stack:
        instance.rostra("init")
        source = instance.home / "source"
        documents = unpack(folder, source, wanted, number)
        for name in ("worker", "indexer"):
            command = [sys.executable, "-m", "rostra.cli", name]
            stack.enter_context(server(command, environment=instance.environment))
        time.sleep(6)
        began, before = time.perf_counter(), cpu.seconds(os.getpid())
        report = instance.rostra("import", "akn", str(source))
        kept = time.perf_counter() - began
        while waiting(instance.home):
            time.sleep(0.2)
        searchable = time.perf_counter() - began
        spent = cpu.seconds(os.getpid()) - before
        found = instance.rostra("search", "rights", "--lang", "en")
        size = _size(instance.home, source)
    return {
        "works": number,
        "documents": documents,
        "added": report["added"],
        "refused": report["refused"],
        "import_s": kept,
        "searchable_s": searchable,
        "documents_a_second_to_searchable": report["added"] / searchable,
        "cpu_s_of_worker_and_indexer": spent,
        "instance_mb": size / 1e6,
        "hits_of_a_word": found["total"],
    }


def _size(home: Path, but: Path) -> int:
    files = (path for path in home.rglob("*") if path.is_file() and not path.is_relative_to(but))
    return sum(path.stat().st_size for path in files)


def runs(folder: Path, wanted: list[str]) -> Iterator[dict[str, Any]]:
    """One measurement a size."""
    for number in SIZES:
        yield measure(folder, wanted, number)


def main(arguments: list[str]) -> None:
    """Measure and print."""
    folder = Path(arguments[0]) if arguments else DEFAULT
    wanted = works(folder)
    if not wanted:
        raise SystemExit(f"{folder} has no archives of documents.")
    small, large = runs(folder, wanted)
    growth = {
        "documents": large["documents"] / small["documents"],
        "time": large["searchable_s"] / small["searchable_s"],
        "disk": large["instance_mb"] / small["instance_mb"],
    }
    print(json.dumps({"goal": "100 documents a second", "small": small, "large": large, "growth": growth}, indent=2))


if __name__ == "__main__":
    main(sys.argv[1:])
