"""The sample's visits are counted, even where an earlier run was stopped between writing and counting."""

from pathlib import Path

import pytest
import time_machine

from rostra.audience.models import LogSource
from rostra.foundation import clock as time
from rostra.sample.visit_logs import LOGS, make_visits
from tests.factories.products import office, operator

pytestmark = pytest.mark.django_db


def test_a_log_that_was_written_but_not_counted_is_counted(
    clock: time_machine.Traveller, settings, tmp_path: Path
) -> None:
    settings.HOME = tmp_path
    office("hq")
    by = operator()
    assert make_visits(tmp_path, now=time.now(), by=by, told=[]) == ["hq"]
    written = (tmp_path / LOGS / "hq.log").read_bytes()
    LogSource.objects.all().delete()
    assert make_visits(tmp_path, now=time.now(), by=by, told=[]) == ["hq"]
    assert LogSource.objects.get().accepted == len(written.splitlines())
    assert make_visits(tmp_path, now=time.now(), by=by, told=[]) == []
    assert [path.name for path in (tmp_path / LOGS).iterdir()] == ["hq.log"]
