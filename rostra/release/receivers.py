"""What release itself hears: that a release went live, for the working copies; that a picture is to be deleted.

What is done here needs no giving back, unlike `effects`: what is live can be neither held nor cancelled.
"""

from typing import Any

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
    """What answers a correction, by change or check, says what the corrected text says, whichever was the source."""
    release = Release.objects.get(pk=news.release_id)
    says, said = _hashes(release.pk), _hashes(release.follows_id)
    answers = Obligation.objects.filter(met_by=release).exclude(correction=release)
    for row in answers.select_related("version", "correction"):
        texts = LanguageVersion.objects.filter(product=release.product_id)
        corrected = texts.filter(language__in=row.correction.languages.all())
        if source := corrected.filter(made_of_it=row.version).first():
            texts.filter(pk=row.version_id).update(made_from_hash=says[source.pk])
        in_step = corrected.filter(made_from=row.version, made_from_hash=said.get(row.version_id))
        in_step.update(made_from_hash=says[row.version_id])


def _hashes(release: int | None) -> dict[int, str]:
    """What the versions of a release say, each by its hash."""
    return dict(FrozenVersion.objects.filter(release=release).values_list("version", "content_hash"))


@receiver(pre_delete, sender=Picture)
def keep_shown_picture(instance: Picture, **_signal: Any) -> None:
    """Refuse to delete a picture that a product shows, by whatever door.

    Raises:
        Refusal: `in_use`.
    """
    if reason := why_kept(instance):
        raise Refusal("in_use", str(instance), reason)
