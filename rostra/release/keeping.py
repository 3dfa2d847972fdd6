"""What keeps a picture from being deleted: products that show it, in a working copy or in what a release sealed."""

from collections.abc import Iterator

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from wagtail.models import ReferenceIndex

from rostra.foundation.text import digest
from rostra.media.models import Picture
from rostra.products.models import LanguageVersion, Product
from rostra.release import states
from rostra.release.freezing import address_of
from rostra.release.models import Release

#: How many products a reason names.
MOST_NAMED = 5


def why_kept(picture: Picture) -> str:
    """The reason why a picture stays, naming products that show it; empty where it may go."""
    found = list(_showing(picture).values_list("slugline", flat=True)[: MOST_NAMED + 1])
    if not found:
        return ""
    names = ", ".join(found[:MOST_NAMED]) + (" …" if found[MOST_NAMED:] else "")
    return _("It stays, because products show it, or have shown it in a release: %(names)s") % {"names": names}


def _showing(picture: Picture) -> QuerySet[Product]:
    version = ContentType.objects.get_for_model(LanguageVersion)
    bodies = ReferenceIndex.get_references_to(picture).filter(base_content_type=version)
    versions = bodies.values_list(Cast("object_id", BigIntegerField()))
    releases = Release.objects.exclude(state=states.CANCELLED).filter(pages__path__in=list(_addresses(picture)))
    shown = Q(picture=picture) | Q(versions__in=versions) | Q(releases__in=releases)
    return Product.objects.filter(shown).order_by("slugline").distinct()


def _addresses(picture: Picture) -> Iterator[str]:
    """Where releases put what they sealed of a picture: an address holds the digest of its bytes."""
    for rendition in picture.renditions.all():
        try:
            with rendition.file.open("rb") as file:
                yield address_of(digest(file.read()))
        except FileNotFoundError:
            continue
