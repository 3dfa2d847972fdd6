"""Files that one process holds at a time; the system frees them when it dies."""

import fcntl
import math
import time
from typing import IO


class BusyError(Exception):
    """Another process holds the file."""


def hold(file: IO[str] | int, *, wait: float = math.inf) -> None:
    """Hold an open file until it is closed.

    Args:
        file: or its descriptor.
        wait: how long to wait for whoever has it, in seconds.

    Raises:
        BusyError: another still holds it then.
        OSError: the file system has no locks.
    """
    if wait == math.inf:
        fcntl.flock(file, fcntl.LOCK_EX)
        return
    deadline = time.monotonic() + wait
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise BusyError from None
            time.sleep(0.05)
