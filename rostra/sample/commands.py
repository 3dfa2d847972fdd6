"""`rostra init`: from an empty folder to an instance that answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from django.conf import settings

from config.locks import hold
from rostra.foundation.console import Console, Result, verb
from rostra.foundation.errors import Refusal
from rostra.foundation.models import User
from rostra.sample.actions.init import init
from rostra.sample.actions.load_sample import load_sample
from rostra.sample.logins import list_logins, password


def register(root: click.Group) -> None:
    """Add `rostra init`."""

    @verb(root, "init", nobodys=True)
    @click.option("--sample", is_flag=True, help="Also load an invented organization, for a first look.")
    @click.option("--languages", type=click.Path(path_type=Path), help="A JSON file with the institution's languages.")
    def run(console: Console, *, sample: bool, languages: Path | None) -> Result:
        """Prepare the instance: folders, tables, static files, operator, roles, kinds. Safe to repeat."""
        if sample and languages:
            raise Refusal("choose", "--languages", "The sample brings its own languages; choose one of the two.")
        home = Path(settings.HOME)
        console.say(f"Preparing {home}")
        with _alone(home):
            made = init(home, languages=languages)
            lines = _told(made)
            if not sample:
                return Result({"home": str(home), "made": made}, lines)
            word, operator = password(home), User.objects.get(username="operator")
            loaded = load_sample(home, by=operator, password=word, progress=console.progress)
        logins = list_logins()
        lines += [*_told(loaded), "", f"Sample logins, all with the password {word}:"]
        lines += [f"  {row['username']:<18}{', '.join(row['roles']) or 'everything'}" for row in logins]
        return Result({"home": str(home), "made": made, "sample": loaded, "logins": logins, "password": word}, lines)


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """One at a time: tables are made by one, and whoever comes second finds them made."""
    with (home / "init.lock").open("w") as turn:
        hold(turn)
        yield


def _told(made: dict[str, Any]) -> list[str]:
    """What was made, one line each; a word where all was there."""
    lines = []
    for name, what in made.items():
        if isinstance(what, list) and what:
            lines.append(f"{name.replace('_', ' ')}: {', '.join(map(str, what))}")
        elif what and not isinstance(what, list):
            lines.append(f"{name.replace('_', ' ')}: made" if what is True else f"{name.replace('_', ' ')}: {what}")
    return lines or ["Everything was there already."]
