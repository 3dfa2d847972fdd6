"""Which log files were counted, and what came of each. The requests themselves are Parquet beside the database."""

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class LogSourceQuerySet(models.QuerySet["LogSource"]):
    """Log files that were counted."""

    def of_kind(self, kind: str) -> Self:
        """Those that hold requests, or those that hold engagement."""
        return self.filter(kind=kind)


class LogSource(models.Model):
    """A log file as it was counted. Only files of rows that stand here are read by any figure."""

    class Kind(models.TextChoices):
        """What its lines tell."""

        REQUESTS = "requests", _("requests")
        ENGAGEMENT = "engagement", _("engagement")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.REQUESTS)
    site = models.CharField(
        _("site"), max_length=50, blank=True, help_text=_("For logs that do not name the site on each line.")
    )
    name = models.CharField(_("name of the file"), max_length=255)
    format = models.CharField(_("format"), max_length=10)
    digest = models.CharField(_("digest of its content"), max_length=64)
    head = models.CharField(_("digest of its beginning"), max_length=64, db_index=True)
    size = models.PositiveBigIntegerField(_("size in bytes, uncompressed"))
    lines = models.PositiveBigIntegerField(_("lines"))
    accepted = models.PositiveBigIntegerField(_("lines read"))
    rejected = models.PositiveBigIntegerField(_("lines rejected"))
    rejects = models.JSONField(
        _("rejects"), default=dict, help_text="{reason: {count, lines: [numbers of the first ones]}}"
    )
    classes = models.JSONField(
        _("requests by class of agent"), default=dict, help_text="{human|robot|machine: requests}"
    )
    lists = models.CharField(_("lists of robots"), max_length=200, blank=True)
    first_at = models.DateTimeField(_("first request"), null=True)
    last_at = models.DateTimeField(_("last request"), null=True)
    #: Parquet files under the instance's `audience` folder, each {"day", "site", "path"}.
    files = models.JSONField(_("files"), default=list)
    ingested_at = models.DateTimeField(_("counted at"))

    objects = LogSourceQuerySet.as_manager()

    class Meta:
        ordering = ["-ingested_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "site", "digest"], name="one_count_per_content_and_site")
        ]
        verbose_name = _("counted log")
        verbose_name_plural = _("counted logs")

    def __str__(self) -> str:
        return self.name
