"""What release itself hears: that a release went live, for the working copies; that a picture is to be deleted.

What is done here needs no giving back, unlike `effects`: what is live can be neither held nor cancelled.
"""

from typing import Any

from django.db.models import F
from django.db.models.signals import pre_delete
from django.dispatch import receiver

from rostra.foundation import clock
from rostra.foundation.announcements import hears
from rostra.foundation.errors import Refusal
from rostra.media.models import Picture
from rostra.products.models import Kind, LanguageVersion
from rostra.release import queries, rules
from rostra.release.announcements import ReleaseLive
from rostra.release.keeping import why_kept
from rostra.release.models import FrozenVersion, Obligation, Release


@hears(ReleaseLive)
def free_working_copies(news: ReleaseLive) -> None:
    """Unlock the versions and write down what the public reads of them."""
    release = Release.objects.get(pk=news.release_id)
    newest = queries.latest_armed(release.product) == release
    coming = FrozenVersion.objects.filter(release=queries.ahead(release.product, clock.now()))
    sealed = set(coming.filter(fate=FrozenVersion.Fate.RELEASED).values_list("version", flat=True))
    for row in release.frozen.select_related("version"):
        version = row.version
        if row.fate == FrozenVersion.Fate.RELEASED and version.pk not in sealed:
            version.sealed_at = None
        if newest:
            public = row.fate != FrozenVersion.Fate.WITHDRAWN
            version.released_hash = row.content_hash if public else ""
            version.released_at = row.first_released_at if public else None
        version.save(update_fields=["sealed_at", "released_hash", "released_at"])


@hears(ReleaseLive)
def await_who_joins(news: ReleaseLive) -> None:
    """Where languages may join later, their deadline starts to run at the first release; one that is set stays."""
    release = Release.objects.select_related("product__kind").get(pk=news.release_id)
    kind = release.product.kind
    if kind.policy != Kind.Policy.JOIN or release.act != Release.Act.ISSUE:
        return
    absent = LanguageVersion.objects.filter(product=release.product, due_at=None)
    told = release.frozen.values("version")  # what was withdrawn is awaited by nobody
    absent.exclude(pk__in=told).update(due_at=rules.join_deadline(release.instant, hours=kind.join_hours))


@hears(ReleaseLive)
def bring_up_to_date(news: ReleaseLive) -> None:
    """What was checked against the corrected text that it was made from says the same as that."""
    found = Obligation.objects.filter(met_by=news.release_id, outcome=Obligation.Outcome.UNAFFECTED)
    for row in found.filter(correction__languages=F("version__made_from__language")).select_related("version"):
        source = FrozenVersion.objects.get(release=news.release_id, version=row.version.made_from_id)
        LanguageVersion.objects.filter(pk=row.version_id).update(made_from_hash=source.content_hash)


@receiver(pre_delete, sender=Picture)
def keep_shown_picture(instance: Picture, **_signal: Any) -> None:
    """Refuse to delete a picture that a product shows, by whatever door.

    Raises:
        Refusal: `in_use`.
    """
    if reason := why_kept(instance):
        raise Refusal("in_use", str(instance), reason)
