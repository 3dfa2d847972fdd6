"""Each request of a public site becomes a line of the access log: whose site, what, how it was answered, never who."""

from collections.abc import Mapping
from typing import Any

from config.environment import ENVIRONMENT
from rostra.audience.ingesting import logs
from rostra.audience.log import AccessLog, Asked
from rostra.foundation import clock
from rostra.website.front import Application, Front
from rostra.website.manifest import Manifest
from rostra.website.proxies import believing, client

#: Not written down: staff at work are not readers, and what a page is made of comes with the page.
SILENT = ("/desk/", "/static/", "/-/")
_UNDER = "/centres/"


class Counter:
    """What a front calls after each request; `watch` tells it which hosts and centres there are."""

    def __init__(self, log: AccessLog, *, proxies: tuple[str, ...] = ()) -> None:
        self._log = log
        self.proxies = frozenset(proxies)
        self._manifest: Manifest | None = None
        self._seen: tuple[object, object] = (None, None)
        self._sites: dict[str, tuple[str, bool]] = {}

    def watch(self, manifest: Manifest) -> None:
        """Take hosts and centres from a manifest, as it has them at each moment."""
        self._manifest = manifest

    def __call__(self, environ: Mapping[str, Any], status: int, size: int, seconds: float, read_in: str = "") -> None:
        """Write one request down, unless it was nobody's site or none of a reader's business."""
        path: str = environ["PATH_INFO"]
        if path.startswith(SILENT):
            return
        host: str = environ.get("HTTP_HOST", "").partition(":")[0].lower()
        site = self._site(host, path)
        if not site:
            return
        if not path.isascii():
            path = path.encode("latin-1", "replace").decode("utf-8", "replace")
        asked = Asked(
            site,
            host,
            environ["REQUEST_METHOD"],
            path,
            status,
            size,
            environ.get("HTTP_REFERER", ""),
            environ.get("HTTP_USER_AGENT", ""),
            environ.get("HTTP_ACCEPT_LANGUAGE", ""),
            read_in,
        )
        self._log.write(clock.now(), asked, address=client(environ, self.proxies), seconds=seconds)

    def _site(self, host: str, path: str) -> str:
        """The slug of the office that was called; empty where none answers to this host."""
        manifest = self._manifest
        if manifest is None:
            return ""
        # A refresh makes new mappings, so that the same ones mean that nothing changed.
        if self._seen[0] is not manifest.hosts or self._seen[1] is not manifest.centres:
            self._seen = (manifest.hosts, manifest.centres)
            slugs = {pk: slug for slug, pk in manifest.centres.items()}
            self._sites = {name: (slugs.get(pk, ""), first) for name, (pk, first) in manifest.hosts.items()}
        site, is_headquarters = self._sites.get(host, ("", False))
        if is_headquarters and path.startswith(_UNDER):
            slug = path[len(_UNDER) :].partition("/")[0]
            return slug if slug in manifest.centres else site
        return site

    def flush(self) -> None:
        """Write what waits; for the end of a process, and for tests."""
        self._log.flush()


def own_counter() -> Counter:
    """A counter that writes the instance's own log."""
    return Counter(AccessLog(logs()), proxies=ENVIRONMENT.proxies)


def counted(behind: Application, counter: Counter) -> Front:
    """A front that has each request counted, and that believes the proxies which the counter believes."""
    front = Front(believing(behind, counter.proxies), log_request=counter)
    counter.watch(front.manifest)
    return front
