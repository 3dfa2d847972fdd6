"""Each test of search begins without an index, and makes its own; nothing outside the database outlives it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from rostra.search import generations


def _clean() -> None:
    shutil.rmtree(generations.home(), ignore_errors=True)
    # The worker takes a database that was rolled back for one that was restored.
    shutil.rmtree(Path(settings.HOME) / "journal", ignore_errors=True)


@pytest.fixture(autouse=True)
def _no_index() -> Iterator[None]:
    _clean()
    yield
    _clean()
