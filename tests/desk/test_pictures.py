"""Pictures with alternative text per language, which a version takes as its default."""

from io import BytesIO

import pytest
from django.core.files.images import ImageFile
from django.test import Client
from PIL import Image

from rostra.media.models import Picture
from tests.factories.products import planned_product, version

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
