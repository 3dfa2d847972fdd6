"""A slash too many or too few at the end of an address: it leads to the page, be there one or not."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from rostra.website.visits import called_site, readable

#: A query longer than this (characters) is not repeated.
LONGEST_QUERY = 4000


@readable
def respelled(request: HttpRequest, *, centre: str = "", lang: str = "", kind: str = "", **rest: Any) -> HttpResponse:
    """To the address with the other ending, on the same host. What is public or hidden there is not looked at."""
    around, site = called_site(request, centre)
    if (lang and lang not in site.by_code) or (kind and kind not in around.kinds):
        raise Http404
    path = request.path[:-1] if request.path.endswith("/") else f"{request.path}/"
    query = request.GET.urlencode()
    return redirect(f"{path}?{query}" if 0 < len(query) <= LONGEST_QUERY else path, permanent=True)
