"""Which document answers to a symbol, and which are near to one that nobody knows. Values in, verdicts out."""

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from rostra.foundation.symbols import Part, Symbol

_DIGITS = re.compile(r"\d+")
#: Below this likeness (0 to 1) a symbol is not worth showing.
ALIKE = 0.45


def holds(known: Symbol, asked: Symbol) -> bool:
    """Whether a known document is meant by a symbol that leaves out or narrows its letters and brackets.

    `79/93 A-B` holds `79/93`, `79/93 A` and `79/93 B`; `2334 (2016)` holds `2334`. Modifiers must be the same.
    """
    if len(known.parts) != len(asked.parts) or known.modifiers != asked.modifiers:
        return False
    return all(_part_holds(mine, theirs) for mine, theirs in zip(known.parts, asked.parts, strict=True))


def is_same(one: Symbol, other: Symbol) -> bool:
    """Whether two symbols name one document, where either leaves out its letters: `74/92` and `74/92 A-B`."""
    lettered, bare = sorted((one, other), key=lambda symbol: sum(len(part.letters) for part in symbol.parts))[::-1]
    is_combined = any(len(_letters(part.letters)) > 1 for part in lettered.parts)
    return is_combined and not any(part.letters for part in bare.parts) and holds(lettered, bare)


def _part_holds(known: Part, asked: Part) -> bool:
    if known.stem.upper() != asked.stem.upper():
        return False
    if asked.brackets and known.brackets and asked.brackets != known.brackets:
        return False
    return not asked.letters or _letters(asked.letters) <= _letters(known.letters)


def _letters(text: str) -> set[str]:
    if not text:
        return set()
    first, last = text[0], text[-1]
    return {chr(code) for code in range(ord(first), ord(last) + 1)}


def squeezed(text: str) -> str:
    """What was typed as keys are written: capitals, no spaces, bounded."""
    return "".join(text.upper().split())[:120].strip("/")


def ways_in(asked: str) -> Iterator[str]:
    """Beginnings (with a star) and inner parts of keys among which the nearest are looked for."""
    before, _, last = asked.rpartition("/")
    numbers = _DIGITS.findall(asked)
    if before.count("/") >= 1 and _DIGITS.search(before):
        yield f"{before}/*"
    if last and numbers and _DIGITS.fullmatch(last[:4].rstrip("ABCDEFGH-(")):
        yield f"{before}/{numbers[-1]}*" if before else f"{asked}*"
    if len(numbers) > 1:
        yield "/" + "/".join(numbers[-2:])
        yield "/" + "/".join(reversed(numbers[-2:]))
        # Two figures changed places.
        yield f"/{numbers[-2][::-1]}/{numbers[-1]}"
        yield f"/{numbers[-2]}/{numbers[-1][::-1]}"
    if len(asked) > 3:
        yield f"{asked}*"


def nearest(asked: str, known: Iterable[str], *, most: int) -> list[str]:
    """The keys most like what was asked, the likeliest first."""
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(asked)
    weighed = []
    for key in known:
        matcher.set_seq1(key)
        if matcher.real_quick_ratio() >= ALIKE and (likeness := matcher.ratio()) >= ALIKE:
            weighed.append((-likeness, abs(_last(key) - _last(asked)), len(key), key))
    return [key for *_, key in sorted(weighed)[:most]]


def _last(key: str) -> int:
    numbers = _DIGITS.findall(key)
    return int(numbers[-1][:9]) if numbers else 0
