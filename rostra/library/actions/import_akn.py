"""Import documents in Akoma Ntoso from files, folders and archives."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from rostra.foundation import clock, ledger
from rostra.foundation.models import User
from rostra.foundation.policy import require
from rostra.library import policy
from rostra.library.importing import Importing, Report
from rostra.library.reading import readers
from rostra.library.sources import MOST_FILES, find, place_of

#: So many of a run's defects are written into the ledger; the report has all.
MOST_IN_LEDGER = 50


def _silent(items: Any, **_: Any) -> Any:
    return nullcontext(items)


def import_akn(
    paths: Sequence[Path],
    *,
    by: User,
    public_from: datetime | None = None,
    again: bool = False,
    most: int = MOST_FILES,
    progress: Callable[..., Any] = _silent,
) -> Report:
    """Keep every good document and say of every other what is wrong with it. Importing twice changes nothing.

    Args:
        paths: files, folders, zip archives.
        public_from: when new works become public; None for at once.
        again: read those anew that have not changed, as after an improvement of the reader.
        most: the most files of one import.
        progress: shows how far it is, as `Console.progress` does.

    Raises:
        Refusal: `forbidden`; `unreadable`, `too_many`, `too_large` before anything is read.
    """
    require(by, policy.ADD, place="import")
    found = find(paths, most=most)
    with readers(len(found.sources)) as children:
        run = Importing(public_from=public_from or clock.now(), readers=children, again=again)
        run.report.defects.extend(found.defects)
        run.report.ignored = found.ignored
        with progress(found.sources, label="Importing", length=len(found.sources)) as sources:
            run.run(sources)
    report = run.report
    report.defects.sort(key=lambda defect: defect.place)
    names = sorted({place_of(path.name) for path in paths})[:20]
    ledger.record("import akn", by, by=by, paths=names, **_told(report))
    return report


def _told(report: Report) -> dict[str, Any]:
    counts = {name: getattr(report, name) for name in ("added", "updated", "unchanged", "new_works")}
    defects = [asdict(defect) for defect in report.defects[:MOST_IN_LEDGER]]
    return {**counts, "ignored": report.ignored.count, "refused": len(report.defects), "defects": defects}
