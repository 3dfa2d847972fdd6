"""The results page: no script, every language, nothing that is typed breaks it."""

import json
from urllib.parse import quote

import pytest
from django.test import Client
from lxml import html

from config.environment import ENVIRONMENT
from rostra.search.querying import MOST_PAGES, PAGE
from tests.factories.products import ALL, office, theme
from tests.factories.website import public_product
from tests.search.making import indexed, work

pytestmark = pytest.mark.django_db
HOST = "rostra.example"


@pytest.fixture(autouse=True)
def _site() -> None:
    office("hq", host=HOST)
    office("nairobi", codes=["en"])


def get(path: str, status: int = 200) -> html.HtmlElement:
    """The page at an address."""
    answer = Client().get(path, headers={"host": HOST})
    assert answer.status_code == status, answer.content[:500]
    return html.fromstring(answer.content)


def texts(page: html.HtmlElement, path: str) -> list[str]:
    return [" ".join(each.text_content().split()) for each in page.xpath(path)]


@pytest.mark.parametrize(
    ("code", "words"),
    [("ar", "المياه"), ("zh", "饮用水"), ("en", "water"), ("fr", "eau"), ("ru", "вода"), ("es", "agua")],
)
def test_each_language_has_its_results(code: str, words: str) -> None:
    work("A/RES/74/141")
    indexed()
    page = get(f"/{code}/search?q={quote(words)}")
    assert page.xpath("//main//article//h2/a/@href") == [f"/{code}/documents/A/RES/74/141"]
    assert page.xpath("//main//mark")
    assert texts(page, "//main//article//bdi[not(@aria-hidden)]")[0] == "A/RES/74/141"
    assert page.xpath("//main//article//time/@datetime") == ["2019-12-18"]
    assert len(page.xpath("//main//ul[@class='tongues']//a")) == len(ALL)
    assert page.xpath("//form[@role='search']//input[@name='q']/@value") == [words]
    assert f"/en/search?q={quote(words)}" in page.xpath("//nav[@class='switcher']//a/@href")


def test_nobody_else_may_index_it_and_nothing_runs_in_it() -> None:
    work("A/RES/74/141")
    indexed()
    answer = Client().get("/en/search?q=water", headers={"host": HOST})
    page = html.fromstring(answer.content)
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert not page.xpath("//link[@rel='canonical']")
    assert all(script.get("src") for script in page.xpath("//script"))
    assert len(page.xpath("//input[@type='search']")) == 1, "one box"


def test_before_anything_is_asked_it_teaches() -> None:
    theme()
    work("A/RES/74/141")
    indexed()
    page = get("/en/search")
    assert "/en/search?q=Water" in page.xpath("//dl//a/@href")
    assert "/en/search?q=A%2FRES%2F74%2F141" in page.xpath("//dl//a/@href")
    assert not page.xpath("//article")


def test_filters_have_counts_and_can_be_taken_off() -> None:
    public_product("clean-water")
    work("A/RES/74/141")
    indexed()
    page = get("/en/search?q=water")
    kinds = {link.text_content().split()[0]: link.get("href") for link in page.xpath("//nav[@class='facets']//a")}
    narrowed = get(kinds["Resolution"])
    assert narrowed.xpath("//main//article//h2/a/@href") == ["/en/documents/A/RES/74/141"]
    (chosen,) = narrowed.xpath("//nav[@class='facets']//a[@aria-current]")
    assert len(get(chosen.get("href")).xpath("//main//article")) == 2


def test_nothing_found_says_what_to_do_next() -> None:
    work("A/RES/74/141", {"fr": ("L’eau", "L’eau du robinet.")})
    work("A/RES/74/1")
    indexed()
    page = get("/en/search?q=kangaroo&kind=resolution")
    assert page.xpath("//div[@class='empty']//a/@href")[0] == "/en/search?q=kangaroo"
    page = get("/en/search?q=robinet")
    assert page.xpath("//section[@class='elsewhere']//a/@href") == ["/fr/search?q=robinet"]
    page = get("/en/search?q=A/RES/74/141")
    assert texts(page, "//div[@class='absent']//h2") == ["L’eau"]
    assert page.xpath("//div[@class='absent']//h2//span/@lang") == ["fr"]


def test_pages_are_turned_by_links_and_end() -> None:
    for number in range(PAGE + 1):
        work(f"A/RES/74/{number + 1}", {"en": ("Text", "Water.")})
    indexed()
    page = get("/en/search?q=water")
    assert page.xpath("//a[@rel='next']/@href") == ["/en/search?q=water&page=2"]
    assert get("/en/search?q=water&page=2").xpath("//a[@rel='prev']/@href") == ["/en/search?q=water"]
    for wrong in ("3", str(MOST_PAGES + 1), "0", "x", "-1", "١", "9" * 99, "0001" + "9" * 5000):
        get(f"/en/search?q=water&page={quote(wrong)}", status=404)
    get("/en/search?q=water&sort=price", status=404)


def test_a_centre_searches_its_own_site_and_the_library() -> None:
    public_product("clean-water")
    work("A/RES/74/141")
    indexed()
    page = get("/centres/nairobi/en/search?q=water")
    assert "/centres/nairobi/en/documents/A/RES/74/141" in page.xpath("//main//article//h2/a/@href")


def test_each_order_says_whether_it_counts_texts_with_some_of_the_words() -> None:
    work("A/RES/74/1", {"en": ("One", "Water and sanitation.")})
    work("A/RES/74/2", {"en": ("Two", "Water."), "fr": ("Deux", "L’eau.")})
    work("A/RES/74/3", {"fr": ("Trois", "Les montagnes.")}, form="report")
    indexed()
    notes = "//main//p[@class='found-note']"
    matched, newest = get("/en/search?q=water+sanitation"), get("/en/search?q=water+sanitation&sort=date")
    assert texts(matched, notes) == ["Texts with only some of these words are shown, too."]
    assert texts(newest, notes) == [
        "Sorted by date, only texts with all of these words are shown. Show those with some of them, too"
    ]
    assert newest.xpath(f"{notes}/a/@href") == ["/en/search?q=water+sanitation"]
    for sort in ("relevance", "date"):
        page = get(f"/fr/search?q=eau+montagnes&sort={sort}")
        assert len(page.xpath(f"{notes}")) == 1 and len(page.xpath("//main//article")) == 2
        assert not get(f"/en/search?q=water&sort={sort}").xpath(notes)


def test_without_an_index_it_says_so() -> None:
    assert "prepared" in texts(get("/en/search?q=water", status=503), "//h1")[0]
    assert get("/en/search").xpath("//dl")


def test_marks_do_not_let_markup_through() -> None:
    work("A/RES/74/141", {"en": ("<b>Water</b>", "<script>alert('water')</script> & <img src=x onerror=water>")})
    indexed()
    page = get("/en/search?q=water")
    assert not page.xpath("//main//script | //main//article//img | //main//article//b")
    assert "<script>alert('water')</script>" in texts(page, "//article//p[@class='row-summary']")[0]


def strings() -> list[str]:
    """Strings that broke others, and some that are meant for this."""
    file = ENVIRONMENT.hostile / "strings" / "blns" / "blns.txt"
    if not file.exists():
        pytest.skip(f"{file} is not there; set ROSTRA_HOSTILE to the corpus of bad inputs")
    lines = file.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    own = ['"', '""', '-"', '"-"', "-", "- -", '-"a" -b', "a" * 5000, "水" * 400, "/" * 300, "A/" * 150, "(((((", "\0"]
    return [line for line in lines if line and not line.startswith("#")] + own


def test_nothing_that_is_typed_breaks_it() -> None:
    theme()
    work("A/RES/74/141")
    indexed()
    client, statuses = Client(raise_request_exception=True), set()
    for number, text in enumerate(strings()):
        code = ALL[number % len(ALL)]
        typed = quote(text.encode("utf-8", "surrogateescape"))
        answer = client.get(f"/{code}/search?q={typed}&kind={typed[:300]}", headers={"host": HOST})
        plain = client.get(f"/{code}/search?q={typed}", headers={"host": HOST})
        statuses |= {answer.status_code, plain.status_code}
        assert b"<script>alert" not in plain.content, json.dumps(text)
    assert statuses == {200}


def test_a_symbol_that_is_not_held_is_said_and_near_ones_are_offered() -> None:
    work("A/RES/74/141")
    indexed()
    page = get("/en/search?q=A/RES/74/142")
    assert texts(page, "//main//p[@class='found-note']") == [
        "The library holds no document with the symbol A/RES/74/142. Did you mean one of these?"
    ]
    assert page.xpath("//main//article//h2/a/@href") == ["/en/documents/A/RES/74/141"]


@pytest.mark.parametrize(("held", "typed"), [("A/RES/74/1", "A/RES/74/1/Corr.1"), ("A/RES/74/1/Add.1", "A/RES/74/1")])
def test_of_a_symbol_that_is_not_held_what_has_the_same_number_comes_first(held: str, typed: str) -> None:
    work(held)
    for number in range(2, 9):
        work(f"A/RES/74/{number}")
    indexed()
    assert get(f"/en/search?q={typed}").xpath("//div[@class='absent']//h2/a/@href")[0] == f"/en/documents/{held}"


def test_a_record_in_another_language_says_so_by_its_tag() -> None:
    work("A/RES/74/141", {"zh": ("饮用水", "水。")})
    work("A/RES/74/1", {"en": ("Budget", "Money.")})
    indexed()
    page = get("/en/search?q=A/RES/74/141")
    assert page.xpath("//div[@class='absent']//h2/a/@hreflang") == ["zh-Hans"]
