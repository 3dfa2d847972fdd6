"""A release that is not live is taken back, or held: what arming and sealing wrote elsewhere is undone."""

from django.utils.translation import gettext as _

from rostra.foundation import clock, ledger
from rostra.foundation.errors import Refusal
from rostra.foundation.leases import Leased
from rostra.foundation.models import User
from rostra.products.models import LanguageVersion, Product
from rostra.release import rules, states
from rostra.release.models import Obligation, Release


def take_back(release: Release, *, by: User) -> Release:
    """Cancel a release before its instant; its versions are free again. Asks for no right: its callers do.

    Raises:
        Refusal: `state`, or `late` inside the lead (hold it instead).
    """
    release = Release.objects.select_for_update(of=("self",)).get(pk=release.pk)
    states.RELEASE.require(release.state, states.CANCELLED, place=str(release))
    armed = release.state == states.ARMED and release.held_at is None
    if not rules.may_still_change(clock.now(), release.instant, armed=armed):
        raise Refusal("late", str(release), _("It is too late to cancel this release; it can be held or withdrawn."))
    disarm(release)
    release.deliveries.filter(state=Leased.WAITING).update(
        state=Leased.CANCELLED, last_error="The release was taken back."
    )
    LanguageVersion.objects.filter(frozen__release=release).update(sealed_at=None)
    release.state = states.CANCELLED
    release.save(update_fields=["state"])
    ledger.record("cancel", release, by=by)
    return release


def disarm(release: Release) -> None:
    """Give the release before its reign back, and open again what this one would have met; it asks for nothing now."""
    if release.follows_id:
        Release.objects.filter(pk=release.follows_id).update(until=None)
    else:  # nobody was shown its number: the next in time gets it
        Product.objects.filter(pk=release.product_id).update(serial=None)
    Obligation.objects.filter(met_by=release).update(outcome=Obligation.Outcome.OPEN, by=None, at=None, met_by=None)
    Obligation.objects.filter(correction=release).delete()
    if release.act == Release.Act.ISSUE:
        # Whoever joins is awaited from the release that goes out, not from one that did not.
        started = rules.join_deadline(release.instant, hours=release.product.kind.join_hours)
        LanguageVersion.objects.filter(product=release.product, due_at=started).update(due_at=None)
