"""Resume after a hold of the whole instance, or after a restore; held releases wait to be rescheduled."""

from django.db import transaction

from rostra.foundation import ledger
from rostra.foundation.models import User
from rostra.foundation.policy import require
from rostra.release import mark, policy, restoring
from rostra.release.models import Valve


@transaction.atomic
def resume(*, by: User) -> int:
    """Let releases arm and deliveries leave again, once the journal's receipts are back in the database.

    Returns how many deliveries the journal knew as accepted and the database did not.

    Raises:
        Refusal: `forbidden`.
    """
    require(by, policy.HOLD, place="instance")
    known = restoring.reconcile()
    valve = Valve.read()
    valve.held_at, valve.paused_at, valve.by, valve.reason, valve.place = None, None, by, "", mark.place()
    valve.save()
    ledger.record("resume", valve, by=by, reconciled=known)
    transaction.on_commit(mark.settle)
    return known
