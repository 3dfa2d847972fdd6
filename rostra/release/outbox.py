"""The queue of deliveries: which of them may be claimed."""

from datetime import datetime
from typing import Self

from django.db.models import Q

from rostra.foundation.leases import LeasedQuerySet
from rostra.release import states


class DeliveryQuerySet(LeasedQuerySet):
    """Deliveries in the queue."""

    def due(self, now: datetime) -> Self:
        """Those of live releases: what a hold keeps back is neither claimed nor late. Those of a release that was taken
        back are claimed to be cancelled."""
        live = Q(release__state=states.ARMED, release__held_at=None, release__instant__lte=now)
        return super().due(now).filter(live | Q(release__state=states.CANCELLED))
