"""Documents read in processes of their own, so that a bad one harms nothing: the parent's side."""

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from config.environment import ROOT
from rostra.library.reading_child import receive, send

#: Seconds by the clock for one document, whatever the child does.
PATIENCE = 30.0
#: The most processes; each takes about 60 MB.
MOST_CHILDREN = 8

_ENDED = {"defect": {"code": "too_costly", "reason": "Reading it takes more time or memory than a document may."}}


class Reader:
    """One child that reads documents, one after the other; started at first use, and again when it dies."""

    def __init__(self, *, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._child: subprocess.Popen[bytes] | None = None

    def read(self, content: bytes) -> dict[str, Any]:
        """What the child answers (`reading_child`). One that dies over a document has answered for that one only."""
        child = self._started()
        timer = threading.Timer(self._patience, child.kill)
        timer.start()
        try:
            assert child.stdin and child.stdout
            send(child.stdin, content)
            reply = receive(child.stdout)
        except OSError:
            reply = None
        finally:
            timer.cancel()
        if reply is None:
            self.close()
            return _ENDED
        answer: dict[str, Any] = json.loads(reply)
        return answer

    def close(self) -> None:
        """End the child."""
        if self._child is not None:
            self._child.kill()
            self._child.communicate()
            self._child = None

    def _started(self) -> "subprocess.Popen[bytes]":
        if self._child is None:
            kept = {name: os.environ[name] for name in ("PATH", "LANG", "LD_LIBRARY_PATH") if name in os.environ}
            self._child = subprocess.Popen(
                [sys.executable, "-m", "rostra.library.reading_child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=ROOT,
                env={**kept, "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)])},
            )
        return self._child


class Readers:
    """Several children side by side."""

    def __init__(self, number: int) -> None:
        self._free: queue.SimpleQueue[Reader] = queue.SimpleQueue()
        self._all = [Reader() for _ in range(number)]
        for reader in self._all:
            self._free.put(reader)
        self._threads = ThreadPoolExecutor(max_workers=number, thread_name_prefix="reader")

    def submit(self, content: bytes) -> "Future[dict[str, Any]]":
        """Have a document read by the next child that is free."""
        return self._threads.submit(self._read, content)

    def _read(self, content: bytes) -> dict[str, Any]:
        reader = self._free.get()
        try:
            return reader.read(content)
        finally:
            self._free.put(reader)

    def close(self) -> None:
        """End all children."""
        self._threads.shutdown(wait=True, cancel_futures=True)
        for reader in self._all:
            reader.close()


@contextmanager
def readers(documents: int) -> Iterator[Readers]:
    """As many children as there are processors, and no more than there are documents."""
    pool = Readers(max(1, min(os.cpu_count() or 1, MOST_CHILDREN, documents)))
    try:
        yield pool
    finally:
        pool.close()
