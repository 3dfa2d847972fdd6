"""Deliveries on their way: claimed, sent side by side, and written down with what came back."""

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from typing import Any

from django.db import connections, transaction
from django.db.models import QuerySet

from rostra.foundation import clock
from rostra.foundation.errors import Refusal
from rostra.foundation.leases import postpone, storable
from rostra.release import journal, rules, states
from rostra.release.channels.registry import Outcome, channels
from rostra.release.models import Delivery, FrozenVersion, Receipt, Valve
from rostra.release.sealed import store

#: Deliveries in flight at once, and how many of them may be for one partner: a slow one fills its own places only.
AT_ONCE, FOR_ONE = 64, 8
#: How long to wait for an older message to the same recipient that is on its way at this moment.
TURN = timedelta(seconds=1)

Answer = tuple[Delivery, Outcome]


class Sender:
    """Sends what is due and keeps its hands free for the others while an answer is outstanding."""

    def __init__(self, worker: str) -> None:
        self._worker = worker
        self._pool = ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="send")
        self._flying: dict[Future[Outcome], Delivery] = {}

    def send(self, now: datetime) -> int:
        """Send off what is due and has a place; returns how many."""
        if Valve.objects.exclude(paused_at=None).exists():
            return 0
        busy = Counter(row.subscriber_id for row in self._flying.values() if row.subscriber_id)
        rows = claim(now, worker=self._worker, most=AT_ONCE - len(self._flying), busy=busy)
        for row in rows:
            self._flying[self._pool.submit(_in_thread, row)] = row
        return len(rows)

    def collect(self, *, patience: float = 0) -> int:
        """Write down what came back, waiting at most so many seconds for the first of it; returns how many."""
        done, _ = wait(self._flying, timeout=patience, return_when=FIRST_COMPLETED)
        write_down([(self._flying.pop(future), future.result()) for future in done])
        return len(done)

    def finish(self) -> int:
        """Wait for every answer that is outstanding; returns how many came."""
        count = 0
        while self._flying:
            count += self.collect(patience=60)
        return count

    def close(self) -> None:
        """Finish, and let the threads go."""
        self.finish()
        self._pool.shutdown()


def _in_thread(row: Delivery) -> Outcome:
    try:
        return attempt(row)
    finally:
        connections.close_all()


def claim(now: datetime, *, worker: str, most: int = AT_ONCE, busy: Counter[int] | None = None) -> list[Delivery]:
    """Deliveries to be sent now, at most `FOR_ONE` to a partner together with those that keep it `busy`."""
    taken = Counter(busy or {})
    chosen: list[int] = []
    due = Delivery.objects.due(now).order_by("due_at", "pk").values_list("pk", "subscriber")
    for pk, subscriber in due[: AT_ONCE * 20]:
        if len(chosen) < most and (subscriber is None or taken[subscriber] < FOR_ONE):
            taken[subscriber] += 1
            chosen.append(pk)
    if not chosen:
        return []
    with_all = Delivery.objects.select_related("release__product", "frozen", "subscriber").filter(pk__in=chosen)
    rows = _without_known(with_all.claim(now=now, worker=worker, most=most))
    return [row for row in rows if _may_go(row, now)]


def _without_known(rows: list[Delivery]) -> list[Delivery]:
    """Set aside what a worker that died had sent: the journal knew of the receipt before the database did."""
    known = journal.accepted({row.key: row.payload for row in rows if row.taken_over})
    for row in rows:
        if row.key in known:
            recall_receipt(row, known[row.key])
    return [row for row in rows if row.key not in known]


def recall_receipt(row: Delivery, entry: dict[str, Any]) -> None:
    """Finish a delivery whose receipt stands in the journal and not in the database."""
    at = datetime.fromisoformat(entry["at"])
    with transaction.atomic():
        Receipt.objects.create(delivery=row, at=at, accepted=True, status=entry["status"][:40], detail="journal")
        row.finish(at)


def _may_go(row: Delivery, now: datetime) -> bool:
    if row.release.state == states.CANCELLED or row.release.barred_at:
        row.cancel("The release was taken back.")
        return False
    same = _to_same_place(row).exclude(pk=row.pk)
    told = FrozenVersion.objects.filter(product=row.frozen.product_id, language=row.frozen.language_id)
    newer = told.filter(release__state=states.ARMED, release__held_at=None).values_list("told_at", flat=True)
    if rules.overtaken(row.release.instant, newer, now):
        row.cancel("A newer message of the same thing is public.")
        return False
    if same.filter(leased_until__gt=now, release__instant__lt=row.release.instant).exists():
        postpone(row, now, TURN)
        return False
    return True


def _to_same_place(row: Delivery) -> "QuerySet[Delivery]":
    """All deliveries of one language of a product to one place; a partner who was renamed is still the same."""
    place = {"subscriber": row.subscriber_id} if row.subscriber_id else {"recipient": row.recipient}
    return Delivery.objects.filter(
        channel=row.channel,
        frozen__product=row.frozen.product_id,
        frozen__language=row.frozen.language_id,
        **place,
    )


def attempt(row: Delivery) -> Outcome:
    """Send one delivery now; whatever a channel meets becomes an outcome."""
    try:
        return channels()[row.channel].send(row, store().get(row.payload))
    except KeyError:
        return Outcome(accepted=False, status="no channel", detail=f"No channel is called '{row.channel}'.")
    except Refusal as refusal:
        return Outcome(accepted=False, status=refusal.code, detail=str(refusal))
    except Exception as error:  # whatever a channel meets, the row must not be lost
        return Outcome(accepted=False, status="error", detail=f"{type(error).__name__}: {error}")


def write_down(answers: Sequence[Answer]) -> None:
    """The journal first: after a crash in between, the receipt is known and nothing is sent twice."""
    if not answers:
        return
    now = clock.now()
    journal.append(_entry(row, outcome, now) for row, outcome in answers if outcome.accepted)
    with transaction.atomic():
        Receipt.objects.bulk_create(_receipt(row, outcome, now) for row, outcome in answers)
        for row, outcome in answers:
            if outcome.accepted:
                row.finish(now)
            else:
                row.fail(now, f"{outcome.status}: {outcome.detail}", final=outcome.final, wait=outcome.wait)


def _entry(row: Delivery, outcome: Outcome, now: datetime) -> dict[str, Any]:
    """What a restored database must be told; the product and the act, as it may not know the release."""
    release = row.release
    about = {"product": release.product.slugline, "act": release.act}
    return {"key": row.key, "payload": row.payload, "at": now.isoformat(), "status": outcome.status, **about}


def _receipt(row: Delivery, outcome: Outcome, now: datetime) -> Receipt:
    status, detail = storable(outcome.status)[:40], storable(outcome.detail)[:4000]
    return Receipt(delivery=row, at=now, accepted=outcome.accepted, status=status, detail=detail)
