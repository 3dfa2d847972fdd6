"""Who may do which verb. Each stage lists its verbs in its own `policy.py`; actions ask here."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from rostra.foundation.errors import Refusal

if TYPE_CHECKING:
    from rostra.foundation.models import User


def require(by: "User", permission: str, *, place: str) -> None:
    """Refuse a person who lacks a right.

    Args:
        by: the person who acts.
        permission: Django's name of it, `stage.verb_noun`.
        place: what the verb would be done to.

    Raises:
        Refusal: `forbidden`, naming the right.
    """
    if not by.has_perm(permission):
        raise Refusal(
            "forbidden",
            place,
            _("%(person)s does not have the right '%(right)s'.") % {"person": by, "right": permission},
        )


def require_language(by: "User", language: str, *, place: str) -> None:
    """Refuse a person who does not work in a language.

    Raises:
        Refusal: `forbidden`, naming the language.
    """
    if not by.works_in_language(language):
        raise Refusal(
            "forbidden", place, _("%(person)s does not work in '%(language)s'.") % {"person": by, "language": language}
        )
