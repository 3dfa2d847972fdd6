"""What search does when something becomes public, changes or goes: it writes down that the index must follow."""

from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver

from rostra.foundation import clock
from rostra.foundation.announcements import hears
from rostra.library.announcements import RecordAdded
from rostra.library.models import Expression, Work
from rostra.release.announcements import ReleaseLive
from rostra.release.models import Release
from rostra.search.models import Change
from rostra.search.noting import note


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


@receiver(post_delete, sender=Work)
@receiver(post_delete, sender=Expression)
def note_removal(instance: Work | Expression, **_signal: Any) -> None:
    """Have a work read anew that was removed, whole or in one language, by whoever removes rows."""
    work = instance.pk if isinstance(instance, Work) else instance.work_id
    if work is not None:
        note(Change.Noun.WORK, work, due_at=clock.now())
