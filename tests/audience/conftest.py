"""An instance folder without logs and figures, for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: settings) -> Iterator[Path]:
    settings.HOME = tmp_path
    yield tmp_path
    shutil.rmtree(tmp_path, ignore_errors=True)
