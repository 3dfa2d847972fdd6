"""Which office a host name speaks for; an unknown one gets the same 404 as anything that is not there."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound

from rostra.network.models import Host


class KnownHostMiddleware:
    """Refuses hosts that no office owns, and tells the views whose host was called."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = request.get_host().partition(":")[0].lower()
        host = Host.objects.select_related("office").filter(name=name).first()
        if host is None:
            return HttpResponseNotFound()
        request.called_host = host  # type: ignore[attr-defined]
        if host.purpose == Host.Purpose.SYMBOLS:
            request.urlconf = "rostra.website.symbol_urls"
        return self.get_response(request)
