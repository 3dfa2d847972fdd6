"""Change what a product is about: kind, office, required languages, themes, mandates, time, main picture, slugline."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from rostra.foundation import ledger
from rostra.foundation.errors import Refusal
from rostra.foundation.models import User
from rostra.foundation.policy import require
from rostra.products import policy, states
from rostra.products.models import Product
from rostra.products.sluglines import check_slugline

PLAIN = ("slugline", "kind", "office", "occurred_at", "picture")
MANY = ("required", "themes", "mandates")


@transaction.atomic
def describe(product: Product, *, by: User, fields: dict[str, Any]) -> Product:
    """Set the named fields. Required languages get a planned version; a new picture asks for clearing again.

    Args:
        fields: some of slugline, kind, office, occurred_at, picture, required, themes, mandates.

    Raises:
        Refusal: `forbidden`; `slugline`, `slugline_taken`; `slugline_fixed`, `kind_fixed` once they were an address;
            `sealed` for a picture of sealed versions.
    """
    require(by, policy.DESCRIBE, place=product.slugline)
    product.refresh_from_db()
    changed = [name for name in PLAIN if name in fields and getattr(product, name) != fields[name]]
    if "slugline" in changed:
        _check_new_slugline(product, fields["slugline"])
    if "kind" in changed and _has_address(product):
        raise Refusal("kind_fixed", product.slugline, _("The kind is in the address, fixed since the first release."))
    if "picture" in changed:
        _ask_for_clearing_again(product)
    for name in changed:
        setattr(product, name, fields[name])
    product.save(update_fields=changed)
    for name in (name for name in MANY if name in fields):
        wanted = list(fields[name])
        if set(wanted) != set(getattr(product, name).all()):
            getattr(product, name).set(wanted)
            changed.append(name)
    product.plan_required()
    if changed:
        ledger.record("describe", product, by=by, fields=changed)
    return product


def _check_new_slugline(product: Product, slugline: str) -> None:
    check_slugline(slugline)
    if _has_address(product):
        raise Refusal(
            "slugline_fixed", product.slugline, _("The slugline is an address, fixed since the first release.")
        )
    if Product.objects.filter(slugline=slugline).exists():
        raise Refusal("slugline_taken", slugline, _("Another product has this slugline."))


def _has_address(product: Product) -> bool:
    """Whether the public may know it by its address, or will: a release on its way has sealed it."""
    return product.addressed_at is not None or product.versions.exclude(sealed_at=None).exists()


def _ask_for_clearing_again(product: Product) -> None:
    for version in product.versions.select_related("language", "product"):
        policy.refuse_sealed(version)
    product.versions.filter(state=states.CLEARED).update(state=states.DRAFTING)
