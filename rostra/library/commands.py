"""`rostra import`: documents from files."""

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _

from rostra.foundation.console import Console, Result, verb
from rostra.foundation.errors import Refusal
from rostra.library import queries
from rostra.library.actions.import_akn import import_akn
from rostra.library.importing import Report


def register(root: click.Group) -> None:
    """Add the verbs of the library."""

    @root.group("import")
    def importing() -> None:
        """Bring documents into the library."""

    @verb(importing, "akn")
    @click.argument("paths", nargs=-1, required=True)
    @click.option("--public-from", type=click.DateTime(["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d"]),
                  help="When new works become public, in UTC; at once when left out.")  # fmt: skip
    @click.option("--again", is_flag=True, help="Read those anew that have not changed.")
    def run(console: Console, *, paths: tuple[str, ...], public_from: datetime | None, again: bool) -> Result:
        """Import Akoma Ntoso documents from PATHS: files, folders, zip archives. Doing it twice changes nothing."""
        at = public_from.replace(tzinfo=UTC) if public_from else None
        # An empty word is a variable that was not set; as a path it would be the present folder.
        if "" in paths:
            raise Refusal("unreadable", "PATHS", _("One of the paths is empty."))
        report = import_akn(
            [*map(Path, paths)], by=console.actor, public_from=at, again=again, progress=console.progress
        )
        _refuse_nothing(report, console)
        return Result(report_of(report), _lines(report))


def _refuse_nothing(report: Report, console: Console) -> None:
    """An import that kept nothing has failed: say of each file why."""
    if report.kept or not report.defects:
        return
    first, *others = report.defects
    for defect in report.defects if others else ():
        console.say(f"{defect.place}: {defect.reason} [{defect.code}]")
    more = f" So were {len(others)} others, each for its own reason." if others else ""
    raise Refusal(first.code, first.place, f"Refused: {first.reason}{more}" if others else first.reason)


def report_of(report: Report) -> dict[str, Any]:
    """A report as JSON (docs/schemas/import-akn.json)."""
    return {
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "refused": len(report.defects),
        "ignored": report.ignored.count,
        "ignored_files": report.ignored.files,
        "new_works": report.new_works,
        "languages": {row.language.code: row.works for row in queries.parity()},
        "defects": [asdict(defect) for defect in report.defects],
    }


def _lines(report: Report) -> list[str]:
    told = [f"{defect.place}: {defect.reason} [{defect.code}]" for defect in report.defects]
    counts = f"{report.added} added, {report.updated} updated, {report.unchanged} unchanged"
    told.append(f"{counts}, {len(report.defects)} refused, {report.ignored}.")
    held = ", ".join(f"{row.language.code} {row.works}" for row in queries.parity())
    return [*told, f"The library now holds works in these languages: {held}."]
