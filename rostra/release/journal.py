"""The journal of receipts outside the database: what was accepted stays known even after a restore."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings


def _file() -> Path:
    return Path(settings.HOME) / "journal" / "receipts.jsonl"


def append(entry: dict[str, Any]) -> None:
    """Write one receipt and wait until it is on disk."""
    path = _file()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        file.write(json.dumps(entry, ensure_ascii=False, sort_keys=True).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def read() -> Iterator[dict[str, Any]]:
    """Every whole line; a last line cut by a crash is passed over."""
    path = _file()
    if not path.exists():
        return
    with path.open("rb") as file:
        for line in file:
            try:
                yield json.loads(line)
            except ValueError:
                continue
