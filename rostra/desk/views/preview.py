"""Previews of versions, and the pictures in them: for those who work with products, kept by no cache."""

import re

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from rostra.desk.frame import SEE_PRODUCTS
from rostra.desk.preview import preview_page
from rostra.foundation.errors import Refusal
from rostra.looks.frame import actor
from rostra.products.models import LanguageVersion
from rostra.release.sealed import store

PRIVATE = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; img-src 'self'; style-src 'self' 'unsafe-inline';"
    # Its own origin: without it, its pictures would be asked for by nobody. No script runs, by the first word.
    " sandbox allow-same-origin",
}


def preview(request: HttpRequest, slugline: str, code: str) -> HttpResponseBase:
    """The public page of a working copy."""
    _require(request)
    found = LanguageVersion.objects.select_related("language", "product__kind", "product__office", "product__picture")
    version = get_object_or_404(found, product__slugline=slugline, language__code=code)
    try:
        return HttpResponse(preview_page(version), headers=PRIVATE)
    except Refusal as refusal:
        messages.error(request, refusal.reason)
        return HttpResponseRedirect(reverse("desk_version", args=[slugline, code]))


def preview_picture(request: HttpRequest, digest: str) -> HttpResponse:
    """A rendition that a preview shows."""
    _require(request)
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise Http404
    try:
        body = store().get(digest)
    except Refusal:
        raise Http404 from None
    return HttpResponse(body, content_type="image/webp", headers=PRIVATE)


def _require(request: HttpRequest) -> None:
    if not any(actor(request).has_perm(permission) for permission in SEE_PRODUCTS):
        raise PermissionDenied
