"""The application before a browser, in the same process and without a port; and what axe says of a page."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.db import connections
from playwright.sync_api import Browser, Page, Route

from rostra.website.wire import Application
from tests.noninterference.crawl import Answer, Ask, ask

#: What axe calls an obstacle that keeps somebody out.
GRAVE = {"serious", "critical"}
#: The pixels by which a page is wider than its window.
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
_MEDIA_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


class Server:
    """An application in a thread of its own, where no event loop runs; what it reads must be committed."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._thread = ThreadPoolExecutor(max_workers=1)

    def ask(self, request: Ask) -> Answer:
        """One answer."""
        return self._thread.submit(ask, self._application, request).result()

    def close(self) -> None:
        """Let go of the database."""
        self._thread.submit(connections.close_all).result()
        self._thread.shutdown()


@contextmanager
def opened(browser: Browser, server: Server, *, width: int = 1280, **options: Any) -> Iterator[Page]:
    """A page of a fresh reader whose every request goes to the server."""
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)
    context.set_default_timeout(60_000)
    context.route("**/*", lambda route: _answer(route, server))
    try:
        yield context.new_page()
    finally:
        context.close()


def _answer(route: Route, server: Server) -> None:
    parts = urlsplit(route.request.url)
    if parts.path.startswith("/static/"):
        route.fulfill(**_static(parts.path.removeprefix("/static/")))
        return
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    answer = server.ask(Ask(route.request.method, parts.netloc, target))
    route.fulfill(status=answer.code, headers=dict(answer.headers), body=answer.body)


def _static(name: str) -> dict[str, Any]:
    found = finders.find(name)
    if not found:
        return {"status": 404, "body": b""}
    file = Path(str(found))
    return {"body": file.read_bytes(), "content_type": _MEDIA_TYPES.get(file.suffix, "application/octet-stream")}


def grave_faults(page: Page) -> list[str]:
    """What axe finds that keeps somebody out: a line for each element."""
    violations = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    found = [each for each in violations if each["impact"] in GRAVE]
    return [f"{fault['id']}: {node['html'][:160]}" for fault in found for node in fault["nodes"]]
