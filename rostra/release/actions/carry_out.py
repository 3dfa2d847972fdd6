"""Seal and arm a release here and now, without waiting for a worker."""

import time
from collections.abc import Callable

from django.utils.translation import gettext as _

from rostra.foundation import clock
from rostra.foundation.errors import Refusal
from rostra.release import rules, states
from rostra.release.actions.arm import arm
from rostra.release.actions.seal import seal
from rostra.release.actions.slip import slip
from rostra.release.models import Release
from rostra.release.taking_back import send_back_to_press

#: How often a release that keeps slipping is tried before the person is told.
MOST_TRIES = 5
#: Seconds from one look at a release that is awaited to the next.
TURN = 0.1


def carry_out(release: Release, *, wait: bool = False) -> Release:
    """Take a prepared release as far as it can go: armed if its instant is near, else sealed.

    A worker beside may do any of the steps first; what counts is where the release stands.

    Args:
        wait: stay until the instant has passed.

    Raises:
        Refusal: whatever sealing or arming refuse, `late` after several tries or where it slipped while its instant is
            awaited, `held` where it is held or taken back then.
    """
    release = _carried(release)
    while wait and not release.is_live(clock.now()):
        if release.state == states.SLIPPED:
            raise Refusal("late", str(release), _("It missed its instant; give it another one."))
        if release.held_at or release.barred_at or release.state == states.CANCELLED:
            raise Refusal("held", str(release), _("It was held or taken back before its instant came."))
        time.sleep(TURN)
        release = _carried(Release.objects.get(pk=release.pk))
    return release


def _carried(release: Release) -> Release:
    """The release after every step that can be taken now."""
    tries = 0
    while step := _next(release):
        try:
            release = step(release)
        except Refusal as refusal:
            release, tries = _after(refusal, release), tries + 1
            if tries == MOST_TRIES:
                reason = _("The release could not be armed in time, however often it was tried.")
                raise Refusal("late", str(release), reason) from refusal
    return release


def _next(release: Release) -> Callable[[Release], Release] | None:
    if release.state == states.PREPARED:
        return seal
    is_near = release.instant - clock.now() <= rules.ARMING_WINDOW
    return arm if release.state == states.SEALED and is_near else None


def _after(refusal: Refusal, release: Release) -> Release:
    """The release as the next try must take it; refused again where nothing but a person could mend it."""
    if refusal.code == "late":
        return slip(release)
    if refusal.code == "resealing":
        send_back_to_press(release)
    fresh = Release.objects.get(pk=release.pk)
    moved = refusal.code == "resealing" or (fresh.state, fresh.instant) != (release.state, release.instant)
    if not moved or fresh.held_at or fresh.state in {states.SLIPPED, states.CANCELLED}:
        raise refusal
    return fresh
