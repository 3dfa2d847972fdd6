"""Withdraw what was released: all languages or some, from every channel; a tombstone with its reason stays."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from rostra.foundation import clock
from rostra.foundation.errors import Refusal
from rostra.foundation.models import User
from rostra.foundation.policy import require
from rostra.foundation.text import public_words
from rostra.products.models import Product
from rostra.release import policy, queries
from rostra.release.models import Release
from rostra.release.preparing import lock, prepare
from rostra.release.taking_back import take_back


@transaction.atomic
def withdraw(product: Product, *, by: User, reason: Mapping[str, str], languages: list[str] | None = None) -> Release:
    """Prepare a withdrawal for as soon as possible; whatever else is on its way for the product is cancelled.

    Args:
        reason: the public reason, by language code.
        languages: those to withdraw; None for all that are public.

    Raises:
        Refusal: `forbidden`, `reason_missing`, `not_public`, what public words refuse, or `late` if another release is
            inside its lead.
    """
    require(by, policy.WITHDRAW, place=product.slugline)
    reason = public_words(reason, place=product.slugline)
    if not reason:
        raise Refusal("reason_missing", product.slugline, _("A withdrawal needs a public reason."))
    product = lock(product)
    coming = queries.ahead(product, clock.now())
    if coming is not None:
        take_back(coming, by=by)
    codes = queries.told(product, barred=True)
    wanted = codes if languages is None else languages
    if not wanted or not set(wanted) <= set(codes):
        named = {"languages": ", ".join(sorted(set(wanted) - set(codes))) or "–"}
        raise Refusal("not_public", product.slugline, _("Not public: %(languages)s.") % named)
    return prepare(product, Release.Act.WITHDRAWAL, by=by, languages=wanted, at=None, note=reason)
