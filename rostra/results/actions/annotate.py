"""Leave a word on a period, so that whoever reads its figures knows what happened."""

from django.db import transaction
from django.utils.translation import gettext as _

from rostra.audience.queries import Span
from rostra.foundation import clock, ledger
from rostra.foundation.errors import Refusal
from rostra.foundation.models import User
from rostra.foundation.policy import require
from rostra.results import policy
from rostra.results.checks import require_period
from rostra.results.models import Indicator, PeriodNote


@transaction.atomic
def annotate(indicator: Indicator, *, by: User, span: Span, text: str) -> PeriodNote:
    """Note something on a period.

    Raises:
        Refusal: `forbidden`; `empty` without a text; `bad_period` for days in the wrong order.
    """
    require(by, policy.ANNOTATE, place=indicator.code)
    if not text.strip():
        raise Refusal("empty", indicator.code, _("A note needs a text."))
    require_period(span)
    note = PeriodNote.objects.create(
        indicator=indicator, starts_on=span.first, ends_on=span.last, text=text.strip(), by=by, at=clock.now()
    )
    ledger.record("annotate", indicator, by=by, period=[span.first.isoformat(), span.last.isoformat()])
    return note
