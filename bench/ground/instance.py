"""An instance of its own for a benchmark: a folder that is thrown away, and the `rostra` command in it."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent.parent
#: Seconds that a server may take until it answers.
PATIENCE = 60.0


def free_port() -> int:
    """A port that nobody listens on now."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str) -> bytes:
    """The first answer of a server that is starting.

    Raises:
        RuntimeError: where it does not answer in time.
    """
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            with urlopen(url, timeout=5) as answer:
                return bytes(answer.read())
        except (URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"{url} did not answer in {PATIENCE:.0f} s.")


class Instance:
    """An instance in a temporary folder; `home` is what ROSTRA_HOME says."""

    def __init__(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="rostra-bench-"))
        self.port = free_port()
        self.environment = {**os.environ, "ROSTRA_HOME": str(self.home), "ROSTRA_PORT": str(self.port)}
        self.environment.pop("DATABASE_URL", None)

    def __enter__(self) -> "Instance":
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.home, ignore_errors=True)

    def adopt(self) -> None:
        """Make this process speak to the instance: Django's settings read it."""
        os.environ.update(ROSTRA_HOME=str(self.home), ROSTRA_PORT=str(self.port))
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        import django

        django.setup()

    def rostra(self, *words: str) -> dict[str, Any]:
        """Run a command and read the document that it prints.

        Raises:
            RuntimeError: with what it said, where it fails.
        """
        done = subprocess.run(
            [sys.executable, "-m", "rostra.cli", *words, "--json"],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"rostra {' '.join(words)}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    @contextmanager
    def up(self) -> Iterator[subprocess.Popen[bytes]]:
        """The instance, running."""
        with server([sys.executable, "-m", "rostra.cli", "up"], environment=self.environment) as process:
            wait_for(f"http://localhost:{self.port}/robots.txt")
            yield process


@contextmanager
def server(command: list[str], *, environment: dict[str, str] | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """A server in a process group of its own, ended with all its children."""
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
