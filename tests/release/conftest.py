"""Release is tested with plain pages; the website's own are tested with the website. Partners are real servers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from rostra.release.channels.push import PushChannel
from rostra.release.channels.registry import channels, register
from rostra.release.models import Valve
from rostra.release.pages import register_renderer, renderer
from rostra.release.transport import Guard
from tests.factories.release import plain_pages
from tests.release.partner import Box, Partner


@pytest.fixture(autouse=True)
def _plain_pages() -> Iterator[None]:
    before = renderer()
    register_renderer(plain_pages)
    yield
    if before is not None:
        register_renderer(before)


@pytest.fixture
def folder(transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Room for backups beside an instance folder of its own; the database is the suite's."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setattr(settings, "HOME", home)
    Valve.read()
    yield tmp_path


@pytest.fixture(scope="session")
def partner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Partner]:
    """One server for all tests; each takes a box of its own."""
    with Partner(tmp_path_factory.mktemp("partner")) as running:
        yield running


@pytest.fixture
def box(partner: Partner) -> Iterator[Box]:
    """Where pushes go: the push channel trusts this partner, and loses patience after two seconds."""
    before = channels()["push"]
    guard = Guard(private=frozenset({"localhost"}), authorities=str(partner.authorities))
    register(PushChannel(guard, patience=2.0))
    yield partner.box()
    register(before)
