"""Requests become lines of the log: of the site that was called, for readers only, behind trusted proxies only."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rostra.audience.log import AccessLog
from rostra.foundation import clock
from rostra.website.counting import Counter, counted, own_counter
from rostra.website.manifest import Manifest
from tests.factories.products import office

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sites() -> None:
    office("hq", host="hq.test")
    office("north", host="north.test")
    office("south")


@pytest.fixture
def count(sites: None, tmp_path: Path) -> Callable[..., list[dict[str, Any]]]:
    """Counts requests, each an environ, and returns the lines that they became."""

    def run(*environs: dict[str, str], proxies: tuple[str, ...] = ()) -> list[dict[str, Any]]:
        counter, manifest = Counter(AccessLog(tmp_path), proxies=proxies), Manifest()
        manifest.refresh()
        counter.watch(manifest)
        for environ in environs:
            counter(asked(**environ), clock.now(), 200, 512, 0.001)
        counter.flush()
        return [json.loads(line) for path in tmp_path.glob("*.jsonl") for line in path.read_text().splitlines()]

    return run


def asked(path: str = "/en/story/clean-water", host: str = "hq.test", **environ: str) -> dict[str, str]:
    return {
        "REQUEST_METHOD": "GET", "PATH_INFO": path, "HTTP_HOST": host, "REMOTE_ADDR": "192.0.2.1", **environ
    }  # fmt: skip


def test_a_request_is_counted_for_the_site_that_was_called(count: Callable[..., Any]) -> None:
    paths = [
        {"host": "hq.test:8800"}, {"host": "NORTH.test"}, {"path": "/centres/south/ar/"},
        {"path": "/centres/south/ar/", "host": "north.test"}, {"path": "/centres/nowhere/ar/"}, {"path": "/centres/"},
    ]  # fmt: skip
    assert [line["site"] for line in count(*paths)] == ["hq", "north", "south", "north", "hq", "hq"]


def test_what_is_no_reading_or_nobodys_site_is_not_written(count: Callable[..., Any]) -> None:
    quiet = [{"path": path} for path in ("/desk/results/", "/static/looks/page.css", "/-/beacon")]
    assert count(*quiet, {"host": "elsewhere.test"}, {"host": ""}) == []


def test_a_path_is_written_as_text_whatever_its_bytes(count: Callable[..., Any]) -> None:
    whole = "/ar/مياه".encode().decode("latin-1")
    lines = count({"path": whole}, {"path": "/ar/\xff\x00"}, {"path": "/en/?q=secret"})
    assert [line["path"] for line in lines] == ["/ar/مياه", "/ar/\ufffd\x00", "/en/"]


def test_a_forwarded_address_is_believed_from_our_own_proxies_only(count: Callable[..., Any]) -> None:
    forged = {"HTTP_X_FORWARDED_FOR": "198.51.100.9"}
    assert len({line["visitor"] for line in count({}, forged)}) == 1


def test_behind_proxies_the_client_is_the_last_that_is_none_of_them(count: Callable[..., Any]) -> None:
    through = [f"198.51.100.{n}, 203.0.113.5, 192.0.2.2" for n in (1, 2)]
    behind = [{"HTTP_X_FORWARDED_FOR": each} for each in (*through, "192.0.2.2", "")]
    lines = count(*behind, {"REMOTE_ADDR": "203.0.113.5"}, proxies=("192.0.2.1", "192.0.2.2"))
    seen = [line["visitor"] for line in lines]
    assert seen[0] == seen[1] == seen[4]
    assert seen[2] == seen[3] != seen[0]


def test_an_office_that_is_new_counts_from_the_next_refresh(sites: None, tmp_path: Path) -> None:
    counter, manifest = Counter(AccessLog(tmp_path)), Manifest()
    counter.watch(manifest)
    for _ in range(2):
        counter(asked(host="east.test"), clock.now(), 200, 1, 0.0)
        office("east", host="east.test")
        manifest.refresh()
    counter.flush()
    lines = [line for path in tmp_path.glob("*.jsonl") for line in path.read_text().splitlines()]
    assert [json.loads(line)["site"] for line in lines] == ["east"]


def test_a_front_counts_what_it_passes_on(sites: None, settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path

    def behind(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        start("404 Not Found", [("Content-Length", "7")])
        return [b"missing"]

    counter = own_counter()
    front = counted(behind, counter)
    list(front(asked(), lambda *_: None))
    front.stop()
    counter.flush()
    (line,) = [json.loads(line) for path in (tmp_path / "logs").glob("*.jsonl") for line in path.open()]
    assert (line["site"], line["status"], line["size"], line["method"]) == ("hq", 404, 7, "GET")
