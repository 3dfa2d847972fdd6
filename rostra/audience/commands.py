"""`rostra audience`: count log files."""

from pathlib import Path
from typing import Any

import click

from rostra.audience.actions.ingest import ingest
from rostra.audience.ingesting import Counted
from rostra.foundation.console import Console, Result, verb


def register(root: click.Group) -> None:
    """Add this stage's verbs."""

    @root.group()
    def audience() -> None:
        """Count who got it."""

    @verb(audience, "ingest")
    @click.argument("logs", nargs=-1, required=True, type=click.Path(path_type=Path))
    @click.option("--site", default="", help="The slug of the office whose site the requests came to.")
    def ingest_logs(console: Console, *, logs: tuple[Path, ...], site: str) -> Result:
        """Count access logs: ours, common or combined format, plain or gzip. The same content counts once."""
        done = []
        with console.progress(logs, label="Counting") as shown:
            for path in shown:
                done += ingest([path], site=site, by=console.actor)
        return Result({"logs": [_told(counted) for counted in done]}, [line for c in done for line in _lines(c)])


def _told(counted: Counted) -> dict[str, Any]:
    source = counted.source
    return {
        "name": source.name,
        "site": source.site,
        "format": source.format,
        "digest": source.digest,
        "known": counted.known,
        "replaced": counted.replaced,
        "lines": source.lines,
        "accepted": source.accepted,
        "rejected": source.rejected,
        "rejects": source.rejects,
        "classes": source.classes,
        "lists": source.lists,
        "first_at": source.first_at.isoformat() if source.first_at else None,
        "last_at": source.last_at.isoformat() if source.last_at else None,
    }


def _lines(counted: Counted) -> list[str]:
    source = counted.source
    how = "was counted before" if counted.known else "replaces an earlier state" if counted.replaced else "counted"
    lines = [f"{source.name}: {how}; {source.accepted} of {source.lines} lines read, {source.rejected} rejected"]
    if source.classes:
        lines.append("  " + ", ".join(f"{n} by {kind}s" for kind, n in source.classes.items()) + f" ({source.lists})")
    for reason, row in source.rejects.items():
        more = ", ..." if row["count"] > len(row["lines"]) else ""
        lines.append(f"  {reason}: {row['count']} (line {', '.join(map(str, row['lines']))}{more})")
    return lines
