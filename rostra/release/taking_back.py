"""A release that is not live is taken back: its versions are free again. One that is sealed may be sealed anew."""

from django.db import transaction
from django.utils.translation import gettext as _

from rostra.foundation import clock, ledger
from rostra.foundation.errors import Refusal
from rostra.foundation.leases import Leased
from rostra.foundation.models import User
from rostra.products.models import LanguageVersion
from rostra.release import queries, rules, states
from rostra.release.effects import give_back
from rostra.release.models import Release


def take_back(release: Release, *, by: User) -> Release:
    """Cancel a release before its instant; its versions are free again. Asks for no right: its callers do.

    Raises:
        Refusal: `state`, `live`, or `late` inside the lead (hold it instead).
    """
    release = Release.objects.select_for_update(of=("self",)).get(pk=release.pk)
    states.RELEASE.require(release.state, states.CANCELLED, place=str(release))
    now, armed = clock.now(), release.state == states.ARMED and release.held_at is None
    if armed and release.instant <= now:
        raise Refusal("live", str(release), _("This release is live; it can be corrected or withdrawn."))
    if not rules.may_still_change(now, release.instant, armed=armed):
        raise Refusal("late", str(release), _("It is too late to cancel this release; it can be held."))
    give_back(release)
    release.deliveries.filter(state=Leased.WAITING).update(
        state=Leased.CANCELLED, last_error="The release was taken back."
    )
    LanguageVersion.objects.filter(frozen__release=release).update(sealed_at=None)
    release.state = states.CANCELLED
    release.save(update_fields=["state"])
    ledger.record("cancel", release, by=by)
    return release


@transaction.atomic
def send_back_to_press(release: Release) -> None:
    """Have a sealed release sealed again, after what goes before it by now; nothing if it has gone on meanwhile."""
    release = Release.objects.select_for_update(of=("self",)).get(pk=release.pk)
    if release.state == states.SEALED:
        release.state, release.follows = states.PREPARED, queries.latest_armed(release.product)
        release.save(update_fields=["state", "follows"])
