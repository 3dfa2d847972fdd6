"""The CPU that a tree of processes has used, as the kernel counts it (Linux, /proc)."""

import os
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


def tree(pid: int) -> list[int]:
    """A process and all its descendants."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found = [pid]
    for each in found:
        found += children.get(each, [])
    return found


def seconds(pid: int, *, only: str = "") -> float:
    """User and system seconds of a process tree so far.

    Args:
        only: count processes whose command line holds this; empty for all.
    """
    total = 0
    for each in tree(pid):
        try:
            command = Path(f"/proc/{each}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if only in command:
            total += int(fields[11]) + int(fields[12])
    return total / _TICK


def resident(pid: int) -> int:
    """Bytes of memory that a process tree holds (a shared page is counted in each)."""
    pages = 0
    for each in tree(pid):
        try:
            pages += int(Path(f"/proc/{each}/statm").read_text().split()[1])
        except OSError:
            continue
    return pages * os.sysconf("SC_PAGE_SIZE")
