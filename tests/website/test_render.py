"""The pages that a release seals: every language on every site, fallbacks, tombstones, the same bytes each time."""

import json
import re
from datetime import timedelta

import pytest
import time_machine
from lxml import html

from rostra.release.pages import Page, renderer
from rostra.website.render import render_pages
from tests.factories.products import ALL, kind, office, theme
from tests.factories.website import INSTANT, public_state, telling

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def headquarters():
    kind()
    return office("hq", host="rostra.example")


def pages_of(state) -> dict[tuple[str | None, str], Page]:
    return {(page.site, page.path): page for page in render_pages(state)}


def tree(page: Page) -> html.HtmlElement:
    return html.fromstring(page.body)


def test_every_language_has_a_page_on_every_site():
    office("nairobi")
    pages = pages_of(public_state(sites=("hq", "nairobi")))
    assert set(pages) == {(site, f"/{code}/story/clean-water") for site in ("hq", "nairobi") for code in ALL}
    assert {page.status for page in pages.values()} == {200}


@pytest.mark.parametrize(
    ("code", "tag", "direction"), [("ar", "ar", "rtl"), ("zh", "zh-Hans", "ltr"), ("en", "en", "ltr")]
)
def test_a_page_says_its_language_and_direction(code, tag, direction):
    page = tree(pages_of(public_state())["hq", f"/{code}/story/clean-water"])
    assert (page.get("lang"), page.get("dir")) == (tag, direction)
    assert not page.xpath("//article//*[@lang and not(self::a)]"), "the text is in the language of the page"


def test_the_switcher_offers_only_languages_that_exist():
    page = tree(pages_of(public_state(telling("en"), telling("ar")))["hq", "/en/story/clean-water"])
    assert page.xpath("//nav[@class='switcher']//a/@hreflang") == ["ar", "en"]
    assert page.xpath("//link[@rel='alternate']/@hreflang") == ["ar", "en"]


def test_a_missing_language_answers_in_the_nearest_with_a_notice():
    page = pages_of(public_state(telling("en"), telling("ru")))["hq", "/ar/story/clean-water"]
    shown = tree(page)
    assert page.status == 200
    assert (shown.get("lang"), shown.get("dir")) == ("ar", "rtl")
    (text,) = shown.xpath("//div[@class='text']")
    assert (text.get("lang"), text.get("dir")) == ("en", "ltr")
    assert shown.xpath("//div[contains(@class, 'notice-language')]")
    assert shown.xpath("//meta[@name='rostra:language-answered']/@content") == ["en"]
    assert page.language == "en", "it is counted for the language that is read on it"
    assert shown.xpath("//link[@rel='canonical']/@href") == ["https://rostra.example/en/story/clean-water"]


def test_a_withdrawn_language_leaves_a_tombstone_with_its_reason():
    notice = {"act": "withdrawal", "at": INSTANT.isoformat(), "text": "It named the wrong village.", "language": "en"}
    gone = telling("en", fate="withdrawn", notices=[notice])
    pages = pages_of(public_state(gone, telling("fr")))
    grave = pages["hq", "/en/story/clean-water"]
    assert grave.status == 410
    assert "It named the wrong village." in grave.body.decode()
    assert "Clean water reaches" not in grave.body.decode()
    assert tree(grave).xpath("//nav[@class='switcher']//a/@hreflang") == ["fr"]
    assert pages["hq", "/fr/story/clean-water"].status == 200


def test_when_all_is_withdrawn_every_page_is_a_tombstone():
    pages = pages_of(public_state(telling("en", fate="withdrawn"), telling("ar", fate="withdrawn")))
    assert len(pages) == len(ALL)
    assert {page.status for page in pages.values()} == {410}
    grave = tree(pages["hq", "/fr/story/clean-water"])
    assert len(grave.xpath("//nav[@class='switcher']//a")) == len(ALL), "the reason can be read in each language"
    assert not grave.xpath("//link[@rel='alternate'][@hreflang]"), "there is nothing to find"
    assert len(grave.xpath("//dl[@class='facts']//time")) == 2


def test_the_same_state_gives_the_same_bytes(clock: time_machine.Traveller):
    state = public_state()
    before = {place: page.body for place, page in pages_of(state).items()}
    clock.shift(timedelta(days=400))
    assert {place: page.body for place, page in pages_of(state).items()} == before


def test_a_correction_is_shown_with_its_day_and_words():
    notice = {"act": "correction", "at": INSTANT.isoformat(), "text": "Twelve villages, not ten.", "language": "en"}
    page = pages_of(public_state(telling("en", notices=[notice])))["hq", "/en/story/clean-water"]
    (shown,) = tree(page).xpath("//div[contains(@class, 'notice-correction')]")
    assert "Twelve villages, not ten." in shown.text_content()
    assert shown.xpath(".//time/@datetime") == ["2026-05-03"]


def test_machines_read_a_news_article():
    theme()
    state = public_state(telling("zh", themes=["water"], mandates=["A/RES/74/270"]))
    page = tree(pages_of(state)["hq", "/zh/story/clean-water"])
    article = json.loads(page.xpath("//script[@type='application/ld+json']/text()")[0])
    assert article["@type"] == "NewsArticle"
    assert article["inLanguage"] == "zh-Hans"
    assert article["datePublished"] == "2026-05-03T13:00:00Z"
    assert page.xpath("//meta[@property='og:url']/@content") == ["https://rostra.example/zh/story/clean-water"]
    assert page.xpath("//aside//a/@href") == ["/zh/themes/water", "/zh/documents/A/RES/74/270"]


def test_documents_are_cited_in_the_language_of_the_page():
    body = [
        {"type": "document", "symbol": "A/RES/74/270", "note": "Solidarity"},
        {"type": "paragraph", "html": 'See <a href="/symbol/A/RES/74/1">it</a>.'},
    ]
    page = tree(pages_of(public_state(telling("fr", body=body)))["hq", "/fr/story/clean-water"])
    assert page.xpath("//div[@class='text']//a/@href") == ["/fr/documents/A/RES/74/270", "/fr/documents/A/RES/74/1"]
    assert page.xpath("//div[@class='text']//a/bdi/text()") == ["A/RES/74/270"]


@pytest.mark.parametrize(("sites", "home"), [(("nairobi",), "/centres/nairobi"), (("hq", "nairobi"), "")])
def test_a_centre_without_a_host_links_under_headquarters(sites: tuple[str, ...], home: str):
    office("nairobi")
    shown = tree(pages_of(public_state(sites=sites))["nairobi", "/en/story/clean-water"])
    assert "/centres/nairobi/ar/story/clean-water" in shown.xpath("//nav[@class='switcher']//a/@href")
    canonical = f"https://rostra.example{home}/en/story/clean-water"
    assert shown.xpath("//link[@rel='canonical']/@href") == [canonical], "headquarters', where the text stands there"


def test_nothing_inline_runs_under_the_policy():
    for page in pages_of(public_state()).values():
        body = page.body.decode()
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", body)
        assert all(s.get("src") or s.get("type") == "application/ld+json" for s in tree(page).xpath("//script"))


def test_the_website_is_registered_as_the_renderer():
    assert renderer() is render_pages


def test_a_long_text_stays_light():
    body = [{"type": "paragraph", "html": "Words and more words. " * 40}] * 20
    page = pages_of(public_state(telling("en", body=body)))["hq", "/en/story/clean-water"]
    assert len(page.body) < 40_000, INSTANT + timedelta()
