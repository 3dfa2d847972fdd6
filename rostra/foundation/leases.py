"""A row is the queue: work claimed with a lease, tried again with backoff, and never silently dropped."""

import random
from datetime import datetime, timedelta
from typing import Any, Self

from django.db import connection, models, transaction
from django.db.models import Q

#: How long a claimed row belongs to the worker that claimed it.
LEASE = timedelta(seconds=60)
#: After so many failed attempts a row is dead and a person must look.
MOST_ATTEMPTS = 12


def backoff(attempts: int) -> timedelta:
    """The wait after a number of failed attempts: attempts^4 / 2 + 2 s, at most six hours, give or take a tenth."""
    seconds = min(attempts**4 / 2 + 2, 6 * 3600)
    return timedelta(seconds=seconds * random.uniform(0.9, 1.1))  # noqa: S311 (jitter, not a secret)


class LeasedQuerySet(models.QuerySet[Any]):
    """Rows to be worked on."""

    def due(self, now: datetime) -> Self:
        """Waiting rows whose time has come and that no live lease holds.

        A lease that ends later than any that can be given now is from before the clock was set back, and holds nothing.
        """
        free = Q(leased_until=None) | Q(leased_until__lt=now) | Q(leased_until__gt=now + 2 * LEASE)
        return self.filter(free, state=Leased.WAITING, due_at__lte=now)

    def claim(self, *, now: datetime, worker: str, most: int = 20) -> list[Any]:
        """Take up to `most` due rows for `worker`, oldest first, in one short transaction."""
        with transaction.atomic():
            rows = self.due(now).order_by("due_at", "pk")
            if connection.features.has_select_for_update_skip_locked:
                rows = rows.select_for_update(skip_locked=True, of=("self",))
            taken = list(rows[:most])
            for row in taken:
                row.taken_over = row.leased_until is not None
                row.leased_until, row.leased_by, row.attempts = now + LEASE, worker, row.attempts + 1
                row.save(update_fields=["leased_until", "leased_by", "attempts"])
        return taken


class Leased(models.Model):
    """What a row needs to be claimed, retried, finished, or left for a person."""

    WAITING, DONE, DEAD, CANCELLED = "waiting", "done", "dead", "cancelled"
    STATES = [(WAITING, "waiting"), (DONE, "done"), (DEAD, "dead"), (CANCELLED, "cancelled")]

    state = models.CharField(max_length=10, choices=STATES, default=WAITING)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    leased_by = models.CharField(max_length=80, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    #: Of a row just claimed: whether an attempt came before that nobody ended, as its worker died.
    taken_over = False

    class Meta:
        abstract = True

    def finish(self, now: datetime) -> None:
        """The work is done."""
        self.state, self.done_at, self.leased_until, self.last_error = self.DONE, now, None, ""
        self.save(update_fields=["state", "done_at", "leased_until", "last_error"])

    def cancel(self, reason: str) -> None:
        """It is no longer wanted."""
        self.state, self.leased_until, self.last_error = self.CANCELLED, None, reason[:2000]
        self.save(update_fields=["state", "leased_until", "last_error"])

    def fail(self, now: datetime, reason: str, *, final: bool = False, wait: int = 0) -> None:
        """The attempt failed: wait (at least `wait` s) and try again, or, after the last one or a final refusal, lie
        visibly dead."""
        dead = final or self.attempts >= MOST_ATTEMPTS
        self.state = self.DEAD if dead else self.WAITING
        pause = max(backoff(self.attempts), timedelta(seconds=wait))
        self.due_at, self.leased_until, self.last_error = now + pause, None, storable(reason)[:2000]
        self.save(update_fields=["state", "due_at", "leased_until", "last_error"])


def postpone(row: Leased, now: datetime, wait: timedelta) -> None:
    """Put a claimed row back for a while: no attempt was made, so none is counted."""
    row.due_at, row.leased_until, row.attempts = now + wait, None, row.attempts - 1
    row.save(update_fields=["due_at", "leased_until", "attempts"])


def storable(text: str) -> str:
    """What errors and answers from elsewhere say, as every database keeps it: no null and no half of a character."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()
