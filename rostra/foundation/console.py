"""The command line's one shape: a verb with `--json` and `--as`, and a result. What fails leaves by `rostra.cli`."""

import functools
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import click

from rostra.foundation.errors import Refusal
from rostra.foundation.models import User

#: The actor of commands when none is named; made by `rostra init`.
OPERATOR = "operator"


@dataclass(frozen=True)
class Result:
    """What a command found or did: a document for programs, lines for a person."""

    data: dict[str, Any]
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Console:
    """Who runs a command, and how it speaks while it works. Logs and progress go to stderr."""

    actor_name: str
    as_json: bool

    @property
    def actor(self) -> User:
        """The person whose rights count.

        Raises:
            Refusal: `unknown_user`.
        """
        user = User.objects.filter(username=self.actor_name).first()
        if user is None:
            raise Refusal("unknown_user", self.actor_name, "There is no such user; 'rostra init' makes the operator.")
        return user

    def say(self, line: str) -> None:
        """A word on what is going on."""
        click.echo(line, err=True)

    @contextmanager
    def progress(self, items: Iterable[Any], *, label: str, length: int | None = None) -> Iterator[Iterable[Any]]:
        """A bar where a person watches; nothing elsewhere."""
        if not sys.stderr.isatty():
            yield items
            return
        with click.progressbar(items, label=label, length=length, file=sys.stderr) as bar:
            yield bar


def _print(result: Result, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(result.data, ensure_ascii=False, default=str))
    else:
        for line in result.lines:
            click.echo(line)


def verb(group: click.Group, name: str, *, nobodys: bool = False) -> Callable[[Callable[..., Result]], click.Command]:
    """Make a command of a function that takes a `Console` first and returns a `Result`.

    Args:
        nobodys: nobody's rights count: the machine's own work, or what the public may do. Such a verb has no `--as`.
    """

    def make(function: Callable[..., Result]) -> click.Command:
        @functools.wraps(function)
        def run(*, as_json: bool, actor_name: str = OPERATOR, **options: Any) -> None:
            _print(function(Console(actor_name, as_json), **options), as_json=as_json)

        run = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")(run)
        if not nobodys:
            run = click.option("--as", "actor_name", default=OPERATOR, metavar="USER", help="Whose rights count.")(run)
        return group.command(name)(run)

    return make
