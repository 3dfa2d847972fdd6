"""What release itself hears: that a release went live, for the working copies; that a picture is to be deleted."""

from typing import Any

from django.db.models.signals import pre_delete
from django.dispatch import receiver

from rostra.foundation.announcements import hears
from rostra.foundation.errors import Refusal
from rostra.media.models import Picture
from rostra.release import queries
from rostra.release.announcements import ReleaseLive
from rostra.release.keeping import why_kept
from rostra.release.models import FrozenVersion, Release


@hears(ReleaseLive)
def free_working_copies(news: ReleaseLive) -> None:
    """Unlock the versions and write down what the public reads of them."""
    release = Release.objects.get(pk=news.release_id)
    newest = queries.latest_armed(release.product) == release
    for row in release.frozen.select_related("version"):
        version = row.version
        if row.fate == FrozenVersion.Fate.RELEASED:
            version.sealed_at = None
        if newest:
            public = row.fate != FrozenVersion.Fate.WITHDRAWN
            version.released_hash = row.content_hash if public else ""
            version.released_at = row.first_released_at if public else None
        version.save(update_fields=["sealed_at", "released_hash", "released_at"])


@receiver(pre_delete, sender=Picture)
def keep_shown_picture(instance: Picture, **_signal: Any) -> None:
    """Refuse to delete a picture that a product shows, by whatever door.

    Raises:
        Refusal: `in_use`.
    """
    if reason := why_kept(instance):
        raise Refusal("in_use", str(instance), reason)
