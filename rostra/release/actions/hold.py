"""Hold one release, or the whole instance: close the gate at once for what is not yet live."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from rostra.foundation import clock, ledger
from rostra.foundation.errors import Refusal
from rostra.foundation.models import User
from rostra.foundation.policy import require
from rostra.foundation.text import one_line
from rostra.release import policy, rules, states
from rostra.release.effects import give_back
from rostra.release.models import Release, Valve


@transaction.atomic
def hold(release: Release | None, *, by: User, reason: str) -> int:
    """Hold a release, or, with None, every release that is not live, and stop new ones from arming.

    Returns how many armed releases were held.

    Raises:
        Refusal: `forbidden`, `reason_missing`, or `live` where the instant is too near or past.
    """
    place = str(release or "instance")
    require(by, policy.HOLD, place=place)
    if not one_line(reason):
        raise Refusal("reason_missing", place, _("A hold needs a reason."))
    valve = Valve.locked()  # before the armed ones are listed: none is armed meanwhile
    armed = _armed(release)
    now = clock.now()  # read with everything locked: what went live while this waited is not held any more
    if release is None:
        valve.held_at, valve.by, valve.reason = now, by, one_line(reason)
        valve.save()
        ledger.record("hold", valve, by=by, reason=valve.reason)
    else:
        _refuse_live(release, now)
    held = [each for each in armed if _can_be_held(each, now)]
    for each in held:
        each.held_at = now
        each.save(update_fields=["held_at"])
        give_back(each)
        ledger.record("hold", each, by=by, reason=one_line(reason))
    return len(held)


def _armed(release: Release | None) -> list[Release]:
    """The release, or all, that had not opened when they were asked for; locked."""
    armed = Release.objects.filter(state=states.ARMED, instant__gt=clock.now(), held_at=None)
    asked = armed if release is None else armed.filter(pk=release.pk)
    return list(asked.select_for_update(of=("self",)))


def _can_be_held(release: Release, now: datetime) -> bool:
    return release.instant > now + rules.HOLD_MARGIN


def _refuse_live(release: Release, now: datetime) -> None:
    fresh = Release.objects.get(pk=release.pk)
    if fresh.state != states.ARMED or fresh.held_at:
        raise Refusal("state", str(release), _("Only an armed release can be held; cancel or reschedule this one."))
    if not _can_be_held(fresh, now):
        raise Refusal("live", str(release), _("It is too late to hold this release; it can be withdrawn."))
