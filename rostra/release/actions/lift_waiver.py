"""Take back a waiver: the language must be there again before the product goes out."""

from django.db import transaction
from django.utils.translation import gettext as _

from rostra.foundation import clock, ledger
from rostra.foundation.errors import Refusal
from rostra.foundation.models import User
from rostra.foundation.policy import require
from rostra.products.models import Product
from rostra.release import policy
from rostra.release.models import Waiver


@transaction.atomic
def lift_waiver(product: Product, *, language: str, by: User) -> int:
    """End the waivers of a language that are in force, and return how many; they stay on record.

    What is public or armed already is not touched: parity is asked when a release is scheduled, and when it is armed.

    Raises:
        Refusal: `forbidden`, or `not_waived`.
    """
    place = f"{product.slugline} [{language}]"
    require(by, policy.WAIVE, place=place)
    now = clock.now()
    waivers = list(Waiver.objects.in_force(now).filter(product=product, language__code=language).select_for_update())
    if not waivers:
        raise Refusal("not_waived", place, _("No waiver of this language is in force."))
    for waiver in waivers:
        waiver.until = now
        waiver.save(update_fields=["until"])
        ledger.record("lift waiver", waiver, by=by, language=language)
    return len(waivers)
