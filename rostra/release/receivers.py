"""What release itself does when a release goes live: tell the working copies."""

from rostra.foundation.announcements import hears
from rostra.release import queries
from rostra.release.announcements import ReleaseLive
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
