"""How fast products reach people: from the event to release, to a partner's first receipt, to the first reader.

A row is a language of a product that tells of something that had happened when it was released. What took no time to
tell yet (nobody received or read it so far) is not in that figure, and comes in when it does.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Min
from django.utils.translation import gettext_lazy as _

from rostra.audience import queries
from rostra.audience.queries import Span
from rostra.foundation import clock
from rostra.foundation.gate import Audience
from rostra.release.models import FrozenVersion, Receipt
from rostra.results.measures.registry import ALL, MEDIAN, NINTH, Figure, Figures, Part, Where, register, until_today
from rostra.results.rules import DAY, MONTH, bucket_of, middle, ninth_of_ten, start_of

_RELEASED, _RECEIVED, _READ = "released", "received", "read"
_HOUR = timedelta(hours=1)


class Speed:
    """Hours from the event, as the middle product took them and as nine of ten did not exceed."""

    slug = "speed"
    name = _("hours from the event to the public")
    parts = (
        Part(_RELEASED, _("event to release, median"), MEDIAN),
        Part(f"{_RELEASED}-p90", _("event to release, nine of ten"), NINTH),
        Part(_RECEIVED, _("event to a partner's first receipt, median"), MEDIAN),
        Part(f"{_RECEIVED}-p90", _("event to a partner's first receipt, nine of ten"), NINTH),
        Part(_READ, _("event to the first view, median"), MEDIAN),
        Part(f"{_READ}-p90", _("event to the first view, nine of ten"), NINTH),
    )
    dimensions = {"kind": _("Kind"), "office": _("Office")}
    columns = {
        "occurred_at": _("Happened at"),
        "reached_at": _("Reached at"),
        "hours": _("Hours"),
        "language": _("Language"),
        "kind": _("Kind"),
        "office": _("Office"),
        "slugline": _("Product"),
        "headline": _("Headline"),
    }

    def figures(self, part: Part, span: Span, *, by: Sequence[str] = ()) -> Figures:
        """Medians and ninth deciles of the rows of each group."""
        groups: dict[tuple[Any, ...], list[float]] = defaultdict(list)
        for row in self._steps(part, span):
            groups[tuple(_key(row, name) for name in by)].append(row["hours"])
        if not by:
            groups[()] += []
        reduce = ninth_of_ten if part.reading == NINTH else middle
        return {key: Figure(reduce(hours), len(hours)) for key, hours in groups.items()}

    def rows(
        self, part: Part, span: Span, *, where: Where = ALL, offset: int = 0, most: int = 50
    ) -> tuple[int, list[dict[str, Any]]]:
        """The language versions, each with its two instants."""
        found = [row for row in self._steps(part, span) if all(row[name] == value for name, value in where.items())]
        return len(found), found[offset : offset + most]

    def extent(self, part: Part, span: Span) -> Span | None:
        """Up to today."""
        return until_today(span)

    def _steps(self, part: Part, span: Span) -> list[dict[str, Any]]:
        """Rows of versions released on these days that went this far, oldest release first."""
        versions = _versions(span)
        goal = part.slug.removesuffix("-p90")
        if goal == _RELEASED:
            reached = {key: row["released_at"] for key, row in versions.items()}
        else:
            reached = _received(versions) if goal == _RECEIVED else _read(versions, span)
        return [
            {**row, "reached_at": reached[key], "hours": (reached[key] - row["occurred_at"]) / _HOUR}
            for key, row in versions.items()
            if key in reached
        ]


def _key(row: dict[str, Any], name: str) -> Any:
    return bucket_of(row["released_at"].date(), name) if name in {DAY, MONTH} else row[name]


#: (slugline, language) -> a row.
Versions = dict[tuple[str, str], dict[str, Any]]


def _versions(span: Span) -> Versions:
    """Versions that are public, first released on these days, of products whose event lay before that."""
    found = FrozenVersion.objects.visible_to(Audience.ANONYMOUS, clock.now()).filter(
        first_released_at__gte=start_of(span.first),
        first_released_at__lt=start_of(span.last + timedelta(days=1)),
        occurred_at__lte=F("first_released_at"),
    )
    fields = {
        "slugline": F("product__slugline"),
        "code": F("language__code"),
        "kind": F("product__kind__slug"),
        "made_by": F("office__slug"),
        "released_at": F("first_released_at"),
    }
    rows = found.order_by("first_released_at", "pk").values("headline", "occurred_at", **fields)
    return {(row["slugline"], row["code"]): {**row, "language": row["code"], "office": row["made_by"]} for row in rows}


def _received(versions: Versions) -> dict[tuple[str, str], datetime]:
    """When a partner first confirmed each version."""
    accepted = Receipt.objects.filter(
        accepted=True,
        delivery__subscriber__isnull=False,
        delivery__frozen__product__slugline__in={slugline for slugline, _language in versions},
    ).order_by()
    rows = accepted.values_list("delivery__frozen__product__slugline", "delivery__frozen__language__code")
    first = {(slugline, code): at for slugline, code, at in rows.annotate(first=Min("at"))}
    return {key: at for key, at in first.items() if key in versions}


def _read(versions: Versions, span: Span) -> dict[tuple[str, str], datetime]:
    """When a reader first opened each version."""
    since = {key: row["released_at"] for key, row in versions.items()}
    return queries.first_views(Span(span.first, max(span.last, clock.now().date())), since)


MEASURE = register(Speed())
