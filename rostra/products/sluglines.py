"""What may be a slugline, which is an editor's handle and an address at once."""

import re

from django.utils.translation import gettext_lazy as _

from rostra.foundation.errors import Refusal

#: Told before somebody types one, and when one is refused.
SHAPE = _("A slugline is made of the letters a to z, digits and single hyphens, 2 to 120 characters.")
_SLUGLINE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def check_slugline(slugline: str) -> None:
    """Refuse what cannot be an address: only a-z, 0-9 and single hyphens, 2 to 120 characters.

    Raises:
        Refusal: `slugline`.
    """
    if not 2 <= len(slugline) <= 120 or not _SLUGLINE.fullmatch(slugline):
        raise Refusal("slugline", slugline.encode("utf-8", "replace").decode()[:60] or "slugline", str(SHAPE))
