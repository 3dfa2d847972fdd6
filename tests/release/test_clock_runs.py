"""The clock on the wall is moved, forward and back, by seconds and by hours: never early, never twice."""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import connection, transaction
from django.test import override_settings
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from config.environment import ROOT
from config.instance import found
from rostra.foundation import clock as rostra_clock
from rostra.foundation.gate import Audience
from rostra.products.models import Product
from rostra.release import jobs, sending
from rostra.release.actions.schedule import schedule
from rostra.release.channels import registry
from rostra.release.channels.registry import Outcome, Recipient
from rostra.release.models import Delivery, FrozenVersion, Release
from rostra.release.public_state import PublicState
from tests.conftest import NOON
from tests.factories.products import cleared_product, languages, office, operator
from tests.release.partner import Box
from tests.release.test_push import subscriber

#: An ordinary noon, and half a minute before the clocks of Paris are set forward, and back.
STARTS = (NOON, datetime(2026, 3, 29, 0, 59, 30, tzinfo=UTC), datetime(2026, 10, 25, 0, 59, 30, tzinfo=UTC))
#: By how many seconds the clock may go on between two rounds of the worker; a clock is also set back.
MOVES = (0.2, 0.5, 1.0, 3.0, 20.0, 70.0, 1300.0, -0.3, -2.0, -61.0, -3600.0)
#: So many wanderings of the clock; fewer on PostgreSQL, where each costs four times as much.
RUNS = 500 if connection.vendor == "sqlite" else 100
FAKETIME = next(iter(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")), None)


class Keeper:
    """A fake at the far edge: keeps when it got what."""

    name = "keeper"

    def __init__(self) -> None:
        self.kept: list[tuple[str, datetime, datetime]] = []

    def recipients(self, state: PublicState) -> Iterable[Recipient]:
        """Every language."""
        return [Recipient("keeper", code) for code in state.tellings]

    def render(self, state: PublicState, language: str) -> bytes:
        """The language."""
        return language.encode()

    def send(self, delivery: Delivery, payload: bytes) -> Outcome:
        """Keep the key, the time, and the instant of which the release says that it is its own."""
        instant = Release.objects.get(pk=delivery.release_id).instant
        self.kept.append((delivery.key, rostra_clock.now(), instant))
        return Outcome(accepted=True, status="200")


@pytest.fixture
def paris(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine whose own zone has nights of clock change."""
    monkeypatch.setenv("TZ", "Europe/Paris")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def public(product: Product, now: datetime) -> int:
    return FrozenVersion.objects.visible_to(Audience.ANONYMOUS, now).filter(product=product).count()


def one_round(release: Release) -> None:
    """What the worker does, and what the public sees afterwards."""
    now = rostra_clock.now()
    jobs.press()
    jobs.tick(now)
    jobs.spread(now, worker="clock")
    sending.write_down([(row, sending.attempt(row)) for row in sending.claim(now, worker="clock")])
    release.refresh_from_db()
    seen = public(release.product, now)
    assert not seen or release.instant <= now, "early"
    assert seen in {0, 2}, "half"


def one_run(product: Product, keeper: Keeper, start: datetime, ahead: int, moves: list[float]) -> None:
    """Schedule, let the clock wander, and look after every round of the worker."""
    with time_machine.travel(start, tick=False) as traveller:
        release = schedule(product, by=operator(), at=start + timedelta(seconds=ahead))
        for move in [0.0, *moves]:
            traveller.shift(timedelta(seconds=move))
            one_round(release)
        for before in (30, 0, -70, 30, 0, -70):  # however far back the clock is now, the instant comes
            traveller.move_to(max(rostra_clock.now(), release.instant - timedelta(seconds=before)))
            one_round(release)
    assert all(at >= instant for _, at, instant in keeper.kept), "sent early"
    assert len({key for key, _, _ in keeper.kept}) == len(keeper.kept), "sent twice"
    assert release.state in {"armed", "slipped"}, "lost"
    assert len(keeper.kept) == (2 if release.state == "armed" else 0)


@pytest.mark.django_db
def test_however_the_clock_is_moved_nothing_is_early_and_nothing_is_sent_twice(
    paris: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, record_property: Callable[[str, object], None]
) -> None:
    product = cleared_product(languages=["ar", "en"])
    keeper = Keeper()
    monkeypatch.setattr(registry, "_channels", {keeper.name: keeper})

    runs: list[int] = []

    @hypothesis_settings(max_examples=RUNS, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(STARTS), st.sampled_from([10, 45, 90]), st.lists(st.sampled_from(MOVES), max_size=8))
    @example(STARTS[2], 45, [20.0, 20.0, 3.0, 3.0, -3600.0, 3.0, 1300.0, 1300.0])
    def run(start: datetime, ahead: int, moves: list[float]) -> None:
        keeper.kept.clear()
        outer = transaction.atomic()
        with override_settings(HOME=tmp_path), outer:
            one_run(product, keeper, start, ahead, moves)
            transaction.set_rollback(True)
        runs.append(len(keeper.kept))

    run()
    assert len(runs) >= RUNS
    assert runs.count(2) > len(runs) / 2, "most releases reached the far edge"
    record_property("wanderings of the clock", len(runs))


class WorkerOnAnotherClock:
    """The real worker in a process of its own, on a copy of the database, its clock set through libfaketime."""

    def __init__(self, home: Path, box: Box) -> None:
        self.home, self.offset = home, home / "offset"
        connection.ensure_connection()
        found(home)
        target = sqlite3.connect(home / "rostra.sqlite3")
        connection.connection.backup(target)
        target.close()
        self.set(0)
        environment = {
            **os.environ,
            "ROSTRA_HOME": str(home),
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "ROSTRA_PUSH_PRIVATE": "localhost",
            "ROSTRA_PUSH_CA": str(box.partner.authorities),
            "LD_PRELOAD": str(FAKETIME),
            "FAKETIME_TIMESTAMP_FILE": str(self.offset),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }
        command = [sys.executable, "-m", "rostra.cli", "worker"]
        self.log = (home / "log").open("wb")
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=self.log, stderr=self.log)

    def set(self, seconds: float) -> None:
        """Set its clock so many seconds before or after the true one."""
        fresh = self.offset.with_suffix(".new")
        fresh.write_text(f"{seconds:+.0f}\n")
        fresh.replace(self.offset)

    def ask(self, question: str) -> list[tuple[object, ...]]:
        """Ask its database."""
        with sqlite3.connect(f"file:{self.home / 'rostra.sqlite3'}?mode=ro", uri=True, timeout=30) as link:
            return link.execute(question).fetchall()

    def until(self, question: str, answer: list[tuple[object, ...]]) -> None:
        """Wait until its database answers so."""
        for _ in range(600):
            if self.ask(question) == answer:
                return
            assert self.process.poll() is None, (self.home / "log").read_text()
            time.sleep(0.2)
        raise AssertionError(f"{question}: {self.ask(question)}, not {answer}; {(self.home / 'log').read_text()}")

    def end(self) -> None:
        """Kill it, as any worker may be; how one ends that is asked to is tested where no clock is moved under it."""
        self.process.kill()
        self.process.wait(60)
        self.log.close()


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(FAKETIME is None, reason="libfaketime is not installed")
def test_a_running_worker_whose_clock_is_set_forward_and_back_sends_once_and_on_time(tmp_path: Path, box: Box) -> None:
    languages()
    office("hq", host="hq.test")
    subscriber(box)
    product = cleared_product(languages=["ar", "en"])
    release = schedule(product, by=operator(), at=rostra_clock.now() + timedelta(hours=2))
    worker = WorkerOnAnotherClock(tmp_path, box)
    state = "SELECT state FROM release_release"
    sent = "SELECT count(*) FROM release_delivery WHERE state = 'done' AND channel = 'push'"

    def before_instant(seconds: float) -> float:
        return (release.instant - datetime.now(UTC)).total_seconds() - seconds

    try:
        worker.until(state, [("sealed",)])
        worker.set(before_instant(40))
        worker.until(state, [("armed",)])
        worker.set(before_instant(3600))
        time.sleep(1)
        assert (worker.ask(sent), box.messages()) == ([(0,)], []), "set back: still to come"
        worker.set(before_instant(-5))
        worker.until(sent, [(2,)])
        for seconds in (30, -60, 3600, -3600):
            worker.set(before_instant(seconds))
            time.sleep(1)
        assert worker.ask(sent) == [(2,)]
    finally:
        worker.end()
    messages = box.messages()
    assert sorted(message.document["language"] for message in messages) == ["ar", "en"]
    assert all(int(m.headers["webhook-timestamp"]) >= int(release.instant.timestamp()) for m in messages)
