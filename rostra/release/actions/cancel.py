"""Cancel a release that is not live; its versions are free again."""

from django.db import transaction

from rostra.foundation.models import User
from rostra.foundation.policy import require
from rostra.release import policy
from rostra.release.models import Release
from rostra.release.taking_back import take_back


@transaction.atomic
def cancel(release: Release, *, by: User) -> Release:
    """Take back a release before its instant.

    Raises:
        Refusal: `forbidden`, `state`, `live`, or `late` inside the lead (hold it instead).
    """
    require(by, policy.SCHEDULE, place=str(release))
    return take_back(release, by=by)
