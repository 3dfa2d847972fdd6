"""The sample's logins: one for each role, one translator for each language, one password for all."""

import os
import secrets
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from rostra.foundation.console import OPERATOR
from rostra.foundation.models import Language, User
from rostra.sample.files import read


def password(home: Path) -> str:
    """The sample's password, made once for an instance and kept in a file that only its owner can read."""
    path = home / "sample-password"
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(f"rostra-{secrets.token_hex(4)}")
    return path.read_text().strip()


def _row(user: User) -> dict[str, Any]:
    return {
        "username": user.username,
        "roles": [group.name for group in user.groups.all()],
        "languages": [language.code for language in user.languages.all()],
    }


def make_logins(word: str) -> list[User]:
    """Make the sample's people who log in, where they are not there yet; also let the operator in by password."""
    # Hashed once: all share the password, and each hash takes a third of a second by design.
    hashed = make_password(word)
    User.objects.filter(username=OPERATOR, password__startswith="!").update(password=hashed)  # noqa: S106 (the mark of none)
    made = []
    for row in read("logins.json"):
        user, is_new = User.objects.get_or_create(
            username=row["username"],
            defaults={
                "first_name": row["first_name"],
                "last_name": row["last_name"],
                "email": f"{row['username']}@example.org",
                "password": hashed,
                "time_zone": row.get("time_zone", "UTC"),
            },
        )
        if is_new:
            user.groups.set(Group.objects.filter(name__in=row["roles"]))
            user.languages.set(Language.objects.filter(code__in=row["languages"]))
            made.append(user)
    return made


def list_logins() -> list[dict[str, Any]]:
    """Who of the sample can log in: [{username, roles, languages}]."""
    names = [OPERATOR, *(row["username"] for row in read("logins.json"))]
    people = User.objects.filter(username__in=names).prefetch_related("groups", "languages")
    return sorted((_row(user) for user in people), key=lambda row: names.index(row["username"]))
