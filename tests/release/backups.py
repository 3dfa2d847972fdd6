"""Backups as an administrator makes them: of the database alone, or of the database with the instance's folder."""

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection, connections

Restore = Callable[[], None]


def back_up(beside: Path) -> Restore:
    """Copy the database with its own means; returns what puts the copy back."""
    return _back_up_sqlite(beside) if connection.vendor == "sqlite" else _back_up_postgres()


def back_up_folder(beside: Path) -> Restore:
    """Copy database and folder, as one archive would; returns what puts both back."""
    home, copy = Path(settings.HOME), beside / "folder"
    restore_database = back_up(beside)
    shutil.copytree(home, copy)

    def restore() -> None:
        restore_database()
        shutil.rmtree(home)
        shutil.copytree(copy, home)

    return restore


def _back_up_sqlite(beside: Path) -> Restore:
    copy = beside / "backup.sqlite3"
    target = sqlite3.connect(copy)
    connection.ensure_connection()
    connection.connection.backup(target)
    target.close()

    def restore() -> None:
        connections.close_all()
        # Page by page, as `.restore` does: a file that is replaced breaks every connection that a thread still has.
        source, live = sqlite3.connect(copy), sqlite3.connect(str(connection.settings_dict["NAME"]))
        source.backup(live)
        live.close()
        source.close()

    return restore


def _back_up_postgres() -> Restore:
    live = str(connection.settings_dict["NAME"])
    copy = f"{live}_backup"
    _copy_database(live, copy)
    return lambda: _copy_database(copy, live)


def _copy_database(source: str, target: str) -> None:
    """A file copy that the server makes, sequences included; nobody may be connected to either."""
    connections.close_all()
    known = connection.get_connection_params()
    own = {name: known[name] for name in ("host", "port", "user", "password") if name in known}
    with psycopg.connect(**own, dbname="postgres", autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
