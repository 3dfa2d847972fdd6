"""Say who may see a work, and from when."""

from datetime import datetime

from django.db import transaction

from rostra.foundation import ledger
from rostra.foundation.announcements import announce
from rostra.foundation.models import User
from rostra.foundation.policy import require
from rostra.foundation.text import one_line
from rostra.library import policy
from rostra.library.announcements import RecordAdded
from rostra.library.models import Work


@transaction.atomic
def restrict(work: Work, *, by: User, restriction: str, public_from: datetime) -> Work:
    """Set or lift a work's restriction, and the instant from which it is public. No change leaves all as it was.

    Args:
        restriction: why it is not public; "" for none.

    Raises:
        Refusal: `forbidden`.
    """
    require(by, policy.CHANGE, place=work.symbol)
    before: Work = Work.objects.select_for_update().get(pk=work.pk)
    restriction = one_line(restriction)[:200]
    if (before.restriction, before.public_from) == (restriction, public_from):
        return before
    work.restriction, work.public_from = restriction, public_from
    work.save(update_fields=["restriction", "public_from"])
    told = {"restriction": restriction, "public_from": public_from.isoformat()}
    was = {"restriction": before.restriction, "public_from": before.public_from.isoformat()}
    ledger.record("restrict", work, by=by, **told, before=was)
    announce(RecordAdded(work.pk))
    return work
