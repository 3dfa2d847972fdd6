"""The first page of a site, and the choice of a language for those who named none."""

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from rostra.foundation.gate import Audience
from rostra.library.models import Expression
from rostra.website.listing import Entry
from rostra.website.views.lists import centres_of
from rostra.website.visits import Visit, called_site, preferred, public, readable, varying

#: How many rows follow the lead story, and how many stand in each of the smaller lists.
MOST_ROWS = 12
MOST_OWN = 4
MOST_FEATURES = 3
MOST_DOCUMENTS = 5
#: How late a document of the library may be listed, or vanish (contracts, section 4, allows search the same).
LATENESS = timedelta(seconds=2)


@readable
def choose_language(request: HttpRequest, centre: str = "") -> HttpResponse:
    """Lead to the language that the browser prefers. No cookie remembers it: the address does."""
    _, site = called_site(request, centre)
    rest = f"/{preferred(request, site).code}/"
    return varying(redirect(site.url(rest) if centre and not site.prefix else site.path(rest)))


@public
def front_page(visit: Visit) -> HttpResponse:
    """The newest, with one story in the lead; a centre puts its own before the rest."""
    listing = visit.listing
    ids = listing.ids(visit.language)
    own: list[int] = []
    if visit.site.office != visit.around.headquarters:
        slug = visit.site.office.slug
        own = listing.ids(visit.language, lambda facts: facts.office == slug)[: MOST_OWN + 1]
    first = (own or ids)[:1]
    others = [pk for pk in ids if pk not in own and pk not in first][:MOST_ROWS]
    entries = listing.entries([*first, *own[1:], *others], visit.language)
    split = 1 + len(own[1:])
    features, latest = _features(entries[split:])
    context = {
        "lead": entries[0] if entries else None,
        "own": entries[1:split],
        "features": features,
        "latest": latest,
        "documents": _documents(visit.language.pk, visit.now),
        "centres": centres_of(visit),
    }
    # Releases are listed at the very instant; documents of the library may come so much later.
    until = min(listing.fresh_until(entries), visit.now + LATENESS)
    return visit.answer("website/home.html", context, section="home", keep=until)


def _features(entries: list[Entry]) -> tuple[list[Entry], list[Entry]]:
    """The newest with pictures, a row of them or none, and all the others in their order."""
    pictured = [entry for entry in entries if entry.picture][:MOST_FEATURES]
    features = pictured if len(pictured) == MOST_FEATURES else []
    return features, [entry for entry in entries if entry not in features]


def _documents(language: int, now: datetime) -> list[Expression]:
    """The latest documents of the library that can be read in the language."""
    rows = Expression.objects.visible_to(Audience.ANONYMOUS, now).filter(language=language).select_related("work")
    return list(rows.defer("text").order_by("-work__public_from", "-work__adopted_on", "-pk")[:MOST_DOCUMENTS])
