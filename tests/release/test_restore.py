"""A restored instance comes back held, and nothing that was accepted is sent again."""

import os
import resource
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings

from rostra.foundation import clock as rostra_clock
from rostra.foundation.gate import Audience
from rostra.foundation.models import LedgerEntry
from rostra.products.models import Product
from rostra.release import journal, mark, sending, states
from rostra.release.actions.carry_out import carry_out
from rostra.release.actions.correct import correct
from rostra.release.actions.notice_restore import notice_restore
from rostra.release.actions.reschedule import reschedule
from rostra.release.actions.resume import resume
from rostra.release.actions.schedule import schedule
from rostra.release.actions.withdraw import withdraw
from rostra.release.models import Delivery, FrozenVersion, Obligation, Release, Valve, open_at
from rostra.release.worker import run_until_idle
from tests.factories.products import ALL, cleared_product, kind, office, operator
from tests.factories.release import armed_release, live_product, live_release, make_live
from tests.release.backups import Restore, back_up, back_up_folder
from tests.release.partner import Box
from tests.release.test_push import pushes, subscriber

pytestmark = pytest.mark.django_db(transaction=True)
Clock = time_machine.Traveller


def put_in_place(newer: Path) -> None:
    """Give the instance a journal that knows more."""
    shutil.rmtree(journal.path().parent)
    shutil.copytree(newer, journal.path().parent)


def public(product: Product) -> int:
    rows = FrozenVersion.objects.visible_to(Audience.ANONYMOUS, rostra_clock.now())
    return int(rows.filter(product=product).count())


def delivered_since(
    back_up: Callable[[Path], Restore], clock: Clock, folder: Path, box: Box
) -> tuple[Release, Restore]:
    """A release that was armed when the backup was made, and has gone out since; with what puts the backup back."""
    subscriber(box)
    live_product("old-news", clock)
    release = armed_release(cleared_product())
    restore = back_up(folder)
    clock.move_to(release.instant)
    run_until_idle()
    assert len(box.messages()) == 12
    return release, restore


def test_the_drill_back_up_deliver_restore_resume_and_nothing_is_sent_twice(
    clock: Clock, folder: Path, box: Box
) -> None:
    release, restore = delivered_since(back_up, clock, folder, box)
    restore()
    run_until_idle()
    valve = Valve.read()
    assert valve.held_at
    assert valve.paused_at
    assert "restored" in valve.reason
    assert pushes(release=release).filter(state="waiting").count() == 6
    assert len(box.messages()) == 12, "while it is held, nothing leaves"
    assert resume(by=operator()) == Delivery.objects.filter(release=release).count()
    run_until_idle()
    assert len(box.messages()) == 12, "nor afterwards"
    assert not Delivery.objects.exclude(state="done").exists()
    assert public(release.product) == len(ALL), "it had gone live, as its receipts show"


def test_what_was_armed_and_not_live_stays_shut_until_a_person_decides(clock: Clock, folder: Path, box: Box) -> None:
    subscriber(box)
    live_product("old-news", clock)
    release = armed_release(cleared_product(), at=rostra_clock.now() + timedelta(seconds=50))
    restore = back_up(folder)
    live_product("deed-after-the-backup", clock, languages=["en"])
    restore()
    run_until_idle()
    clock.move_to(release.instant + timedelta(hours=1))
    run_until_idle()
    assert public(release.product) == 0
    resume(by=operator())
    run_until_idle()
    assert public(release.product) == 0
    make_live(reschedule(Release.objects.get(pk=release.pk), by=operator(), at=None), clock)
    assert public(release.product) == len(ALL)


def test_a_withdrawal_that_the_backup_forgot_does_not_bring_the_text_back(clock: Clock, folder: Path, box: Box) -> None:
    office("north")
    product, other = live_product("secret-names", clock), live_product("harmless", clock)
    restore = back_up(folder)
    make_live(withdraw(product, by=operator(), reason={"en": "Names of children."}), clock)
    restore()
    run_until_idle()
    assert (public(product), public(other)) == (0, len(ALL))


def test_a_correction_that_is_kept_shut_leaves_the_text_before_it_public(clock: Clock, folder: Path, box: Box) -> None:
    product = live_product("figures", clock)
    at = rostra_clock.now() + timedelta(seconds=50)
    made = correct(product, by=operator(), note={"en": "A figure."}, texts={"en": {"headline": "Put right"}})
    reschedule(made, by=operator(), at=at)
    run_until_idle()
    restore = back_up(folder)
    live_product("deed-after-the-backup", clock, languages=["en"])
    restore()
    run_until_idle()
    clock.move_to(at + timedelta(hours=1))
    run_until_idle()
    assert public(product) == len(ALL)
    assert not FrozenVersion.objects.visible_to(Audience.ANONYMOUS, rostra_clock.now()).filter(headline="Put right")


def test_a_withdrawal_on_its_way_when_the_backup_was_made_is_carried_out(clock: Clock, folder: Path, box: Box) -> None:
    product = live_product("secret-names", clock)
    at = carry_out(withdraw(product, by=operator(), reason={"en": "Names of children."})).instant
    restore = back_up_folder(folder)
    restore()
    assert notice_restore()
    clock.move_to(at)
    assert public(product) == 0


def test_what_went_out_since_the_backup_waits_for_a_person_and_its_number_is_not_given_again(
    clock: Clock, folder: Path, box: Box
) -> None:
    subscriber(box)
    product = cleared_product()
    schedule(product, by=operator(), at=rostra_clock.now() + timedelta(hours=1))
    restore = back_up(folder)
    first = Release.objects.get()
    clock.move_to(first.instant - timedelta(seconds=30))
    run_until_idle()
    clock.move_to(first.instant)
    run_until_idle()
    later = live_release(cleared_product("later"), clock)
    restore()
    run_until_idle()
    first.refresh_from_db()
    assert first.state == states.SLIPPED
    resume(by=operator())
    run_until_idle()
    assert len(box.messages()) == 12
    assert schedule(cleared_product("anew"), by=operator()).pk > later.pk


def test_a_folder_put_back_whole_asks_before_anything_goes_out(clock: Clock, folder: Path, box: Box) -> None:
    """Mark and journal are as old as the database then: only the place of the folder tells."""
    release, restore = delivered_since(back_up_folder, clock, folder, box)
    restore()
    run_until_idle()
    valve = Valve.read()
    assert valve.held_at
    assert valve.paused_at
    assert "put back from a copy" in valve.reason
    assert public(release.product) == 0
    assert notice_restore() == valve.reason, "it is asked at each start, and once in the ledger"
    assert LedgerEntry.objects.filter(verb="notice restore").count() == 1
    assert len(box.messages()) == 12
    resume(by=operator())
    assert not notice_restore()


def test_the_newer_journal_answers_for_a_folder_put_back_whole(clock: Clock, folder: Path, box: Box) -> None:
    release, restore = delivered_since(back_up_folder, clock, folder, box)
    newer = shutil.copytree(journal.path().parent, folder / "newer")
    restore()
    assert "put back from a copy" in notice_restore()
    put_in_place(newer)
    assert "restored from a backup" in notice_restore()
    resume(by=operator())
    run_until_idle()
    assert len(box.messages()) == 12, "what had been accepted is not sent again"
    assert public(release.product) == len(ALL)


def test_a_database_that_is_as_far_as_the_mark_is_not_held(clock: Clock, folder: Path, box: Box) -> None:
    live_product("news", clock)
    assert not notice_restore()
    run_until_idle()
    assert Valve.read().paused_at is None


def test_a_correction_that_the_newer_journal_shows_gone_out_stands_as_it_did(
    clock: Clock, folder: Path, box: Box
) -> None:
    """Held for want of the journal, its place, its number and what it asks had been given back."""
    subscriber(box)
    first = armed_release(cleared_product("first", kind=kind("press-release", series="PR")))
    make_live(first, clock)
    correction = carry_out(
        correct(first.product, by=operator(), note={"en": "A figure."}, texts={"en": {"headline": "Put right"}})
    )
    second = armed_release(cleared_product("second", kind=first.product.kind))
    restore = back_up_folder(folder)
    clock.move_to(max(correction.instant, second.instant))
    run_until_idle()
    newer = shutil.copytree(journal.path().parent, folder / "newer")
    restore()
    notice_restore()
    put_in_place(newer)
    assert "restored from a backup" in notice_restore()
    resume(by=operator())
    run_until_idle()
    for release in (correction, second):
        assert list(Release.objects.filter(open_at(rostra_clock.now()), product=release.product)) == [release]
    assert Obligation.objects.filter(correction=correction, outcome="open").count() == len(ALL) - 1
    second.product.refresh_from_db()
    assert second.product.serial == second.serial


def test_a_folder_that_was_moved_asks_once(clock: Clock, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    product = live_product("news", clock)
    assert not notice_restore()
    monkeypatch.setattr(settings, "HOME", shutil.copytree(settings.HOME, folder / "elsewhere"))
    assert "moved" in notice_restore()
    assert public(product) == len(ALL), "what is public stays so"
    resume(by=operator())
    assert not notice_restore()
    assert Valve.read().paused_at is None


def test_a_new_database_in_an_old_folder_is_not_taken_for_a_restored_one(clock: Clock, folder: Path) -> None:
    live_product("news", clock)
    Valve.objects.all().delete()
    assert not notice_restore()
    assert not mark.is_older()


def test_a_worker_that_died_after_the_partner_said_yes_is_believed(clock: Clock, folder: Path, box: Box) -> None:
    """The journal had the receipt, the database not yet: the next worker does not send again."""
    subscriber(box, wants=("en",))
    release = armed_release(cleared_product(languages=["en"]))
    clock.move_to(release.instant)
    for row in Delivery.objects.claim(now=rostra_clock.now(), worker="doomed", most=64):
        journal.append([{"key": row.key, "payload": row.payload, "at": "2026-03-02T12:00:00+00:00", "status": "200"}])
    clock.shift(timedelta(seconds=61))
    run_until_idle()
    assert box.messages() == []
    assert set(pushes().values_list("state", "receipts__status")) == {("done", "200")}


def test_a_receipt_of_another_message_under_the_same_key_is_not_believed(clock: Clock, folder: Path, box: Box) -> None:
    """A restored database may give a key a second time."""
    subscriber(box, wants=("en",))
    release = armed_release(cleared_product(languages=["en"]))
    clock.move_to(release.instant)
    for row in Delivery.objects.claim(now=rostra_clock.now(), worker="doomed", most=64):
        journal.append([{"key": row.key, "payload": "other", "at": "2026-03-02T12:00:00+00:00", "status": "200"}])
    clock.shift(timedelta(seconds=61))
    run_until_idle()
    assert len(box.messages()) == 1


def test_a_line_cut_by_a_crash_costs_that_line_only(folder: Path) -> None:
    for key in ("1:en:push:a", "1:en:push:b"):
        journal.append([{"key": key, "at": "2026-03-02T12:00:00+00:00", "status": "200"}])
    with journal.path().open("r+b") as file:
        file.truncate(journal.path().stat().st_size - 20)
    journal.append([{"key": "1:en:push:c", "at": "2026-03-02T12:00:00+00:00", "status": "200"}])
    assert [entry["key"] for entry in journal.read()] == ["1:en:push:a", "1:en:push:c"]


def test_receipts_that_the_disk_takes_piece_by_piece_are_all_kept(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = ["1:en:push:a", "1:en:push:b"]
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, content: write(handle, content[:10]))
    journal.append({"key": key, "at": "2026-03-02T12:00:00+00:00", "status": "200"} for key in keys)
    assert [entry["key"] for entry in journal.read()] == keys


def test_what_a_full_disk_keeps_from_the_journal_is_not_taken_for_delivered(
    clock: Clock, folder: Path, box: Box
) -> None:
    subscriber(box)
    release = armed_release(cleared_product())
    clock.move_to(release.instant)
    answers = [(row, sending.attempt(row)) for row in sending.claim(rostra_clock.now(), worker="w")]
    most, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(OSError, match="File too large"):
            sending.write_down(answers)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    assert not Delivery.objects.filter(state="done").exists()
    assert 0 < len(list(journal.read())) < len(answers)
