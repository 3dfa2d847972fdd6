"""Local times on the two nights of clock change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rostra.foundation.clock import local_instant
from rostra.foundation.errors import Refusal

PARIS = "Europe/Paris"


def test_a_time_that_clocks_skip_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        local_instant(datetime(2026, 3, 29, 2, 30), PARIS)
    assert refused.value.code == "clock_gap"


def test_a_time_that_comes_twice_must_be_told_apart() -> None:
    twice = datetime(2026, 10, 25, 2, 30)
    with pytest.raises(Refusal) as refused:
        local_instant(twice, PARIS)
    assert refused.value.code == "clock_fold"
    assert local_instant(twice, PARIS, fold=0) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert local_instant(twice, PARIS, fold=1) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York", "UTC"])
@pytest.mark.parametrize("edge", [datetime.min, datetime.max])
def test_the_ends_of_the_calendar_are_refused_in_every_zone(edge: datetime, zone: str) -> None:
    with pytest.raises(Refusal) as refused:
        local_instant(edge, zone)
    assert refused.value.code == "bad_time"


@settings(max_examples=500)
@given(
    st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2037, 1, 1)).map(
        lambda d: d.replace(second=0, microsecond=0)
    ),
    st.sampled_from(sorted(available_timezones())),
)
def test_an_accepted_local_time_reads_the_same_on_the_wall(naive: datetime, zone: str) -> None:
    try:
        instant = local_instant(naive, zone)
    except Refusal as refusal:
        assert refusal.code in {"clock_gap", "clock_fold"}
        return
    assert instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == naive
    assert abs(instant.replace(tzinfo=None) - naive) <= timedelta(hours=27)
