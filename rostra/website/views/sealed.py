"""Sealed bytes through the gate, for requests that the front did not answer from memory."""

from django.http import Http404, HttpRequest, HttpResponse

from rostra.foundation import clock
from rostra.foundation.gate import Audience
from rostra.release.models import Release, SealedPage
from rostra.release.sealed import store
from rostra.website.views.symbols import lead
from rostra.website.visits import Visit, called_site, public, readable


@public
def product(visit: Visit, kind: str, slugline: str) -> HttpResponse:
    """The page of a product as its present release sealed it."""
    open_ones = Release.objects.visible_to(Audience.ANONYMOUS, visit.now)
    path = f"/{visit.language.code}/{kind}/{slugline}"
    page = SealedPage.objects.filter(release__in=open_ones, site=visit.site.office, path=path).first()
    if page is None and kind not in visit.around.kinds and not visit.site.prefix:
        return lead(visit, f"{kind}/{slugline}", help_where_unknown=False)  # a symbol of two parts
    return _bytes(page)


@readable
def media(request: HttpRequest, name: str) -> HttpResponse:
    """A picture of a product that is public now."""
    called_site(request)
    open_ones = Release.objects.visible_to(Audience.ANONYMOUS, clock.now())
    answer = _bytes(SealedPage.objects.filter(release__in=open_ones, site=None, path=f"/media/{name}").first())
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer


def _bytes(page: SealedPage | None) -> HttpResponse:
    if page is None:
        raise Http404
    answer = HttpResponse(store().get(page.digest), content_type=page.media_type, status=page.status)
    answer.headers["ETag"] = f'"{page.digest[:32]}"'
    return answer
