"""The WSGI front: sealed pages from memory, opened by the clock, closed by a hold."""

import gzip
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import brotli
import pytest
import time_machine
from django.db import connection, connections

from rostra.network.models import Host
from rostra.release import rules
from rostra.release.actions.carry_out import carry_out
from rostra.release.actions.hold import hold
from rostra.release.actions.withdraw import withdraw
from rostra.release.pages import register_renderer, renderer
from rostra.website.front import REFRESH, Front
from rostra.website.manifest import NEAR, Entry, Span
from rostra.website.ready import LONGEST, MOST, Answer, Ready
from tests.conftest import NOON
from tests.factories.products import cleared_product, office, operator
from tests.factories.release import armed_release, make_live, plain_pages

pytestmark = pytest.mark.django_db(transaction=True)
Clock = time_machine.Traveller
PATH = "/ar/story/clean-water"


@pytest.fixture(autouse=True)
def _plain_pages() -> Any:
    before = renderer()
    register_renderer(plain_pages)
    yield
    if before is not None:
        register_renderer(before)


def _django(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    start_response("404 Not Found", [("Content-Length", "0")])
    return [b""]


def ask(front: Front, path: str = PATH, *, host: str = "hq.test", **environ: str) -> tuple[int, dict[str, str], bytes]:
    """One request to the front."""
    seen: dict[str, Any] = {}

    def start(status: str, headers: list[tuple[str, str]]) -> None:
        seen.update(status=int(status[:3]), headers=dict(headers))

    base = {"REQUEST_METHOD": "GET", "HTTP_HOST": host, "PATH_INFO": path}
    body = b"".join(front({**base, **environ}, start))
    return seen["status"], seen["headers"], body


@pytest.fixture
def opened() -> Iterator[Callable[[], Front]]:
    """Opens fronts, and stops them when the test is over."""
    fronts: list[Front] = []

    def open_front() -> Front:
        fronts.append(Front(_django))
        return fronts[-1]

    yield open_front
    for front in fronts:
        front.stop()


@pytest.fixture
def sites() -> None:
    office("hq", host="hq.test")
    office("north", host="north.test")
    office("south")


def test_each_site_opens_at_the_instant_and_not_a_millisecond_before(
    clock: Clock, sites: None, opened: Callable[[], Front]
) -> None:
    release = armed_release(cleared_product())
    front = opened()
    clock.move_to(release.instant - timedelta(milliseconds=1))
    assert ask(front)[0] == 404
    clock.move_to(release.instant)
    assert ask(front)[0] == 200
    assert ask(front, host="north.test:8800")[0] == 200
    assert ask(front, f"/centres/south{PATH}")[0] == 200
    assert ask(front, host="elsewhere.test")[0] == 404
    assert ask(front, f"/centres/south{PATH}", host="north.test")[0] == 404


def test_encodings_and_etags_are_answered_from_the_store(
    clock: Clock, sites: None, opened: Callable[[], Front]
) -> None:
    make_live(armed_release(cleared_product()), clock)
    front = opened()
    plain = ask(front)[2]
    zipped = ask(front, HTTP_ACCEPT_ENCODING="gzip")
    squeezed = ask(front, HTTP_ACCEPT_ENCODING="gzip, br")
    assert gzip.decompress(zipped[2]) == plain == brotli.decompress(squeezed[2])
    assert squeezed[1]["Content-Encoding"] == "br"
    again = ask(front, HTTP_ACCEPT_ENCODING="gzip, br", HTTP_IF_NONE_MATCH=squeezed[1]["ETag"])
    assert (again[0], again[2]) == (304, b"")
    head = ask(front, REQUEST_METHOD="HEAD")
    assert head[2] == b""
    assert head[1]["Content-Length"] == str(len(plain))


def test_an_answer_given_again_is_the_answer_that_was_given(
    clock: Clock, sites: None, opened: Callable[[], Front]
) -> None:
    make_live(armed_release(cleared_product()), clock)
    front = opened()
    counted: list[tuple[int, int, str]] = []
    front.log_request = lambda environ, came, status, size, seconds, read_in: counted.append((status, size, read_in))
    for asked in ({}, {"HTTP_ACCEPT_ENCODING": "gzip"}, {"HTTP_ACCEPT_ENCODING": "br;q=0"}, {"host": "north.test"}):
        first = ask(front, **asked)
        assert first[0] == 200
        assert ask(front, **asked) == first
    assert counted[0::2] == counted[1::2]
    assert {read_in for _, _, read_in in counted} == {"ar"}
    assert ask(front, REQUEST_METHOD="POST")[0] == 404


def test_an_answer_given_before_ends_with_the_reign_of_its_release(
    clock: Clock, sites: None, opened: Callable[[], Front]
) -> None:
    product = cleared_product()
    release = make_live(armed_release(product), clock)
    front = opened()
    assert [ask(front)[0] for _ in range(2)] == [200, 200]
    clock.move_to(release.instant - timedelta(milliseconds=1))
    assert ask(front)[0] == 404
    clock.move_to(release.instant + timedelta(seconds=1))
    assert [ask(front)[0] for _ in range(2)] == [200, 200]
    withdrawal = carry_out(withdraw(product, by=operator(), reason={"en": "Kill."}))
    front.manifest.refresh()
    clock.move_to(withdrawal.instant - timedelta(milliseconds=1))
    assert [ask(front)[0] for _ in range(2)] == [200, 200]
    clock.move_to(withdrawal.instant)
    assert [ask(front)[0] for _ in range(2)] == [410, 410]


def test_an_answer_given_before_ends_with_the_host_that_it_was_for(
    clock: Clock, sites: None, opened: Callable[[], Front]
) -> None:
    make_live(armed_release(cleared_product()), clock)
    front = opened()
    assert ask(front, host="north.test")[0] == 200
    Host.objects.filter(name="north.test").delete()
    front.manifest.refresh()
    assert ask(front, host="north.test")[0] == 404


def test_answers_are_remembered_within_bounds() -> None:
    ready, span = Ready(), Span(1, NOON, None, confirmed=True)
    answer = Answer(Entry(span, "d", "text/html", 200), "", [])
    for number in range(MOST + 5):
        ready.keep({"REQUEST_METHOD": "GET", "PATH_INFO": f"/en/{number}"}, 1, answer)
    found = [ready.find({"REQUEST_METHOD": "GET", "PATH_INFO": f"/en/{n}"}, 1, NOON) for n in range(MOST + 5)]
    assert 0 < sum(each is not None for each in found) <= MOST
    long = {"REQUEST_METHOD": "GET", "PATH_INFO": "/" + "a" * LONGEST}
    ready.keep(long, 1, answer)
    assert ready.find(long, 1, NOON) is None


def test_a_correct_etag_does_not_open_an_embargoed_page(clock: Clock, sites: None, opened: Callable[[], Front]) -> None:
    release = armed_release(cleared_product())
    front = opened()
    tag = f'"{release.pages.get(site__slug="hq", path=PATH).digest[:32]}"'
    assert ask(front, HTTP_IF_NONE_MATCH=tag)[0] == 404


def test_a_hold_is_seen_even_by_a_process_that_has_not_looked_since(
    clock: Clock, sites: None, opened: Callable[[], Front]
) -> None:
    release = armed_release(cleared_product())
    front = opened()
    hold(release, by=operator(), reason="Wait.")
    clock.move_to(release.instant)
    assert ask(front)[0] == 404


def test_readers_do_not_notice_that_the_database_was_restarted(
    clock: Clock, sites: None, opened: Callable[[], Front]
) -> None:
    """Each thread that answers keeps a connection of its own, and learns that it is dead only by using it."""
    make_live(armed_release(cleared_product("older")), clock)
    clock.shift(NEAR + timedelta(seconds=1))
    release = armed_release(cleared_product())
    front = opened()
    clock.move_to(release.instant)

    def ask_after_a_restart(path: str) -> int:
        connection.ensure_connection()
        connection.connection.close()
        try:
            return ask(front, path)[0]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=1) as thread:
        assert thread.submit(ask_after_a_restart, PATH).result() == 200, "from memory, once it is known to be open"
        assert thread.submit(ask_after_a_restart, "/ar/story/older").result() == 200, "looked up in the database"


def test_a_hold_at_the_last_moment_leaves_every_process_three_looks() -> None:
    assert 3 * timedelta(seconds=REFRESH) == rules.HOLD_MARGIN


def test_a_withdrawn_page_is_gone_for_good_and_says_so(clock: Clock, sites: None, opened: Callable[[], Front]) -> None:
    product = cleared_product()
    make_live(armed_release(product), clock)
    make_live(withdraw(product, by=operator(), reason={"en": "Kill."}), clock)
    front = opened()
    status, _, body = ask(front)
    assert status == 410
    assert b"withdrawn" in body


def test_an_unknown_or_odd_address_is_passed_on(clock: Clock, sites: None, opened: Callable[[], Front]) -> None:
    front = opened()
    for path in ("", "/", "/centres", "/centres/", "/centres/x", "/centres//ar/", "//", "/ar/story/\u0627"):
        assert ask(front, path)[0] == 404
    for path in ("/\x00", "/ar/story/\r\nX: y", "/\x7f"):
        assert ask(front, path)[0] == 400
