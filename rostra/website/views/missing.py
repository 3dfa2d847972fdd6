"""What is not there, and what may not be seen: the same bytes for both, in the address's or the browser's language."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotFound
from django.utils.translation import override

from rostra.foundation import clock
from rostra.website.chrome import alternates
from rostra.website.visits import Visit, called_site, preferred


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """A page that says what to do next. Nothing of the address asked for is repeated."""
    parts = request.path.split("/")
    centre = parts[2] if len(parts) > 3 and parts[1] == "centres" else ""
    try:
        around, site = _site(request, centre)
        named = site.by_code.get(parts[3] if site.prefix else parts[1])
        language = named or preferred(request, site)
    except Http404:
        return HttpResponseNotFound()
    with override(language.django or None):
        visit = Visit(request, around, site, language, clock.now(), negotiated=named is None)
        homes = alternates(site, language, "/")
        return visit.answer("website/missing.html", {"canonical": ""}, status=404, others=homes)


def _site(request: HttpRequest, centre: str) -> Any:
    try:
        return called_site(request, centre)
    except Http404:
        return called_site(request)
