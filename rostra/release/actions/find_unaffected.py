"""Say that versions were checked after a correction elsewhere and are not affected; their remark is lifted."""

from django.db import transaction
from django.utils.translation import gettext as _

from rostra.foundation import clock, ledger
from rostra.foundation.errors import Refusal
from rostra.foundation.models import User
from rostra.foundation.policy import require, require_language
from rostra.release import policy, queries
from rostra.release.models import Obligation, Release
from rostra.release.preparing import lock, prepare


@transaction.atomic
def find_unaffected(first: Obligation, *more: Obligation, by: User) -> Release:
    """Prepare the release that lifts the public remarks; once armed, it meets what the versions owe.

    Once live, it brings each version up to date with what it was checked against.

    Args:
        first: with `more`, what versions of one product owe: they are answered at one instant.

    Raises:
        Refusal: `forbidden`, `state` if one is not open or is another product's, `busy` if a release is on its way.
    """
    owed = list(dict.fromkeys((first, *more)))
    answered = {obligation.version_id: obligation.version for obligation in owed}
    for version in answered.values():
        require(by, policy.CORRECT, place=str(version))
        require_language(by, version.language.code, place=str(version))
    product = lock(first.version.product)
    still_open = Obligation.objects.filter(outcome=Obligation.Outcome.OPEN, version__product=product)
    open_ones = set(still_open.values_list("pk", flat=True))
    for obligation in owed:
        if obligation.pk not in open_ones:
            raise Refusal("state", str(obligation), _("This obligation is met already."))
    if queries.ahead(product, clock.now()) is not None:
        raise Refusal("busy", product.slugline, _("Another release of this product is on its way."))
    for obligation in owed:
        ledger.record("find unaffected", obligation.version, by=by, correction=obligation.correction_id)
    codes = [version.language.code for version in answered.values()]
    return prepare(product, Release.Act.CHECKED, by=by, languages=codes, at=None)
