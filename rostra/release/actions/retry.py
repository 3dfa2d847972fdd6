"""Try a dead delivery again, once a person has looked at why it failed."""

from django.db import transaction
from django.utils.translation import gettext as _

from rostra.foundation import clock, ledger
from rostra.foundation.errors import Refusal
from rostra.foundation.leases import Leased
from rostra.foundation.models import User
from rostra.foundation.policy import require
from rostra.release import policy
from rostra.release.models import Delivery


@transaction.atomic
def retry(delivery: Delivery, *, by: User) -> Delivery:
    """Put a dead delivery back in the queue with a fresh count of attempts.

    Raises:
        Refusal: `forbidden`, or `state` if it is not dead.
    """
    require(by, policy.SCHEDULE, place=delivery.key)
    delivery = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    if delivery.state != Leased.DEAD:
        raise Refusal("state", delivery.key, _("Only a dead delivery is tried again by hand."))
    delivery.state, delivery.attempts, delivery.due_at = Leased.WAITING, 0, clock.now()
    delivery.save(update_fields=["state", "attempts", "due_at"])
    ledger.record("retry", delivery, by=by)
    return delivery
