"""The journal of receipts outside the database: what was accepted stays known even after a restore."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from config.locks import hold


def path() -> Path:
    """Where the journal lies."""
    return Path(settings.HOME) / "journal" / "receipts.jsonl"


def append(entries: Iterable[dict[str, Any]]) -> None:
    """Write receipts, `{"key", "payload", "at", "status", "product", "act"}` each, and wait until they are on disk.

    Raises:
        OSError: where the disk does not take them all.
    """
    lines = b"".join(json.dumps(entry, ensure_ascii=False, sort_keys=True).encode() + b"\n" for entry in entries)
    if not lines:
        return
    is_new = not path().exists()
    path().parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path(), os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        hold(handle)  # until it is closed: lines of several workers stay whole
        rest = (b"\n" if _is_torn(handle) else b"") + lines
        while rest:  # a disk that is nearly full takes a part, and says so only the next time
            rest = rest[os.write(handle, rest) :]
        os.fsync(handle)
    finally:
        os.close(handle)
    if is_new:
        _keep_name(path().parent)


def _is_torn(handle: int) -> bool:
    """Whether a crash cut the last line; what is appended must not be glued to it."""
    size = os.fstat(handle).st_size
    return size > 0 and os.pread(handle, 1, size - 1) != b"\n"


def _keep_name(folder: Path) -> None:
    """A file is durable only once its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read() -> Iterator[dict[str, Any]]:
    """Every whole line; one that was cut by a crash is passed over."""
    if not path().exists():
        return
    with path().open("rb") as file:
        for line in file:
            try:
                entry = json.loads(line)
            except ValueError:
                continue
            if isinstance(entry, dict) and isinstance(entry.get("key"), str):
                yield entry


def accepted(messages: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """The receipts of messages, by key.

    Args:
        messages: key -> digest of the payload; a restored database may have given a key to another message.
    """
    if not messages:
        return {}
    found = (entry for entry in read() if entry["key"] in messages)
    return {entry["key"]: entry for entry in found if entry.get("payload") in (None, messages[entry["key"]])}
