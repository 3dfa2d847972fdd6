"""Symbols as the index looks them up. Pure."""

from collections.abc import Iterator
from itertools import islice, product

from rostra.foundation.symbols import NotASymbolError, Part, Symbol

#: Keys that are worked out for one record, at most.
MOST_KEYS = 60


def symbol_key(text: str) -> str:
    """The canonical key of what may be a symbol; "" where it is none."""
    try:
        return Symbol.parse(text).key
    except NotASymbolError:
        return ""


def other_keys(key: str) -> list[str]:
    """Keys that lead to a record where none is the very one: without its brackets or letters, or with one of them.

    `78/80 A-B` is also asked for as `78/80`, `78/80 A` and `78/80 B`; `2334 (2016)` as `2334`: what the library's own
    resolver takes for it.

    Raises:
        NotASymbolError: with the reason.
    """
    ways = product(*map(_ways_of, Symbol.parse(key).all_parts))
    return [way for way in dict.fromkeys(Symbol(way).key for way in islice(ways, MOST_KEYS)) if way != key]


def body_of(key: str) -> str:
    """The part that every symbol of an organ begins with."""
    return key.partition("/")[0]


def _ways_of(part: Part) -> Iterator[Part]:
    first, last = part.letters[:1], part.letters[-1:]
    single = [chr(code) for code in range(ord(first), ord(last) + 1)] if first else []
    for letters in (part.letters, *single, ""):
        yield part._replace(letters=letters)
        if part.stem:
            yield part._replace(letters=letters, brackets=())


def tail_of(key: str) -> str:
    """A symbol's number as people cite it without its body: `74/270`, `2334(2016)`; "" where it says too little."""
    parts = key.split("/")
    start = next((n for n, part in enumerate(parts) if part[:1].isdigit()), len(parts))
    tail = "/".join(parts[start:])
    return tail if "/" in tail or "(" in tail else ""
