"""Plan a product: one thing to tell, in the languages that it needs."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from rostra.foundation import ledger
from rostra.foundation.errors import Refusal
from rostra.foundation.models import Language, User
from rostra.foundation.policy import require
from rostra.mandates.models import Mandate, Theme
from rostra.media.models import Picture
from rostra.network.models import Office
from rostra.products import policy
from rostra.products.models import Kind, Product
from rostra.products.sluglines import check_slugline


@transaction.atomic
def plan(
    slugline: str,
    *,
    by: User,
    kind: Kind,
    office: Office,
    required: Iterable[Language] | None = None,
    themes: Iterable[Theme] = (),
    mandates: Iterable[Mandate] = (),
    occurred_at: datetime | None = None,
    picture: Picture | None = None,
) -> Product:
    """Make a product, with a planned version in each required language; unless named, those of the office.

    Raises:
        Refusal: `forbidden`, `slugline`, or `slugline_taken`.
    """
    require(by, policy.PLAN, place=slugline)
    check_slugline(slugline)
    if Product.objects.filter(slugline=slugline).exists():
        raise Refusal("slugline_taken", slugline, _("Another product has this slugline."))
    languages = list(office.languages.all() or Language.objects.official()) if required is None else list(required)
    product = Product.objects.create(
        slugline=slugline, kind=kind, office=office, occurred_at=occurred_at, picture=picture, created_by=by
    )
    product.required.set(languages)
    product.themes.set(themes)
    product.mandates.set(mandates)
    product.plan_required()
    ledger.record("plan", product, by=by, languages=[language.code for language in languages])
    return product
