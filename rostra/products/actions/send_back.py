"""Send a version back to its writer."""

from django.db import transaction
from django.utils.translation import gettext as _

from rostra.foundation import ledger
from rostra.foundation.errors import Refusal
from rostra.foundation.models import User
from rostra.foundation.text import one_line
from rostra.products import policy, states
from rostra.products.models import LanguageVersion


@transaction.atomic
def send_back(version: LanguageVersion, *, by: User, reason: str) -> LanguageVersion:
    """Put a version that was submitted or cleared back to drafting, with the reason.

    Raises:
        Refusal: `forbidden`, `sealed`, `state`; `reason_missing`.
    """
    version.refresh_from_db()
    policy.require_clearing(by, version)
    if not one_line(reason):
        raise Refusal("reason_missing", str(version), _("Say why it goes back, so that the writer knows what to do."))
    if version.state not in {states.IN_REVIEW, states.CLEARED}:
        raise Refusal("state", str(version), _("Only what is in review or cleared can be sent back."))
    version.state = states.DRAFTING
    version.save(update_fields=["state", "changed_at"])
    ledger.record("send_back", version, by=by, reason=one_line(reason)[:500])
    return version
