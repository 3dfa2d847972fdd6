"""Sealing, arming and reading on SQLite: time per version, p99 of arming, and whether a reader ever saw half.

`python -m bench.release [FOLDER]`: FOLDER holds load files of products, as `rostra product load` takes them; products
made of the sample's texts when none is named. Every product goes out in six languages on 62 sites. Prints JSON.
"""

import http.client
import json
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any, Self

from bench.ground.instance import Instance

SITES, RELEASES, WATCHED = 62, 30, 6
#: Readers ask for every language so often, in hertz.
RATE = 50.0
#: How a page says that its text is in another language than was asked for.
STAND_IN = b'class="article-body" lang='


def quantile(values: list[float], share: float) -> float:
    """The value below which this share of them lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]


def network() -> None:
    """Sixty-two sites, each in every official language, headquarters among them."""
    from rostra.foundation.models import Language
    from rostra.network.models import Office

    languages = list(Language.objects.official())
    for number in range(1, SITES):
        office = Office.objects.create(slug=f"centre-{number}", name={"en": f"Centre {number}"}, order=number)
        office.languages.set(languages)


def load_files(folder: Path | None) -> Iterator[dict[str, Any]]:
    """Load files: those of the folder, or the sample's texts under new sluglines, as many as are asked for."""
    if folder is not None:
        yield from (json.loads(path.read_text()) for path in sorted(folder.glob("*.json")))
        return
    from rostra.sample.files import products

    told = [p for p in products() if not p.get("hold_back") and not p.get("first")]
    for number in range(RELEASES + WATCHED):
        source = told[number % len(told)]
        yield {
            "slugline": f"product-{number}",
            "kind": "story",
            "required": source["required"],
            "versions": {code: _plain(source["versions"][code]) for code in source["required"]},
        }


def _plain(version: dict[str, Any]) -> dict[str, Any]:
    body = [block for block in version["body"] if block["type"] != "image"]
    kept = {name: value for name, value in version.items() if name != "made_from"}
    return {**kept, "body": body, "cleared": True}


def measure_verbs(products: list[Any], by: Any) -> dict[str, Any]:
    """Seal and arm each product in turn, as the worker does, timing each verb by itself."""
    from rostra.release.actions.arm import arm
    from rostra.release.actions.schedule import schedule
    from rostra.release.actions.seal import seal

    sealing, arming, locked, versions, pages = [], [], [], 0, 0
    for product in products:
        release = schedule(product, by=by, at=datetime.now(UTC) + timedelta(seconds=50))
        began = time.perf_counter()
        release = seal(release)
        sealed = time.perf_counter()
        with Lock() as lock:
            arm(release)
        armed = time.perf_counter()
        arming.append(armed - sealed)
        locked.append(armed - lock.taken)
        sealing.append(sealed - began)
        versions, pages = release.frozen.count(), release.pages.exclude(site=None).count()
    return {
        "releases": len(products),
        "versions_a_release": versions,
        "pages_a_release": pages,
        "deliveries_a_release": release.deliveries.count(),
        "sealing_ms_a_page_median": statistics.median(sealing) / pages * 1000,
        "sealing_s_a_release_median": statistics.median(sealing),
        "arming_transaction_ms_p50": quantile(locked, 0.5) * 1000,
        "arming_transaction_ms_p99": quantile(locked, 0.99) * 1000,
        "arming_transaction_goal": "p99 under 50 ms",
        "arming_with_preparation_ms_p50": quantile(arming, 0.5) * 1000,
        "arming_with_preparation_ms_p99": quantile(arming, 0.99) * 1000,
    }


class Lock:
    """Notes when a transaction takes the lock that keeps every other writer out."""

    taken = 0.0

    def __enter__(self) -> Self:
        from django.db import connection

        self._watching = connection.execute_wrapper(self._watch)
        self._watching.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._watching.__exit__(None, None, None)

    def _watch(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith("BEGIN"):
            self.taken = time.perf_counter()
        return execute(sql, *rest)


class Reader(threading.Thread):
    """Asks for one language of a product again and again, on one site after another; keeps when each answer began and
    ended, and whether it was the text in that language."""

    def __init__(self, port: int, path: str, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.port, self.stop = port, stop
        self.paths = cycle(["", *(f"/centres/centre-{number}" for number in (1, SITES // 2, SITES - 1))])
        self.path = path
        self.seen: list[tuple[float, float, bool]] = []

    def run(self) -> None:
        """Until told to stop."""
        link = http.client.HTTPConnection("localhost", self.port, timeout=10)
        due = time.monotonic()
        while not self.stop.is_set():
            began = time.monotonic()
            link.request("GET", f"{next(self.paths)}{self.path}")
            answer = link.getresponse()
            own = STAND_IN not in answer.read()
            self.seen.append((began, time.monotonic(), answer.status == 200 and own))
            due = max(due + 1 / RATE, time.monotonic())
            time.sleep(max(0.0, due - time.monotonic()))


def armed(release: Any) -> Any:
    """Wait until the worker has armed it; only then is there anything to see."""
    deadline = time.monotonic() + 120
    while release.state != "armed" and time.monotonic() < deadline:
        time.sleep(0.2)
        release.refresh_from_db()
    return release


def watch(instance: Instance, products: list[Any], by: Any) -> dict[str, Any]:
    """Release products one after another while readers look; count requests that found a language absent too late."""
    from rostra.foundation.models import Language
    from rostra.release.actions.schedule import schedule

    codes = list(Language.objects.official().values_list("code", flat=True))
    cases, asked, late = 0, 0, []
    for product in products:
        release = armed(schedule(product, by=by, at=datetime.now(UTC) + timedelta(seconds=30)))
        stop = threading.Event()
        readers = [Reader(instance.port, f"/{code}/story/{product.slugline}", stop) for code in codes]
        for reader in readers:
            reader.start()
        while datetime.now(UTC) < release.instant + timedelta(seconds=3):
            time.sleep(0.1)
        stop.set()
        for reader in readers:
            reader.join()
        opened = time.monotonic() - (datetime.now(UTC) - release.instant).total_seconds()
        first = min(end for reader in readers for _, end, there in reader.seen if there)
        cases += sum(began > first and not there for reader in readers for began, _, there in reader.seen)
        asked += sum(len(reader.seen) for reader in readers)
        late.append(max(min(end for _, end, there in r.seen if there) for r in readers) - opened)
    return {
        "releases": len(products),
        "requests": asked,
        "absent_after_another_was_public": cases,
        "goal": "0 cases",
        "last_language_seen_after_instant_ms_max": max(late) * 1000,
    }


def main(arguments: list[str]) -> None:
    """Measure and print."""
    with Instance() as instance:
        instance.rostra("init")
        instance.adopt()
        from rostra.foundation.models import User
        from rostra.products.actions.load import load

        network()
        by = User.objects.get(username="operator")
        products = [load(file, by=by) for file in load_files(Path(arguments[0]) if arguments else None)]
        watched = products[: min(WATCHED, len(products) // 2)]
        verbs = measure_verbs(products[len(watched) :], by)
        with instance.up():
            readers = watch(instance, watched, by)
        print(json.dumps({"verbs": verbs, "readers": readers}, indent=2))


if __name__ == "__main__":
    main(sys.argv[1:])
