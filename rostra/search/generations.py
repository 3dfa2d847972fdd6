"""Generations of the index: each a folder of its own, one of them current, switched by one rename."""

import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from tantivy import Index, Searcher

from config.locks import BusyError, hold
from rostra.search.analysis import FORMAT
from rostra.search.index import register

WRITER, BATCH, REBUILD = "writer.lock", "batch.lock", "rebuild.lock"


def home() -> Path:
    """Where the generations of this instance lie."""
    folder = Path(settings.HOME) / "search"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def lock(name: str, *, wait: float = 0) -> Iterator[None]:
    """Hold one of the locks; the system frees it when its holder dies.

    Args:
        wait: how long to wait for it, in seconds.

    Raises:
        BusyError: where another still holds it then.
    """
    with (home() / name).open("w") as file:
        hold(file, wait=wait)
        yield


def is_held(name: str) -> bool:
    """Whether somebody holds this lock."""
    try:
        with lock(name):
            return False
    except BusyError:
        return True


def current() -> Path | None:
    """The generation that is searched and written to; None where there is none, or none that this code can read."""
    link = home() / "current"
    folder = link.resolve()
    if not link.is_symlink() or not folder.name.startswith(f"{FORMAT}-"):
        return None
    try:
        return folder if Index.is_compatible(str(folder)) else None
    except (ValueError, OSError):
        return None


def begin() -> Path:
    """An empty folder for a new generation."""
    return Path(tempfile.mkdtemp(prefix=f"{FORMAT}-", dir=home()))


def switch(folder: Path) -> None:
    """Make a generation the current one, for every process, by one rename."""
    fresh = home() / f".current-{os.getpid()}"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(folder.name)
    fresh.replace(home() / "current")


def sweep() -> None:
    """Remove every generation but the current one, unless one is being built.

    Readers that still map files of an old one keep them until they let go.
    """
    try:
        with lock(REBUILD):
            kept = (home() / "current").resolve()
            for folder in home().iterdir():
                if folder.is_dir() and not folder.is_symlink() and folder != kept:
                    shutil.rmtree(folder, ignore_errors=True)
    except BusyError:
        return


class _Reader:
    """The opened current generation of this process; reopened after a switch, or in a forked child."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._opened: tuple[int, Path, Index] | None = None

    def searcher(self) -> Searcher | None:
        """A searcher over what is committed now; None where there is nothing to search."""
        with self._lock:
            for _ in range(3):
                folder = (home() / "current").resolve()
                try:
                    if self._opened is None or self._opened[:2] != (os.getpid(), folder):
                        self._open(folder)
                    return self._refreshed()
                except (ValueError, OSError):
                    # Switched and swept between the two lines above; look again.
                    self._opened = None
            return None

    def _open(self, folder: Path) -> None:
        if current() != folder:
            raise OSError(f"{folder} is no generation that can be read.")
        index = register(Index.open(str(folder)))
        index.config_reader("manual")
        self._opened = (os.getpid(), folder, index)

    def _refreshed(self) -> Searcher | None:
        if self._opened is None:
            return None
        self._opened[2].reload()
        return self._opened[2].searcher()


_reader = _Reader()


def searcher() -> Searcher | None:
    """A searcher over the current generation as last committed; None where there is none yet."""
    return _reader.searcher()
