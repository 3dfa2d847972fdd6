"""Keep the filters of a list under a name, for oneself."""

from django.utils.translation import gettext as _

from rostra.desk.models import LONGEST_NAME, LONGEST_QUERY, SavedView
from rostra.foundation.errors import Refusal
from rostra.foundation.models import User
from rostra.foundation.text import one_line

#: More than this no row of links can show.
MOST = 20


def save_view(name: str, *, query: str, by: User) -> SavedView:
    """Keep a view; one with the same name is replaced.

    Args:
        query: the filters as in an address.

    Raises:
        Refusal: `name_missing`, `nothing_chosen`, `too_long` or `too_many`.
    """
    name, own = one_line(name)[:LONGEST_NAME], SavedView.objects.filter(user=by)
    if not name:
        raise Refusal("name_missing", "view", _("A view needs a name."))
    if not query:
        raise Refusal("nothing_chosen", name, _("Choose a filter or an order first: this is the whole list."))
    if len(query) > LONGEST_QUERY:
        raise Refusal("too_long", name, _("These filters are too long to be kept."))
    if own.exclude(name=name).count() >= MOST:
        raise Refusal("too_many", name, _("You keep %(count)s views already; forget one first.") % {"count": MOST})
    return SavedView.objects.update_or_create(user=by, name=name, defaults={"query": query})[0]
