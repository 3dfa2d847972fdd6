"""Say where an indicator stood before, of all languages together or of one."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from rostra.audience.queries import Span
from rostra.foundation import ledger
from rostra.foundation.errors import Refusal
from rostra.foundation.models import Language, User
from rostra.foundation.policy import require
from rostra.foundation.text import public_words
from rostra.results import policy
from rostra.results.checks import require_amount, require_period
from rostra.results.models import Baseline, Indicator


@transaction.atomic
def set_baseline(
    indicator: Indicator,
    *,
    by: User,
    span: Span,
    value: float,
    source: Mapping[str, str],
    language: Language | None = None,
) -> Baseline:
    """Type in the baseline of a day or a period, or type it in anew; the ledger keeps what it was before.

    Args:
        source: where the value is from, by language; shown with it, and that it was typed in by hand.

    Raises:
        Refusal: `forbidden`; `bad_period` for days in the wrong order; `bad_value` for what is no number of things;
            `empty` without a source; what public words refuse.
    """
    require(by, policy.SET_TARGET, place=indicator.code)
    require_amount(value, place=indicator.code, reason=_("A baseline is a number, zero or more."))
    require_period(span)
    source = public_words(source, place=indicator.code)
    if not source:
        raise Refusal("empty", indicator.code, _("A baseline that is typed in needs its source."))
    same: dict[str, Any] = {"indicator": indicator, "language": language, "starts_on": span.first, "ends_on": span.last}
    before = Baseline.objects.filter(**same).first()
    values = {"value": value, "typed_in": True, "source": source}
    baseline, _new = Baseline.objects.update_or_create(**same, defaults=values)
    ledger.record(
        "set baseline",
        indicator,
        by=by,
        language=language.code if language else "",
        period=[span.first.isoformat(), span.last.isoformat()],
        value=value,
        source=source,
        before=before.value if before else None,
    )
    return baseline
