"""Let a product go out without a language, on a named person's word."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from rostra.foundation import clock, ledger
from rostra.foundation.errors import Refusal
from rostra.foundation.models import Language, User
from rostra.foundation.policy import require
from rostra.foundation.text import one_line
from rostra.products.models import Product
from rostra.release import policy
from rostra.release.models import Waiver


@transaction.atomic
def waive(product: Product, *, language: str, by: User, reason: str, until: datetime | None = None) -> Waiver:
    """Waive a required language; the reason is kept and counted in reports.

    Raises:
        Refusal: `forbidden`, `unknown_language`, or `reason_missing`.
    """
    place = f"{product.slugline} [{language}]"
    require(by, policy.WAIVE, place=place)
    row = Language.objects.filter(code=language).first()
    if row is None:
        raise Refusal("unknown_language", place, _("There is no such language here."))
    if not one_line(reason):
        raise Refusal("reason_missing", place, _("A waiver needs a reason."))
    waiver = Waiver.objects.create(
        product=product, language=row, reason=one_line(reason)[:2000], by=by, at=clock.now(), until=until
    )
    ledger.record("waive", waiver, by=by, language=language, reason=waiver.reason)
    return waiver
