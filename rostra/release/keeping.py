"""What keeps a picture from being deleted: products that show it, in a working copy or in what a release sealed."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from wagtail.models import ReferenceIndex

from rostra.media.models import Picture
from rostra.products.models import LanguageVersion, Product
from rostra.release import states
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
    releases = Release.objects.exclude(state=states.CANCELLED).filter(pictures=picture)
    shown = Q(picture=picture) | Q(versions__in=versions) | Q(releases__in=releases)
    return Product.objects.filter(shown).order_by("slugline").distinct()


def uncounted() -> int:
    """How many products and versions an instance has whose uses of pictures were never counted."""
    return sum(_uncounted(model).count() for model in (Product, LanguageVersion))


def _uncounted(model: type[Product] | type[LanguageVersion]) -> QuerySet[Any]:
    """Rows that the index of references lacks: each row refers to something, a kind or a language."""
    counted = ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(model), object_id=Cast(OuterRef("pk"), CharField())
    )
    return model._default_manager.exclude(Exists(counted))
