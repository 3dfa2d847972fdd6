"""Information materials made available through the centres: each language of each product, on each centre's site.

What counts is a page that a release put on a site, in its own language (a page that offers another language instead
is none), and that has not been withdrawn since. It counts on the day on which it first became public there.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import CharField, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from rostra.audience.queries import Span
from rostra.foundation import clock
from rostra.foundation.gate import Audience
from rostra.network.models import Office
from rostra.release.models import FrozenVersion, Release, SealedPage
from rostra.results.measures.counting import counted, within
from rostra.results.measures.registry import ALL, COUNT, Figures, Part, Where, register, until_today

#: Offices that are the network's own voice in a place.
CENTRES = (Office.Function.CENTRE, Office.Function.HUB)
_CENTRES, _HOUSE = "centres", "house"
#: Dimension -> the field that a page, and a frozen version, has it in.
_FIELDS = {
    _CENTRES: {"language": "language__code", "office": "site__slug", "kind": "release__product__kind__slug"},
    _HOUSE: {"language": "language__code", "office": "office__slug", "kind": "product__kind__slug"},
}


def _pages(now: datetime) -> QuerySet[SealedPage]:
    """Pages of products in their own language on centres' sites, as the public has them now, each with its `at`."""
    # A page's language is that of its text, so that a stand-in's address begins with another.
    address = Concat(
        Value("/"), F("language__code"), Value("/"), F("release__product__kind__slug"), Value("/"),
        F("release__product__slugline"), output_field=CharField(),
    )  # fmt: skip
    earlier = SealedPage.objects.filter(
        release__in=Release.objects.gone_live(now),
        release__product=OuterRef("release__product"),
        site=OuterRef("site"),
        language=OuterRef("language"),
        path=OuterRef("path"),
        status=200,
    )
    present = SealedPage.objects.filter(
        release__in=Release.objects.visible_to(Audience.ANONYMOUS, now),
        site__function__in=CENTRES,
        path=address,
        status=200,
    )
    return present.annotate(at=Subquery(earlier.order_by("release__instant").values("release__instant")[:1]))


class CentreMaterials:
    """Counts pages on centres' sites; the language versions of the whole house are its second figure."""

    slug = "centre-materials"
    name = _("materials made available through the centres")
    parts = (
        Part(_CENTRES, _("on centres' sites"), COUNT),
        Part(_HOUSE, _("language versions of the whole house"), COUNT),
    )
    dimensions = {"office": _("Office"), "kind": _("Kind")}
    columns = {
        "at": _("Public since"),
        "language": _("Language"),
        "office": _("Office"),
        "kind": _("Kind"),
        "slugline": _("Product"),
        "headline": _("Headline"),
        "path": _("Address"),
        "release": _("Release"),
    }

    def _found(self, part: Part, span: Span) -> QuerySet[Any]:
        now = clock.now()
        if part.slug == _HOUSE:
            versions = FrozenVersion.objects.visible_to(Audience.ANONYMOUS, now).annotate(at=F("first_released_at"))
            found: QuerySet[Any] = versions
        else:
            found = _pages(now)
        return within(found, span)

    def figures(self, part: Part, span: Span, *, by: Sequence[str] = ()) -> Figures:
        """Counted by the database."""
        return counted(self._found(part, span), _FIELDS[part.slug], by)

    def rows(
        self, part: Part, span: Span, *, where: Where = ALL, offset: int = 0, most: int = 50
    ) -> tuple[int, list[dict[str, Any]]]:
        """The pages, or the language versions."""
        found = self._found(part, span)
        found = found.filter(**{_FIELDS[part.slug][name]: value for name, value in where.items()})
        product = "product" if part.slug == _HOUSE else "release__product"
        headline = FrozenVersion.objects.filter(release=OuterRef("release"), language=OuterRef("language"))
        fields = {
            **{name: F(field) for name, field in _FIELDS[part.slug].items()},
            "slugline": F(f"{product}__slugline"),
        }
        shown = found.order_by("at", "pk")[offset : offset + most].values(
            "at",
            "release",
            **{f"row_{name}": field for name, field in fields.items()},
            row_headline=F("headline") if part.slug == _HOUSE else Subquery(headline.values("headline")[:1]),
        )
        return found.count(), [_row(row) for row in shown]

    def extent(self, part: Part, span: Span) -> Span | None:
        """Up to today."""
        return until_today(span)


def _row(row: dict[str, Any]) -> dict[str, Any]:
    told = {name.removeprefix("row_"): value for name, value in row.items()}
    return {**told, "path": f"/{told['language']}/{told['kind']}/{told['slugline']}"}


MEASURE = register(CentreMaterials())
