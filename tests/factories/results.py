"""Indicators with what was promised, and readers of products as the logs have them."""

from datetime import date, datetime
from typing import Any

from rostra.audience import jobs
from rostra.audience.queries import Span
from rostra.foundation.models import Language
from rostra.results.models import Baseline, Indicator, Target
from tests.factories.audience import own_log, request

YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))
_MEASURES = {"R1c3": "centre-materials", "R2a2": "online-readers", "R2b": "speed", "P1": "waivers"}


def indicator(code: str = "R2a2", **values: Any) -> Indicator:
    """An indicator with the measure that its code has in the programme."""
    fields = {"measure": _MEASURES[code], "name": {"en": f"Indicator {code}", "ar": "مؤشر"}, "unit": {"en": "things"}}
    return Indicator.objects.create(code=code, **{**fields, **values})


def promise(about: Indicator, *, baseline: float, target: float, code: str = "") -> Target:
    """A baseline for last year and a target for this one, of a language or of all."""
    language = Language.objects.get(code=code) if code else None
    before = {"starts_on": date(2025, 1, 1), "ends_on": date(2025, 12, 31)}
    Baseline.objects.create(indicator=about, language=language, value=baseline, **before)
    whole = {"starts_on": YEAR.first, "ends_on": YEAR.last}
    return Target.objects.create(indicator=about, language=language, value=target, **whole)


def read_by(*visits: tuple[str, datetime, str], **values: Any) -> None:
    """Requests (path, when, address) of people with browsers, counted."""
    log = own_log()
    for path, at, address in visits:
        request(log, path, at=at, address=address, **values)
    log.flush()
    jobs.ingest_own_logs(max(at for _path, at, _address in visits))
