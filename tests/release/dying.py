"""A process that kills itself at its n-th step, as by a power cut.

A step is every SQL statement, before and after, every `fsync`, and every message to the partner, before and
after. Nothing is built into the product for this: the steps are counted from outside.
"""

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, connections

from rostra.network.models import Office
from rostra.release.channels.registry import Outcome, Recipient
from rostra.release.models import Delivery
from rostra.release.public_state import PublicState


class Steps:
    """Counts steps; at the fatal one the process dies."""

    def __init__(self, fatal: int = 0) -> None:
        self.fatal = fatal
        self.taken = 0

    def step(self) -> None:
        """One more step."""
        self.taken += 1
        if self.taken == self.fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    def around_sql(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        """Django's wrapper of every statement."""
        self.step()
        result = execute(*arguments)
        self.step()
        return result


@contextmanager
def counting(steps: Steps) -> Iterator[None]:
    """Count what this process does to the database and the disk."""
    real = os.fsync

    def fsync(file: int) -> None:
        steps.step()
        real(file)
        steps.step()

    os.fsync = fsync
    try:
        with connection.execute_wrapper(steps.around_sql):
            yield
    finally:
        os.fsync = real


class FakePartner:
    """A fake at the far edge: a partner that keeps the key of every message that reached it, in a file."""

    name = "fake-partner"

    def __init__(self, file: Path) -> None:
        self.file = file
        self.steps = Steps()

    def recipients(self, state: PublicState) -> Iterable[Recipient]:
        """One for each language and site."""
        for pk, slug in Office.objects.values_list("pk", "slug"):
            for code in state.tellings:
                yield Recipient(slug, code, site_id=pk)

    def render(self, state: PublicState, language: str) -> bytes:
        """The headline."""
        text = state.tellings[language].text
        return str(text["headline"] if text else "withdrawn").encode()

    def send(self, delivery: Delivery, payload: bytes) -> Outcome:
        """Write the key down; the message has then arrived, whether or not the sender lives to know it."""
        self.steps.step()
        with self.file.open("a") as file:
            file.write(f"{delivery.key}\n")
        self.steps.step()
        return Outcome(accepted=True, status="200")

    def received(self) -> list[str]:
        """Keys in the order of arrival."""
        return self.file.read_text().split() if self.file.exists() else []


def in_child(work: Callable[[], None]) -> int:
    """Run `work` in a forked process; returns the signal that ended it, 0 where it came to its end."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        except BaseException:
            import traceback

            traceback.print_exc()
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the child failed"
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
