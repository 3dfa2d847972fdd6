"""Roles as groups with rights, made once; afterwards the institution owns them."""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from wagtail.models import Collection, GroupCollectionPermission

from rostra.foundation.errors import Refusal
from rostra.sample.files import read

#: Every role may open the desk.
EVERYONE = ["wagtailadmin.access_admin"]
#: Groups that Wagtail's own migrations make; they know nothing of releases.
FOREIGN = ["Moderators", "Editors"]


def _permissions(names: Iterable[str]) -> list[Permission]:
    wanted = list(names)
    asked = Q(pk=None)
    for name in wanted:
        label, _, codename = name.partition(".")
        asked |= Q(content_type__app_label=label, codename=codename)
    found = {f"{p.content_type.app_label}.{p.codename}": p for p in Permission.objects.select_related().filter(asked)}
    if missing := [name for name in wanted if name not in found]:
        raise Refusal("unknown_permission", "roles.json", f"There is no right called {', '.join(missing)}.")
    return [found[name] for name in wanted]


def make_roles() -> list[str]:
    """Make the groups that are not there yet, and say which.

    Raises:
        Refusal: `unknown_permission`.
    """
    made = []
    for role in read("roles.json"):
        group, is_new = Group.objects.get_or_create(name=role["name"])
        if not is_new:
            continue
        made.append(role["name"])
        group.permissions.set(_permissions([*EVERYONE, *role["permissions"]]))
        root = Collection.get_first_root_node()
        for permission in _permissions(role["pictures"]):
            GroupCollectionPermission.objects.create(group=group, collection=root, permission=permission)
    if made:
        Group.objects.filter(name__in=FOREIGN, user=None).delete()
    return made
