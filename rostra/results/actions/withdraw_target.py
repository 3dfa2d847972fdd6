"""Take back a target that should not have been promised, so that the right one can be set."""

from django.db import transaction
from django.utils.translation import gettext as _

from rostra.foundation import ledger
from rostra.foundation.errors import Refusal
from rostra.foundation.models import User
from rostra.foundation.policy import require
from rostra.results import policy
from rostra.results.models import Target


@transaction.atomic
def withdraw_target(target: Target, *, by: User, reason: str) -> None:
    """Take back a target; the ledger keeps what it was, who had set it, and the reason.

    Raises:
        Refusal: `forbidden`; `empty` without a reason.
    """
    indicator = target.indicator
    require(by, policy.SET_TARGET, place=indicator.code)
    if not reason.strip():
        raise Refusal("empty", indicator.code, _("A target is not withdrawn without a reason."))
    ledger.record(
        "withdraw target",
        indicator,
        by=by,
        language=target.language.code if target.language else "",
        period=[target.starts_on.isoformat(), target.ends_on.isoformat()],
        value=target.value,
        set_by=target.set_by.username if target.set_by else "",
        reason=reason.strip(),
    )
    target.delete()
