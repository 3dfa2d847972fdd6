"""Who may import whom: floors, siblings, pure rules, channels. The contracts are in pyproject.toml."""

import ast
import subprocess
import sys
import tomllib

import pytest
from django.apps import apps

from config.environment import ROOT
from tests.house_rules.tree import FLOORS, HEIGHT, Source, listed, sources

#: What reads a clock, a disk, the network or chance; none of it in a rule.
IMPURE_CALLS = {"now", "today", "utcnow", "time", "open", "urlopen", "random", "getenv", "sleep", "monotonic"}


def impurities(tree: ast.AST) -> list[int]:
    """Lines on which a rule asks the world instead of its arguments."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    names = [(call, getattr(call.func, "attr", getattr(call.func, "id", ""))) for call in calls]
    return [call.lineno for call, name in names if name in IMPURE_CALLS]


def test_import_contracts_are_kept() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_stage_stands_on_a_floor() -> None:
    stages = {path.parent.name for path in (ROOT / "rostra").glob("*/__init__.py")}
    assert stages <= HEIGHT.keys(), f"Give these a floor in tree.py and pyproject.toml: {stages - HEIGHT.keys()}"


def test_floors_here_and_in_the_contract_are_the_same() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = next(c for c in settings["contracts"] if c["type"] == "layers")["layers"]
    contract = [tuple(name.strip(" ()") for name in layer.split("|")) for layer in layers]
    assert [layer for layer in contract if layer != ("cli",)] == list(FLOORS)


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("def f(now, at): return at <= now", []),
        ("def f(at): return at <= datetime.now(UTC)", [1]),
        ("import random\ndef f(): return random.random()", [2]),
        ("def f(path): return open(path).read()", [1]),
    ],
)
def test_the_scanner_knows_a_pure_rule(code: str, lines: list[int]) -> None:
    assert impurities(ast.parse(code)) == lines


def test_rules_ask_only_their_arguments() -> None:
    rules = [source for source in sources("rostra") if source.name == "rules"]
    assert rules
    found = [f"{s.path}:{line}" for s in rules for line in impurities(s.tree)]
    assert not found, listed(found)


def is_channel(source: Source) -> bool:
    """Whether a module defines a way out: a class that renders and sends."""
    classes = [node for node in source.tree.body if isinstance(node, ast.ClassDef)]
    verbs = [{getattr(part, "name", "") for part in node.body} for node in classes]
    return source.name != "registry" and any({"render", "send"} <= names for names in verbs)


def test_channels_do_not_know_each_other() -> None:
    channels = {s.path[:-3].replace("/", "."): s for s in sources("rostra/release/channels") if is_channel(s)}
    found = []
    for name, source in channels.items():
        imported = {n.module for n in ast.walk(source.tree) if isinstance(n, ast.ImportFrom)}
        found += [f"{source.path} imports {other}" for other in imported & channels.keys() - {name}]
    assert channels
    assert not found, listed(found)


def test_no_model_points_up_the_road() -> None:
    found = []
    for model in apps.get_models(include_auto_created=True):
        here = model._meta.app_label
        for field in model._meta.get_fields():
            there = field.related_model._meta.app_label if field.is_relation and field.related_model else ""
            points = not field.auto_created and here in HEIGHT and there in HEIGHT and there != here
            if points and HEIGHT[there] >= HEIGHT[here]:
                found.append(f"{model._meta.label}.{field.name} points to {field.related_model._meta.label}")
    assert not found, listed(found)
