"""What the worker does round and round: seal, arm, slip, hand over news."""

import logging
from datetime import datetime, timedelta

from django.db.models import Q

from rostra.foundation import clock
from rostra.foundation.announcements import hand_over
from rostra.foundation.errors import Refusal
from rostra.foundation.leases import postpone
from rostra.foundation.models import Announcement
from rostra.release import rules, states
from rostra.release.actions.arm import arm
from rostra.release.actions.seal import seal
from rostra.release.actions.slip import slip
from rostra.release.models import Release
from rostra.release.taking_back import send_back_to_press

log = logging.getLogger("rostra.worker")
#: How long news of a release that was held or moved waits before it is looked at again.
TURN = timedelta(seconds=1)


def press() -> int:
    """Seal every prepared release, the nearest instant first; returns how many were sealed."""
    sealed, now = 0, clock.now()
    to_try = Q(retry_at=None) | Q(retry_at__lte=now)
    for release in Release.objects.filter(to_try, state=states.PREPARED).order_by("instant"):
        try:
            seal(release)
            sealed += 1
        except Refusal as refusal:
            # Changed or rescheduled meanwhile: the next try sees it as it is, or it slips and says so.
            log.warning("Not sealed: %s", refusal)
            _find_fault(release, refusal.reason, now)
        except Exception as error:  # one that cannot be rendered must not keep the others from their instants
            log.exception("Not sealed: %s", release)
            _find_fault(release, f"{type(error).__name__}: {error}", now)
    return sealed


def _find_fault(release: Release, fault: str, now: datetime) -> None:
    """Say why, and rest: what cannot be rendered must not be rendered all day."""
    retry_at = now + rules.rest_after_fault(now, release.instant)
    Release.objects.filter(pk=release.pk, state=states.PREPARED).update(fault=fault[:2000], retry_at=retry_at)


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
                send_back_to_press(release)
        except Exception:  # as above
            log.exception("Not armed: %s", release)
    late = Release.objects.filter(state__in=[states.PREPARED, states.SEALED], instant__lt=now + rules.LEAD)
    for release in late:
        slip(release)
    return armed


def spread(now: datetime, *, worker: str) -> int:
    """Hand announcements to their receivers; returns how many were taken up."""
    rows = [row for row in Announcement.objects.claim(now=now, worker=worker) if _is_news(row, now)]
    for row in rows:
        try:
            hand_over(row)
        except Exception as error:  # a receiver's fault must stop neither the worker nor the others
            row.fail(clock.now(), f"{type(error).__name__}: {error}")
        else:
            row.finish(clock.now())
    return len(rows)


def _is_news(row: Announcement, now: datetime) -> bool:
    """Whether it is true by now: a release that is held or moved may still go live, a cancelled one never does."""
    if row.news != "ReleaseLive":
        return True
    release = Release.objects.get(pk=row.payload["release_id"])
    if release.is_live(now):
        return True
    if release.state == states.CANCELLED or release.barred_at:
        row.cancel("The release was taken back.")
    else:
        postpone(row, now, TURN)
    return False
