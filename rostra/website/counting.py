"""Each request of a public site becomes a line of the access log: whose site, what, how it was answered, never who."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from config.environment import ENVIRONMENT
from rostra.audience.ingesting import logs
from rostra.audience.log import AccessLog, target
from rostra.website.front import Application, Front
from rostra.website.manifest import Manifest
from rostra.website.places import Places
from rostra.website.proxies import believing, client

#: Not written down: staff at work are not readers, and what a page is made of comes with the page.
SILENT = ("/desk/", "/static/", "/-/")
#: How many addresses are remembered as they are written, and how long they may be: memory is nobody's to fill.
MOST, LONGEST = 4096, 512


class Counter:
    """What a front calls after each request; `watch` tells it which hosts and centres there are."""

    def __init__(self, log: AccessLog, *, proxies: tuple[str, ...] = ()) -> None:
        self._log = log
        self.proxies = frozenset(proxies)
        self._manifest: Manifest | None = None
        self._known: tuple[Places | None, dict[tuple[str, str, str], str]] = (None, {})

    def watch(self, manifest: Manifest) -> None:
        """Take hosts and centres from a manifest, as it has them at each moment."""
        self._manifest = manifest

    def __call__(
        self, environ: Mapping[str, Any], came: datetime, status: int, size: int, seconds: float, read_in: str = ""
    ) -> None:
        """Write one request down, unless it was nobody's site or none of a reader's business."""
        get = environ.get
        asked = self._asked(get("HTTP_HOST", ""), environ["PATH_INFO"], environ["REQUEST_METHOD"])
        if not asked:
            return
        address = client(environ, self.proxies) if self.proxies else get("REMOTE_ADDR", "")
        headers = get("HTTP_USER_AGENT", ""), get("HTTP_REFERER", ""), get("HTTP_ACCEPT_LANGUAGE", "")
        self._log.write(came, asked, address, headers, status=status, size=size, seconds=seconds, read_in=read_in)

    def _asked(self, host: str, path: str, method: str) -> str:
        """What is written of a host, path and method; empty where nothing is. Remembered while places are the same."""
        if self._manifest is None:
            return ""
        places, known = self._known
        if places is not self._manifest.places or len(known) > MOST:
            places, known = self._known = self._manifest.places, {}
        key = (host, path, method)
        asked = known.get(key)
        if asked is None:
            asked = _written(places, host, path, method)
            if len(host) + len(path) + len(method) <= LONGEST:
                known[key] = asked
        return asked

    def flush(self) -> None:
        """Write what waits; for the end of a process, and for tests."""
        self._log.flush()


def _written(places: Places, host: str, path: str, method: str) -> str:
    name = host.partition(":")[0].lower()
    place = None if path.startswith(SILENT) else places.find(name, path)
    if place is None:
        return ""
    if not path.isascii():
        path = path.encode("latin-1", "replace").decode("utf-8", "replace")
    return target(place.slug, name, method, path)


def own_counter() -> Counter:
    """A counter that writes the instance's own log."""
    return Counter(AccessLog(logs()), proxies=ENVIRONMENT.proxies)


def counted(behind: Application, counter: Counter) -> Front:
    """A front that has each request counted, and that believes the proxies which the counter believes."""
    front = Front(believing(behind, counter.proxies), log_request=counter)
    counter.watch(front.manifest)
    return front
