"""Schedule a release: the languages of a product that go out together, or join those that are out."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from rostra.foundation import clock
from rostra.foundation.models import User
from rostra.foundation.policy import require
from rostra.products.models import Product
from rostra.release import policy, queries, rules
from rostra.release.actions.waive import waive as waive_language
from rostra.release.models import Release
from rostra.release.preparing import check, lock, prepare


@transaction.atomic
def schedule(
    product: Product,
    *,
    by: User,
    at: datetime | None = None,
    languages: list[str] | None = None,
    waive: Mapping[str, str] | None = None,
) -> Release:
    """Prepare a release; a worker, or `carry_out`, seals and arms it.

    Args:
        at: the instant, aware; None for the earliest that keeps the lead.
        languages: codes of those to go out; None for all that are cleared and not public yet.
        waive: required languages to go without, each with its reason.

    Raises:
        Refusal: `forbidden`; `obstacles`, naming every one; `bad_time`; `past`; `far`; `order`.
    """
    require(by, policy.SCHEDULE, place=product.slugline)
    at = at and clock.in_utc(at, place=product.slugline)
    product = lock(product)
    for code, reason in (waive or {}).items():
        waive_language(product, language=code, by=by, reason=reason)
    now = clock.now()
    facts = queries.facts([product], now)[product.pk]
    wanted = languages if languages is not None else rules.default_languages(facts)
    check(product, wanted=wanted, at=max(at or now, now))
    act = Release.Act.JOIN if queries.told(product) else Release.Act.ISSUE
    return prepare(product, act, by=by, languages=wanted, at=at)
