"""SIGKILL at every step of a release: after a restart nothing is lost, half public or early."""

import os
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from rostra.foundation import clock as rostra_clock
from rostra.foundation.gate import Audience
from rostra.products.models import Product
from rostra.release import jobs
from rostra.release.actions.carry_out import carry_out
from rostra.release.actions.schedule import schedule
from rostra.release.channels import registry
from rostra.release.models import FrozenVersion, Release
from rostra.release.worker import run_until_idle
from tests.conftest import NOON
from tests.factories.products import ALL, cleared_product, office, operator
from tests.release.dying import FakePartner, Steps, counting, in_child

pytestmark = pytest.mark.django_db(transaction=True)
SITES = ("hq", "north", "south", "east", "west", "coast", "delta", "hills")
#: The suite takes every fifth step; `make prove` sets ROSTRA_SWEEP=1 for all of them.
STRIDE = int(os.environ.get("ROSTRA_SWEEP", "5"))


@pytest.fixture
def partner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakePartner]:
    """The only channel, so that every message that leaves is seen."""
    fake = FakePartner(tmp_path / "received")
    monkeypatch.setattr(registry, "_channels", {fake.name: fake})
    yield fake


def release_by_hand(release_id: int, at: datetime, partner: FakePartner, fatal: int) -> int:
    """From prepared to delivered in this process, the clock stepped over the instant. Returns the steps taken."""
    steps = partner.steps = Steps(fatal)
    with time_machine.travel(at, tick=False) as traveller, counting(steps):
        release = carry_out(Release.objects.get(pk=release_id))
        traveller.move_to(release.instant)
        jobs.spread(rostra_clock.now(), worker="doomed")
        for row in _claimed(rostra_clock.now()):
            jobs._write_down(row, jobs._send(row))
    return steps.taken


def _claimed(now: datetime) -> list[object]:
    rows = jobs.Delivery.objects.select_related("release", "frozen").claim(now=now, worker="doomed", most=64)
    return [row for row in rows if jobs._may_go(row, now)]


def public(product: Product) -> list[str]:
    rows = FrozenVersion.objects.visible_to(Audience.ANONYMOUS, rostra_clock.now()).filter(product=product)
    return [row.language.code for row in rows.order_by("language__order")]


def one_crash(number: int, fatal: int, partner: FakePartner, clock: time_machine.Traveller) -> None:
    """Die at a step, restart, and look."""
    product = cleared_product(f"crash-{number}")
    release = schedule(product, by=operator())
    already = len(partner.received())
    in_child(lambda: release_by_hand(release.pk, rostra_clock.now(), partner, fatal))
    partner.steps = Steps()
    assert public(product) == [], "early"
    run_until_idle()
    release.refresh_from_db()
    clock.move_to(release.instant - timedelta(milliseconds=1))
    assert public(product) == [], "early"
    clock.move_to(release.instant)
    assert public(product) == list(ALL), "half public, or lost"
    run_until_idle()
    clock.shift(timedelta(minutes=2))
    run_until_idle()
    counts = Counter(partner.received()[already:])
    assert len(counts) == len(ALL) * len(SITES), "a message was lost"
    assert sum(counts.values()) - len(counts) <= 1, "more duplicates than the attempt in flight"
    assert not release.deliveries.exclude(state="done").exists()


def test_a_kill_at_any_step_loses_nothing_shows_no_half_and_sends_at_most_one_twice(
    clock: time_machine.Traveller, partner: FakePartner
) -> None:
    for slug in SITES:
        office(slug)
    whole = schedule(cleared_product("whole"), by=operator())
    clock.move_to(NOON)
    counter = partner.file.with_name("steps")
    in_child(lambda: _count(whole.pk, partner, counter))
    steps = int(counter.read_text())
    assert steps >= 150
    run_until_idle()
    for number, fatal in enumerate(range(1, steps + 1, STRIDE)):
        one_crash(number, fatal, partner, clock)


def _count(release_id: int, partner: FakePartner, file: Path) -> None:
    file.write_text(str(release_by_hand(release_id, NOON, partner, fatal=0)))
