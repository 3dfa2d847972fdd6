"""For robots: what may be crawled, and the map of everything public, with each page's other languages."""

from collections.abc import Iterator
from math import ceil
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string

from rostra.foundation import clock
from rostra.website.chrome import Surroundings
from rostra.website.listing import Listing
from rostra.website.sites import Site
from rostra.website.visits import called_site, kept, readable

#: Products of one map file: sitemaps.org allows 50,000 addresses, and each product has one per language.
PRODUCTS = 2000


@readable
def robots(request: HttpRequest) -> HttpResponse:
    """Everything public may be crawled; searches and counting may not (RFC 9309)."""
    _, site = called_site(request)
    lines = [
        "User-agent: *",
        "Disallow: /desk/",
        "Disallow: /-/",
        "Disallow: /*/search?",
        f"Sitemap: {site.origin}/sitemap.xml",
        "",
    ]
    return kept(HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8"))


@readable
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The map files of a host (sitemaps.org 0.9)."""
    around, site = called_site(request)
    parts = [
        f"{each.url('/sitemaps/')}{number}.xml"
        for each in _sites_here(around, site)
        for number in range(ceil(len(_ids(_listing(around, each), each)) / PRODUCTS) + 1)
    ]
    return _xml("website/sitemap_index.xml", {"parts": parts})


@readable
def sitemap(request: HttpRequest, number: int, centre: str = "") -> HttpResponse:
    """One map file: 0 has the standing pages, the others the products."""
    around, site = called_site(request, centre)
    pages = list(_standing(around, site) if number == 0 else _products(around, site, number))
    if not pages:
        raise Http404
    return _xml("website/sitemap.xml", {"pages": pages})


def _sites_here(around: Surroundings, site: Site) -> list[Site]:
    """The sites of a host: its own, and on headquarters' those that have no host."""
    if site.office != around.headquarters:
        return [site]
    return [each for each in around.sites.values() if each.origin == site.origin]


def _listing(around: Surroundings, site: Site) -> Listing:
    return Listing(around, site, clock.now())


def _ids(listing: Listing, site: Site) -> list[int]:
    return listing.ids(site.languages[0]) if site.languages else []


def _standing(around: Surroundings, site: Site) -> Iterator[dict[str, Any]]:
    rests = ["/", "/about", "/centres", "/documents/", "/themes/", *(f"/themes/{slug}" for slug in around.themes)]
    for rest in [*rests, *(f"/{slug}/" for slug in around.kinds)]:
        yield from _in_all(site, rest, [language.code for language in site.languages])


def _products(around: Surroundings, site: Site, number: int) -> Iterator[dict[str, Any]]:
    listing = _listing(around, site)
    ids = _ids(listing, site)[(number - 1) * PRODUCTS : number * PRODUCTS]
    for entry in listing.entries(ids, site.languages[0]):
        codes = [tongue.language.code for tongue in entry.tongues if tongue.href]
        yield from _in_all(site, f"/{entry.kind_slug}/{entry.slugline}", codes)


def _in_all(site: Site, rest: str, codes: list[str]) -> Iterator[dict[str, Any]]:
    others = [{"tag": site.by_code[code].bcp47, "url": site.url(f"/{code}{rest}")} for code in codes]
    for other in others:
        yield {"url": other["url"], "others": others}


def _xml(template: str, context: dict[str, Any]) -> HttpResponse:
    return kept(HttpResponse(render_to_string(template, context), content_type="application/xml"))
