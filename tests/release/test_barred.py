"""What a restored database forgot was withdrawn: closed at once by whoever looks first, and for a person to decide."""

import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from rostra.foundation import clock as rostra_clock
from rostra.foundation.errors import Refusal
from rostra.foundation.gate import Audience
from rostra.products.models import Kind, Product
from rostra.release.actions.cancel import cancel
from rostra.release.actions.carry_out import carry_out
from rostra.release.actions.correct import correct
from rostra.release.actions.notice_restore import notice_restore
from rostra.release.actions.reschedule import reschedule
from rostra.release.actions.resume import resume
from rostra.release.actions.schedule import schedule
from rostra.release.actions.withdraw import withdraw
from rostra.release.models import FrozenVersion, Release, Valve
from rostra.release.worker import Worker, run_until_idle
from tests.factories.products import ALL, cleared_product, kind, operator
from tests.factories.release import live_product, live_release, make_live
from tests.release.backups import back_up
from tests.release.partner import Box
from tests.release.test_push import subscriber
from tests.release.test_restore import Clock, delivered_since, public

pytestmark = pytest.mark.django_db(transaction=True)


def withdrawn_since(clock: Clock, folder: Path, product: Product) -> None:
    """The database is as it was before the product was withdrawn."""
    restore = back_up(folder)
    make_live(withdraw(product, by=operator(), reason={"en": "Names of children."}), clock)
    restore()


def test_who_resumes_before_anybody_noticed_is_told_first(clock: Clock, folder: Path, box: Box) -> None:
    product = live_product("secret-names", clock)
    withdrawn_since(clock, folder, product)
    with pytest.raises(Refusal, match="restored from a backup"):
        resume(by=operator())
    assert public(product) == 0
    resume(by=operator())
    assert Valve.read().paused_at is None
    assert public(product) == 0, "it stays closed until somebody decides"


def test_a_backup_made_while_everything_was_shut_is_noticed_too(clock: Clock, folder: Path, box: Box) -> None:
    product = live_product("secret-names", clock)
    restore = back_up(folder)
    live_product("deed-after-the-backup", clock, languages=["en"])
    restore()
    assert notice_restore()
    while_shut = back_up(folder)
    resume(by=operator())
    make_live(withdraw(product, by=operator(), reason={"en": "Names of children."}), clock)
    while_shut()
    assert "restored" in notice_restore()
    assert public(product) == 0


def test_a_database_put_back_under_a_worker_that_goes_on_is_noticed(clock: Clock, folder: Path, box: Box) -> None:
    release, restore = delivered_since(back_up, clock, folder, box)
    restore()
    worker = Worker()
    for _round in range(3):
        worker._clock()
        worker._post()
        worker._sender.finish()
    worker._sender.close()
    assert Valve.read().paused_at
    assert len(box.messages()) == 12
    assert public(release.product) == len(ALL)


def test_what_a_restore_closed_is_withdrawn_again_with_its_recalls(clock: Clock, folder: Path, box: Box) -> None:
    product = live_product("figures", clock, kind=kind("press-release", series="PR"))
    subscriber(box)
    make_live(correct(product, by=operator(), note={"en": "A."}, texts={"en": {"headline": "Put right"}}), clock)
    withdrawn_since(clock, folder, product)
    run_until_idle()
    resume(by=operator())
    before = len(box.messages())
    product.refresh_from_db()
    with pytest.raises(Refusal, match="Not public"):
        correct(product, by=operator(), note={"en": "A."}, texts={"en": {"headline": "Better"}})
    make_live(withdraw(product, by=operator(), reason={"en": "Names."}), clock)
    assert public(product) == 0
    assert len(box.messages()) == before + len(ALL)
    assert not Release.objects.ahead(rostra_clock.now()).filter(product=product).exists()
    other = live_release(cleared_product("other", kind=product.kind), clock)
    product.refresh_from_db()
    assert (product.serial, other.serial) == (1, 2), "a number that was shown is not given again"


def test_of_what_a_restore_closed_nothing_comes_back_unasked(clock: Clock, folder: Path, box: Box) -> None:
    product = live_product("secret-names", clock, kind=kind("flash", policy=Kind.Policy.JOIN))
    withdrawn_since(clock, folder, product)
    run_until_idle()
    resume(by=operator())
    make_live(schedule(product, by=operator(), languages=["en"]), clock)
    rows = FrozenVersion.objects.visible_to(Audience.ANONYMOUS, rostra_clock.now()).filter(product=product)
    assert list(rows.values_list("language__code", flat=True)) == ["en"]


def test_what_a_restore_closed_stays_so_when_the_folder_is_moved_before_anybody_resumes(
    clock: Clock, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    product = live_product("figures", clock)
    make_live(correct(product, by=operator(), note={"en": "A."}, texts={"en": {"headline": "Put right"}}), clock)
    withdrawn_since(clock, folder, product)
    assert notice_restore()
    monkeypatch.setattr(settings, "HOME", shutil.copytree(settings.HOME, folder / "elsewhere"))
    assert notice_restore()
    assert public(product) == 0


def test_a_withdrawal_whose_text_was_taken_back_is_not_moved_to_publish_it(
    clock: Clock, folder: Path, box: Box
) -> None:
    product = live_product("secret-names", clock)
    coming = withdraw(product, by=operator(), reason={"en": "Names of children."})
    issue = coming.follows
    assert issue is not None
    Release.objects.filter(pk=issue.pk).update(held_at=rostra_clock.now())
    cancel(issue, by=operator())
    with pytest.raises(Refusal, match="Not public"):
        reschedule(coming, by=operator(), at=None)
    Release.objects.filter(pk=coming.pk).update(follows=None)
    with pytest.raises(Refusal, match="nothing to withdraw"):
        carry_out(Release.objects.get(pk=coming.pk))
    assert public(product) == 0


def test_rights_of_a_file_may_change_without_an_alarm(clock: Clock, folder: Path) -> None:
    live_product("news", clock)
    assert not notice_restore()
    file = Path(settings.HOME) / "journal" / "place"
    if not subprocess.check_output(["stat", "--format=%W", file]).strip(b"0-\n"):
        pytest.skip("this file system does not tell when a file came to be")
    file.chmod(0o600)
    assert not notice_restore()
