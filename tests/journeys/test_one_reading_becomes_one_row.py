"""One reading becomes one row of one indicator."""

import http.client
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
import time_machine
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from django.test import Client
from django.urls import reverse

from rostra.audience.jobs import ingest_own_logs
from rostra.products.models import Kind
from rostra.release.pages import register_renderer, renderer
from rostra.results.models import Indicator
from rostra.website.counting import counted, own_counter
from rostra.website.render import render_pages
from tests.factories.audience import FIREFOX
from tests.factories.products import ALL, cleared_product, kind, office, operator
from tests.factories.release import live_release
from tests.factories.results import indicator

pytestmark = pytest.mark.django_db(transaction=True)
PATH = "/ar/story/clean-water"
ROBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
Ask = Callable[..., int]


class _Quiet(WSGIRequestHandler):
    """The standard library's server, without its own log on the screen."""

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def ask(clock: time_machine.Traveller, tmp_path: Path, settings: Any) -> Iterator[Ask]:
    """Asks the front over HTTP for a story that is live, as a reader or as a robot, and counts the log afterwards."""
    settings.HOME = tmp_path
    before = renderer()
    register_renderer(render_pages)
    office("hq", host="hq.test")
    live_release(cleared_product(), clock)
    live_release(cleared_product("ice", ("en", "ru"), required=ALL, kind=kind("flash", policy=Kind.Policy.JOIN)), clock)
    clock.shift(timedelta(minutes=1))
    counter = own_counter()
    front = counted(WSGIHandler(), counter)
    server = make_server("127.0.0.1", 0, front, handler_class=_Quiet)

    def serve() -> None:
        server.handle_request()
        connections.close_all()

    def get(path: str = PATH, agent: str = FIREFOX) -> int:
        thread = threading.Thread(target=serve)
        thread.start()
        asking = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=30)
        asking.request("GET", path, headers={"Host": "hq.test", "User-Agent": agent})
        status = asking.getresponse().status
        asking.close()
        thread.join(30)
        counter.flush()
        ingest_own_logs()
        return status

    yield get
    server.server_close()
    front.stop()
    if before is not None:
        register_renderer(before)


def rows(browser: Client, about: Indicator, **where: str) -> list[list[str]]:
    """What the manager sees behind the figure."""
    shown = browser.get(reverse("results_rows", args=[about.code]), where)
    assert shown.status_code == 200
    found: list[list[str]] = shown.context["rows"]
    assert shown.context["count"] == len(found)
    return found


def test_one_reading_becomes_one_row_of_one_indicator(ask: Ask, clock: time_machine.Traveller) -> None:
    about, browser = indicator("R2a2"), Client(headers={"host": "hq.test"})
    browser.force_login(operator())
    assert rows(browser, about) == []

    assert ask() == 200
    (row,) = rows(browser, about, language="ar")
    assert row[1:5] == ["ar", "hq", PATH, 1]
    assert rows(browser, about) == [row]
    assert rows(browser, about, language="zh") == []

    clock.shift(timedelta(seconds=9))
    assert ask() == 200, "a double click"
    assert ask(agent=ROBOT) == 200, "a robot"
    assert ask(path="/ar/story/no-such-story") == 404
    (again,) = rows(browser, about)
    assert again[1:5] == row[1:5], "still one reading"

    clock.shift(timedelta(minutes=5))
    assert ask(path=PATH.replace("/ar/", "/zh/")) == 200, "the same reader, in another language"
    assert len(rows(browser, about)) == 1
    assert [len(rows(browser, about, language=code)) for code in ("ar", "zh")] == [1, 1]


def test_who_gets_another_language_instead_is_a_reader_of_that_one(ask: Ask) -> None:
    about, browser = indicator("R2a2"), Client(headers={"host": "hq.test"})
    browser.force_login(operator())
    assert ask(path="/ar/flash/ice") == 200, "there is no Arabic: English stands in"
    assert rows(browser, about, language="ar") == []
    (row,) = rows(browser, about, language="en")
    assert row[1:5] == ["en", "hq", "/ar/flash/ice", 1]
