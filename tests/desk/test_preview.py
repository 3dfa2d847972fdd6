"""Previews: the public page's own bytes, for those who work with it, kept nowhere."""

import pytest
from django.test import Client

from tests.desk.conftest import LogIn
from tests.factories.products import planned_product, version

pytestmark = pytest.mark.django_db
ADDRESS = "/desk/products/clean-water/ar/preview/"


def test_a_preview_is_the_page_in_its_language_and_private(desk: Client) -> None:
    made = version(planned_product(), "ar")
    response = desk.get(ADDRESS)
    page = response.content.decode()
    assert '<html lang="ar" dir="rtl"' in page
    assert made.headline in page
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Cache-Control"].startswith("private, no-store")


def test_a_preview_is_not_the_page_of_a_language_that_it_would_stand_in_for(desk: Client) -> None:
    version(planned_product(required=["ar", "en", "ru"]), "ru")
    page = desk.get("/desk/products/clean-water/ru/preview/").content.decode()
    assert '<html lang="ru" dir="ltr"' in page


def test_a_preview_is_not_for_strangers(desk: Client, log_in: LogIn) -> None:
    version(planned_product(), "ar")
    assert Client().get(ADDRESS).status_code == 302
    assert log_in("no such role").get(ADDRESS).status_code == 302


def test_pictures_of_previews_are_asked_for_by_digest_only(desk: Client) -> None:
    assert desk.get(f"/desk/preview-pictures/{'0' * 64}").status_code == 404
    assert desk.get("/desk/preview-pictures/secret").status_code == 404
