"""What changed in public and is not in the index yet."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from rostra.foundation.leases import Leased, LeasedQuerySet


class Change(Leased):
    """A product or a work whose public state changed: the indexer reads it anew and then removes the row.

    A row done is kept only while a new generation is being built, which may have read the object before the change.
    """

    class Noun(models.TextChoices):
        """What changed."""

        PRODUCT = "product", _("product")
        WORK = "work", _("work")

    noun = models.CharField(max_length=8, choices=Noun.choices)
    object_id = models.PositiveBigIntegerField()

    objects = LeasedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "due_at"]), models.Index(fields=["noun", "object_id"])]
        permissions: ClassVar = [("rebuild_index", "Can rebuild the search index")]
        verbose_name = _("change to be indexed")
        verbose_name_plural = _("changes to be indexed")

    def __str__(self) -> str:
        return self.owner

    @property
    def owner(self) -> str:
        """The object's name in the index."""
        return f"{self.noun}:{self.object_id}"
