"""Release is tested with plain pages; the website's own are tested with the website."""

from collections.abc import Iterator

import pytest

from rostra.release.pages import register_renderer, renderer
from tests.factories.release import plain_pages


@pytest.fixture(autouse=True)
def _plain_pages() -> Iterator[None]:
    before = renderer()
    register_renderer(plain_pages)
    yield
    if before is not None:
        register_renderer(before)
