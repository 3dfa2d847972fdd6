"""What the worker does now and then: count the instance's own logs, and destroy keys and logs whose time is over."""

import logging
from collections import defaultdict
from datetime import date, datetime
from pathlib import Path

from config.environment import ENVIRONMENT
from rostra.audience import parsing, rules
from rostra.audience.ingesting import count, logs, sweep
from rostra.audience.keys import DailyKeys
from rostra.audience.models import LogSource
from rostra.foundation import clock
from rostra.foundation.errors import Refusal

_logger = logging.getLogger(__name__)
_KINDS = (
    ("access", parsing.OWN, LogSource.Kind.REQUESTS),
    ("beacon", parsing.BEACON, LogSource.Kind.ENGAGEMENT),
)


def ingest_own_logs(now: datetime | None = None, *, log_days: int = ENVIRONMENT.log_days) -> int:
    """Count what the web processes wrote since the last time; returns how many files were new or had grown.

    A log is read whole, so that a large one that is still being written is not counted every time (`rules`). Also
    removes what has had its time: keys of days that are over, Parquet that no figure reads any more, and logs that are
    counted and older than `log_days`.
    """
    now = now or clock.now()
    fresh = 0
    for name, form, kind in _KINDS:
        counted = _counted(kind)
        for path in sorted(logs().glob(f"{name}-*.jsonl")):
            size, day, before = path.stat().st_size, _day(path), counted[path.name]
            # Our own files only ever grow, so that name and size tell whether one did.
            if size not in before:
                fresh += _is_due(size, before, day, now) and _count(path, form)
            elif (now.date() - day).days > log_days:
                path.unlink(missing_ok=True)
    DailyKeys(logs() / "keys").destroy_old(now)
    sweep(now)
    return fresh


def _counted(kind: str) -> dict[str, dict[int, datetime]]:
    """Name of a log -> its sizes when it was counted, and when that was."""
    found: dict[str, dict[int, datetime]] = defaultdict(dict)
    for name, size, at in LogSource.objects.of_kind(kind).filter(site="").values_list("name", "size", "ingested_at"):
        found[name][size] = at
    return found


def _day(path: Path) -> date:
    """The day that a log's name tells; of what is not ours, one that is never over."""
    try:
        return date.fromisoformat(path.name.partition("-")[2][:10])
    except ValueError:
        return date.max


def _is_due(size: int, before: dict[int, datetime], day: date, now: datetime) -> bool:
    if not before:
        return True
    counted_at = max(before.values())
    return rules.recount_is_due(size, counted=max(before), counted_at=counted_at, day=day, now=now)


def _count(path: Path, form: str) -> bool:
    try:
        return not count(path, form=form).known
    except Refusal as refusal:
        _logger.error("%s", refusal)
        return False
