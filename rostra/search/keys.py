"""Symbols as the index looks them up. Pure."""

from rostra.foundation.symbols import NotASymbolError, Symbol


def symbol_key(text: str) -> str:
    """The canonical key of what may be a symbol; "" where it is none."""
    try:
        return Symbol.parse(text).key
    except NotASymbolError:
        return ""


def tail_of(key: str) -> str:
    """A symbol's number as people cite it without its body: `74/270`, `2334(2016)`; "" where it says too little."""
    parts = key.split("/")
    start = next((n for n, part in enumerate(parts) if part[:1].isdigit()), len(parts))
    tail = "/".join(parts[start:])
    return tail if "/" in tail or "(" in tail else ""
