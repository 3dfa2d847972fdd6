"""Seal and arm a release here and now, without waiting for a worker."""

import time

from django.utils.translation import gettext as _

from rostra.foundation import clock
from rostra.foundation.errors import Refusal
from rostra.release import rules, states
from rostra.release.actions.arm import arm
from rostra.release.actions.seal import seal
from rostra.release.actions.slip import slip
from rostra.release.models import Release

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
        Refusal: whatever sealing or arming refuse, `late` after several tries, `held` where it is held or taken back
            while its instant is awaited.
    """
    for _turn in range(MOST_TRIES):
        try:
            release = _once(release)
            break
        except Refusal as refusal:
            release = _after(refusal, release)
    else:
        raise Refusal("late", str(release), _("The release could not be armed in time, however often it was tried."))
    return _awaited(release) if wait else release


def _once(release: Release) -> Release:
    if release.state == states.PREPARED:
        release = seal(release)
    if release.state == states.SEALED and release.instant - clock.now() <= rules.ARMING_WINDOW:
        release = arm(release)
    return release


def _awaited(release: Release) -> Release:
    while not release.is_live(clock.now()):
        if release.held_at or release.state in {states.SLIPPED, states.CANCELLED}:
            raise Refusal("held", str(release), _("It was held or taken back before its instant came."))
        time.sleep(TURN)
        release = Release.objects.get(pk=release.pk)
    return release


def _after(refusal: Refusal, release: Release) -> Release:
    """The release as the next try must take it; refused again where nothing but a person could mend it."""
    if refusal.code == "late":
        return slip(release)
    if refusal.code == "resealing":
        Release.objects.filter(pk=release.pk, state=states.SEALED).update(state=states.PREPARED)
    fresh = Release.objects.get(pk=release.pk)
    moved = refusal.code == "resealing" or (fresh.state, fresh.instant) != (release.state, release.instant)
    if not moved or fresh.held_at or fresh.state in {states.SLIPPED, states.CANCELLED}:
        raise refusal
    return fresh
