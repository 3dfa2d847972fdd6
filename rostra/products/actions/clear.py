"""Clear a version for release."""

from django.db import transaction

from rostra.foundation import clock, ledger
from rostra.foundation.models import User
from rostra.foundation.text import canonical, digest
from rostra.products import policy, states
from rostra.products.content import content_of
from rostra.products.models import LanguageVersion
from rostra.products.rules import incompleteness
from rostra.products.wording import refusal


@transaction.atomic
def clear(version: LanguageVersion, *, by: User) -> LanguageVersion:
    """An editor's word that this text may go out; its hash is kept, so that any later change shows.

    Raises:
        Refusal: `forbidden`, `sealed`, `state`; `incomplete` naming all that is missing.
    """
    version.refresh_from_db()
    policy.require_clearing(by, version)
    states.VERSION.require(version.state, states.CLEARED, place=str(version))
    content = content_of(version)
    if faults := incompleteness(content):
        raise refusal("incomplete", str(version), faults)
    version.state, version.approved_hash = states.CLEARED, digest(canonical(content))
    version.cleared_by, version.cleared_at = by, clock.now()
    version.save(update_fields=["state", "approved_hash", "cleared_by", "cleared_at", "changed_at"])
    ledger.record("clear", version, by=by, hash=version.approved_hash)
    return version
