"""Lists: everything of a kind, themes and what was told under each, the centres, and who an office is."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse

from rostra.mandates.models import Theme
from rostra.network.models import Person
from rostra.website.listing import FAR
from rostra.website.visits import Visit, public

#: Rows of a page.
PAGE = 20


def page_of(visit: Visit, ids: list[int]) -> dict[str, Any]:
    """One page of a list by `?page=`."""
    path = visit.request.path
    page, paging = paged(visit, Paginator(ids, PAGE), lambda number: path if number == 1 else f"{path}?page={number}")
    return {"entries": visit.listing.entries(page.object_list, visit.language), "paging": paging}


def paged(visit: Visit, pages: Paginator[Any], path: Callable[[int], str]) -> tuple[Page[Any], dict[str, Any]]:
    """The page that `?page=` asks for, and the ways to those beside it; others are 404.

    Args:
        path: the address of a page by its number.

    Raises:
        Http404: so that endless addresses are not crawled.
    """
    asked = visit.request.GET.get("page", "1")
    if not (asked.isascii() and asked.isdigit()) or not 1 <= int(asked[:6]) <= pages.num_pages:
        raise Http404
    page = pages.page(int(asked[:6]))
    return page, {
        "number": page.number,
        "pages": pages.num_pages,
        "before": path(page.number - 1) if page.has_previous() else "",
        "after": path(page.number + 1) if page.has_next() else "",
    }


@public
def kind_list(visit: Visit, kind: str) -> HttpResponse:
    """Everything of a kind, newest first."""
    row = visit.around.kinds.get(kind)
    if row is None:
        raise Http404
    ids = visit.listing.ids(visit.language, lambda facts: facts.kind == kind)
    page = page_of(visit, ids)
    until = visit.listing.fresh_until(page["entries"])
    return visit.answer("website/kind.html", {"kind": row, **page}, section="home", keep=until)


@public
def theme_list(visit: Visit) -> HttpResponse:
    """All themes."""
    return visit.answer("website/themes.html", {}, section="themes", keep=FAR)


def theme_or_404(visit: Visit, slug: str) -> Theme:
    """A theme by its slug.

    Raises:
        Http404: where there is none.
    """
    theme = visit.around.themes.get(slug)
    if theme is None:
        raise Http404
    return theme


@public
def theme_page(visit: Visit, slug: str) -> HttpResponse:
    """What was told under a theme, newest first."""
    theme = theme_or_404(visit, slug)
    ids = visit.listing.ids(visit.language, lambda facts: slug in facts.themes)
    page = page_of(visit, ids)
    until = visit.listing.fresh_until(page["entries"])
    return visit.answer("website/theme.html", {"theme": theme, **page}, section="themes", keep=until)


@public
def about(visit: Visit) -> HttpResponse:
    """Who this office is, where, in which languages, and how to reach it."""
    people = Person.objects.filter(office=visit.site.office, public=True)
    context = {"people": people, "centres": centres_of(visit)}
    return visit.answer("website/about.html", context, section="about", keep=FAR)


@public
def centres(visit: Visit) -> HttpResponse:
    """All centres, by region."""
    return visit.answer("website/centres.html", {"centres": centres_of(visit)}, section="centres", keep=FAR)


def centres_of(visit: Visit) -> list[dict[str, Any]]:
    """The sites of all centres, by region, with an address in the reader's language or their own."""
    found = []
    for site in visit.around.sites.values():
        if site.office == visit.around.headquarters:
            continue
        code = visit.language.code if visit.language.code in site.by_code else site.default
        home = f"/{code}/"
        href = site.path(home) if site.origin == visit.site.origin else site.url(home)
        region = site.office.region
        found.append({"office": site.office, "href": href, "site": site, "region": region.name if region else {}})
    return sorted(found, key=lambda each: each["office"].region.slug if each["office"].region else "")
