"""What Django needs of an instance's folder before it opens it, made once however many processes start together."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TextIO

from django.core.management.utils import get_random_secret_key


def secret(home: Path) -> str:
    """The instance's own key, made at first use; its folder holds embargoed texts, so only its owner may enter.

    Raises:
        OSError: the folder cannot be made or read.
    """
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _turn(home) as file:
        key = file.read()
        if not key:
            key = get_random_secret_key()
            file.write(key)
    return key


def database(home: Path) -> Path:
    """The instance's SQLite file, in WAL mode before anybody works with it.

    Of two processes that switch one file at once SQLite refuses the second as locked, whatever its timeout: an instance
    that is new, or put back from a copy, would start or not by chance. What else is wrong with the file is told by
    whoever connects.
    """
    path = home / "rostra.sqlite3"
    with _turn(home), suppress(sqlite3.Error), closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
    return path


@contextmanager
def _turn(home: Path) -> Iterator[TextIO]:
    """The file of the key, held by one process after another."""
    with os.fdopen(os.open(home / "secret", os.O_RDWR | os.O_CREAT, 0o600), "r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file
