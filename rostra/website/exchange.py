"""One request and its answer, as WSGI (PEP 3333) has them."""

import time
from collections.abc import Callable, Iterable
from datetime import datetime

from rostra.website import wire
from rostra.website.shelf import KEEP, Rendering
from rostra.website.wire import Application, Environ, StartResponse

Headers = list[tuple[str, str]]
#: Told of each request: the environ, when it came, the status, the bytes of the body, the seconds that it took, and the
#: language of the text that was given, where it may be another than the address says.
LogRequest = Callable[[Environ, datetime, int, int, float, str], None]
#: Decided for each reader anew, or nobody's business outside.
_DROPPED = {KEEP.lower(), "content-length", "etag", "vary", "set-cookie"}
#: Conditions and encodings are the front's business: who stands behind it always answers whole.
_OWN = {"HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_ACCEPT_ENCODING"}


class Exchange:
    """What was asked, and how it is answered and counted."""

    def __init__(
        self,
        environ: Environ,
        start_response: StartResponse,
        log_request: LogRequest | None,
        came: tuple[datetime, float],
    ) -> None:
        self.environ = environ
        self.path: str = environ["PATH_INFO"]
        self.host: str = environ.get("HTTP_HOST", "").partition(":")[0].lower()
        self._start = start_response
        self._log = log_request
        self._came, self._began = came

    def encoding(self, media_type: str) -> str:
        """How the body is to be encoded."""
        accepted = self.environ.get("HTTP_ACCEPT_ENCODING", "")
        return wire.chosen_encoding(accepted) if accepted and wire.is_textual(media_type) else ""

    def is_known(self, tag: str, encoding: str, *, since: str = "") -> bool:
        """Whether the reader has these bytes already: by their tag or, without one, by their last change."""
        held = self.environ.get("HTTP_IF_NONE_MATCH")
        if held is not None:
            return wire.holds(held, _quoted(tag, encoding))
        return bool(since) and self.environ.get("HTTP_IF_MODIFIED_SINCE") == since

    def send(
        self, status: str, headers: Headers, body: bytes, *, tag: str = "", encoding: str = "", read_in: str = ""
    ) -> Iterable[bytes]:
        """Answer with these bytes; without them to HEAD."""
        if tag:
            headers.append(("ETag", _quoted(tag, encoding)))
        if encoding:
            headers.append(("Content-Encoding", encoding))
        code = int(status[:3])
        if code != 304:
            headers.append(("Content-Length", str(len(body))))
        self._start(status, headers)
        self._count(code, len(body), read_in)
        return [] if self.environ["REQUEST_METHOD"] == "HEAD" or not body else [body]

    def pass_on(self, behind: Application) -> Iterable[bytes]:
        """Let somebody else answer, and count it."""
        seen: dict[str, int] = {}

        def note(status: str, headers: Headers, *rest: object) -> object:
            seen["status"] = int(status[:3])
            seen["size"] = int(next((value for name, value in headers if name.lower() == "content-length"), 0))
            return self._start(status, headers, *rest)

        body = behind(self.environ, note)
        self._count(seen.get("status", 0), seen.get("size", 0))
        return body

    def ask(self, behind: Application) -> tuple[Rendering, str]:
        """What somebody else would answer to GET without conditions, and until when that may be kept."""
        told: list[tuple[str, Headers]] = []
        asked = {name: value for name, value in self.environ.items() if name not in _OWN}
        answer = behind({**asked, "REQUEST_METHOD": "GET"}, lambda *given: told.append(given[:2]))
        try:
            body = b"".join(answer)
        finally:
            getattr(answer, "close", lambda: None)()
        status, headers = told[-1]
        return _rendering(status, headers, body), _value(headers, KEEP)

    def _count(self, status: int, size: int, read_in: str = "") -> None:
        if self._log is not None:
            self._log(self.environ, self._came, status, size, time.perf_counter() - self._began, read_in)


def _quoted(tag: str, encoding: str) -> str:
    return f'"{tag}{encoding[:1]}"'


def _value(headers: Headers, wanted: str) -> str:
    return next((value for name, value in headers if name.lower() == wanted.lower()), "")


def _rendering(status: str, headers: Headers, body: bytes) -> Rendering:
    own = [(name, value) for name, value in headers if name.lower() not in _DROPPED]
    varies = {part.strip() for name, value in headers if name.lower() == "vary" for part in value.split(",")}
    varies = (varies - {"", "Cookie"}) | {"Accept-Encoding"}
    whole = [*own, ("Vary", ", ".join(sorted(varies)))]
    return Rendering(status, whole, _value(headers, "Content-Type"), _value(headers, "Last-Modified"), body)
