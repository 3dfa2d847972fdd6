"""SIGKILL at every step of a release: after a restart nothing is lost, half public or early."""

import os
import signal
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection

from rostra.foundation import clock as rostra_clock
from rostra.foundation.gate import Audience
from rostra.products.models import Product
from rostra.release import jobs
from rostra.release.actions.carry_out import carry_out
from rostra.release.actions.schedule import schedule
from rostra.release.models import FrozenVersion, Release, Subscriber
from rostra.release.sending import Sender
from rostra.release.worker import run_until_idle
from tests.factories.products import ALL, cleared_product, operator
from tests.release.dying import Steps, counting, in_child
from tests.release.partner import SECRET, Box, Message

pytestmark = pytest.mark.django_db(transaction=True)
#: The suite takes every fifth step, every twelfth on PostgreSQL; with ROSTRA_SWEEP=whole, as `make prove` sets it, all.
STRIDE = 1 if os.environ.get("ROSTRA_SWEEP") == "whole" else 5 if connection.vendor == "sqlite" else 12
#: So many steps there are at least, so that a sweep that no longer counts is found out.
FEWEST_STEPS = 150


def whole_life(release_id: int, at: datetime, steps: Steps) -> None:
    """From prepared to delivered on every channel in this process, the clock stepped over the instant."""
    with time_machine.travel(at, tick=False) as traveller, counting(steps):
        release = carry_out(Release.objects.get(pk=release_id))
        traveller.move_to(release.instant)
        sender = Sender("doomed")
        while jobs.spread(rostra_clock.now(), worker="doomed") + sender.send(rostra_clock.now()) + sender.finish():
            continue
        sender.close()


def public(product: Product) -> list[str]:
    rows = FrozenVersion.objects.visible_to(Audience.ANONYMOUS, rostra_clock.now()).filter(product=product)
    return [row.language.code for row in rows.order_by("language__order")]


def one_crash(number: int, fatal: int, box: Box, clock: time_machine.Traveller) -> int:
    """Die at a step, restart, and look; returns the signal that ended the process."""
    Subscriber.objects.update(endpoint=box.url())
    product = cleared_product(f"crash-{number}")
    release = schedule(product, by=operator())
    ended = in_child(lambda: whole_life(release.pk, rostra_clock.now(), Steps(fatal)))
    flying = set(release.deliveries.filter(state="waiting").exclude(leased_until=None).values_list("frozen", flat=True))
    arrived = Counter(message.key for message in box.messages())
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
    check_what_came(box.messages(), arrived, release, in_flight=len(flying))
    return ended


def check_what_came(messages: list[Message], arrived: Counter[str], release: Release, *, in_flight: int) -> None:
    counts = Counter(message.key for message in messages)
    twice = {key for key, count in counts.items() if count > 1}
    assert len({message.document["language"] for message in messages}) == len(ALL), "a message was lost"
    assert len(counts) == len(ALL), "a message changed its name"
    assert max(counts.values()) <= 2
    assert twice <= arrived.keys(), "sent twice without a crash in between"
    assert len(twice) <= in_flight, "more duplicates than attempts in flight"
    early = [m for m in messages if int(m.headers["webhook-timestamp"]) < int(release.instant.timestamp())]
    assert not early
    assert not release.deliveries.exclude(state="done").exists()
    assert set(release.deliveries.values_list("channel", flat=True)) == {"web", "feed", "push"}


def test_a_kill_at_any_step_loses_nothing_shows_no_half_and_repeats_only_what_was_in_flight(
    clock: time_machine.Traveller,
    box: Box,
    tmp_path: Path,
    settings: Any,
    record_property: Callable[[str, object], None],
) -> None:
    settings.HOME = tmp_path / "home"  # bytes that another test has put in the store would cost no step here
    operator()
    Subscriber.objects.create(name="Partner", endpoint=box.url(), secret=SECRET)
    for slugline in ("first-of-all", "counted"):  # the very first release also makes what all others share
        whole = schedule(cleared_product(slugline), by=operator())
        in_child(lambda pk=whole.pk: _count(pk, tmp_path / "steps"))  # type: ignore[misc]
        clock.shift(timedelta(minutes=2))
        run_until_idle()
    steps = int((tmp_path / "steps").read_text())
    assert steps >= FEWEST_STEPS
    points = range(1, steps + 1, STRIDE)
    ended = [one_crash(n, fatal, box.partner.box(), clock) for n, fatal in enumerate(points)]
    killed = ended.count(signal.SIGKILL)
    # Threads make the number of the last steps vary; a sweep that mostly lets the process live proves nothing.
    assert killed >= 0.9 * len(points)
    record_property("steps of a release", steps)
    record_property("crashes", killed)


def _count(release_id: int, file: Path) -> None:
    steps = Steps()
    whole_life(release_id, rostra_clock.now(), steps)
    file.write_text(str(steps.taken))
