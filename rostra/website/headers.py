"""Headers of every public answer that Django makes, and cookies of the desk."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from rostra.website.wire import BRIEF, HEADERS

DESK = "/desk/"


class PublicHeadersMiddleware:
    """The public gets nothing inline, nothing from elsewhere, no cookies, and all fresh each time.

    Cookies of the desk that came encrypted never travel in clear.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith(DESK):
            for cookie in response.cookies.values():
                cookie["secure"] = request.is_secure()
            return response
        for name, value in HEADERS:
            response.headers[name] = value
        response.headers.setdefault("Cache-Control", BRIEF)
        response.cookies.clear()
        return response
