"""Build the whole index anew beside the present one, and switch."""

import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from config.locks import BusyError
from rostra.foundation import clock, ledger
from rostra.foundation.errors import Refusal
from rostra.foundation.leases import LeasedQuerySet
from rostra.foundation.models import User
from rostra.foundation.policy import require
from rostra.search import generations, policy
from rostra.search.documents import everything
from rostra.search.draining import renew
from rostra.search.generations import BATCH, REBUILD, WRITER
from rostra.search.index import Writing
from rostra.search.models import Change
from rostra.search.noting import note

#: How long to wait for the batch that the indexer is at, in seconds.
PATIENCE = 60.0
#: Objects between commits, so that memory stays bounded.
COMMIT_EVERY = 1000

Progress = Callable[..., AbstractContextManager[Any]]


def _unseen(items: list[Any], **_options: Any) -> AbstractContextManager[Any]:
    return nullcontext(items)


def rebuild(*, by: User | None, progress: Progress = _unseen) -> dict[str, Any]:
    """Write every public text into a new folder and make it the current one, while readers and the indexer go on.

    What changes meanwhile is in the new index as well: rows that the indexer has done are kept and read again here,
    as are those that it has given up.

    Args:
        by: who asks; None where the indexer finds no index that it can use.
        progress: shows how far it is, as `Console.progress` does.

    Returns:
        {"objects": products and works read, "failed": {owner: reason}}; what failed is tried again by the indexer.

    Raises:
        Refusal: `forbidden`; `busy` where another rebuild is under way.
    """
    if by is not None:
        require(by, policy.REBUILD, place="search")
    try:
        with generations.lock(REBUILD, wait=1):
            built = _build(progress)
    except BusyError:
        raise Refusal("busy", str(generations.home()), "Another process is rebuilding the index.") from None
    if not generations.is_held(WRITER):
        generations.sweep()
    if by is not None:
        ledger.record("rebuild index", by, by=by, **built)
    return built


def _build(progress: Progress) -> dict[str, Any]:
    folder = generations.begin()
    try:
        # From here on the indexer keeps what it has done; a batch that began before is committed now.
        with generations.lock(BATCH, wait=PATIENCE):
            objects = list(everything(clock.now()))
        failed = _write(folder, objects, progress)
        with generations.lock(BATCH, wait=PATIENCE):
            failed |= _catch_up(folder)
            generations.switch(folder)
            _read_already().delete()
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    for owner in failed:
        noun, _, object_id = owner.partition(":")
        note(noun, int(object_id), due_at=clock.now())
    return {"objects": len(objects), "failed": failed}


def _read_already() -> LeasedQuerySet:
    return Change.objects.filter(state__in=(Change.DONE, Change.DEAD))


def _write(folder: Path, objects: list[tuple[str, int]], progress: Progress) -> dict[str, str]:
    writing = Writing(folder, threads=2)
    failed: dict[str, str] = {}
    with progress(objects, label="Indexing", length=len(objects)) as shown:
        for number, each in enumerate(shown, 1):
            failed |= renew(writing, [each], clock.now())
            if number % COMMIT_EVERY == 0:
                writing.commit()
    writing.commit()
    writing.close()
    return failed | _catch_up(folder)


def _catch_up(folder: Path) -> dict[str, str]:
    """Read again what changed and is done or given up; what waits the indexer will write to the new generation."""
    changed = set(_read_already().values_list("noun", "object_id"))
    writing = Writing(folder)
    failed = renew(writing, changed, clock.now())
    writing.commit()
    writing.close()
    return failed
