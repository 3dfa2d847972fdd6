"""Who did what, when, to what: one row a deed, in the deed's own transaction."""

from typing import Any

from django.db.models import Model

from rostra.foundation import clock
from rostra.foundation.models import LedgerEntry, User


def record(verb: str, subject: Model, *, by: User | None, **details: Any) -> LedgerEntry:
    """Write down a deed. `details` must be JSON values; `by` is None where the clock or a worker acted."""
    return LedgerEntry.objects.create(
        at=clock.now(),
        by=by,
        verb=verb,
        noun=subject._meta.label,
        subject=str(subject.pk),
        subject_name=str(subject)[:300],
        details=details,
    )
