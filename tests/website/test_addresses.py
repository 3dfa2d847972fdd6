"""Addresses that lead to others: in the language that the browser asks for where they name none."""

from collections.abc import Callable

import pytest
from django.core.wsgi import get_wsgi_application

from rostra.network.models import Host
from rostra.website.front import Front
from tests.factories.library import work
from tests.factories.products import kind, office
from tests.noninterference.crawl import Answer, Ask
from tests.noninterference.crawl import ask as told

pytestmark = pytest.mark.django_db(transaction=True)
Asking = Callable[..., Answer]


@pytest.fixture
def ask() -> Asking:
    """Asks the whole application, as it is served."""
    kind()
    Host.objects.create(name="symbols.test", office=office("hq", host="hq.test"), purpose=Host.Purpose.SYMBOLS)
    office("south", codes=("ar", "fr"))
    work("A/RES/90/1", "en", "fr")
    front = Front(get_wsgi_application())
    front.stop()
    return lambda path, host="hq.test", code="", method="GET": told(
        front, Ask(method, host, path, (("Accept-Language", code),) if code else ())
    )


def said(answer: Answer, name: str) -> str:
    """A header; empty where it is not sent."""
    return dict(answer.headers).get(name, "")


@pytest.mark.parametrize(
    ("host", "path", "lands"),
    [
        ("hq.test", "/", "/{}/"),
        ("hq.test", "/centres/south/", "/centres/south/{}/"),
        ("hq.test", "/symbol/a/res/90/1", "/{}/documents/A/RES/90/1"),
        ("hq.test", "/symbol/A/RES/90/1", "/{}/documents/A/RES/90/1"),
        ("symbols.test", "/a/res/90/1", "/{}/A/RES/90/1"),
    ],
)
def test_where_the_browser_chose_the_language_no_cache_leads_others_there(
    ask: Asking, host: str, path: str, lands: str
) -> None:
    for code in ("fr", "ar", "fr"):
        answer = ask(path, host, code)
        assert (answer.code, said(answer, "Location")) == (302, lands.format(code))
        assert "Accept-Language" in said(answer, "Vary")


@pytest.mark.parametrize(
    ("host", "path"),
    [
        ("hq.test", "/symbol/fr/a/res/90/1"),
        ("hq.test", "/symbol/a/res/90/1?lang=fr"),
        ("hq.test", "/fr/documents/a/res/90/1"),
        ("symbols.test", "/fr/a/res/90/1"),
    ],
)
def test_an_address_that_names_its_language_leads_all_readers_there_for_good(ask: Asking, host: str, path: str) -> None:
    answer = ask(path, host, "ar")
    assert answer.code == 301
    assert "Accept-Language" not in said(answer, "Vary")


@pytest.mark.parametrize("root", ["", "/centres/south"])
@pytest.mark.parametrize(
    ("typed", "lands"),
    [
        ("/fr", "/fr/"),
        ("/fr/about/", "/fr/about"),
        ("/fr/search/?q=eau+claire&page=2", "/fr/search?q=eau+claire&page=2"),
        ("/fr/documents?session=90", "/fr/documents/?session=90"),
        ("/fr/themes", "/fr/themes/"),
        ("/fr/themes/water/", "/fr/themes/water"),
        ("/fr/story", "/fr/story/"),
        ("/fr/story/hidden-or-not/", "/fr/story/hidden-or-not"),
        ("/fr/about/?" + "x" * 5000, "/fr/about"),
    ],
)
def test_a_slash_too_many_or_too_few_leads_to_the_page(ask: Asking, root: str, typed: str, lands: str) -> None:
    for method in ("GET", "HEAD"):
        answer = ask(f"{root}{typed}", method=method)
        assert (answer.code, said(answer, "Location")) == (301, f"{root}{lands}")


def test_a_centre_is_found_without_the_slash_behind_its_name(ask: Asking) -> None:
    assert said(ask("/centres/south"), "Location") == "/centres/south/"
    assert ask("/centres/nowhere").code == 404


@pytest.mark.parametrize(
    "path",
    ["//evil.example", "//evil.example/", "/fr//evil.example", "/fr//evil.example/", "/fr//", "//fr/about/",
     "/fr/%0d%0a", "/xx", "/xx/about/", "/fr/nothing", "/fr/nothing/at-all/", "/centres/south/en",
     "/fr/%5cevil.example/", "/fr/about//"],
)  # fmt: skip
def test_nothing_else_is_led_anywhere(ask: Asking, path: str) -> None:
    answer = ask(path)
    assert (answer.code, said(answer, "Location")) in {(404, ""), (400, "")}


@pytest.mark.parametrize(("host", "path"), [("hq.test", "/symbol/A/RES/90/9"), ("symbols.test", "/A/RES/90/9")])
def test_help_in_the_language_of_the_browser_says_so_to_caches(ask: Asking, host: str, path: str) -> None:
    for code in ("fr", "en"):
        answer = ask(path, host, code)
        assert answer.code == 404
        assert f'<html lang="{code}"'.encode() in answer.body
        assert "Accept-Language" in said(answer, "Vary")


@pytest.mark.parametrize("host", ["hq.test", "symbols.test"])
@pytest.mark.parametrize("path", ["/nothing", "/nothing/at/all", "/fr/nothing", "/fr/nothing/at/all"])
def test_what_is_no_address_gets_a_page_of_the_site_on_every_host(ask: Asking, host: str, path: str) -> None:
    answer = ask(path, host, "fr")
    assert answer.code == 404
    assert b'<html lang="fr"' in answer.body and b'href="/fr/search"' in answer.body
    assert ("Accept-Language" in said(answer, "Vary")) is not path.startswith("/fr/")
    assert ask(path, host, "fr", "HEAD").code == 404


def test_a_symbol_of_two_parts_may_end_in_a_slash(ask: Asking) -> None:
    work("A/150", "en")
    assert said(ask("/en/A/150/"), "Location") == said(ask("/en/A/150"), "Location") == "/en/documents/A/150"
    assert ask("/en/A/151/").code == ask("/centres/south/fr/A/150/").code == 404


def test_a_centre_with_a_host_of_its_own_is_led_to_on_that_host(ask: Asking) -> None:
    office("east", codes=("fr",), host="east.test")
    assert said(ask("/centres/east/"), "Location").endswith("//east.test/fr/")
