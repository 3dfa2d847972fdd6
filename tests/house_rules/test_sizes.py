"""How long things may be. Exceptions are named, with a reason; the list may only shrink."""

import statistics

from tests.house_rules.tree import functions, length, listed, sources

LONGEST_MODULE, LONGEST_ACTION, LONGEST_FUNCTION = 400, 200, 50
LONGEST_TEMPLATE, LONGEST_TEST = 200, 60
#: Nine of ten are shorter than this.
MOST_MODULES, MOST_FUNCTIONS = 250, 25

#: Files of `foundation`, by docs/decisions/09-size-of-foundation.md.
MOST_OF_FOUNDATION = 16

#: path, or path::function -> why it may be longer.
EXCEPTIONS: dict[str, str] = {}


def _ninth_of_ten(values: list[int]) -> float:
    return statistics.quantiles(values, n=10)[-1]


def _too_long(found: list[tuple[str, int]], most: int) -> list[str]:
    return [
        f"{path}: {lines} lines, at most {most}" for path, lines in found if lines > most and path not in EXCEPTIONS
    ]


def test_modules_are_short() -> None:
    found = [(s.path, len(s.text.splitlines())) for s in sources("rostra", "config", "tests", "bench")]
    assert not (long := _too_long(found, LONGEST_MODULE)), listed(long)
    assert _ninth_of_ten([lines for path, lines in found if path.startswith("rostra")]) <= MOST_MODULES


def test_foundation_stays_small() -> None:
    apart = ("__init__.py", "apps.py")
    found = [s.path for s in sources("rostra") if s.stage == "foundation" and s.path.count("/") == 2]
    assert len([path for path in found if not path.endswith(apart)]) <= MOST_OF_FOUNDATION


def test_actions_are_shorter() -> None:
    found = [(s.path, len(s.text.splitlines())) for s in sources("rostra") if "/actions/" in s.path]
    assert not (long := _too_long(found, LONGEST_ACTION)), listed(long)


def test_functions_are_short() -> None:
    found = [
        (f"{s.path}::{f.name}", length(f)) for s in sources("rostra", "config", "bench") for f in functions(s.tree)
    ]
    assert not (long := _too_long(found, LONGEST_FUNCTION)), listed(long)
    assert _ninth_of_ten([lines for path, lines in found if path.startswith("rostra")]) <= MOST_FUNCTIONS


def test_tests_are_short() -> None:
    found = [(f"{s.path}::{f.name}", length(f)) for s in sources("tests") for f in functions(s.tree)]
    assert not (long := _too_long(found, LONGEST_TEST)), listed(long)


def test_templates_are_short() -> None:
    found = [(s.path, len(s.text.splitlines())) for s in sources("rostra", suffixes=(".html", ".xml", ".txt"))]
    assert not (long := _too_long([f for f in found if "/templates/" in f[0]], LONGEST_TEMPLATE)), listed(long)


def test_no_exception_outlives_its_reason() -> None:
    sizes = {s.path: len(s.text.splitlines()) for s in sources("rostra", "config", "tests", "bench")}
    sizes |= {
        f"{s.path}::{f.name}": length(f)
        for s in sources("rostra", "config", "tests", "bench")
        for f in functions(s.tree)
    }
    assert not [name for name in EXCEPTIONS if sizes.get(name, 0) <= LONGEST_FUNCTION]
    assert all(EXCEPTIONS.values())
