"""Names and habits: what files are called, what an action looks like, and what is left out."""

import ast
import re
from collections.abc import Iterator

import pytest
from django.core.management import call_command

from tests.house_rules.tree import functions, listed, sources

#: Names that say the layer and never the subject.
EMPTY_NAMES = {
    "services",
    "service",
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "core",
    "base",
    "manager",
    "managers",
    "misc",
}
_UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|NotImplementedError")
_MOCKS = {"unittest.mock", "mock", "pytest_mock"}
#: Words of one customer, which belong to the sample and to data: languages by name, their number, the institution.
_CUSTOMER = re.compile(
    r"\b(Arabic|Chinese|French|Russian|Spanish|United Nations|UN|[Ss]ix languages|[Ss]ix official)\b"
)


def test_files_say_their_subject() -> None:
    found = [s.path for s in sources("rostra", "config", "tests", "bench") if s.name in EMPTY_NAMES]
    assert not found, listed(found)


def public_functions(tree: ast.Module) -> list[ast.FunctionDef]:
    """The doors of a module."""
    return [n for n in tree.body if isinstance(n, ast.FunctionDef) and not n.name.startswith("_")]


def faults_of_action(name: str, tree: ast.Module) -> list[str]:
    """What keeps an action from being one verb with one door."""
    doors = public_functions(tree)
    if [door.name for door in doors] != [name]:
        return [f"has the doors {[door.name for door in doors]}, not one called {name}"]
    door = doors[0]
    positional = door.args.posonlyargs + door.args.args
    faults = [] if ast.get_docstring(door) else ["has no docstring"]
    faults += [] if ast.get_docstring(tree) else ["has no module docstring"]
    faults += [] if len(positional) <= 1 else ["takes more than its first argument by position"]
    faults += [] if door.returns else ["does not say what it returns"]
    return faults


@pytest.mark.parametrize(
    ("code", "faults"),
    [
        ('"""M."""\ndef kill(x, *, by) -> None:\n    """Do."""\ndef _help(): ...', 0),
        ('"""M."""\ndef kill(x, by) -> None:\n    """Do."""', 1),
        ('"""M."""\ndef kill(x): ...', 2),
        ('"""M."""\ndef murder(x) -> None: ...', 1),
    ],
)
def test_the_scanner_knows_an_action(code: str, faults: int) -> None:
    assert len(faults_of_action("kill", ast.parse(code))) == faults


def test_an_action_is_one_verb_with_one_door() -> None:
    actions = [s for s in sources("rostra") if "/actions/" in s.path and s.name != "__init__"]
    found = [f"{s.path} {fault}" for s in actions for fault in faults_of_action(s.name, s.tree)]
    assert not found, listed(found)


def test_every_module_says_what_it_is_for() -> None:
    found = [
        s.path
        for s in sources("rostra", "config", "tests", "bench")
        if s.text.strip() and not ast.get_docstring(s.tree)
    ]
    assert not found, listed(found)


def test_nothing_is_printed_and_nothing_left_undone() -> None:
    found = []
    for source in sources("rostra", "config"):
        calls = [n for n in ast.walk(source.tree) if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "print"]
        found += [f"{source.path}:{call.lineno}: print" for call in calls]
    for source in sources("rostra", "config", "bench", suffixes=(".py", ".html", ".css", ".js")):
        for number, line in enumerate(source.text.splitlines(), 1):
            if _UNFINISHED.search(line):
                found.append(f"{source.path}:{number}: {line.strip()}")
    assert not found, listed(found)


def test_tests_do_not_mock() -> None:
    found = []
    for source in sources("tests"):
        for node in ast.walk(source.tree):
            module = node.module if isinstance(node, ast.ImportFrom) else None
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if {module, *names} & _MOCKS:
                found.append(f"{source.path}:{node.lineno}")
    assert not found, listed(found)


def test_every_test_asserts_something() -> None:
    speaks = re.compile(r"\bassert\b|raises|\.assert|expect\(|assert_|check_|verify_")
    found = []
    for source in sources("tests"):
        for function in functions(source.tree):
            if function.name.startswith("test_") and not speaks.search(ast.unparse(function)):
                found.append(f"{source.path}:{function.lineno} {function.name}")
    assert not found, listed(found)


def spoken_strings(tree: ast.AST) -> list[ast.Constant]:
    """String constants that are no docstrings."""
    docs = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            docs.add(id(body[0].value))
    constants = [n for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    return [n for n in constants if id(n) not in docs]


def test_no_customer_stands_in_the_code() -> None:
    found = []
    for source in sources("rostra"):
        if source.stage != "sample":
            words = [(n.lineno, n.value) for n in spoken_strings(source.tree) if _CUSTOMER.search(n.value)]
            found += [f"{source.path}:{line}: {value!r}" for line, value in words]
    for source in sources("rostra", suffixes=(".html",)):
        for number, line in enumerate(source.text.splitlines(), 1):
            if _CUSTOMER.search(line) and source.stage != "sample":
                found.append(f"{source.path}:{number}: {line.strip()}")
    assert not found, listed(found)


@pytest.mark.django_db
def test_migrations_are_in_step_with_the_models() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)
    assert True


#: What the desk imports. Its people read refusals in the language of the interface; command lines stay in English.
_DESK_READS = {
    "foundation",
    "looks",
    "network",
    "media",
    "mandates",
    "products",
    "release",
    "library",
    "results",
    "desk",
}
_GETTEXT = {"_", "gettext", "ngettext"}


def bare_words(node: ast.AST) -> bool:
    """Whether an expression has words of its own outside gettext; keys of its values are no words."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _GETTEXT:
        return False
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and any(map(str.isalpha, node.value))
    inner = node.values if isinstance(node, ast.Dict) else list(ast.iter_child_nodes(node))
    return any(map(bare_words, inner))


def refusals(tree: ast.Module) -> Iterator[ast.Call]:
    """Every refusal that a module makes, by itself or through a function of its own that returns one."""
    makers = {f.name for f in functions(tree) if isinstance(f.returns, ast.Name) and f.returns.id == "Refusal"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in makers | {"Refusal"}:
            yield node


@pytest.mark.parametrize(
    ("code", "bare"),
    [
        ('Refusal("late", place, "Too late.")', True),
        ('Refusal("late", place, f"{by} is late.")', True),
        ('Refusal("late", place, _("Late: %(who)s.") % {"who": ", ".join(by) or "nobody"})', True),
        ('Refusal("late", place, _("Late: %(who)s.") % {"who": ", ".join(by) or "–"})', False),
        ('Refusal("late", place, reason)', False),
    ],
)
def test_bare_words_are_told_from_those_that_can_be_translated(code: str, bare: bool) -> None:
    (call,) = refusals(ast.parse(code))
    assert bare_words(call.args[-1]) is bare


def test_a_refusal_that_the_desk_shows_can_be_translated() -> None:
    found = [
        f"{source.path}:{call.lineno}"
        for source in sources("rostra")
        if source.stage in _DESK_READS and source.name not in {"commands", "console"}
        for call in refusals(source.tree)
        if call.args and bare_words(call.args[-1])
    ]
    assert not found, listed(found)
