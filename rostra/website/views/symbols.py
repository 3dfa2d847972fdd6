"""Symbols as addresses: `/symbol/{lang}/{symbol}`, short ones as older resolvers have them, and a host of their own."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import override

from rostra.foundation import clock
from rostra.website import document_facts as facts
from rostra.website.views.documents import answer, meant, missing, page, redirect_to
from rostra.website.visits import Visit, called_site, preferred, public, readable


@readable
def symbol(request: HttpRequest, rest: str) -> HttpResponse:
    """Lead to a document: the language first, or as `?lang=`, or as the browser asks."""
    visit, typed = _visit(request, rest)
    with override(visit.language.django or None):
        return lead(visit, typed, help_where_unknown=True)


@public
def short(visit: Visit, rest: str) -> HttpResponse:
    """`/{lang}/{symbol}` on an ordinary site, where nothing else stands: leads to the document, if there is one."""
    return lead(visit, rest, help_where_unknown=False)


def lead(visit: Visit, typed: str, *, help_where_unknown: bool) -> HttpResponse:
    """To the document that a symbol means.

    Raises:
        Http404: where there is none, and no help is wanted.
    """
    asked, work = meant(visit, typed)
    if asked is None or work is None:
        if help_where_unknown:
            return answer(visit, typed)
        raise Http404
    return redirect_to(visit.site.path(f"/{visit.language.code}{facts.rest_of(work)}"), visit, asked, work)


def _visit(request: HttpRequest, rest: str) -> tuple[Visit, str]:
    """The visit and what is left of the address once the language is taken off."""
    around, site = called_site(request)
    first, _, others = rest.partition("/")
    named = site.by_code.get(first.lower())
    if named is not None:
        rest = others
    else:
        named = site.by_code.get(request.GET.get("lang", "").lower())
    language = named or preferred(request, site)
    return Visit(request, around, site, language, clock.now(), negotiated=named is None), rest


@readable
def on_own_host(request: HttpRequest, rest: str, lang: str = "") -> HttpResponse:
    """`/{lang}/{symbol}` on a host set aside for symbols: the document itself, at its one address there."""
    visit, typed = _visit(request, f"{lang}/{rest}" if lang else rest)
    with override(visit.language.django or None):
        asked, work = meant(visit, typed)
        if asked is None or work is None:
            return missing(visit, typed, asked)
        own = f"/{visit.language.code}/{work.address}"
        return page(visit, work) if request.path == own else redirect_to(own, visit, asked, work)
