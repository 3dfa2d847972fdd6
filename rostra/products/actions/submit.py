"""Hand a version in for review."""

from django.db import transaction

from rostra.foundation import ledger
from rostra.foundation.models import User
from rostra.products import policy, states
from rostra.products.content import content_of
from rostra.products.models import LanguageVersion
from rostra.products.rules import incompleteness
from rostra.products.wording import refusal


@transaction.atomic
def submit(version: LanguageVersion, *, by: User) -> LanguageVersion:
    """Put a whole version before the reviewers.

    Raises:
        Refusal: `forbidden`, `sealed`, `locked`, `state`; `incomplete` naming all that is missing.
    """
    version.refresh_from_db()
    policy.require_editing(by, version)
    states.VERSION.require(version.state, states.IN_REVIEW, place=str(version))
    if faults := incompleteness(content_of(version)):
        raise refusal("incomplete", str(version), faults)
    version.state = states.IN_REVIEW
    version.save(update_fields=["state", "changed_at"])
    ledger.record("submit", version, by=by)
    return version
