"""Resume after a hold of the whole instance, or after a restore; held releases wait to be rescheduled."""

from django.db import transaction
from django.utils.translation import gettext as _

from rostra.foundation import ledger
from rostra.foundation.errors import Refusal
from rostra.foundation.models import User
from rostra.foundation.policy import require
from rostra.release import mark, policy, restoring
from rostra.release.actions.notice_restore import notice_restore
from rostra.release.models import Valve


def resume(*, by: User) -> int:
    """Let releases arm and deliveries leave again, once the journal's receipts are back in the database.

    Returns how many deliveries the journal knew as accepted and the database did not.

    Raises:
        Refusal: `forbidden`; `restored` where nobody had noticed yet that a backup was put back.
    """
    require(by, policy.HOLD, place="instance")
    seen = Valve.read().paused_at
    notice_restore()
    valve = Valve.read()
    if valve.paused_at != seen:
        told = {"why": valve.why}
        raise Refusal("restored", "instance", _("%(why)s Look at the releases, then resume once more.") % told)
    return _open(by)


@transaction.atomic
def _open(by: User) -> int:
    known = restoring.reconcile()
    valve = Valve.locked()
    valve.held_at, valve.paused_at, valve.by, valve.reason, valve.place = None, None, by, "", mark.place()
    valve.save()
    ledger.record("resume", valve, by=by, reconciled=known)
    transaction.on_commit(mark.settle)
    return known
