"""CPU a request of a sealed page, beside nginx, WhiteNoise and a dynamic Wagtail page with the same bytes, in one run.

`python -m bench.serve [FOLDER]`: FOLDER holds load files of products, as `rostra product load` takes them; the sample's
products when none is named. Needs nginx and wrk. Prints JSON.
"""

import gzip
import json
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.ground.instance import Instance, free_port, server, wait_for
from bench.ground.load import Cost, measure

ROUNDS, SECONDS = 3, 5
WORKERS = "2"
NGINX = """
{user}worker_processes 2; daemon off; pid {folder}/nginx.pid; error_log /dev/null;
events {{ worker_connections 1024; }}
http {{
  access_log {folder}/access.log;
  types {{ text/html html; }}
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  server {{ listen 127.0.0.1:{port}; root {folder}/root; gzip_static on; }}
}}
"""


@dataclass(frozen=True)
class Served:
    """A server to be measured: where it answers, its process, and which of its processes answer."""

    name: str
    url: str
    pid: int
    only: str = ""


def products(instance: Instance, folder: Path | None) -> str:
    """Fill the instance, and the path of the page that is asked for."""
    if folder is None:
        made = instance.rostra("init", "--sample")
        return _path(instance, made["sample"]["released"][0])
    instance.rostra("init")
    files = sorted(folder.glob("*.json"))
    for file in files:
        slugline = instance.rostra("product", "load", str(file))["slugline"]
        instance.rostra("release", "schedule", slugline, "--now")
    return _path(instance, json.loads(files[0].read_text())["slugline"])


def _path(instance: Instance, slugline: str) -> str:
    database = f"file:{instance.home / 'rostra.sqlite3'}?mode=ro"
    import sqlite3

    with sqlite3.connect(database, uri=True) as link:
        asked = "SELECT path FROM release_sealedpage WHERE path LIKE ? AND status = 200 ORDER BY path LIMIT 1"
        return str(link.execute(asked, (f"/en/%/{slugline}",)).fetchone()[0])


@contextmanager
def peers(page: bytes, folder: Path) -> Iterator[list[Served]]:
    """nginx, WhiteNoise under Granian, and a dynamic Wagtail page, each with the bytes of the page."""
    root = folder / "root"
    root.mkdir()
    (root / "page.html").write_bytes(page)
    (root / "page.html.gz").write_bytes(gzip.compress(page, 9, mtime=0))
    ports = [free_port() for _ in range(3)]
    # Started by root, its workers would run as somebody who may not read a temporary folder.
    user = "user root;\n" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=ports[0], user=user))
    environment = {**os.environ, "PEER_FOLDER": str(root), "PEER_PAGE": str(root / "page.html")}
    environment["PEER_DATABASE"] = str(folder / "peer.sqlite3")
    subprocess.run([sys.executable, "-m", "bench.peers.dynamic.wsgi"], env=environment, check=True)
    with ExitStack() as stack:
        nginx = stack.enter_context(server(["nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder)]))
        noise = stack.enter_context(
            server(granian("bench.peers.folder:application", ports[1]), environment=environment)
        )
        wagtail = stack.enter_context(
            server(granian("bench.peers.dynamic.wsgi:application", ports[2]), environment=environment)
        )
        served = [
            Served("nginx", f"http://127.0.0.1:{ports[0]}/page.html", nginx.pid),
            Served("whitenoise", f"http://127.0.0.1:{ports[1]}/page.html", noise.pid),
            Served("wagtail", f"http://127.0.0.1:{ports[2]}/page/", wagtail.pid),
        ]
        for each in served:
            if wait_for(each.url) != page:
                raise RuntimeError(f"{each.name} does not answer the same bytes.")
        yield served


def granian(application: str, port: int) -> list[str]:
    """Granian as `rostra up` starts it."""
    threads = str((os.cpu_count() or 1) * 2 + 1)
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", WORKERS, "--blocking-threads", threads, "--log-level", "warning", application,
    ]  # fmt: skip


def rounds(served: list[Served]) -> dict[str, list[Cost]]:
    """Every server in turn, several times over, so that a busy minute does not fall on one of them."""
    costs: dict[str, list[Cost]] = {each.name: [] for each in served}
    for each in served:
        measure(each.url, pid=each.pid, only=each.only, seconds=1)
    for _ in range(ROUNDS):
        for each in served:
            costs[each.name].append(measure(each.url, pid=each.pid, only=each.only, seconds=SECONDS))
    return costs


def summary(costs: dict[str, list[Cost]], page: bytes) -> dict[str, Any]:
    """Medians, and the ratio of each server's CPU to nginx's, round by round."""
    nginx = costs["nginx"]
    servers = {
        name: {
            "cpu_us_a_request": statistics.median(cost.cpu_us for cost in rows),
            "requests_a_second": statistics.median(cost.rate for cost in rows),
            "p99_ms": statistics.median(cost.p99 for cost in rows) * 1000,
            "cpu_to_nginx": statistics.median(a.cpu_us / b.cpu_us for a, b in zip(rows, nginx, strict=True)),
            "rounds": [asdict(cost)["cpu_us"] for cost in rows],
        }
        for name, rows in costs.items()
    }
    return {
        "page_bytes": len(page),
        "gzip_bytes": len(gzip.compress(page, 9, mtime=0)),
        "goal": "rostra at most 2.2 times nginx's CPU a request",
        "servers": servers,
    }


def main(arguments: list[str]) -> None:
    """Measure and print."""
    if missing := [name for name in ("nginx", "wrk") if shutil.which(name) is None]:
        raise SystemExit(f"Not installed: {', '.join(missing)}.")
    with Instance() as instance:
        path = products(instance, Path(arguments[0]) if arguments else None)
        folder = instance.home / "peers"
        folder.mkdir()
        with instance.up() as up:
            url = f"http://localhost:{instance.port}{path}"
            page = wait_for(url)
            with peers(page, folder) as others:
                ours = Served("rostra", url, up.pid, only="granian")
                print(json.dumps(summary(rounds([*others, ours]), page), indent=2))


if __name__ == "__main__":
    main(sys.argv[1:])
