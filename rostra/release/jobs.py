"""What the worker does round and round: seal, arm, slip, hand over news, deliver."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from django.db import connections

from rostra.foundation import clock
from rostra.foundation.announcements import hand_over
from rostra.foundation.errors import Refusal
from rostra.foundation.leases import Leased
from rostra.foundation.models import Announcement
from rostra.release import journal, rules, states
from rostra.release.actions.arm import arm
from rostra.release.actions.seal import seal
from rostra.release.actions.slip import slip
from rostra.release.channels.registry import Outcome, channels
from rostra.release.models import Delivery, Receipt, Release, Valve
from rostra.release.sealed import store

#: Deliveries claimed at once, and sent side by side: slow partners must not hold up the others.
AT_ONCE = 64
#: How long to wait for an older message to the same recipient that is on its way at this moment.
TURN = timedelta(seconds=1)


def press() -> int:
    """Seal every prepared release, the nearest instant first; returns how many were sealed."""
    sealed = 0
    for release in Release.objects.filter(state=states.PREPARED).order_by("instant"):
        try:
            seal(release)
            sealed += 1
        except Refusal:
            # Changed or rescheduled meanwhile: the next round sees it as it is, or it slips and says so.
            continue
    return sealed


def tick(now: datetime) -> int:
    """Arm what is due, in the order of instants, and slip what is late; returns how many were armed."""
    armed = 0
    near = Release.objects.filter(instant__lte=now + rules.ARMING_WINDOW)
    for release in near.filter(state=states.SEALED).order_by("instant", "pk"):
        try:
            arm(release)
            armed += 1
        except Refusal as refusal:
            if refusal.code == "resealing":
                Release.objects.filter(pk=release.pk, state=states.SEALED).update(state=states.PREPARED)
    late = Release.objects.filter(state__in=[states.PREPARED, states.SEALED], instant__lt=now + rules.LEAD)
    for release in late:
        slip(release)
    return armed


def spread(now: datetime, *, worker: str) -> int:
    """Hand announcements to their receivers; returns how many were taken up."""
    rows = Announcement.objects.claim(now=now, worker=worker)
    for row in rows:
        if row.news == "ReleaseLive" and not _is_live(row.payload["release_id"], now):
            _postpone(row, now)
            continue
        try:
            hand_over(row)
        except Exception as error:  # a receiver's fault must stop neither the worker nor the others
            row.fail(clock.now(), f"{type(error).__name__}: {error}")
        else:
            row.finish(clock.now())
    return len(rows)


def _is_live(release_id: int, now: datetime) -> bool:
    return Release.objects.gone_live(now).filter(pk=release_id).exists()


def _postpone(row: Leased, now: datetime) -> None:
    """Held or rescheduled: no attempt was made, so none is counted."""
    row.due_at, row.leased_until, row.attempts = now + TURN, None, row.attempts - 1
    row.save(update_fields=["due_at", "leased_until", "attempts"])


def deliver(now: datetime, *, worker: str) -> int:
    """Claim due deliveries and send them side by side; returns how many were tried."""
    if Valve.objects.exclude(paused_at=None).exists():
        return 0
    rows = Delivery.objects.select_related("release", "frozen").claim(now=now, worker=worker, most=AT_ONCE)
    ready = [row for row in rows if _may_go(row, now)]
    if not ready:
        return 0
    with ThreadPoolExecutor(max_workers=min(AT_ONCE, len(ready))) as pool:
        for row, outcome in zip(ready, pool.map(_send, ready), strict=True):
            _write_down(row, outcome)
    return len(ready)


def _may_go(row: Delivery, now: datetime) -> bool:
    if row.release.state == states.CANCELLED:
        _cancel(row, "The release was taken back.")
        return False
    if not row.release.is_live(now):
        _postpone(row, now)
        return False
    same = Delivery.objects.filter(
        channel=row.channel,
        recipient=row.recipient,
        frozen__product=row.frozen.product_id,
        frozen__language=row.frozen.language_id,
    ).exclude(pk=row.pk)
    newer = same.filter(release__state=states.ARMED, release__held_at=None).values_list("release__instant", flat=True)
    if rules.overtaken(row.release.instant, newer, now):
        _cancel(row, "A newer message of the same thing is public.")
        return False
    if same.filter(leased_until__gt=now, release__instant__lt=row.release.instant).exists():
        _postpone(row, now)
        return False
    return True


def _cancel(row: Delivery, why: str) -> None:
    row.state, row.leased_until, row.last_error = Leased.CANCELLED, None, why
    row.save(update_fields=["state", "leased_until", "last_error"])


def _send(row: Delivery) -> Outcome:
    try:
        channel = channels()[row.channel]
        return channel.send(row, store().get(row.payload))
    except KeyError:
        return Outcome(accepted=False, status="no channel", detail=f"No channel is called '{row.channel}'.")
    except Refusal as refusal:
        return Outcome(accepted=False, status=refusal.code, detail=str(refusal))
    except Exception as error:  # whatever a channel meets, the row must not be lost
        return Outcome(accepted=False, status="error", detail=f"{type(error).__name__}: {error}")
    finally:
        connections.close_all()


def _write_down(row: Delivery, outcome: Outcome) -> None:
    """The journal first: after a crash in between, the receipt is known and nothing is sent twice."""
    now = clock.now()
    if outcome.accepted:
        journal.append({"key": row.key, "at": now.isoformat(), "status": outcome.status})
    Receipt.objects.create(
        delivery=row, at=now, accepted=outcome.accepted, status=outcome.status[:40], detail=outcome.detail[:4000]
    )
    if outcome.accepted:
        row.finish(now)
    else:
        row.fail(now, f"{outcome.status}: {outcome.detail}", final=outcome.final, wait=outcome.wait)
