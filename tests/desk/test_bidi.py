"""Invisible direction signs: in pairs they are harmless."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rostra.desk.bidi import is_unbalanced, turned_lines

RLE, PDF, RLI, PDI = "\u202b", "\u202c", "\u2067", "\u2069"


@pytest.mark.parametrize("text", ["", "plain", f"a {RLI}b{PDI} c", f"{RLE}a{RLI}b{PDI}{PDF}", "سطر\nline"])
def test_what_is_paired_is_let_pass(text: str) -> None:
    assert not is_unbalanced(text)


@pytest.mark.parametrize("text", [RLE, PDF, f"{RLI}a", f"{RLE}a{PDI}", f"{RLI}{RLE}{PDI}{PDF}", f"{RLI}\n{PDI}"])
def test_what_is_left_open_is_found(text: str) -> None:
    assert is_unbalanced(text)


@given(st.text(alphabet=f"ab{RLE}{RLI}", max_size=30))
def test_closing_what_was_opened_always_balances(text: str) -> None:
    closing = "".join({RLE: PDF, RLI: PDI}.get(sign, "") for sign in reversed(text))
    assert not is_unbalanced(text + closing)


def test_only_the_lines_that_turn_are_named() -> None:
    assert turned_lines(["good", f"bad {RLE}"]) == [f"bad {RLE}"]
