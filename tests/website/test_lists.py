"""Lists on the sites lead only to what can be read."""

import pytest
import time_machine
from django.test import Client
from lxml import html

from rostra.release.actions.withdraw import withdraw
from rostra.website.views.lists import PAGE
from tests.factories.products import TEXTS, cleared_product, office, operator
from tests.factories.release import live_release, make_live

pytestmark = pytest.mark.django_db(transaction=True)
Clock = time_machine.Traveller


def fetch(path: str) -> tuple[int, html.HtmlElement]:
    answer = Client().get(path, headers={"host": "hq.test"})
    return answer.status_code, html.fromstring(answer.content)


def headlines(path: str) -> list[tuple[str, str, str]]:
    """Where each row or lead story leads, the language that the link and its words say to be in."""
    page = fetch(path)[1]
    links = page.xpath("//h2[contains(@class, 'headline')]/a | //h3[contains(@class, 'headline')]/a")
    return [(a.get("href"), a.get("hreflang", ""), " ".join(a.text_content().split())) for a in links]


@pytest.mark.parametrize("root", ["", "/centres/south"])
def test_a_language_withdrawn_alone_is_listed_in_one_that_can_be_read(clock: Clock, root: str) -> None:
    office("hq", host="hq.test")
    office("south", codes=("ar", "fr"))
    product = cleared_product("clean-water", ("ar", "en", "fr"))
    live_release(product, clock)
    make_live(withdraw(product, by=operator(), reason={"en": "Wrong."}, languages=["ar"]), clock)
    shown = "fr" if root else "en"
    for path in (f"{root}/ar/", f"{root}/ar/story/"):
        assert headlines(path) == [(f"{root}/{shown}/story/clean-water", shown, TEXTS[shown][0])]
    assert fetch(f"{root}/{shown}/story/clean-water")[0] == 200
    assert headlines(f"{root}/fr/") == [(f"{root}/fr/story/clean-water", "", TEXTS["fr"][0])]


def test_a_product_that_no_page_of_a_site_tells_any_more_is_not_listed_there(clock: Clock) -> None:
    office("hq", host="hq.test")
    office("south", codes=("ar", "fr"))
    product = cleared_product("clean-water", ("ar", "en"))
    live_release(product, clock)
    assert headlines("/centres/south/fr/") == [("/centres/south/fr/story/clean-water", "en", TEXTS["en"][0])]
    make_live(withdraw(product, by=operator(), reason={"en": "Wrong."}, languages=["ar"]), clock)
    assert headlines("/centres/south/ar/") == headlines("/centres/south/ar/story/") == []
    assert headlines("/centres/south/fr/") == [("/centres/south/fr/story/clean-water", "en", TEXTS["en"][0])]


def test_what_is_left_out_of_a_centre_s_own_stories_is_not_filled_up_with_those_of_others(clock: Clock) -> None:
    hq, south = office("hq", host="hq.test"), office("south", codes=("ar", "fr"))
    for slugline, of in (("at-hq", hq), ("south-old", south), ("south-new", south)):
        product = cleared_product(slugline, ("ar", "en"), office=of)
        live_release(product, clock)
        clock.shift(60)
    make_live(withdraw(product, by=operator(), reason={"en": "Wrong."}, languages=["ar"]), clock)
    assert [link[0].rsplit("/")[-1] for link in headlines("/centres/south/ar/")] == ["south-old", "at-hq"]
    assert "من هذا المركز" not in fetch("/centres/south/ar/")[1].text_content(), "nothing of its own follows the lead"


def test_the_pages_of_a_list_count_what_it_shows(clock: Clock) -> None:
    office("hq", host="hq.test")
    office("south", codes=("ar", "fr"))
    for n in range(PAGE + 1):
        product = cleared_product(f"story-{n}", ("ar", "en"))
        live_release(product, clock)
    assert fetch("/centres/south/ar/story/?page=2")[0] == 200
    make_live(withdraw(product, by=operator(), reason={"en": "Wrong."}, languages=["ar"]), clock)
    assert len(headlines("/centres/south/ar/story/")) == PAGE
    assert fetch("/centres/south/ar/story/?page=2")[0] == 404
