"""The address to which pages send their beacon."""

from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from rostra.audience.beacon import LONGEST_BODY, Beacons
from rostra.audience.ingesting import logs
from rostra.foundation import clock
from rostra.foundation.errors import Refusal
from rostra.network.models import Host


@lru_cache(maxsize=1)
def beacons() -> Beacons:
    """The one writer of this process."""
    return Beacons(logs())


@csrf_exempt  # nothing is changed for anybody, and pages are sealed: they can carry no token
@require_POST
def beacon(request: HttpRequest) -> HttpResponse:
    """Take a beacon: 204; 400 where it is none, 404 on a foreign host, 429 where there are too many."""
    name = request.get_host().partition(":")[0].lower()
    host = Host.objects.select_related("office").filter(name=name).first()
    if host is None:
        return HttpResponse(status=404)
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return HttpResponse(status=400)
    try:
        beacons().accept(request.read(LONGEST_BODY + 1), site=host.office.slug, now=clock.now())
    except Refusal as refusal:
        return HttpResponse(status=429 if refusal.code == "too_many" else 400)
    return HttpResponse(status=204)
