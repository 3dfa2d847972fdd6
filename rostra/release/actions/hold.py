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
    now = clock.now()
    valve = Valve.locked()  # before the armed ones are listed: none is armed meanwhile
    armed = Release.objects.select_for_update(of=("self",)).filter(
        state=states.ARMED, instant__gt=now + rules.HOLD_MARGIN, held_at=None
    )
    if release is None:
        valve.held_at, valve.by, valve.reason = now, by, one_line(reason)
        valve.save()
        ledger.record("hold", valve, by=by, reason=valve.reason)
    else:
        armed = armed.filter(pk=release.pk)
        _refuse_live(release, now)
    held = list(armed)
    for each in held:
        each.held_at = now
        each.save(update_fields=["held_at"])
        give_back(each)
        ledger.record("hold", each, by=by, reason=one_line(reason))
    return len(held)


def _refuse_live(release: Release, now: datetime) -> None:
    fresh = Release.objects.get(pk=release.pk)
    if fresh.state != states.ARMED or fresh.held_at:
        raise Refusal("state", str(release), _("Only an armed release can be held; cancel or reschedule this one."))
    if fresh.instant <= now + rules.HOLD_MARGIN:
        raise Refusal("live", str(release), _("It is too late to hold this release; it can be withdrawn."))
