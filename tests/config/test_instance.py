"""Processes that start together on one folder: each finds the same key, and none finds the database locked."""

import sqlite3
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path

import pytest

from config.instance import database, found, secret

ROUNDS, TOGETHER = 60, 4


def start(home: Path) -> tuple[str, str]:
    """What a process does first, and then its first connection as the settings make it."""
    key = found(home)
    with closing(sqlite3.connect(database(home), timeout=20)) as connection:
        mode = connection.execute("PRAGMA journal_mode=WAL").fetchone()[0]
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return key, mode


def put_back(home: Path) -> None:
    """A copy of a database as its backup leaves it, not in WAL mode, beside the instance's key."""
    home.mkdir()
    with closing(sqlite3.connect(home / "rostra.sqlite3")) as connection:
        connection.execute("CREATE TABLE kept (id INTEGER)")
    (home / "secret").write_text("the key of the instance")


@pytest.mark.parametrize("prepare", [lambda home: None, put_back], ids=["new", "put back"])
def test_no_process_finds_the_database_locked_or_a_key_of_its_own(
    tmp_path: Path, prepare: Callable[[Path], None]
) -> None:
    with ProcessPoolExecutor(TOGETHER, mp_context=get_context("fork")) as processes:
        for number in range(ROUNDS):
            home = tmp_path / str(number)
            prepare(home)
            found = set(processes.map(start, [home] * TOGETHER))
            assert len(found) == 1
            assert found.pop()[1] == "wal"


def test_what_is_no_database_is_left_for_whoever_connects(tmp_path: Path) -> None:
    found(tmp_path)
    (tmp_path / "rostra.sqlite3").write_text("not a database at all")
    assert database(tmp_path).read_text() == "not a database at all"


@pytest.mark.parametrize("name", ["mistyped", "folder"])
def test_an_instance_that_is_not_there_is_not_made_by_reading_it(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    home = tmp_path / name
    assert (secret(home), database(home)) == ("", home / "rostra.sqlite3")
    assert [path.name for path in tmp_path.rglob("*")] == ["folder"]
    assert secret(home) == "" != found(home) == secret(home)
