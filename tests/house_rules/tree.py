"""The tree as the house rules see it: files by kind, floors, and how to read a Python file."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from config.environment import ROOT

#: Top to bottom; a stage may import only what stands below it. The same floors as in pyproject.toml.
FLOORS = (
    ("sample",),
    ("website", "desk", "portals", "api"),
    ("results",),
    ("pickup", "events", "search"),
    ("audience", "partners", "library"),
    ("publications",),
    ("release",),
    ("products",),
    ("planning",),
    ("committees",),
    ("mandates",),
    ("media",),
    ("network",),
    ("looks",),
    ("foundation",),
)
HEIGHT = {stage: -number for number, floor in enumerate(FLOORS) for stage in floor}


@dataclass(frozen=True)
class Source:
    """A file of the project, by its path from the root."""

    path: str

    @property
    def file(self) -> Path:
        return ROOT / self.path

    @property
    def name(self) -> str:
        return self.file.stem

    @property
    def stage(self) -> str:
        """The stage that it belongs to; empty outside `rostra`."""
        parts = self.path.split("/")
        return parts[1] if parts[0] == "rostra" and len(parts) > 2 else ""

    @property
    def text(self) -> str:
        return self.file.read_text(encoding="utf-8")

    @property
    def tree(self) -> ast.Module:
        return _parse(self.path)


@cache
def _parse(path: str) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"), path)


def sources(*folders: str, suffixes: tuple[str, ...] = (".py",)) -> Iterator[Source]:
    """Files under folders of the project; neither migrations nor what is made by machines."""
    for folder in folders:
        for file in sorted((ROOT / folder).rglob("*")):
            parts = file.relative_to(ROOT).parts
            if file.suffix in suffixes and file.is_file() and not {"migrations", "__pycache__"} & set(parts):
                yield Source("/".join(parts))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function in a tree, methods and inner ones too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(node: ast.AST) -> int:
    """Lines from the first to the last of a node."""
    return (getattr(node, "end_lineno", 0) or 0) - getattr(node, "lineno", 0) + 1


def listed(found: list[str]) -> str:
    """Violations, one a line, for a failing test."""
    return "\n" + "\n".join(found)
