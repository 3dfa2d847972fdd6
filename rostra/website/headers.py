"""Headers of every public answer that Django makes; never those of the desk."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from rostra.website.wire import BRIEF, HEADERS

DESK = "/desk/"


class PublicHeadersMiddleware:
    """Nothing inline, nothing from elsewhere, no cookies, fresh each time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith(DESK):
            return response
        for name, value in HEADERS:
            response.headers[name] = value
        response.headers.setdefault("Cache-Control", BRIEF)
        response.cookies.clear()
        return response
