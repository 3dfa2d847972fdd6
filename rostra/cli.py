"""The `rostra` command: every stage adds its verbs in its own `commands.py`; what fails leaves by one door."""

import importlib
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click
from django.core.exceptions import ImproperlyConfigured
from django.db import DataError, IntegrityError
from django.db import Error as DatabaseError

from rostra.foundation.errors import Refusal

STAGES = ("foundation", "products", "release", "library", "search", "audience", "results", "website", "sample")


@contextmanager
def one_door(words: Sequence[str]) -> Iterator[None]:
    """Whatever fails within, bugs apart: one line on stderr, or with `--json` one document on stdout, and exit 1."""
    try:
        yield
    except click.exceptions.NoArgsIsHelpError as nothing_said:
        nothing_said.show()
        raise SystemExit(1) from None
    except (DataError, IntegrityError):  # bugs of ours, whose trace is wanted
        raise
    except (Refusal, click.ClickException, click.Abort, ImproperlyConfigured, DatabaseError) as error:
        refusal = error if isinstance(error, Refusal) else _refusal(error)
        if "--json" in words:
            told = {"code": refusal.code, "place": refusal.place, "reason": refusal.reason}
            click.echo(json.dumps({"error": told}, ensure_ascii=False))
        else:
            click.echo(f"{refusal.place}: {refusal.reason} [{refusal.code}]", err=True)
        raise SystemExit(1) from None


def _refusal(error: Exception) -> Refusal:
    """What others raise, in our words."""
    if isinstance(error, click.ClickException):
        context = getattr(error, "ctx", None)
        return Refusal("usage", context.command_path if context else "rostra", _on_one_line(error.format_message()))
    if isinstance(error, click.Abort):
        return Refusal("stopped", "rostra", "Stopped before it was done.")
    if isinstance(error, ImproperlyConfigured):
        return Refusal("configuration", "rostra", _on_one_line(str(error)))
    said = str(error).partition("\n")[0]
    return Refusal(
        "database", "rostra", f"{said}; 'rostra check' says what is wrong, 'rostra init' makes what is missing."
    )


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


class Root(click.Group):
    """A root command whose failures leave by the one door."""

    def main(self, args: Sequence[str] | None = None, **options: Any) -> Any:  # type: ignore[override]
        """Run what the words ask for."""
        words = list(sys.argv[1:] if args is None else args)
        with one_door(words):
            return super().main(words, **{**options, "standalone_mode": False})


@click.group(cls=Root)
@click.version_option(package_name="rostra")
def rostra() -> None:
    """Run a public information programme: write, release, keep, find, count."""


#: The one command that makes an instance, and the words that only ask what there is to say.
_MAKES, _ASKS = "init", {"--help", "--version"}


def _set_up(words: Sequence[str]) -> None:
    from config.environment import ENVIRONMENT
    from config.instance import found, secret

    needed = bool(words) and not _ASKS & set(words)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    try:
        if needed and words[0] == _MAKES:
            found(ENVIRONMENT.home)
        django.setup()
        is_there = bool(secret(ENVIRONMENT.home))
    except OSError as error:  # the instance folder cannot be made or read
        raise Refusal("configuration", str(error.filename), error.strerror or str(error)) from None
    if needed and not is_there:
        reason = "There is no instance here; 'rostra init' makes one, and ROSTRA_HOME says where."
        raise Refusal("not_prepared", str(ENVIRONMENT.home), reason)


def main() -> None:
    """Prepare Django, gather the verbs, and run the one that was asked for."""
    with one_door(sys.argv[1:]):
        _set_up(sys.argv[1:])
    for stage in STAGES:
        try:
            module = importlib.import_module(f"rostra.{stage}.commands")
        except ModuleNotFoundError as missing:
            if missing.name != f"rostra.{stage}.commands":
                raise
            continue
        module.register(rostra)
    rostra(prog_name="rostra")


if __name__ == "__main__":
    main()
