"""A few lines of WSGI in front of Django: sealed pages from memory, everything else passed on."""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from django.db import connections

from rostra.foundation import clock
from rostra.website.manifest import Entry, Manifest

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

log = logging.getLogger("rostra.front")
#: How often a process looks for releases that were armed or held, in seconds; several times within the lead.
REFRESH = 0.25
_STATUS = {200: "200 OK", 410: "410 Gone"}
_COMPRESSED = ("text/", "application/json", "application/xml", "image/svg+xml")
#: Media are named by their digest, so they never change; pages may be corrected at any instant.
_IMMUTABLE = "public, max-age=31536000, immutable"
_BRIEF = "public, max-age=0, must-revalidate"

#: Sent with every sealed page: nothing inline, nothing from elsewhere.
HEADERS = [
    ("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
]


class Front:
    """Answers sealed addresses without Django; keeps its manifest fresh in a thread of its own."""

    def __init__(
        self, behind: Application, *, log_request: "Callable[[Environ, int, int, float], None] | None" = None
    ) -> None:
        self._behind = behind
        self._log = log_request
        self.manifest = Manifest()
        self.manifest.refresh()
        self._stopped = threading.Event()
        threading.Thread(target=self._keep_fresh, name="manifest", daemon=True).start()

    def stop(self) -> None:
        """Stop looking for new releases."""
        self._stopped.set()

    def _keep_fresh(self) -> None:
        while not self._stopped.wait(REFRESH):
            try:
                self.manifest.refresh()
            except Exception:  # a busy database now is no reason to stop answering for ever
                log.exception("The manifest could not be refreshed.")
                connections.close_all()
        connections.close_all()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        began = time.perf_counter()
        if environ["REQUEST_METHOD"] in {"GET", "HEAD"}:
            entry = self._entry(environ)
            if entry is not None:
                return self._answer(entry, environ, start_response, began)
        return self._pass_on(environ, start_response, began)

    def _entry(self, environ: Environ) -> Entry | None:
        host = environ.get("HTTP_HOST", "").partition(":")[0].lower()
        known = self.manifest.hosts.get(host)
        if known is None:
            return None
        site, is_headquarters = known
        path: str = environ["PATH_INFO"]
        if is_headquarters and path.startswith("/centres/"):
            _, _, slug, rest = path.split("/", 3) if path.count("/") > 2 else ("", "", "", "")
            site, path = self.manifest.centres.get(slug, 0), f"/{rest}"
        return self.manifest.find(site, path, clock.now())

    def _answer(self, entry: Entry, environ: Environ, start_response: StartResponse, began: float) -> Iterable[bytes]:
        encoding = self._encoding(entry, environ.get("HTTP_ACCEPT_ENCODING", ""))
        tag = f'"{entry.digest[:32]}{encoding[:1]}"'
        headers = [
            ("Content-Type", entry.media_type),
            ("ETag", tag),
            ("Cache-Control", _BRIEF if entry.media_type.startswith("text/") else _IMMUTABLE),
            ("Vary", "Accept-Encoding"),
            *HEADERS,
        ]
        if encoding:
            headers.append(("Content-Encoding", encoding))
        if entry.status == 200 and tag in environ.get("HTTP_IF_NONE_MATCH", ""):
            start_response("304 Not Modified", headers)
            self._count(environ, 304, 0, began)
            return []
        body = self.manifest.bytes.get(entry.digest, encoding)
        headers.append(("Content-Length", str(len(body))))
        start_response(_STATUS[entry.status], headers)
        self._count(environ, entry.status, len(body), began)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    @staticmethod
    def _encoding(entry: Entry, accepted: str) -> str:
        if not entry.media_type.startswith(_COMPRESSED):
            return ""
        return "br" if "br" in accepted else "gzip" if "gzip" in accepted else ""

    def _pass_on(self, environ: Environ, start_response: StartResponse, began: float) -> Iterable[bytes]:
        seen: dict[str, int] = {}

        def note(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            seen["status"] = int(status[:3])
            seen["size"] = int(next((value for name, value in headers if name.lower() == "content-length"), 0))
            return start_response(status, headers, *rest)

        body = self._behind(environ, note)
        self._count(environ, seen.get("status", 0), seen.get("size", 0), began)
        return body

    def _count(self, environ: Environ, status: int, size: int, began: float) -> None:
        if self._log is not None:
            self._log(environ, status, size, time.perf_counter() - began)
