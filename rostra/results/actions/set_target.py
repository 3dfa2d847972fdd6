"""Promise a value for a period, of all languages together or of one."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from rostra.audience.queries import Span
from rostra.foundation import clock, ledger
from rostra.foundation.errors import Refusal
from rostra.foundation.models import Language, User
from rostra.foundation.policy import require
from rostra.results import policy
from rostra.results.checks import require_amount, require_period
from rostra.results.models import Indicator, Target


@transaction.atomic
def set_target(indicator: Indicator, *, by: User, span: Span, value: float, language: Language | None = None) -> Target:
    """Set the target of a period, or set it anew; the ledger keeps what it was before.

    Raises:
        Refusal: `forbidden`; `bad_period` for days in the wrong order, or that overlap another target's without being
            the same; `bad_value` for what is no number of things.
    """
    require(by, policy.SET_TARGET, place=indicator.code)
    require_amount(value, place=indicator.code, reason=_("A target is a number, zero or more."))
    require_period(span)
    same: dict[str, Any] = {"indicator": indicator, "language": language, "starts_on": span.first, "ends_on": span.last}
    before = Target.objects.filter(**same).first()
    _refuse_overlap(indicator, span, language, before)
    values = {"value": value, "set_by": by, "set_at": clock.now()}
    target, _new = Target.objects.update_or_create(**same, defaults=values)
    ledger.record(
        "set target",
        indicator,
        by=by,
        language=language.code if language else "",
        period=[span.first.isoformat(), span.last.isoformat()],
        value=value,
        before=before.value if before else None,
    )
    return target


def _refuse_overlap(indicator: Indicator, span: Span, language: Language | None, same: Target | None) -> None:
    others = Target.objects.filter(indicator=indicator, language=language).exclude(pk=same.pk if same else None)
    other = others.filter(starts_on__lte=span.last, ends_on__gte=span.first).first()
    if other is not None:
        place = f"{span.first} – {span.last}"
        period = {"period": f"{other.starts_on} – {other.ends_on}"}
        raise Refusal("bad_period", place, _("There is a target for %(period)s already.") % period)
