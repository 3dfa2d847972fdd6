"""What Django needs of an instance's folder before it opens it, made once however many processes start together.

Whoever reads an instance that is not there makes nothing: a folder whose name was mistyped stays away.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TextIO

from django.core.management.utils import get_random_secret_key

from config.locks import hold

#: What opening a file of an instance raises where there is none.
_ABSENT = (FileNotFoundError, NotADirectoryError)


def found(home: Path) -> str:
    """Make what is missing of the folder and its key; it holds embargoed texts, so only its owner may enter.

    Raises:
        OSError: the folder cannot be made or read.
    """
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _turn(home, os.O_CREAT) as file:
        key = file.read()
        if not key:
            key = get_random_secret_key()
            file.write(key)
    return key


def secret(home: Path) -> str:
    """The instance's own key; empty where there is no instance.

    Raises:
        OSError: the folder cannot be read.
    """
    with suppress(*_ABSENT), _turn(home) as file:
        return file.read()
    return ""


def database(home: Path) -> Path:
    """The instance's SQLite file, in WAL mode before anybody works with it.

    Of two processes that switch one file at once SQLite refuses the second as locked, whatever its timeout: an instance
    that is new, or put back from a copy, would start or not by chance. What else is wrong with the file is told by
    whoever connects.
    """
    path = home / "rostra.sqlite3"
    with suppress(sqlite3.Error, *_ABSENT), _turn(home), closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
    return path


@contextmanager
def _turn(home: Path, make: int = 0) -> Iterator[TextIO]:
    """The file of the key, held by one process after another."""
    with os.fdopen(os.open(home / "secret", os.O_RDWR | make, 0o600), "r+") as file:
        hold(file)
        yield file
