"""Prepare an instance: folders, tables, static files, and the rows without which nothing can be done."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from rostra.foundation import ledger
from rostra.foundation.console import OPERATOR
from rostra.foundation.errors import Refusal
from rostra.foundation.models import Language, User
from rostra.network.models import Host, Office
from rostra.products.models import Kind
from rostra.release.keeping import uncounted
from rostra.sample import rules, static_files
from rostra.sample.files import read
from rostra.sample.roles import make_roles


def init(home: Path, *, languages: Path | None = None) -> dict[str, Any]:
    """Make what is missing of an instance; what people changed since stays as they left it.

    Args:
        home: the instance's folder.
        languages: a JSON file with the institution's languages; None for those that ship with Rostra, and only where
            the instance has none yet.

    Returns:
        what was made: {"languages": [codes], "kinds": [slugs], "roles": [names], "operator": bool,
        "headquarters": bool}.

    Raises:
        Refusal: `unreadable` or `bad_language` for the file; nothing is stored then.
    """
    rows = _read_languages(languages) if languages else None
    for folder in (home, Path(settings.MEDIA_ROOT), home / "logs"):
        folder.mkdir(parents=True, exist_ok=True)
    home.chmod(0o700)  # Whatever made it: what lies within is not public before its instant.
    call_command("migrate", interactive=False, verbosity=0)
    if uncounted():
        call_command("rebuild_references_index", verbosity=0)  # rows made before they were in it, or past it
    static_files.collect()
    with transaction.atomic():
        operator, new_operator = _operator()
        made = {
            "operator": new_operator,
            "languages": _languages(rows),
            "kinds": _kinds(),
            "roles": make_roles(),
            "headquarters": _headquarters(),
        }
        if any(made.values()):
            ledger.record("init", operator, by=operator, **made)
    return made


def _read_languages(path: Path) -> list[dict[str, Any]]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise Refusal("unreadable", str(path), f"This is not a JSON file that can be read: {error}") from error
    return rules.languages(rows, place=path.name)


def _operator() -> tuple[User, bool]:
    operator, is_new = User.objects.get_or_create(
        username=OPERATOR, defaults={"is_superuser": True, "is_staff": True, "first_name": "Operator"}
    )
    if is_new:
        operator.set_unusable_password()
        operator.save()
    return operator, is_new


def _languages(rows: list[dict[str, Any]] | None) -> list[str]:
    """A file that was named wins over what is there; the shipped one never does."""
    if rows is None:
        if Language.objects.exists():
            return []
        rows = rules.languages(read("languages.json"), place="languages.json")
    changed = []
    for row in rows:
        known: dict[str, Any] = dict(Language.objects.filter(code=row["code"]).values().first() or {})
        if {name: known.get(name) for name in row} != row:
            Language.objects.update_or_create(code=row["code"], defaults=row)
            changed.append(row["code"])
    return changed


def _kinds() -> list[str]:
    if Kind.objects.exists():
        return []
    codes = list(Language.objects.values_list("code", flat=True))
    for row in read("kinds.json"):
        words = {name: rules.narrowed(row[name], codes) for name in ("name", "plural")}
        Kind.objects.create(**{**row, **words})
    return list(Kind.objects.values_list("slug", flat=True))


def _headquarters() -> bool:
    """The office whose site answers first, so that the first page is there before anything is set up."""
    if Office.objects.headquarters():
        return False
    row = read("headquarters.json")
    official = Language.objects.official()
    office = Office.objects.create(
        slug=row["slug"],
        function=row["function"],
        order=row["order"],
        name=rules.narrowed(row["name"], official.values_list("code", flat=True)),
    )
    office.languages.set(official)
    for name in row["hosts"]:
        Host.objects.get_or_create(name=name, defaults={"office": office})
    return True
