"""Take a sealed version back to its desk; the release it was in is cancelled."""

from django.db import transaction
from django.utils.translation import gettext as _

from rostra.foundation import clock, ledger
from rostra.foundation.errors import Refusal
from rostra.foundation.models import User
from rostra.foundation.policy import require
from rostra.products import states as version_states
from rostra.products.models import LanguageVersion
from rostra.release import policy, queries
from rostra.release.models import Release
from rostra.release.taking_back import take_back


@transaction.atomic
def unseal(version: LanguageVersion, *, by: User) -> Release | None:
    """Cancel the release on its way and free the version for editing; returns the release that fell.

    The whole release falls, not one language: all or none. Who asks is told so beforehand.

    Raises:
        Refusal: `forbidden`, `state` where it is in no release on its way, or `late` inside the lead.
    """
    require(by, policy.UNSEAL, place=str(version))
    release = queries.ahead(version.product, clock.now())
    if release is None or version.sealed_at is None:
        raise Refusal("state", str(version), _("This version is not sealed."))
    take_back(release, by=by)
    version.refresh_from_db()
    version.state = version_states.DRAFTING
    version.save(update_fields=["state"])
    ledger.record("unseal", version, by=by, release=release.pk)
    return release
