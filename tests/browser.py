"""A real instance and a real browser: `rostra up` in a process group of its own, Chromium through Playwright."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
#: Seconds that starting may take on a busy machine.
PATIENCE = 180


@dataclass(frozen=True)
class Instance:
    """A running instance with the sample: its folder, its address, its password."""

    home: Path
    origin: str
    password: str
    environment: dict[str, str]

    def run(self, *words: str) -> Any:
        """A command of `rostra`; its document."""
        return json.loads(_rostra(self.environment, *words))


def _rostra(environment: dict[str, str], *words: str) -> str:
    command = [sys.executable, "-m", "rostra.cli", *words, "--json"]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """One instance with the sample for all browser tests of a process."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine: apt-get install chromium")
    home, port = tmp_path_factory.mktemp("browser") / "home", _free_port()
    wanted = {"ROSTRA_HOME": str(home), "ROSTRA_PORT": str(port), "DJANGO_SETTINGS_MODULE": "config.settings"}
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | wanted
    made = json.loads(_rostra(environment, "init", "--sample"))
    with (home / "up.log").open("w") as log:
        up = subprocess.Popen(
            [sys.executable, "-m", "rostra.cli", "up"],
            env=environment, cwd=ROOT, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        try:
            origin = f"http://localhost:{port}"
            _wait_for(f"{origin}/desk/login/", home / "up.log")
            yield Instance(home, origin, str(made["password"]), environment)
        finally:
            _stop(up)


def _wait_for(address: str, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with suppress(OSError, urllib.error.URLError), urllib.request.urlopen(address, timeout=5) as answer:
            if answer.status == 200:
                return
        time.sleep(0.25)
    pytest.fail(f"The instance did not answer at {address}.\n{log.read_text()[-2000:]}")


def _stop(up: subprocess.Popen[bytes]) -> None:
    up.terminate()
    try:
        up.wait(timeout=30)
    except subprocess.TimeoutExpired:
        os.killpg(up.pid, signal.SIGKILL)
        up.wait()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; nothing is downloaded."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine: apt-get install chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page with no cookies."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


def log_in(page: Page, instance: Instance, name: str) -> None:
    """Open the desk as one of the sample's logins."""
    page.goto(f"{instance.origin}/desk/login/")
    page.fill("input[name=username]", name)
    page.fill("input[name=password]", instance.password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/desk/")
