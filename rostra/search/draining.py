"""From noted changes to the index: objects are read anew through the gate, put in place of the old, committed."""

import logging
import time
from collections.abc import Callable, Iterable
from datetime import datetime

from rostra.foundation import clock
from rostra.foundation.errors import Refusal
from rostra.search import generations
from rostra.search.documents import entries_of
from rostra.search.index import Writing
from rostra.search.models import Change

log = logging.getLogger("rostra.search")
#: Rows claimed at once: what is released waits for no more than these to be read.
AT_ONCE = 20
#: A commit comes after so long, in seconds: soon where something was released; later within a long import, as every
#: commit makes a segment that is merged into others again and again.
COMMIT_EVERY, COMMIT_WORKS_EVERY = 1.0, 4.0


def drain(writing: Writing, *, worker: str, go_on: Callable[[], bool] = lambda: True) -> int:
    """Index one batch of due changes; returns how many rows were taken up. Call with the batch lock held.

    Killed before the commit, nothing was done; killed after it, the rows are read once more, which changes nothing.

    Args:
        worker: the name that claims.
        go_on: asked before more rows are claimed; once it says no, what was claimed is finished.
    """
    began = time.monotonic()
    read: list[Change] = []
    failed: list[tuple[Change, str]] = []
    patience = COMMIT_WORKS_EVERY
    while time.monotonic() - began < patience and (not read or go_on()):
        rows = _claim(worker)
        if not rows:
            break
        if rows[0].noun == Change.Noun.PRODUCT:
            patience = COMMIT_EVERY
        faults = renew(writing, {(row.noun, row.object_id) for row in rows}, clock.now())
        failed += [(row, faults[row.owner]) for row in rows if row.owner in faults]
        read += [row for row in rows if row.owner not in faults]
    writing.commit()
    _finish(read)
    for row, reason in failed:
        row.fail(clock.now(), reason)
    return len(read) + len(failed)


def _claim(worker: str) -> list[Change]:
    """Products before works: what was released must be found at once, whatever was imported before it."""
    products = Change.objects.filter(noun=Change.Noun.PRODUCT)
    found = products.claim(now=clock.now(), worker=worker, most=AT_ONCE)
    return found or Change.objects.claim(now=clock.now(), worker=worker, most=AT_ONCE)


def renew(writing: Writing, objects: Iterable[tuple[str, int]], now: datetime) -> dict[str, str]:
    """Write the present public texts of objects in place of those that the index has; returns owner -> what failed.

    An object that cannot be read keeps nothing in the index: what it has may no longer be public.
    """
    faults = {}
    for noun, object_id in sorted(objects):
        owner = f"{noun}:{object_id}"
        writing.drop(owner)
        try:
            for entry in list(entries_of(noun, object_id, now)):
                writing.put(entry)
        except Refusal as refusal:
            faults[owner] = f"{refusal.code}: {refusal}"
        except (KeyError, TypeError, ValueError) as error:
            log.exception("%s is not indexed", owner)
            faults[owner] = f"{type(error).__name__}: {error}"
    return faults


def _finish(rows: list[Change]) -> None:
    """Remove rows that are in the index; while a new generation is built they stay, so that it gets them too."""
    done = Change.objects.filter(pk__in=[row.pk for row in rows])
    if generations.is_held(generations.REBUILD):
        done.update(state=Change.DONE, done_at=clock.now(), leased_until=None, last_error="")
    else:
        done.delete()


def take_over() -> None:
    """Put right what an indexer or a rebuild that died left behind; only for the one who holds the writer's lock."""
    Change.objects.filter(state=Change.WAITING).exclude(leased_until=None).update(leased_until=None, leased_by="")
    if not generations.is_held(generations.REBUILD):
        Change.objects.filter(state=Change.DONE).delete()
