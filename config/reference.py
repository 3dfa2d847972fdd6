"""Writes docs/reference.md from the code: `python -m config.reference`. A test compares the two."""

import ast
import importlib
import inspect
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import django

from config.environment import ROOT

TARGET = ROOT / "docs" / "reference.md"
_VARIABLE = re.compile(r"^\s*(?:#:|\"\"\")\s*(ROSTRA_[A-Z_]+|DATABASE_URL): (.+?)(?:\"\"\")?$", re.MULTILINE)


def environment() -> Iterator[str]:
    """Every variable that an instance reads, with the words that stand beside it."""
    yield "## Environment\n"
    for name, words in sorted(_VARIABLE.findall((ROOT / "config" / "environment.py").read_text())):
        yield f"### {name}\n\n{words[0].upper()}{words[1:]}\n"


def _first_paragraph(thing: object) -> str:
    return " ".join((inspect.getdoc(thing) or "").split("\n\n")[0].split())


def gathered() -> click.Group:
    """A root with every verb of every stage."""
    from rostra.cli import STAGES

    group = click.Group("rostra")
    for stage in STAGES:
        if (ROOT / "rostra" / stage / "commands.py").exists():
            importlib.import_module(f"rostra.{stage}.commands").register(group)
    return group


def commands() -> Iterator[str]:
    """Every command of `rostra`, with its arguments and options."""
    yield "## Commands\n\nEach takes `--json`: one document on stdout (docs/schemas), an error where it fails.\n"
    yield "With `--as USER` the rights of that person count; what has no `--as` is nobody's, or anybody's.\n"
    yield from _below(gathered(), "rostra")


def _below(group: click.Group, path: str) -> Iterator[str]:
    for name, command in sorted(group.commands.items()):
        here = f"{path} {name}"
        if isinstance(command, click.Group):
            yield from _below(command, here)
            continue
        context = click.Context(command, info_name=here)
        yield f"### {here}\n\n{_first_paragraph(command.callback)}\n"
        options = [parameter.get_help_record(context) for parameter in command.params]
        rows = [record for record in options if record and not record[0].startswith(("--json", "--as "))]
        arguments = " ".join(p.make_metavar(context) for p in command.params if isinstance(p, click.Argument))
        actor = "[--as USER]" if any("--as" in p.opts for p in command.params) else ""
        yield f"`{' '.join(filter(None, [here, arguments, actor]))}`\n"
        if rows:
            yield "\n".join(f"- `{spelling}` {words}".rstrip() for spelling, words in rows) + "\n"


def channels() -> Iterator[str]:
    """Every channel that is registered at start-up."""
    from rostra.release.channels.registry import channels as registered

    yield "## Channels\n"
    for name, channel in registered().items():
        yield f"### {name}\n\n{_first_paragraph(type(channel))}\n"


def announcements() -> Iterator[str]:
    """Every kind of news, and who hears it."""
    from rostra.foundation.announcements import News, _receivers

    yield "## Announcements\n"
    for name, news in sorted(News.registry.items()):
        if news.__module__.startswith("rostra."):
            heard = ", ".join(f"`{receiver}`" for receiver, _ in sorted(_receivers.get(name, []))) or "nobody yet"
            yield f"### {name}\n\n{_first_paragraph(news)}\n\nHeard by: {heard}.\n"


def states() -> Iterator[str]:
    """Every state graph, drawn."""
    from rostra.foundation.states import StateGraph

    yield "## States\n"
    for file in sorted((ROOT / "rostra").glob("*/states.py")):
        module = importlib.import_module(f"rostra.{file.parent.name}.states")
        for graph in (value for value in vars(module).values() if isinstance(value, StateGraph)):
            arrows = [f"  [*] --> {graph.start}"]
            arrows += [f"  {a} --> {b}" for a, after in graph.moves.items() for b in sorted(after)]
            yield f"### {graph.name}\n\n{_first_paragraph(module)}\n"
            yield "```mermaid\nstateDiagram-v2\n" + "\n".join(arrows) + "\n```\n"


def rights() -> Iterator[str]:
    """Every right that the policy of a stage names: the stage's own, and Django's of viewing, adding and changing."""
    from django.apps import apps

    words = {}
    for meta in (model._meta for model in apps.get_models()):
        usual = [
            (f"{verb}_{meta.model_name}", f"Can {verb} {meta.verbose_name_raw}") for verb in meta.default_permissions
        ]
        words |= {f"{meta.app_label}.{code}": what for code, what in [*usual, *meta.permissions]}
    yield "## Rights\n"
    rows = sorted(f"| `{right}` | {words[right]} |" for right in set(_named_rights()))
    yield "| right | what it allows |\n| --- | --- |\n" + "\n".join(rows) + "\n"


def _named_rights() -> Iterator[str]:
    for file in sorted((ROOT / "rostra").glob("*/policy.py")):
        for name, right in vars(importlib.import_module(f"rostra.{file.parent.name}.policy")).items():
            if name.isupper() and isinstance(right, str | tuple):
                yield from [right] if isinstance(right, str) else right


def actions() -> Iterator[str]:
    """Every verb of every stage, with the first line of its docstring."""
    yield "## Actions\n"
    rows = []
    for file in sorted((ROOT / "rostra").glob("*/actions/*.py")):
        doors = [n for n in ast.parse(file.read_text()).body if getattr(n, "name", "") == file.stem]
        for door in doors:
            words = (ast.get_docstring(door) or "").split("\n\n")[0]  # type: ignore[arg-type]
            rows.append(f"| `{file.parent.parent.name}` | `{file.stem}` | {' '.join(words.split())} |")
    yield "| stage | action | what it does |\n| --- | --- | --- |\n" + "\n".join(rows) + "\n"


def written() -> str:
    """The whole page."""
    parts = [environment(), commands(), actions(), rights(), states(), announcements(), channels()]
    head = "# Reference\n\nWritten from the code by `make reference`; change the docstrings there, not this page.\n\n"
    return head + "\n".join(line for part in parts for line in part)


def main(target: Path = TARGET) -> None:
    """Write the page."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    target.write_text(written(), encoding="utf-8")
    sys.stderr.write(f"Wrote {target.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
