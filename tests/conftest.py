"""What every test may ask for: a clock that stands still, and the database a test is about."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.db import connection

#: Noon of an ordinary Monday; no zone changes its clocks near it.
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """A clock that stands at noon until the test moves it: `clock.move_to(instant)`, `clock.shift(seconds)`."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def _no_mark_of_another_test() -> None:
    """A mark outlives the rows that a test takes back, and the next test would be taken for a restored backup."""
    (Path(settings.HOME) / "journal" / "mark.json").unlink(missing_ok=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep each test to the database that it is about, and say why the others rest."""
    vendor = connection.vendor
    for item in items:
        if "postgres" in item.keywords and vendor != "postgresql":
            item.add_marker(pytest.mark.skip(reason="about PostgreSQL: python -m tests.on_postgres runs it"))
        if "sqlite" in item.keywords and vendor != "sqlite":
            item.add_marker(pytest.mark.skip(reason="about SQLite, and this run is on another database"))
