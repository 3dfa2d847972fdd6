"""What search does when something becomes public, changes or goes: it writes down that the index must follow."""

from datetime import datetime

from rostra.foundation import clock
from rostra.foundation.announcements import hears
from rostra.library.announcements import RecordAdded
from rostra.library.models import Work
from rostra.release.announcements import ReleaseLive
from rostra.release.models import Release
from rostra.search.models import Change


@hears(ReleaseLive)
def note_release(news: ReleaseLive) -> None:
    """Have the product read anew; heard twice, it is only read twice."""
    release = Release.objects.filter(pk=news.release_id).first()
    if release is not None:
        note(Change.Noun.PRODUCT, release.product_id, due_at=clock.now())


@hears(RecordAdded)
def note_record(news: RecordAdded) -> None:
    """Have the work read anew, now and, where it becomes public only later, then."""
    now = clock.now()
    public_from = Work.objects.filter(pk=news.work_id).values_list("public_from", flat=True).first()
    note(Change.Noun.WORK, news.work_id, due_at=now)
    if public_from is not None and public_from > now:
        note(Change.Noun.WORK, news.work_id, due_at=public_from)


def note(noun: str, object_id: int, *, due_at: datetime) -> None:
    """Write one change down. A row that waits with the same due time is not written twice."""
    waiting = Change.objects.filter(noun=noun, object_id=object_id, state=Change.WAITING)
    if not waiting.filter(due_at=due_at).exists():
        Change.objects.create(noun=noun, object_id=object_id, due_at=due_at)
