"""Forget a view that one has kept."""

from django.utils.translation import gettext as _

from rostra.desk.models import LONGEST_NAME, SavedView
from rostra.foundation.errors import Refusal
from rostra.foundation.models import User


def forget_view(name: str, *, by: User) -> None:
    """Remove one's own view of this name.

    Raises:
        Refusal: `unknown_view`.
    """
    if not SavedView.objects.filter(user=by, name=name).delete()[0]:
        raise Refusal("unknown_view", name[:LONGEST_NAME], _("You keep no view of this name."))
