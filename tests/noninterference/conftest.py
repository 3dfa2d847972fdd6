"""An instance folder of its own for each crawl."""

from pathlib import Path

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    # Wagtail remembers where a picture's renditions lie by its number, which the next instance gives again.
    cache.clear()
