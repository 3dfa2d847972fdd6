"""The desk opens in the language that a person's browser asks for, until they choose another in their account."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers

DESK = "/desk/"


class DeskLanguageMiddleware:
    """Only for the desk: public pages say in their address which language they are in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(DESK):
            return self._get_response(request)
        with translation.override(_language_of(request)):
            response = self._get_response(request)
        patch_vary_headers(response, ("Accept-Language",))
        return response


def _language_of(request: HttpRequest) -> str:
    """Wagtail knows the account's within its own views only; a page that is not found is answered outside them."""
    profile = getattr(request.user, "wagtail_userprofile", None)
    chosen = profile.preferred_language if profile else ""
    return chosen or translation.get_language_from_request(request)
