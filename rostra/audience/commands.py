"""`rostra audience`: count log files, and take one out again."""

from pathlib import Path
from typing import Any

import click

from rostra.audience.actions.forget import forget
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

    @verb(audience, "forget")
    @click.argument("log")
    @click.option("--site", default="", help="Whose requests, where the same content was counted for several sites.")
    @click.option("--reason", required=True, help="Why it is taken out; it stands in the ledger.")
    def forget_log(console: Console, *, log: str, site: str, reason: str) -> Result:
        """Take a log out of the figures: the file as it was counted, or its digest. Baselines stay as they were set."""
        source = forget(log, site=site, reason=reason, by=console.actor)
        days = sorted({file["day"] for file in source.files})
        names = ("name", "site", "digest", "accepted")
        data = {**{name: getattr(source, name) for name in names}, "days": days}
        lines = [f"{source.name}: taken out; {source.accepted} lines of {len(days)} days count no more"]
        return Result(data, [*lines, "A baseline that was set with it stays until it is set anew."])


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
