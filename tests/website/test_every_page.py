"""Every kind of public page in every language keeps nobody out and fits a small phone; none is forgotten."""

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from django.urls import resolve
from playwright.sync_api import Browser, Page

from rostra.search import generations
from rostra.website import symbol_urls, urls
from rostra.website.views import documents, feeds, front_page, machines, sealed, slashes, symbols
from tests.factories.products import ALL
from tests.website.browsing import OVERFLOW, Server, grave_faults, opened
from tests.website.conftest import HOST

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


class Kind(NamedTuple):
    """A kind of page: its address after the site's, its status, and what it must show to be that kind."""

    path: str
    status: int
    shows: str


#: A word that texts of a language have.
WATER = {"ar": "المياه", "zh": "用水", "en": "water", "fr": "eau", "ru": "вода", "es": "agua"}
_SEARCH, _DOCUMENTS = "/{code}/search?q=", "/{code}/documents/"
#: `{other}` runs in another direction; `{lacked}` is a symbol that is held in that language only.
KINDS = {
    "home": Kind("/{code}/", 200, "main img"),
    "kind": Kind("/{code}/story/", 200, ".row"),
    "empty kind": Kind("/{code}/speech/", 200, ".empty"),
    "product": Kind("/{code}/story/clean-water", 200, ".article-body p"),
    "pictured": Kind("/{code}/story/pictured", 200, ".cited"),
    "fallback": Kind("/{code}/flash/ice", 200, "article"),
    "correction": Kind("/{code}/story/corrected", 200, ".notice"),
    "tombstone": Kind("/{code}/story/mistaken", 410, "h1"),
    "themes": Kind("/{code}/themes/", 200, ".tiles a"),
    "theme": Kind("/{code}/themes/water", 200, ".row"),
    "about": Kind("/{code}/about", 200, ".facts"),
    "centres": Kind("/{code}/centres", 200, ".tiles a"),
    "documents": Kind(_DOCUMENTS, 200, ".row"),
    "last documents": Kind(f"{_DOCUMENTS}?page=2", 200, "[rel=prev]"),
    "filtered documents": Kind(f"{_DOCUMENTS}?session=90&missing={{other}}", 200, "[selected]"),
    "no documents": Kind(f"{_DOCUMENTS}?session=91&missing={{other}}", 200, ".empty"),
    "document": Kind(f"{_DOCUMENTS}A/RES/90/1", 200, ".numbered .anchor"),
    "beside": Kind(f"{_DOCUMENTS}A/RES/90/1?beside={{other}}", 200, ".beside-row table"),
    "document elsewhere": Kind(f"{_DOCUMENTS}{{lacked}}", 200, ".notice-language"),
    "document not held": Kind(f"{_DOCUMENTS}A/RES/90/19", 404, ".row"),
    "no symbol": Kind(f"{_DOCUMENTS}nothing", 404, ".ways"),
    "how to search": Kind("/{code}/search", 200, ".ways"),
    "search": Kind(f"{_SEARCH}{{water}}", 200, ".result mark"),
    "last results": Kind(f"{_SEARCH}{{water}}&page=2", 200, "[rel=prev]"),
    "narrowed search": Kind(f"{_SEARCH}{{water}}&collection=library", 200, ".facet .chosen"),
    "search by symbol": Kind(f"{_SEARCH}A/RES/90/1", 200, ".result-named"),
    "search for a symbol not held": Kind(f"{_SEARCH}A/RES/90/19", 200, ".absent .row"),
    "search elsewhere": Kind(f"{_SEARCH}{{lacked}}", 200, ".absent .result"),
    "other languages": Kind(f"{_SEARCH}{{others_water}}", 200, ".elsewhere a"),
    "nothing found": Kind(f"{_SEARCH}kangaroo", 200, ".hints"),
    "missing": Kind("/{code}/nothing/here", 404, "h1"),
}
#: At headquarters alone: addresses for symbols, which know no centre.
SYMBOLS = {
    "symbol not held": Kind(f"{HOST}/symbol/{{code}}/A/RES/90/19", 404, ".row"),
    "symbols' host": Kind("http://symbols.test/{code}/A/RES/90/1", 200, ".numbered .anchor"),
    "symbols' host, no language": Kind("http://symbols.test/A/RES/90/19", 404, ".row"),
    "symbols' host, long": Kind("http://symbols.test/{code}/documents/A/RES/90/19", 404, ".row"),
}
#: What answers machines, or only leads to a page.
NO_PAGES = (
    front_page.choose_language, slashes.respelled, symbols.short, feeds.feed, machines.robots, machines.sitemap_index,
    machines.sitemap, sealed.media, documents.source_file,
)  # fmt: skip
SITES = [*((HOST, code) for code in ALL), (f"{HOST}/centres/south", "ar")]


def addresses(site: str, code: str) -> Iterator[tuple[str, Kind]]:
    """Every kind of page of a site in a language: its whole address."""
    other = "en" if code == "ar" else "ar"
    lacked = {"en": "A/RES/90/4", "ar": "A/RES/90/3"}[other]
    words = {"code": code, "other": other, "lacked": lacked, "water": WATER[code], "others_water": WATER[other]}
    for kind in KINDS.values():
        yield site + kind.path.format(**words), kind
    for kind in SYMBOLS.values() if site == HOST else ():
        yield kind.path.format(**words), kind


def faults(page: Page, address: str, kind: Kind) -> list[str]:
    """What is wrong with a page for those who see it differently, or on little paper."""
    answer = page.goto(address)
    assert answer
    found = grave_faults(page)
    if answer.status != kind.status:
        found.append(f"answered {answer.status}, not {kind.status}")
    if not page.locator(kind.shows).count():
        found.append(f"without {kind.shows}")
    if (wide := page.evaluate(OVERFLOW)) > 0:
        found.append(f"{wide} pixels too wide")
    return found


@pytest.mark.parametrize(("root", "code"), SITES)
def test_no_page_keeps_anybody_out_or_overflows_a_small_phone(
    site: Server, browser: Browser, root: str, code: str
) -> None:
    with opened(browser, site, width=320) as page:
        found = {address: faults(page, address, kind) for address, kind in addresses(root, code)}
    assert {address: wrong for address, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("code", ALL)
def test_nor_does_search_that_has_no_index_yet(site: Server, browser: Browser, code: str) -> None:
    current = generations.home() / "current"
    aside = current.rename(current.with_name("aside"))
    try:
        with opened(browser, site, width=320) as page:
            found = faults(page, f"{HOST}/{code}/search?q=water", Kind("", 503, ".standfirst"))
    finally:
        aside.rename(current)
    assert found == []


def test_every_address_of_a_page_is_looked_at() -> None:
    looked_at = set()
    for address in (address for root, code in SITES for address, _ in addresses(root, code)):
        parts = urlsplit(address)
        looked_at.add(resolve(parts.path, symbol_urls if parts.hostname == "symbols.test" else urls).route)
    pages = {
        str(address.pattern)
        for address in (*symbol_urls.urlpatterns, *urls.urlpatterns)
        if address.callback not in NO_PAGES
    }
    assert pages - looked_at == set(), "Add the kind of page to KINDS, or say in NO_PAGES that it is none."
