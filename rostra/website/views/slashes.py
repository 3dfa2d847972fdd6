"""A slash too many or too few at the end of an address: it leads to the page, be there one or not."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from rostra.website.views.symbols import short
from rostra.website.visits import called_site, readable

#: A query longer than this (characters) is not repeated.
LONGEST_QUERY = 4000


@readable
def respelled(
    request: HttpRequest, *, centre: str = "", lang: str = "", kind: str = "", **rest: str
) -> HttpResponseBase:
    """To the address with the other ending, on the same host. What is public or hidden there is not looked at.

    What names no kind may be a symbol, as where there is no slash.
    """
    around, site = called_site(request, centre)
    if lang and lang not in site.by_code:
        raise Http404
    if kind and kind not in around.kinds:
        if centre:
            raise Http404
        return short(request, lang=lang, rest="/".join([kind, *rest.values()]))
    path = request.path[:-1] if request.path.endswith("/") else f"{request.path}/"
    query = request.GET.urlencode()
    return redirect(f"{path}?{query}" if 0 < len(query) <= LONGEST_QUERY else path, permanent=True)
