"""Many at once: writers on one database, workers on one queue, two people on one product."""

import multiprocessing
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connections, transaction

from rostra.foundation import clock
from rostra.foundation.errors import Refusal
from rostra.products.actions.edit import edit
from rostra.products.models import LanguageVersion, Product
from rostra.release import jobs
from rostra.release.actions.cancel import cancel
from rostra.release.actions.carry_out import carry_out
from rostra.release.actions.hold import hold
from rostra.release.actions.schedule import schedule
from rostra.release.actions.seal import seal
from rostra.release.models import Delivery, Release, Valve
from tests.factories.products import cleared_product, office, operator, planned_product, version
from tests.factories.release import armed_release
from tests.release.dying import in_child

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works: Callable[[], None]) -> list[BaseException]:
    """Run all in threads that start together; returns what they raised."""
    barrier, raised = threading.Barrier(len(works)), []

    def run(work: Callable[[], None]) -> None:
        barrier.wait()
        try:
            work()
        except BaseException as error:
            raised.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def _write(pk: int, times: int) -> None:
    for number in range(times):
        row = LanguageVersion.objects.get(pk=pk)
        edit(row, by=operator(), fields={"headline": f"Headline {number}"})


def test_eight_writers_at_once_never_find_the_database_locked() -> None:
    pks = [version(planned_product(f"product-{n}", required=["en"]), "en").pk for n in range(8)]
    connections.close_all()
    processes = [multiprocessing.get_context("fork").Process(target=_write, args=(pk, 10)) for pk in pks]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * 8
    assert set(LanguageVersion.objects.values_list("headline", flat=True)) == {"Headline 9"}


def test_of_two_people_who_release_at_once_one_succeeds_and_one_is_told() -> None:
    product = cleared_product()
    by = operator()
    raised = at_once(*[lambda: schedule(product, by=by)] * 2)
    assert [error.code for error in raised if isinstance(error, Refusal)] == ["obstacles"]
    assert len(raised) == 1
    assert Release.objects.count() == 1


@pytest.mark.parametrize("seen", ["prepared", "sealed"])
def test_what_a_worker_beside_did_first_is_done(seen: str) -> None:
    release = schedule(cleared_product(), by=operator())
    if seen == "sealed":
        release = seal(release)
    jobs.press()
    jobs.tick(clock.now())
    assert release.state == seen, "as the command read it"
    assert carry_out(release).state == "armed"


def test_what_somebody_else_cancelled_is_not_done() -> None:
    release = schedule(cleared_product(), by=operator())
    cancel(release, by=operator())
    with pytest.raises(Refusal) as refused:
        carry_out(release)
    assert refused.value.code == "state"


def test_who_waits_for_an_instant_is_told_that_somebody_held_the_release() -> None:
    release = armed_release(cleared_product())
    hold(Release.objects.get(pk=release.pk), by=operator(), reason="A figure is in doubt.")
    assert release.held_at is None, "as the command read it"
    with pytest.raises(Refusal) as refused:
        carry_out(release, wait=True)
    assert refused.value.code == "held"


def test_a_hold_that_had_to_wait_until_the_instant_holds_nothing() -> None:
    release = armed_release(cleared_product(languages=["en"]))

    def somebody_arms_long() -> None:
        with transaction.atomic():
            Valve.locked()
            time.sleep((release.instant - clock.now()).total_seconds() + 0.2)

    def hold_just_in_time() -> None:
        time.sleep((release.instant - clock.now()).total_seconds() - 1)
        hold(release, by=operator(), reason="A name is wrong.")

    assert [type(each) for each in at_once(somebody_arms_long, hold_just_in_time)] == [Refusal]
    assert Release.objects.get(pk=release.pk).held_at is None


def test_two_products_of_a_numbered_series_never_share_a_number() -> None:
    from tests.factories.products import kind

    press = kind("press-release", series="PR")
    products = [cleared_product(f"paper-{n}", kind=press, languages=["en"]) for n in range(2)]
    releases = [schedule(product, by=operator()) for product in products]
    for _ in range(4):
        at_once(jobs.press, jobs.press, lambda: jobs.tick(clock.now()), lambda: jobs.tick(clock.now()))
    jobs.press()
    jobs.tick(clock.now())
    assert sorted(Product.objects.values_list("serial", flat=True)) == [1, 2]
    assert {Release.objects.get(pk=release.pk).state for release in releases} == {"armed"}


def test_four_workers_claim_each_delivery_once() -> None:
    office("north")
    release = armed_release(cleared_product())
    after = release.instant + timedelta(seconds=1)
    Delivery.objects.bulk_create(
        Delivery(
            release=release,
            frozen=release.frozen.first(),
            channel="none",
            recipient=str(n),
            key=f"many:{n}",
            due_at=release.instant,
        )
        for n in range(60)
    )
    taken: list[int] = []

    def claim() -> None:
        while rows := Delivery.objects.claim(now=after, worker=threading.current_thread().name, most=5):
            taken.extend(row.pk for row in rows)

    assert at_once(*[claim] * 4) == []
    assert set(Counter(taken).values()) == {1}
    assert len(taken) == Delivery.objects.count()


def test_a_lease_that_ran_out_is_taken_over() -> None:
    release = armed_release(cleared_product())
    Delivery.objects.create(
        release=release, frozen=release.frozen.first(), channel="none", recipient="x", key="x", due_at=release.instant
    )
    after = release.instant + timedelta(seconds=1)
    assert in_child(lambda: _claim_and_die(after)) == 0
    assert Delivery.objects.claim(now=after, worker="b") == []
    assert Delivery.objects.claim(now=after + timedelta(seconds=61), worker="b")


def _claim_and_die(now: object) -> None:
    Delivery.objects.claim(now=now, worker="a")  # type: ignore[arg-type]
