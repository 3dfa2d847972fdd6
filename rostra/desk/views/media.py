"""Uploads, for those who are logged in to the desk; the public sees only what a release sealed."""

import mimetypes
import posixpath

from django.core.exceptions import PermissionDenied, SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase

from rostra.looks.frame import actor

#: What a browser may show in place; the rest is offered as a download.
SHOWN = {"image/png", "image/jpeg", "image/webp", "image/gif", "image/avif"}


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """One uploaded file. Any member of the staff may see it, nobody may keep it in a shared cache."""
    user = actor(request)
    if not user.is_active or not user.has_perm("wagtailadmin.access_admin"):
        raise PermissionDenied
    if posixpath.normpath(path) != path or path.startswith(("/", ".")):
        raise Http404
    try:
        file = default_storage.open(path)
    except (OSError, SuspiciousFileOperation, ValueError):
        raise Http404 from None
    media_type = mimetypes.guess_type(path)[0] or "application/octet-stream"
    response = FileResponse(file, content_type=media_type, as_attachment=media_type not in SHOWN)
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
