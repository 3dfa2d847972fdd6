"""The worker process: a press that seals, a clock that arms and announces, a post that delivers, and chores."""

import logging
import os
import socket
import threading
from collections.abc import Callable

from django.db import OperationalError, connections

from rostra.foundation import clock
from rostra.release import jobs, mark
from rostra.release.actions.notice_restore import notice_restore
from rostra.release.sending import Sender

log = logging.getLogger("rostra.worker")
#: How long to rest when a round found nothing to do, in seconds.
REST = 0.2

#: Chores that other stages add: called about once a minute.
_chores: list[Callable[[], object]] = []


def add_chore(chore: Callable[[], object]) -> None:
    """Let a later stage have something done now and then by the worker; it must be safe to repeat."""
    if chore not in _chores:
        _chores.append(chore)


class Worker:
    """Runs until `stop` is called; every round starts from what the rows say."""

    def __init__(self) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        self._stopping = threading.Event()
        self._sender = Sender(self.name)

    def stop(self) -> None:
        """Finish the round and end."""
        self._stopping.set()

    def run(self) -> None:
        """Work until stopped."""
        _say_why_shut(notice_restore())
        rounds = (self._press, self._clock, self._post, self._chores)
        threads = [threading.Thread(target=self._repeat, args=(each,), name=each.__name__) for each in rounds]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self._sender.close()

    def _repeat(self, work: Callable[[], float]) -> None:
        while not self._stopping.is_set():
            try:
                rest = work()
            except OperationalError:
                log.exception("The database did not answer; trying again.")
                rest = 1.0
            except Exception:
                log.exception("A round failed; trying again.")
                rest = 1.0
            self._stopping.wait(rest)
        connections.close_all()

    def _press(self) -> float:
        return 0 if jobs.press() else REST

    def _clock(self) -> float:
        _look_for_restore()
        now = clock.now()
        return _marked(jobs.tick(now) + jobs.spread(now, worker=self.name))

    def _post(self) -> float:
        """Apart from the clock: however slow a partner is, releases are armed in time."""
        _look_for_restore()
        return _marked(self._sender.collect() + self._sender.send(clock.now()))

    def _chores(self) -> float:
        for chore in _chores:
            chore()
        return 60.0


def _look_for_restore() -> None:
    """A database can be put back under a worker that goes on."""
    if mark.is_older():
        _say_why_shut(notice_restore())


def _say_why_shut(reason: str) -> None:
    if reason:
        log.warning("%s 'rostra release resume' opens it again.", reason)


def _marked(done: int) -> float:
    """How long to rest; what was done is marked outside the database."""
    if not done:
        return REST
    mark.advance()
    return 0


def run_until_idle(*, most: int = 50) -> None:
    """Do all that is due now, then return: for commands and tests."""
    notice_restore()
    sender = Sender("once")
    try:
        for _ in range(most):
            now = clock.now()
            done = jobs.press() + jobs.tick(now) + jobs.spread(now, worker="once")
            if not done + sender.send(now) + sender.finish():
                return
    finally:
        sender.close()
        mark.advance()
