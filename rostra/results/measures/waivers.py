"""Waivers: how often somebody let a product go out without a language, and how often it did (contracts, section 3).

A row is a waiver, on the day on which it was given; one that was lifted or ran out stays a row.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from rostra.audience.queries import Span
from rostra.foundation import clock
from rostra.release.models import FrozenVersion, Release, Waiver
from rostra.results.measures.counting import counted, within
from rostra.results.measures.registry import ALL, COUNT, Figures, Part, Where, register, until_today

_GIVEN, _USED = "given", "used"
#: By which a product goes out.
_OUT = (Release.Act.ISSUE, Release.Act.JOIN)
#: When a waiver ends that has no end.
_NEVER = datetime.max.replace(tzinfo=UTC)
_FIELDS = {"language": "language__code", "office": "product__office__slug", "kind": "product__kind__slug"}


class Waivers:
    """Counts waivers given; its second figure are those under which something went out without the language."""

    slug = "waivers"
    name = _("languages let out by a waiver")
    parts = (
        Part(_GIVEN, _("waivers given"), COUNT),
        Part(_USED, _("waivers under which a product went out without the language"), COUNT),
    )
    dimensions = {"office": _("Office"), "kind": _("Kind")}
    columns = {
        "at": _("Given at"),
        "language": _("Language"),
        "reason": _("Reason"),
        "by": _("By"),
        "until": _("Until"),
        "office": _("Office"),
        "kind": _("Kind"),
        "slugline": _("Product"),
    }

    def _found(self, part: Part, span: Span) -> QuerySet[Any]:
        found = within(Waiver.objects.all(), span)
        return found.filter(Exists(_releases_without())) if part.slug == _USED else found

    def figures(self, part: Part, span: Span, *, by: Sequence[str] = ()) -> Figures:
        """Counted by the database."""
        return counted(self._found(part, span), _FIELDS, by)

    def rows(
        self, part: Part, span: Span, *, where: Where = ALL, offset: int = 0, most: int = 50
    ) -> tuple[int, list[dict[str, Any]]]:
        """The waivers, each with its reason and who gave it."""
        found = self._found(part, span).filter(**{_FIELDS[name]: value for name, value in where.items()})
        named = {**_FIELDS, "slugline": "product__slugline", "by": "by__username"}
        shown = found.order_by("at", "pk")[offset : offset + most].values(
            "at", "until", "reason", **{f"row_{name}": F(field) for name, field in named.items()}
        )
        return found.count(), [{name.removeprefix("row_"): value for name, value in row.items()} for row in shown]

    def extent(self, part: Part, span: Span) -> Span | None:
        """Up to today."""
        return until_today(span)


def _releases_without() -> QuerySet[Release]:
    """What went out while a waiver was in force and does not have its language; what only changes it uses no waiver."""
    out = Release.objects.gone_live(clock.now()).filter(act__in=_OUT, product=OuterRef("product"))
    told = FrozenVersion.objects.filter(release=OuterRef("pk"), language=OuterRef(OuterRef("language")))
    until = Coalesce(OuterRef("until"), Value(_NEVER))
    return out.filter(instant__gte=OuterRef("at"), instant__lt=until).exclude(Exists(told))


MEASURE = register(Waivers())
