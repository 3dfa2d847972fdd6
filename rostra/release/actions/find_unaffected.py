"""Say that a version was checked after a correction elsewhere and is not affected; its remark is lifted."""

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
def find_unaffected(obligation: Obligation, *, by: User) -> Release:
    """Prepare the release that lifts the public remark; once armed, it meets what the version owes.

    Once live, it brings the version up to date with what it was checked against.

    Raises:
        Refusal: `forbidden`, `state` if it is not open, `busy` if a release is on its way.
    """
    version = obligation.version
    require(by, policy.CORRECT, place=str(version))
    require_language(by, version.language.code, place=str(version))
    product = lock(version.product)
    if obligation.outcome != Obligation.Outcome.OPEN:
        raise Refusal("state", str(obligation), _("This obligation is met already."))
    if queries.ahead(product, clock.now()) is not None:
        raise Refusal("busy", product.slugline, _("Another release of this product is on its way."))
    ledger.record("find unaffected", version, by=by, correction=obligation.correction_id)
    return prepare(product, Release.Act.CHECKED, by=by, languages=[version.language.code], at=None)
