"""A process that kills itself at its n-th step, as by a power cut.

A step is the moment before and after every SQL statement, on whatever connection, and every `fsync`. Nothing is built
into the product for this: the steps are counted from outside.
"""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, connections
from django.db.backends.signals import connection_created


class Steps:
    """Counts the steps of all threads; at the fatal one the process dies."""

    def __init__(self, fatal: int = 0) -> None:
        self.fatal = fatal
        self.taken = 0
        self._lock = threading.Lock()

    def step(self) -> None:
        """One more step."""
        with self._lock:
            self.taken += 1
            if self.taken == self.fatal:
                os.kill(os.getpid(), signal.SIGKILL)

    def around_sql(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        """Django's wrapper of every statement."""
        self.step()
        result = execute(*arguments)
        self.step()
        return result

    def watch(self, connection: Any, **_: Any) -> None:
        """Count on this connection, too."""
        connection.execute_wrappers.append(self.around_sql)


@contextmanager
def counting(steps: Steps) -> Iterator[None]:
    """Count what this process does to the database and the disk. For a child that ends soon: nothing is undone."""
    real = os.fsync

    def fsync(file: int) -> None:
        steps.step()
        real(file)
        steps.step()

    os.fsync = fsync
    connection_created.connect(steps.watch, weak=False)
    connection.ensure_connection()
    try:
        yield
    finally:
        os.fsync = real
        connection_created.disconnect(steps.watch)


def in_child(work: Callable[[], None]) -> int:
    """Run `work` in a forked process; returns the signal that ended it, 0 where it came to its end."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            connections.close_all()  # here Django may find another set than the parent, where a browser's loop runs
            work()
            os._exit(0)
        except BaseException:
            import traceback

            traceback.print_exc()
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the child failed"
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
