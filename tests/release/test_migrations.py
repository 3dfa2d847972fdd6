"""What migrations make of rows that an earlier version wrote; each is gone back over and done again."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.apps.registry import Apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import F

from rostra.media.models import Picture
from rostra.release.actions.correct import correct
from rostra.release.actions.find_unaffected import find_unaffected
from rostra.release.actions.withdraw import withdraw
from rostra.release.models import FrozenVersion, Obligation, Release
from tests.factories.products import operator
from tests.factories.release import live_product, make_live
from tests.noninterference.world import picture

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE, NOW = ("release", "0004_frozen_facts"), ("release", "0009_barred_and_faults")


def migrate(target: tuple[str, str]) -> Apps:
    """Bring the database there; the models as they were then."""
    MigrationExecutor(connection).migrate([target])
    return MigrationExecutor(connection).loader.project_state([target]).apps


def pictures() -> set[tuple[int, int]]:
    return set(Release.pictures.through.objects.values_list("release", "picture"))


@pytest.fixture
def earlier() -> Iterator[None]:
    """The database is as the code expects it afterwards, whatever happened."""
    yield
    migrate(NOW)


def told() -> list[tuple[object, ...]]:
    return list(FrozenVersion.objects.order_by("release_id", "language").values_list("pk", "told_at", "changed_at"))


def test_when_something_was_told_and_which_pictures_were_shown_is_worked_out_from_the_releases(
    earlier: None, clock: time_machine.Traveller
) -> None:
    product = live_product("clean-water", clock, picture=picture("river"))
    make_live(
        correct(
            product,
            by=operator(),
            note={"en": "Wrong."},
            texts={"en": {"headline": "Three", "picture_alternative": "A river"}},
        ),
        clock,
    )
    clock.shift(3600)
    make_live(find_unaffected(Obligation.objects.get(version__language__code="fr"), by=operator()), clock)
    make_live(withdraw(product, by=operator(), reason={"en": "No."}, languages=["ru"]), clock)
    kept, shown = told(), pictures()
    assert len({at for _pk, at, _changed in kept}) == 4, "each of the releases told something"
    assert any(at != changed for _pk, at, changed in kept), "the lifted remark"
    assert {shot for _release, shot in shown} == {Picture.objects.get().pk}

    frozen = migrate(BEFORE).get_model("release", "FrozenVersion").objects
    # As the version before wrote it where a remark was lifted: the text seemed as new as its release.
    assert frozen.filter(language__code="fr").update(changed_at=F("changed_at") + timedelta(minutes=1)) == 4
    migrate(NOW)
    assert told() == kept
    assert pictures() >= shown
