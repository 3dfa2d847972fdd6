"""An instance folder without logs and figures, for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Iterator[Path]:
    settings.HOME = tmp_path
    yield tmp_path
    shutil.rmtree(tmp_path, ignore_errors=True)
