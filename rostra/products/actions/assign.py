"""Say who holds a version, and until when it is due."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from rostra.foundation import ledger
from rostra.foundation.errors import Refusal
from rostra.foundation.models import User
from rostra.foundation.policy import require
from rostra.products import policy
from rostra.products.models import LanguageVersion


@transaction.atomic
def assign(version: LanguageVersion, *, by: User, to: User | None, due_at: datetime | None) -> LanguageVersion:
    """Give a version to a person, or take it from everybody, with its deadline.

    Raises:
        Refusal: `forbidden`; `wrong_language` if the person does not work in the version's language.
    """
    require(by, policy.DESCRIBE, place=str(version))
    if to and not to.works_in_language(version.language.code):
        reason = _("%(person)s does not work in this language.") % {"person": to.get_full_name() or to.username}
        raise Refusal("wrong_language", str(version), reason)
    version.assigned_to, version.due_at = to, due_at
    version.save(update_fields=["assigned_to", "due_at"])
    ledger.record("assign", version, by=by, to=to.username if to else "", due=due_at.isoformat() if due_at else "")
    return version
