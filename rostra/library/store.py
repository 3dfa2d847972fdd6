"""The bytes of the library's files, kept under their digest in the instance's folder, outside every document root."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from rostra.release.sealed import SealedStore


@lru_cache(maxsize=4)
def _store(folder: Path) -> SealedStore:
    return SealedStore(folder)


def store() -> SealedStore:
    """The instance's store of source files."""
    return _store(Path(settings.HOME) / "library")
