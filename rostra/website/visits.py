"""A visit: whose site was called, in which language, at which instant; and how a page is answered."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from rostra.foundation import clock
from rostra.foundation.models import Language
from rostra.website import rules
from rostra.website.chrome import Alternate, Surroundings, alternates, chrome
from rostra.website.listing import FAR, Listing
from rostra.website.shelf import KEEP
from rostra.website.sites import Site


@dataclass(frozen=True)
class Visit:
    """What every view of a site needs to know."""

    request: HttpRequest
    around: Surroundings
    site: Site
    language: Language
    now: datetime
    #: Whether the language is the one that the browser likes best, and not the address's.
    negotiated: bool = False

    @property
    def root(self) -> str:
        """`/{lang}` with the site's prefix."""
        return self.site.path(f"/{self.language.code}")

    @property
    def listing(self) -> Listing:
        """What is public here and now."""
        return Listing(self.around, self.site, self.now)

    @property
    def rest(self) -> str:
        """What follows the language in the address."""
        return self.request.path.removeprefix(self.root)

    def answer(
        self,
        template: str,
        context: dict[str, Any],
        *,
        section: str = "",
        status: int = 200,
        others: list[Alternate] | None = None,
        keep: datetime | None = None,
    ) -> HttpResponse:
        """A page.

        Args:
            others: the same page in other languages; None where it is there in all of the site's.
            keep: until when it stays true as long as no release, office, theme or kind changes; None: not even now.
        """
        others = alternates(self.site, self.language, self.rest) if others is None else others
        around = chrome(self.around, self.site, self.language, section=section)
        own = next((each for each in others if each.current), None)
        whole = {**around, "alternates": others, "canonical": own.url if own else "", **context}
        answer = HttpResponse(render_to_string(template, whole), status=status)
        if self.negotiated:
            varying(answer)
        return answer if keep is None else kept(answer, keep)

    def redirect(self, path: str, *, permanent: bool) -> HttpResponse:
        """To a path on the same host; never for good where another browser would be led elsewhere."""
        answer = redirect(path, permanent=permanent and not self.negotiated)
        return varying(answer) if self.negotiated else answer


View = Callable[..., HttpResponseBase]


def preferred(request: HttpRequest, site: Site) -> Language:
    """The language of the site that the browser likes best. What is answered in it has to be `varying`.

    Raises:
        Http404: where the site speaks none.
    """
    tags = {language.code: language.bcp47 for language in site.languages}
    code = rules.negotiate(request.headers.get("Accept-Language", ""), tags, default=site.default)
    if code not in site.by_code:
        raise Http404
    return site.by_code[code]


def varying(answer: HttpResponse) -> HttpResponse:
    """Tell caches that a browser which likes another language gets another answer."""
    patch_vary_headers(answer, ["Accept-Language"])
    return answer


def kept(answer: HttpResponse, until: datetime = FAR) -> HttpResponse:
    """An answer that the front may give again until then, as long as no release, office, theme or kind changes."""
    answer.headers[KEEP] = until.isoformat()
    return answer


def readable(view: View) -> View:
    """Make a view answer to GET and HEAD alone, without a form's token: there is nothing that a reader could change."""
    return csrf_exempt(require_safe(view))


def called_site(request: HttpRequest, centre: str = "") -> tuple[Surroundings, Site]:
    """Whose site was called.

    Raises:
        Http404: where the host carries no such site.
    """
    around = Surroundings()
    host = getattr(request, "called_host", None)
    site = around.sites.get(host.office.slug) if host else None
    if host is None or site is None:
        raise Http404
    if not centre:
        return around, site
    if around.headquarters is None or host.office_id != around.headquarters.pk or centre not in around.sites:
        raise Http404
    return around, around.sites[centre]


def public(view: View) -> View:
    """Make a view of `(visit, **rest of the address)`: it speaks the site's language, and 404s where there is none."""

    @readable
    @wraps(view)
    def answer(request: HttpRequest, *, lang: str, centre: str = "", **rest: Any) -> HttpResponseBase:
        around, site = called_site(request, centre)
        language = site.by_code.get(lang)
        if language is None:
            raise Http404
        if centre and not site.prefix:
            return redirect(f"{site.origin}{request.path.removeprefix(f'/centres/{centre}')}", permanent=True)
        with override(language.django or None):
            return view(Visit(request, around, site, language, clock.now()), **rest)

    return answer
