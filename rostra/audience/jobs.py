"""What the worker does now and then: count the instance's own logs, and destroy keys whose day is over."""

import logging
from datetime import datetime
from pathlib import Path

from rostra.audience import parsing
from rostra.audience.ingesting import count, logs, sweep
from rostra.audience.keys import DailyKeys
from rostra.audience.models import LogSource
from rostra.foundation import clock
from rostra.foundation.errors import Refusal

_logger = logging.getLogger(__name__)


def ingest_own_logs(now: datetime | None = None) -> int:
    """Count what the web processes wrote since the last time; returns how many files were new or had grown.

    Also destroys the keys of days that are over, and Parquet that no figure reads any more.
    """
    fresh = 0
    for pattern, form in (("access-*.jsonl", parsing.OWN), ("beacon-*.jsonl", parsing.BEACON)):
        for path in sorted(logs().glob(pattern)):
            fresh += _counted(path, form)
    now = now or clock.now()
    DailyKeys(logs() / "keys").destroy_old(now)
    sweep(now)
    return fresh


def _counted(path: Path, form: str) -> bool:
    kind = LogSource.Kind.ENGAGEMENT if form == parsing.BEACON else LogSource.Kind.REQUESTS
    # Our own files only ever grow, so that name and size tell whether one did.
    if LogSource.objects.of_kind(kind).filter(site="", name=path.name, size=path.stat().st_size).exists():
        return False
    try:
        return not count(path, form=form).known
    except Refusal as refusal:
        _logger.error("%s", refusal)
        return False
