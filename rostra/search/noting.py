"""Writing down that the index must follow."""

from datetime import datetime

from django.db.models import Q

from rostra.foundation import clock
from rostra.search.models import Change


def note(noun: str, object_id: int, *, due_at: datetime) -> None:
    """Have an object read anew from an instant on.

    It is not written twice while a row says the same: one that nobody has claimed (whoever has claimed one may have
    read the object before it changed), with the same instant, or overdue where the instant has passed.
    """
    unread = Change.objects.filter(noun=noun, object_id=object_id, state=Change.WAITING, leased_until=None)
    same = Q(due_at__lte=due_at) if due_at <= clock.now() else Q(due_at=due_at)
    if not unread.filter(same).exists():
        Change.objects.create(noun=noun, object_id=object_id, due_at=due_at)
