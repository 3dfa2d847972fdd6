"""A newsroom for journeys: the real front on two sites, the real worker, and a real partner over HTTPS."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory

from rostra.foundation import clock as rostra_clock
from rostra.release import queries
from rostra.release.models import Delivery, Release, Subscriber
from rostra.release.pages import register_renderer, renderer
from rostra.release.worker import run_until_idle
from rostra.website.front import Front
from rostra.website.render import render_pages
from tests.factories.products import ALL, office
from tests.release.partner import SECRET, Box

#: The two sites: headquarters on a host of its own, and a centre under it.
SITES = ("", "/centres/hills")


@dataclass(frozen=True)
class Answer:
    """What a browser got."""

    status: int
    text: str


class Newsroom:
    """The instance as readers, partners and the clock on the wall see it."""

    def __init__(self, traveller: time_machine.Traveller, box: Box) -> None:
        self.clock, self.box = traveller, box
        office("hq", host="hq.test")
        office("hills")
        self.front = Front(WSGIHandler())
        self.front.stop()

    def partner(self, name: str = "Daily News", behaviour: str = "ok") -> Subscriber:
        """A newspaper that takes everything."""
        return Subscriber.objects.create(name=name, endpoint=self.box.url(behaviour), secret=SECRET)

    def read(self, path: str) -> Answer:
        """Ask the front as a browser does."""
        seen: dict[str, int] = {}

        def start(status: str, headers: list[tuple[str, str]], *_: Any) -> None:
            seen["status"] = int(status[:3])

        self.front.manifest.refresh()
        environ = RequestFactory().get(path, headers={"host": "hq.test"}).environ
        body = b"".join(self.front(environ, start))
        return Answer(seen["status"], body.decode())

    def page(self, code: str, slugline: str = "clean-water", *, site: str = "", kind: str = "story") -> Answer:
        """A product's page in a language."""
        return self.read(f"{site}/{code}/{kind}/{slugline}")

    def pages(self) -> dict[str, int]:
        """The status of the story on every site in every language."""
        return {f"{site}/{code}": self.page(code, site=site).status for site in SITES for code in ALL}

    def everything(self) -> dict[str, str]:
        """All that could betray a story: front pages, lists, themes, feeds, maps, its own address."""
        rests = ["/", "/story/", "/themes/", "/themes/water", "/feed.atom", "/feed.rss", "/feed.json"]
        rests += ["/themes/water/feed.atom", "/story/clean-water"]
        paths = [f"{site}/{code}{rest}" for site in SITES for code in ALL for rest in rests]
        return {path: self.read(path).text for path in [*paths, "/sitemap.xml", "/sitemaps/1.xml"]}

    def at(self, instant: datetime) -> None:
        """Move the clock there, and let the worker do what is due then."""
        self.clock.move_to(instant)
        run_until_idle()

    def carry(self, release: Release) -> Release:
        """Take a prepared release over its instant, however often it has to move."""
        run_until_idle()
        release.refresh_from_db()
        self.at(release.instant)
        return Release.objects.get(pk=release.pk)

    def strip(self, product: Any) -> dict[str, str]:
        """The cells of a product by language."""
        found = queries.cells([product], rostra_clock.now())[product.pk]
        return {cell.language.code: cell.state for cell in found}

    def received(self, status: str = "usable") -> list[str]:
        """The languages that the partner got, one entry a message."""
        return [m.document["language"] for m in self.box.messages() if m.document["pubStatus"] == status]

    def unanswered(self) -> list[str]:
        """Deliveries without a receipt."""
        return list(Delivery.objects.exclude(state__in=["done", "cancelled"]).values_list("key", flat=True))


@pytest.fixture
def newsroom(transactional_db: None, clock: time_machine.Traveller, box: Box) -> Iterator[Newsroom]:
    """An instance with its real pages."""
    before = renderer()
    register_renderer(render_pages)
    yield Newsroom(clock, box)
    if before is not None:
        register_renderer(before)


def words(html: str) -> str:
    """What a page says, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())
