"""A layer of WSGI in front of Django: sealed pages and lists from memory, everything else passed on."""

import logging
import re
import threading
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache

from django.db import DatabaseError, connections

from rostra.foundation import clock
from rostra.website import wire
from rostra.website.exchange import Exchange, LogRequest
from rostra.website.furniture import with_furniture
from rostra.website.manifest import Entry, Manifest
from rostra.website.places import Place
from rostra.website.ready import Answer, Ready
from rostra.website.shelf import Key, Rendering, Shelf
from rostra.website.wire import Application, Environ, StartResponse

__all__ = ["Application", "Environ", "Front"]

Find = Callable[[int, str, datetime], Entry | None]
log = logging.getLogger("rostra.front")
#: How often a process looks for releases that were armed or held, in seconds; several times within the lead.
REFRESH = 0.25
#: How many of those rounds pass before it looks for changes of what stands around the pages.
ROUNDS = 4
#: The desk and the files of its screens are never touched here.
PASSED_ON = ("/desk", "/static/")
_STATUS = {200: "200 OK", 410: "410 Gone"}
#: Queries under which a list may be kept: none, or a page of it; anything else is no list's business.
_PAGE = re.compile(r"(?:page=[0-9]{1,6})?")
#: Nothing that a reader types has these; databases and logs would stumble over them.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


class Front:
    """Answers sealed addresses and kept lists without Django; keeps its manifest fresh in a thread of its own."""

    def __init__(self, behind: Application, *, log_request: LogRequest | None = None) -> None:
        self._behind = with_furniture(behind)
        self.log_request = log_request
        self.manifest = Manifest()
        self.shelf = Shelf()
        self._ready = Ready()
        self.manifest.refresh()
        self._stopped = threading.Event()
        threading.Thread(target=self._keep_fresh, name="manifest", daemon=True).start()

    def stop(self) -> None:
        """Stop looking for new releases."""
        self._stopped.set()

    def _keep_fresh(self) -> None:
        turn = 0
        while not self._stopped.wait(REFRESH):
            turn += 1
            try:
                self.manifest.refresh(furniture=turn % ROUNDS == 0)
            except Exception:  # a busy database now is no reason to stop answering for ever
                log.exception("The manifest could not be refreshed.")
                connections.close_all()
        connections.close_all()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        began, now = time.perf_counter(), clock.now()
        answer = self._ready.find(environ, self.manifest.state(now), now)
        if answer is not None:
            return self._answer_again(answer, environ, start_response, (now, began))
        exchange = Exchange(environ, start_response, self.log_request, (now, began))
        if _CONTROLS.search(exchange.path):
            return exchange.send("400 Bad Request", [("Content-Type", "text/plain"), *wire.HEADERS], b"")
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or exchange.path.startswith(PASSED_ON):
            return exchange.pass_on(self._behind)
        state = self.manifest.state(now)
        place = self.manifest.places.find(exchange.host, exchange.path)
        if place is None:
            return self._ask_behind(exchange, None)
        entry = _look(self.manifest.find, place, now)
        if entry is not None:
            return self._send_sealed(exchange, entry, state)
        kept = self.shelf.find(_key(exchange), state, now)
        if kept is not None:
            return self._send(exchange, kept, hard=True)
        entry = _look(self.manifest.seek, place, clock.now())
        return self._ask_behind(exchange, state) if entry is None else self._send_sealed(exchange, entry, state)

    def _answer_again(
        self, answer: Answer, environ: Environ, start_response: StartResponse, came: tuple[datetime, float]
    ) -> Iterable[bytes]:
        body = self.manifest.bytes.get(answer.entry.digest, answer.encoding)
        start_response("200 OK", list(answer.headers))
        if self.log_request is not None:
            self.log_request(environ, came[0], 200, len(body), time.perf_counter() - came[1], answer.entry.language)
        return [body]

    def _send_sealed(self, exchange: Exchange, entry: Entry, state: object) -> Iterable[bytes]:
        encoding = exchange.encoding(entry.media_type)
        headers, tag = list(_sealed_headers(entry.media_type)), entry.digest[:32]
        if entry.status == 200 and exchange.is_known(tag, encoding):
            return exchange.send("304 Not Modified", headers, b"", tag=tag, encoding=encoding, read_in=entry.language)
        body = self.manifest.bytes.get(entry.digest, encoding)
        status = _STATUS[entry.status]
        sent = exchange.send(status, headers, body, tag=tag, encoding=encoding, read_in=entry.language)
        if entry.status == 200:
            self._ready.keep(exchange.environ, state, Answer(entry, encoding, headers))
        return sent

    def _send(self, exchange: Exchange, found: Rendering, *, hard: bool) -> Iterable[bytes]:
        encoding = exchange.encoding(found.media_type)
        headers, tag = list(found.headers), found.tag
        if found.status.startswith("200") and exchange.is_known(tag, encoding, since=found.last_modified):
            return exchange.send("304 Not Modified", headers, b"", tag=tag, encoding=encoding)
        return exchange.send(found.status, headers, found.body(encoding, hard=hard), tag=tag, encoding=encoding)

    def _ask_behind(self, exchange: Exchange, state: object) -> Iterable[bytes]:
        """Ask Django, and keep what it says may be kept, if nothing went live while it was rendered."""
        found, keep = exchange.ask(self._behind)
        key = _key(exchange)
        if keep and state is not None and _PAGE.fullmatch(key[2]) and state == self.manifest.state(clock.now()):
            self.shelf.put(key, state, keep, found)
        return self._send(exchange, found, hard=bool(keep))


def _look(find: Find, place: Place, now: datetime) -> Entry | None:
    """What the manifest finds; a connection that died since this thread used it is made anew, once."""
    for _ in range(2):
        try:
            return find(place.site, place.path, now)
        except DatabaseError:
            connections.close_all()
    return None  # Django asks again, and says what is wrong


@lru_cache
def _sealed_headers(media_type: str) -> tuple[tuple[str, str], ...]:
    kept = wire.BRIEF if media_type.startswith("text/") else wire.IMMUTABLE
    return (("Content-Type", media_type), ("Cache-Control", kept), ("Vary", "Accept-Encoding"), *wire.HEADERS)


def _key(exchange: Exchange) -> Key:
    return exchange.host, exchange.path, exchange.environ.get("QUERY_STRING", "")
