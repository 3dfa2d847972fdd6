"""The indexer: the one process that writes to the index, round after round."""

import logging
import os
import socket
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import OperationalError, connections

from config.locks import BusyError
from rostra.foundation import clock
from rostra.foundation.errors import Refusal
from rostra.release.models import Release
from rostra.search import draining, generations
from rostra.search.actions.rebuild import rebuild
from rostra.search.generations import BATCH, WRITER
from rostra.search.index import Writing
from rostra.search.models import Change
from rostra.search.noting import note

log = logging.getLogger("rostra.search")
#: How long to rest when a round found nothing to do, in seconds.
REST = 0.25
#: How long to rest after a round that failed, in seconds.
LONG_REST = 3.0
#: How long to wait for another indexer to end, in seconds.
PATIENCE = 10.0
#: How far back the first look for releases goes: the announcements tell of what is older.
FIRST_LOOK = timedelta(minutes=10)


class Indexer:
    """Runs until `stop` is called; every round starts from what the rows say."""

    def __init__(self) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        self._stopping = threading.Event()
        self._writing: Writing | None = None
        self._looked_at: datetime | None = None

    def stop(self) -> None:
        """Finish the batch and end."""
        self._stopping.set()

    def run(self) -> None:
        """Work until stopped.

        Raises:
            Refusal: `busy` where another indexer runs and does not end.
        """
        self._with_the_lock(self._rounds)

    def run_until_idle(self) -> int:
        """Do all that is due now, then return how many changes were taken up.

        Raises:
            Refusal: `busy` where an indexer runs.
        """
        return self._with_the_lock(self._until_idle)

    def _with_the_lock(self, work: Callable[[], int]) -> int:
        try:
            with generations.lock(WRITER, wait=PATIENCE):
                draining.take_over()
                try:
                    return work()
                finally:
                    self._close()
        except BusyError:
            raise Refusal("busy", str(generations.home()), "Another indexer is at work on this instance.") from None

    def _rounds(self) -> int:
        done = 0
        while not self._stopping.is_set():
            rest = LONG_REST
            try:
                taken = self.round()
                done, rest = done + taken, 0 if taken else REST
            except OperationalError:
                log.exception("The database did not answer; trying again.")
            except Exception:
                log.exception("A round failed; trying again.")
                self._forget()
            self._stopping.wait(rest)
        connections.close_all()
        return done

    def _until_idle(self) -> int:
        done = 0
        while taken := self.round():
            done += taken
        if generations.current() is None:
            raise Refusal("busy", str(generations.home()), "Another process is building the index.")
        return done

    def round(self) -> int:
        """Index one batch; returns how many changes were taken up. Makes the index first where there is none."""
        self._look_for_releases()
        if generations.current() is None and not self._build():
            return 0
        if not self._is_stale() and not Change.objects.due(clock.now()).exists():
            return 0
        with generations.lock(BATCH, wait=PATIENCE * 6):
            return draining.drain(self._opened(), worker=self.name, go_on=lambda: not self._stopping.is_set())

    def _is_stale(self) -> bool:
        """Whether the writer is not (or no longer) that of the current generation."""
        return self._writing is None or self._writing.folder != generations.current()

    def _look_for_releases(self) -> None:
        """Note what went live since the last look.

        The announcements say the same and are kept until they are heard, but they wait for their turn in the worker;
        what is public must be found within two seconds.
        """
        now = clock.now()
        since = self._looked_at or now - FIRST_LOOK
        live = Release.objects.gone_live(now).filter(instant__gt=since)
        for product in live.values_list("product_id", flat=True).distinct().order_by():
            note(Change.Noun.PRODUCT, product, due_at=now)
        self._looked_at = now

    def _build(self) -> bool:
        """The first generation, or the first in a new format; False where another process is building one already."""
        self._close()
        try:
            rebuild(by=None)
        except Refusal as refusal:
            if refusal.code != "busy":
                raise
            self._stopping.wait(LONG_REST)
        return generations.current() is not None

    def _opened(self) -> Writing:
        """The writer of the current generation, which a rebuild may have switched meanwhile.

        Raises:
            FileNotFoundError: where there is none.
        """
        if self._writing is None or self._is_stale():
            self._close()
            folder = generations.current()
            if folder is None:
                raise FileNotFoundError(generations.home())
            self._writing = Writing(folder)
            generations.sweep()
        return self._writing

    def _close(self) -> None:
        if self._writing is not None:
            writing, self._writing = self._writing, None
            writing.close()

    def _forget(self) -> None:
        """After a failure: nothing that was put may be committed later, and the rows are claimed anew."""
        try:
            if self._writing is not None:
                self._writing.rollback()
            self._close()
            draining.take_over()
        except Exception:
            log.exception("The writer could not be put away.")
            self._writing = None


def run_until_idle() -> int:
    """Index all that is due now: for commands and tests. Returns how many changes were taken up.

    Raises:
        Refusal: `busy` where an indexer runs.
    """
    return Indexer().run_until_idle()
