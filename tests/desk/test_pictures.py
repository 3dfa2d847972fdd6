"""Pictures with alternative text per language, which a version takes as its default."""

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.images import ImageFile
from django.test import Client
from PIL import Image
from wagtail.models import ReferenceIndex

from rostra.foundation.errors import Refusal
from rostra.media.models import Picture
from rostra.products import states
from rostra.products.actions.edit import edit
from rostra.products.models import LanguageVersion
from rostra.release.actions.cancel import cancel
from rostra.release.actions.schedule import schedule
from rostra.release.actions.seal import seal
from rostra.release.freezing import canonical_text
from rostra.release.keeping import MOST_NAMED, uncounted
from rostra.sample.actions.init import init
from tests.desk.conftest import LogIn
from tests.factories.products import operator, planned_product, version
from tests.factories.release import live_release

pytestmark = pytest.mark.django_db


@pytest.fixture
def picture() -> Picture:
    buffer = BytesIO()
    Image.new("RGB", (32, 20), "teal").save(buffer, "PNG")
    return Picture.objects.create(title="Delta", file=ImageFile(buffer, name="delta.png"))


def test_alternative_text_is_kept_per_language(desk: Client, picture: Picture) -> None:
    form = {"title": "Delta", "alternative-ar": "دلتا نهر", "alternative-fr": "Un delta", "caption-en": "The delta"}
    page = desk.get(f"/desk/images/{picture.pk}/").content.decode()
    assert 'lang="ar" dir="rtl"' in page
    assert desk.post(f"/desk/images/{picture.pk}/", form).status_code == 302
    picture.refresh_from_db()
    assert picture.alternative == {"ar": "دلتا نهر", "fr": "Un delta"}
    assert picture.caption == {"en": "The delta"}


def test_a_version_begins_with_the_pictures_words_in_its_language(desk: Client, picture: Picture) -> None:
    picture.alternative = {"ar": "دلتا نهر", "fr": "Un delta"}
    picture.save()
    version(planned_product(picture=picture), "ar")
    page = desk.get("/desk/products/clean-water/ar/").content.decode()
    assert 'value="دلتا نهر"' in page


def test_a_file_is_seen_by_the_staff_only(desk: Client, picture: Picture) -> None:
    assert desk.get(f"/desk/media/{picture.file.name}")["Cache-Control"].startswith("private, no-store")
    assert Client().get(f"/desk/media/{picture.file.name}").status_code == 302
    assert desk.get("/desk/media/../secret").status_code == 404


def with_picture(picture: Picture) -> list[dict[str, Any]]:
    """A body, as it is stored, that shows a picture."""
    return [{"type": "image", "value": {"image": picture.pk, "alternative": "A delta", "caption": ""}}]


def test_the_source_shows_its_pictures_small(desk: Client, picture: Picture) -> None:
    product = planned_product(picture=picture)
    version(product, "en", body=with_picture(picture), picture_alternative="The river from above")
    page = desk.get("/desk/products/clean-water/fr/").content.decode()
    shown = re.findall(r'<img alt="" [^>]*src="(/desk/media/images/delta[^"]*max-320x240[^"]*)"', page)
    assert len(shown) == 2
    assert desk.get(shown[0])["Content-Type"] == "image/png"
    assert "The river from above" in page


@pytest.mark.parametrize("hashed", [True, False])
def test_a_lost_file_keeps_nobody_from_writing(desk: Client, picture: Picture, hashed: bool) -> None:
    version(planned_product(picture=picture), "en", body=with_picture(picture))
    if hashed:
        picture.get_file_hash()
    picture.file.delete(save=False)
    for path in ("", "en/", "fr/"):
        assert desk.get(f"/desk/products/clean-water/{path}").status_code == 200
    said = desk.get("/desk/products/clean-water/en/preview/", follow=True).content.decode()
    assert ("upload it again" if hashed else "choose another one first") in said


@pytest.mark.parametrize("as_main", [True, False])
def test_a_picture_that_a_product_shows_is_not_deleted_by_any_door(
    desk: Client, picture: Picture, as_main: bool
) -> None:
    product = planned_product(picture=picture if as_main else None)
    version(product, "ar", body=[] if as_main else with_picture(picture))
    one, several = f"/desk/images/{picture.pk}/delete/", f"/desk/bulk/media/picture/delete/?id={picture.pk}"
    for door in (one, several):
        asked = desk.get(door).content.decode()
        assert "It stays, because products show it" in asked
        assert "clean-water" in asked
        assert "Yes, delete" not in asked
        assert "referenced 1 time." in asked
        refused = desk.post(door)
        assert refused.status_code == 409
        assert "clean-water" in refused.content.decode()
    assert desk.post(f"/desk/images/multiple/{picture.pk}/delete/").status_code == 409
    used = desk.get(f"/desk/images/usage/{picture.pk}/").content.decode()
    assert f"/desk/products/clean-water/{'' if as_main else 'ar/'}" in used
    assert Picture.objects.filter(pk=picture.pk).exists()


def test_a_picture_of_a_body_is_not_deleted_past_the_desk_either(picture: Picture) -> None:
    version(planned_product(), "ar", body=with_picture(picture))
    with pytest.raises(Refusal, match="clean-water"):
        Picture.objects.filter(pk=picture.pk).delete()


def test_a_picture_that_a_release_showed_is_not_deleted_though_the_text_dropped_it(
    desk: Client, picture: Picture, plain: None, clock: time_machine.Traveller
) -> None:
    product = planned_product(required=["ar"])
    told = version(product, "ar", state=states.CLEARED, body=with_picture(picture))
    live_release(product, clock)
    told.body = []
    told.save()
    asked = desk.get(f"/desk/images/{picture.pk}/delete/").content.decode()
    assert "referenced 0 times." in asked
    assert "clean-water" in asked
    assert desk.post(f"/desk/images/{picture.pk}/delete/").status_code == 409


def test_a_picture_that_a_release_showed_stays_when_its_file_was_replaced(
    picture: Picture, plain: None, clock: time_machine.Traveller
) -> None:
    product = planned_product(required=["ar"])
    told = version(product, "ar", state=states.CLEARED, body=with_picture(picture))
    release = live_release(product, clock)
    assert list(release.pictures.all()) == [picture]
    told.body = []
    told.save()
    picture.renditions.all().delete()  # as Wagtail does when another file is uploaded
    with pytest.raises(Refusal, match="clean-water"):
        picture.delete()


def test_what_a_cancelled_release_would_have_shown_may_go(picture: Picture, plain: None) -> None:
    product = planned_product(required=["ar"])
    told = version(product, "ar", state=states.CLEARED, body=with_picture(picture))
    cancel(seal(schedule(product, by=operator(), at=None)), by=operator())
    told.refresh_from_db()
    told.body = []
    told.save()
    picture.delete()
    assert not Picture.objects.exists()


def test_who_may_not_delete_learns_nothing_of_what_shows_it(log_in: LogIn, picture: Picture) -> None:
    planned_product(picture=picture)
    client = log_in("Translator")
    for door in ("/desk/images/{}/delete/", "/desk/images/multiple/{}/delete/"):
        answer = client.post(door.format(picture.pk))
        assert answer.status_code in {302, 403}
        assert "clean-water" not in answer.content.decode()


def test_the_reason_names_a_few_products_of_many(desk: Client, picture: Picture) -> None:
    for number in range(MOST_NAMED + 1):
        planned_product(f"story-{number}", picture=picture)
    asked = desk.get(f"/desk/images/{picture.pk}/delete/").content.decode()
    assert "story-0, story-1, story-2, story-3, story-4 …" in asked


def test_a_picture_that_nothing_shows_is_deleted(desk: Client, picture: Picture) -> None:
    shown = version(planned_product(), "ar", body=with_picture(picture))
    edit(shown, by=operator(), fields={"body": []})
    assert desk.post(f"/desk/images/{picture.pk}/delete/").status_code == 302
    assert not Picture.objects.exists()


def test_init_counts_uses_that_an_earlier_instance_did_not(picture: Picture, tmp_path: Path) -> None:
    version(planned_product(), "ar", body=with_picture(picture))
    planned_product("counted")
    ReferenceIndex.objects.filter(base_content_type__model="languageversion").delete()
    assert uncounted() == 1
    init(tmp_path)
    assert (picture.get_usage().count(), uncounted()) == (1, 0)


@pytest.mark.parametrize(("loss", "code"), [("row", "changed"), ("file", "picture_lost"), ("bytes", "picture_lost")])
def test_a_release_whose_picture_was_lost_is_refused_with_a_reason(
    picture: Picture, plain: None, loss: str, code: str
) -> None:
    product = planned_product(required=["ar"])
    version(product, "ar", state=states.CLEARED, body=with_picture(picture))
    if loss == "row":
        Picture.objects.filter(pk=picture.pk)._raw_delete("default")  # as a database without our receiver would
    elif loss == "bytes":
        Path(picture.file.path).write_bytes(Path(picture.file.path).read_bytes()[:60])
    else:
        picture.file.delete(save=False)
    with pytest.raises(Refusal) as refused:
        seal(schedule(product, by=operator(), at=None))
    assert refused.value.code == code


def test_a_size_whose_file_was_lost_is_made_anew(picture: Picture, plain: None) -> None:
    told = version(planned_product(required=["ar"], picture=picture), "ar")
    made = canonical_text(told)
    for each in picture.renditions.all():
        Path(each.file.path).unlink()
    assert canonical_text(LanguageVersion.objects.get()) == made
    assert [Path(each.file.path).exists() for each in picture.renditions.all()] == [True]
