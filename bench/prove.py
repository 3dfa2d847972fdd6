"""Runs every benchmark and writes what came out to docs/figures.md: `python -m bench.prove [--print] [NAME...]`."""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "figures.md"
HEAD = """# Figures

Written by `make prove`; `python -m bench.prove NAME` runs one of them anew. Where a peer is named beside a figure, it
ran on the same machine in the same run; `lucene` under retrieval is what the study of search measured, not run here.
Absolute times are those of the machine.
"""
#: Modules of this folder that are no benchmarks themselves.
NOT_BENCHES = {"__init__", "prove"}


def names() -> list[str]:
    """The benchmarks: files of this folder, and folders that can be run."""
    files = [p.stem for p in (ROOT / "bench").glob("*.py") if p.stem not in NOT_BENCHES and not p.stem.startswith("_")]
    folders = [p.parent.name for p in (ROOT / "bench").glob("*/__main__.py")]
    return sorted([*files, *folders])


def run(name: str) -> dict[str, Any]:
    """One benchmark with its default folder: its JSON, or `{"failed": why}`."""
    sys.stderr.write(f"bench/{name}\n")
    done = subprocess.run(
        [sys.executable, "-m", f"bench.{name}"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False
    )
    try:
        found: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        return {"failed": f"exit {done.returncode}, no JSON on stdout"}
    return found if done.returncode == 0 else {**found, "failed": f"exit {done.returncode}"}


def flat(found: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every figure of a document with the path that leads to it."""
    if isinstance(found, dict):
        for key, value in found.items():
            yield from flat(value, f"{path}.{key}" if path else str(key))
    elif isinstance(found, list) and any(isinstance(value, dict | list) for value in found):
        for number, value in enumerate(found, 1):
            yield from flat(value, f"{path}[{number}]")
    else:
        yield path, f"{found:,.4g}" if isinstance(found, float) else json.dumps(found, ensure_ascii=False)


def _said(*command: str) -> str:
    try:
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
    except OSError:
        return ""


def machine() -> str:
    """The machine in a line: processor, cores, system, Python."""
    cpu = Path("/proc/cpuinfo")
    lines = cpu.read_text().splitlines() if cpu.exists() else []
    model = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine())
    return (
        f"{model}, {os.cpu_count()} cores, {platform.system()} {platform.release()}, Python {platform.python_version()}"
    )


def section(name: str, document: dict[str, Any]) -> str:
    """The figures of one benchmark, with the commit and the day of the run."""
    commit = _said("git", "rev-parse", "--short", "HEAD") or "no commit"
    # The figures of the run before this one are no change of what is measured.
    changed = " with changes not committed" if _said("git", "status", "--porcelain", ":!docs/figures.md") else ""
    rows = "\n".join(f"| {path} | {value.replace('|', '/')} |" for path, value in flat(document))
    run_at = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, commit {commit}{changed}, {machine()}"
    return f"## {name}\n\n{run_at}\n\n| figure | value |\n| --- | --- |\n{rows}\n"


def page(found: dict[str, dict[str, Any]], before: str) -> str:
    """The page of figures: the sections that were run now, and those of earlier runs that were not."""
    kept = {text.partition("\n")[0]: f"## {text.rstrip()}\n" for text in before.split("\n## ")[1:]}
    sections = kept | {name: section(name, document) for name, document in found.items()}
    return "\n".join([HEAD, *(sections[name] for name in sorted(sections))])


def main(arguments: list[str]) -> int:
    """Run what was asked for, or everything; exit code 1 where one failed."""
    wanted = [argument for argument in arguments if not argument.startswith("--")] or names()
    found = {name: run(name) for name in wanted}
    if "--print" in arguments:
        print(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        before = TARGET.read_text(encoding="utf-8") if TARGET.exists() else ""
        TARGET.write_text(page(found, before), encoding="utf-8")
        sys.stderr.write(f"Wrote {TARGET.relative_to(ROOT)}\n")
    return int(any("failed" in document for document in found.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
