"""`rostra check`: what it finds well, and what it finds broken."""

import stat
from datetime import timedelta

import pytest
from wagtail.models import ReferenceIndex

from config.instance import found
from rostra.foundation import clock as time
from rostra.foundation.leases import Leased
from rostra.foundation.models import Announcement, Language
from rostra.network.models import Office
from rostra.products.actions.describe import describe
from rostra.products.actions.plan import plan
from rostra.release.actions.hold import hold
from rostra.search import generations
from rostra.search.actions.rebuild import rebuild
from rostra.search.models import Change
from rostra.website import health
from tests.factories.products import cleared_product, kind, languages, office, operator
from tests.factories.release import armed_release


def _states() -> dict[str, str]:
    return {probe.name: probe.state for probe in health.probes(time.now())}


@pytest.fixture
def prepared(settings, tmp_path):
    settings.HOME, settings.MEDIA_ROOT, settings.STATIC_ROOT = tmp_path, tmp_path / "media", tmp_path / "static"
    Language.objects.create(code="en", bcp47="en", endonym="English", script="Latn", official=True)
    Office.objects.create(slug="headquarters", function=Office.Function.HEADQUARTERS)
    return tmp_path


@pytest.mark.django_db
def test_a_prepared_instance_is_well(prepared) -> None:
    states = _states()
    assert states.pop("index") == health.WARNING, "nobody has indexed anything yet"
    assert set(states.values()) == {health.OK}


@pytest.mark.django_db
def test_an_instance_without_languages_and_sites_is_not() -> None:
    states = _states()
    assert states["languages"] == states["sites"] == health.BROKEN


@pytest.mark.django_db
def test_media_in_the_public_folder_are_found(prepared, settings) -> None:
    settings.MEDIA_ROOT = settings.STATIC_ROOT / "media"
    assert _states()["privacy"] == health.BROKEN


@pytest.mark.django_db
def test_a_key_that_others_can_read_is_found(prepared) -> None:
    (prepared / "secret").write_text("x")
    (prepared / "secret").chmod(0o644)
    assert _states()["privacy"] == health.BROKEN


@pytest.mark.django_db
def test_a_folder_that_others_can_enter_is_found(prepared) -> None:
    prepared.chmod(0o755)
    assert _states()["privacy"] == health.BROKEN


def test_a_new_folder_is_its_owners_alone(tmp_path) -> None:
    home = tmp_path / "instance"
    found(home)
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


@pytest.mark.django_db
def test_a_catalogue_that_was_not_compiled_is_found(prepared, settings) -> None:
    settings.LOCALE_PATHS = [prepared / "locale"]
    Language.objects.create(code="zh", bcp47="zh-Hans", django="zh-hans", endonym="中文", script="Hans")
    (folder := prepared / "locale" / "zh_Hans" / "LC_MESSAGES").mkdir(parents=True)
    assert _states()["catalogues"] == health.BROKEN
    (folder / "django.mo").touch()
    assert _states()["catalogues"] == health.OK


@pytest.mark.django_db
def test_a_product_whose_uses_of_pictures_are_not_counted_is_found(prepared) -> None:
    by = operator()
    product = plan("clean-water", kind=kind(), office=office("hills", codes=["ar", "fr"]), by=by)
    describe(product, by=by, fields={"required": languages(["ar", "fr", "zh"]).values()})
    assert product.versions.count() == 3
    assert _states()["pictures"] == health.OK
    ReferenceIndex.remove_for_object(product)
    assert _states()["pictures"] == health.BROKEN


@pytest.mark.django_db
def test_work_that_nobody_claims_means_that_no_worker_runs(prepared) -> None:
    due = time.now() - timedelta(minutes=5)
    row = Announcement.objects.create(news="ReleaseLive", receiver="x", payload={}, due_at=due)
    assert _states()["announcements"] == health.BROKEN
    row.state = Leased.DEAD
    row.save()
    assert _states()["announcements"] == health.WARNING


@pytest.mark.django_db
def test_what_a_hold_keeps_back_is_not_overdue(clock) -> None:
    release = armed_release(cleared_product(), at=time.now() + timedelta(seconds=50))
    clock.move_to(release.instant + timedelta(minutes=5))
    assert _states()["deliveries"] == health.BROKEN
    clock.move_to(release.instant - timedelta(seconds=20))
    hold(release, by=operator(), reason="Wait.")
    clock.move_to(release.instant + timedelta(minutes=5))
    assert _states()["deliveries"] == health.OK


@pytest.mark.django_db
def test_texts_that_nobody_indexes_mean_that_no_indexer_runs(prepared) -> None:
    Change.objects.create(noun="work", object_id=7, due_at=time.now() - timedelta(minutes=5))
    assert _states()["indexing"] == health.BROKEN
    with generations.lock(generations.WRITER):
        assert _states()["indexing"] == health.WARNING, "somebody is at it"


@pytest.mark.django_db
def test_a_text_that_failed_for_good_is_told_until_a_rebuild_has_read_it(prepared) -> None:
    Change.objects.create(noun="work", object_id=7, due_at=time.now(), state=Leased.DEAD)
    assert _states()["indexing"] == health.WARNING
    rebuild(by=operator())
    assert (_states()["indexing"], _states()["index"]) == (health.OK, health.OK)


@pytest.mark.django_db
def test_an_index_that_does_not_open_is_found(prepared) -> None:
    rebuild(by=None)
    folder = generations.current()
    (folder / "meta.json").write_text("{")
    assert _states()["index"] == health.BROKEN
