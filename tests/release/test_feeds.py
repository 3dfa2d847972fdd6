"""Feeds as a reader's program gets them: valid, in each language, and telling of nothing before its instant."""

import json
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import feedparser
import pytest
import time_machine
from django.test import Client
from jsonschema import Draft4Validator
from lxml import etree
from referencing import Registry, Resource

from config.environment import ENVIRONMENT
from rostra.foundation import clock as rostra_clock
from rostra.products.models import Product
from rostra.release.actions.correct import correct
from rostra.release.actions.find_unaffected import find_unaffected
from rostra.release.actions.withdraw import withdraw
from rostra.release.models import Delivery, Obligation
from rostra.release.sending import attempt
from rostra.website.views import feeds
from tests.factories.products import ALL, LANGUAGES, TEXTS, cleared_product, office, operator, theme
from tests.factories.release import armed_release, live_product, make_live

pytestmark = pytest.mark.django_db(transaction=True)
Clock = time_machine.Traveller
ATOM = {"a": "http://www.w3.org/2005/Atom", "at": "http://purl.org/atompub/tombstones/1.0"}
STANDARDS = ENVIRONMENT.data / "standards"
ENDINGS = ("atom", "rss", "json")
needs_standards = pytest.mark.skipif(not STANDARDS.exists(), reason="the official schemas are not here")


def fetch(path: str, **headers: str) -> Any:
    return Client().get(path, headers={"host": "hq.test", **headers})


def tree(code: str = "en", where: str = "") -> Any:
    return etree.fromstring(fetch(f"/{code}{where}/feed.atom").content)


def titles(code: str = "en", where: str = "") -> list[str]:
    return [str(title) for title in tree(code, where).xpath("a:entry/a:title/text()", namespaces=ATOM)]


@pytest.fixture
def site(clock: Clock) -> None:
    """Headquarters on its host, a centre under it that speaks two languages, and one story in all six."""
    office("hq", host="hq.test")
    office("hills", codes=("ar", "fr"))
    live_product("clean-water", clock, themes=[theme()])


@pytest.fixture(params=["full", "empty", "withdrawn"])
def any_site(request: pytest.FixtureRequest, site: None, clock: Clock) -> str:
    """Sites on which much, nothing, or only something withdrawn stands."""
    if request.param == "withdrawn":
        make_live(withdraw(Product.objects.get(), by=operator(), reason={"en": "Wrong <b>&</b> kind."}), clock)
    if request.param == "empty":
        clock.shift(timedelta(days=-1))
    return str(request.param)


def atom_faults(file: Path, document: Any) -> str:
    """What the grammar of RFC 4287 says against a feed; RFC 6721's tombstones, which it does not know, apart."""
    for tomb in document.xpath("at:deleted-entry", namespaces=ATOM):
        document.remove(tomb)
    file.write_bytes(etree.tostring(document))
    grammar = STANDARDS / "feeds" / "atom_rfc4287.rnc"
    return subprocess.run(["jing", "-c", grammar, file], capture_output=True, text=True, check=False).stdout


def json_feed_faults(document: Any) -> list[str]:
    schemas = [json.loads((STANDARDS / "jsonfeed" / name).read_text()) for name in ("feed.json", "feed-1.json")]
    resources = [(schema["id"], Resource.opaque(schema)) for schema in schemas]
    validator = Draft4Validator(schemas[0], registry=Registry().with_resources(resources))
    return [error.message for error in validator.iter_errors(document)]


@needs_standards
def test_feeds_are_valid_in_every_language(any_site: str, tmp_path: Path) -> None:
    for code in ALL:
        document = tree(code)
        assert document.get("{http://www.w3.org/XML/1998/namespace}lang") == LANGUAGES[code][0]
        assert atom_faults(tmp_path / "feed.atom", document) == ""
        assert json_feed_faults(json.loads(fetch(f"/{code}/feed.json").content)) == []
        assert not feedparser.parse(fetch(f"/{code}/feed.rss").content).bozo


@needs_standards
def test_the_validators_know_a_bad_feed(site: None, tmp_path: Path) -> None:
    document = tree()
    document.remove(document.find("a:id", namespaces=ATOM))
    assert "missing" in atom_faults(tmp_path / "feed.atom", document)
    assert json_feed_faults({"version": "https://jsonfeed.org/version/1.1", "items": [{"title": "no id"}]})


def test_a_reader_finds_the_same_text_in_every_format(site: None) -> None:
    for code in ALL:
        for ending in ("atom", "rss"):
            found = feedparser.parse(fetch(f"/{code}/feed.{ending}").content)
            entry = found.entries[0]
            assert (found.bozo, entry.title) == (False, TEXTS[code][0])
            assert TEXTS[code][2].split("<")[0] in entry.content[0].value
            assert entry.link == f"https://hq.test/{code}/story/clean-water"
        item = json.loads(fetch(f"/{code}/feed.json").content)["items"][0]
        assert (item["title"], item["id"]) == (TEXTS[code][0], entry.id)


def test_who_has_the_feed_is_told_so_in_a_few_bytes(site: None, clock: Clock) -> None:
    tags = {path: fetch(path).headers["ETag"] for path in (f"/en/feed.{ending}" for ending in ENDINGS)}
    for path, tag in tags.items():
        again = fetch(path, if_none_match=tag)
        assert (again.status_code, again.content) == (304, b"")
        packed = fetch(path, accept_encoding="gzip", if_none_match=tag)
        assert (packed.status_code, packed.headers["Content-Encoding"]) == (200, "gzip")
    live_product("second-story", clock)
    assert {fetch(path, if_none_match=tag).status_code for path, tag in tags.items()} == {200}


def test_before_its_instant_a_release_changes_no_byte_of_any_feed(site: None, clock: Clock) -> None:
    paths = [f"/{code}{where}/feed.{ending}" for code in ALL for where in ("", "/themes/water") for ending in ENDINGS]
    before = [fetch(path).content for path in paths]
    release = armed_release(cleared_product("secret", themes=[theme()]))
    clock.move_to(release.instant - timedelta(milliseconds=1))
    assert [fetch(path).content for path in paths] == before
    clock.move_to(release.instant)
    after = [fetch(path).content for path in paths]
    assert all(new != old for new, old in zip(after, before, strict=True))


def test_a_correction_comes_first_keeps_its_name_and_carries_its_notice(site: None, clock: Clock) -> None:
    live_product("second-story", clock)
    before = tree().xpath("a:entry[last()]/a:id/text()", namespaces=ATOM)
    product = Product.objects.get(slugline="clean-water")
    changed = {"en": {"headline": "Clean water reaches three villages"}}
    make_live(correct(product, by=operator(), note={"en": "The number was wrong."}, texts=changed), clock)
    first = tree().xpath("a:entry[1]", namespaces=ATOM)[0]
    assert first.xpath("a:id/text()", namespaces=ATOM) == before
    assert first.xpath("a:title/text()", namespaces=ATOM) == ["Clean water reaches three villages"]
    content = first.xpath("a:content/text()", namespaces=ATOM)[0]
    assert "<strong>Correction · " in content
    assert "</strong><br>The number was wrong.</p>" in content
    arabic = tree("ar").xpath("a:entry[1]/a:content/text()", namespaces=ATOM)[0]
    assert '<p lang="ar" dir="rtl"><strong>يجري التحقق من هذا النص' in arabic, "a remark is told in its own language"
    published, updated = first.xpath("(a:published|a:updated)/text()", namespaces=ATOM)
    assert published < updated


def dates(code: str) -> set[str]:
    """When a text was released and changed, as each format says."""
    atom = tree(code).xpath("(a:entry[1]/a:published|a:entry[1]/a:updated)/text()", namespaces=ATOM)
    item = json.loads(fetch(f"/{code}/feed.json").content)["items"][0]
    rss = etree.fromstring(fetch(f"/{code}/feed.rss").content).xpath("//item[1]/a:updated/text()", namespaces=ATOM)
    return {*map(str, atom), item["date_published"], item["date_modified"], *map(str, rss)}


def remarked(clock: Clock) -> Obligation:
    """English is corrected, the others say that they are being checked; the French check."""
    product = Product.objects.get(slugline="clean-water")
    make_live(correct(product, by=operator(), note={"en": "Wrong."}, texts={"en": {"headline": "Three"}}), clock)
    return Obligation.objects.get(version__language__code="fr")


def test_a_text_found_unaffected_reads_as_before_and_its_feed_says_that_something_was_told(
    site: None, clock: Clock
) -> None:
    page, released = fetch("/fr/story/clean-water").content, dates("fr")
    check = remarked(clock)
    with_remark, others = dates("fr"), dates("ru")
    release = make_live(find_unaffected(check, by=operator()), clock)
    assert fetch("/fr/story/clean-water").content == page
    assert len(dates("fr") - released - with_remark) == 1, "who has the remark needs the text without it"
    assert dates("ru") == others, "the others are still being checked"
    told = set(release.deliveries.values_list("frozen__language__code", "channel", "state"))
    assert told == {("fr", "web", "done"), ("fr", "feed", "done")}


def test_a_lifted_remark_is_in_a_feed_that_had_no_more_room(
    site: None, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = remarked(clock)
    monkeypatch.setattr(feeds, "MOST_ENTRIES", 1)
    live_product("second-story", clock)
    assert "second-story" in tree("fr").xpath("string(a:entry/a:link/@href)", namespaces=ATOM)
    make_live(find_unaffected(check, by=operator()), clock)
    assert "clean-water" in tree("fr").xpath("string(a:entry/a:link/@href)", namespaces=ATOM)


def test_what_was_withdrawn_is_a_tombstone_in_atom_and_nowhere_else(site: None, clock: Clock) -> None:
    name = tree("ru").xpath("a:entry/a:id/text()", namespaces=ATOM)[0]
    make_live(withdraw(Product.objects.get(), by=operator(), reason={"en": "Not ours."}, languages=["ru"]), clock)
    for where in ("", "/themes/water"):
        dead = tree("ru", where).xpath("at:deleted-entry", namespaces=ATOM)
        assert [each.get("ref") for each in dead] == [name]
        assert dead[0].xpath("at:comment/text()", namespaces=ATOM) == ["Not ours."]
        assert titles("ru", where) == []
    assert json.loads(fetch("/ru/feed.json").content)["items"] == []
    assert b"<item>" not in fetch("/ru/feed.rss").content
    assert titles("en") == [TEXTS["en"][0]]
    others = tree("en").xpath("a:entry/a:link[@rel='alternate']/@hreflang", namespaces=ATOM)
    assert "ru" not in others


def test_a_centre_speaks_its_own_languages_under_its_own_addresses(site: None) -> None:
    document = tree("ar", "").getroottree()
    assert document is not None
    centre = etree.fromstring(fetch("/centres/hills/ar/feed.atom").content)
    links = centre.xpath("a:entry/a:link[@rel='alternate']/@href", namespaces=ATOM)
    assert links == [f"https://hq.test/centres/hills/{code}/story/clean-water" for code in ("ar", "fr")]
    assert fetch("/centres/hills/ru/feed.atom").status_code == 404
    assert fetch("/ar/themes/nothing/feed.atom").status_code == 404


def test_a_theme_has_its_own_feed_and_names_itself_in_the_language(site: None, clock: Clock) -> None:
    live_product("no-theme", clock)
    assert len(titles("zh")) == 2
    document = tree("zh", "/themes/water")
    assert len(document.xpath("a:entry", namespaces=ATOM)) == 1
    assert document.xpath("a:title/text()", namespaces=ATOM)[0].startswith("水")


def test_a_feed_is_bounded_in_entries_and_in_text(site: None, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        live_product(f"more-{number}", clock)
    monkeypatch.setattr(feeds, "MOST_ENTRIES", 2)
    assert len(titles()) == 2
    monkeypatch.setattr(feeds, "MOST_TEXT", 1)
    assert len(titles()) == 1


def test_the_delivery_of_a_feed_is_done_only_when_the_gate_lists_it(site: None, clock: Clock) -> None:
    rows = Delivery.objects.filter(channel="feed")
    assert set(rows.values_list("state", flat=True)) == {"done"}
    assert rows.count() == len(ALL) + 2
    row = rows.select_related("frozen").first()
    clock.move_to(row.release.instant - timedelta(seconds=1))
    assert attempt(row).status == "absent"
    clock.move_to(row.release.instant)
    assert attempt(row).status == "listed"
    assert rostra_clock.now() == row.release.instant
