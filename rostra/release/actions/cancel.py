"""Cancel a release that is not live; its versions are free again."""

from django.db import transaction
from django.utils.translation import gettext as _

from rostra.foundation import clock, ledger
from rostra.foundation.errors import Refusal
from rostra.foundation.leases import Leased
from rostra.foundation.models import User
from rostra.foundation.policy import require
from rostra.products.models import LanguageVersion
from rostra.release import policy, rules, states
from rostra.release.models import Obligation, Release


@transaction.atomic
def cancel(release: Release, *, by: User) -> Release:
    """Take back a release before its instant.

    Raises:
        Refusal: `forbidden`, `state`, or `late` inside the lead (hold it instead).
    """
    require(by, policy.SCHEDULE, place=str(release))
    release = Release.objects.select_for_update(of=("self",)).get(pk=release.pk)
    states.RELEASE.require(release.state, states.CANCELLED, place=str(release))
    armed = release.state == states.ARMED and release.held_at is None
    if not rules.may_still_change(clock.now(), release.instant, armed=armed):
        raise Refusal("late", str(release), _("It is too late to cancel this release; it can be held or withdrawn."))
    _disarm(release)
    release.state = states.CANCELLED
    release.save(update_fields=["state"])
    ledger.record("cancel", release, by=by)
    return release


def _disarm(release: Release) -> None:
    """Undo what arming and sealing wrote elsewhere: deliveries, obligations, locks, the end of the release before."""
    if release.follows_id:
        Release.objects.filter(pk=release.follows_id).update(until=None)
    release.deliveries.filter(state=Leased.WAITING).update(
        state=Leased.CANCELLED, last_error="The release was taken back."
    )
    Obligation.objects.filter(correction=release).delete()
    LanguageVersion.objects.filter(frozen__release=release).update(sealed_at=None)
