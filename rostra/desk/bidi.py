"""Invisible signs that turn text around: harmless in pairs, a trap when one is left open."""

from collections.abc import Iterable

_OPEN_EMBEDDING, _CLOSE_EMBEDDING = frozenset("\u202a\u202b\u202d\u202e"), "\u202c"
_OPEN_ISOLATE, _CLOSE_ISOLATE = frozenset("\u2066\u2067\u2068"), "\u2069"


def is_unbalanced(text: str) -> bool:
    """Whether a direction sign is left open, closed twice, or crosses another; each line stands by itself."""
    return any(_left_open(line) for line in text.split("\n"))


def _left_open(line: str) -> bool:
    opened: list[str] = []
    for sign in line:
        if sign in _OPEN_EMBEDDING:
            opened.append(_CLOSE_EMBEDDING)
        elif sign in _OPEN_ISOLATE:
            opened.append(_CLOSE_ISOLATE)
        elif sign in (_CLOSE_EMBEDDING, _CLOSE_ISOLATE) and (not opened or opened.pop() != sign):
            return True
    return bool(opened)


def turned_lines(lines: Iterable[str]) -> list[str]:
    """Those lines in which a direction sign is unbalanced."""
    return [line for line in lines if is_unbalanced(line)]
