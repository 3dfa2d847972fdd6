"""What may stand in one line of text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rostra.foundation.text import one_line, say


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Données\u202f: une heure\u00a0?", "Données\u202f: une heure\u00a0?"),
        ("  two\t\n words ", "two words"),
        ("\u00a0edges\u202f", "edges"),
        ("\u00a0 \u202f", ""),
        ("turned \u202eround", "turned round"),
        ("e\u202e\u0301", "\u00e9"),
    ],
)
def test_white_space_is_folded_and_no_break_spaces_inside_stay(written: str, kept: str) -> None:
    assert one_line(written) == kept


@given(st.text())
def test_a_line_once_made_stays_as_it_is(written: str) -> None:
    line = one_line(written)
    assert one_line(line) == line
    assert len(line.splitlines()) <= 1


@pytest.mark.parametrize(
    ("words", "wanted", "said"),
    [
        ({"ar": "خبر", "en": "News", "sw": "Habari"}, "sw", ("Habari", "sw")),
        ({"ar": "خبر", "en": "News"}, "sw", ("News", "en")),
        ({"fr": "Actualités", "es": ""}, "es", ("Actualités", "fr")),
        (None, "ru", ("", "ru")),
    ],
)
def test_what_is_not_said_in_a_language_is_said_in_the_default_one_or_any(words, wanted, said) -> None:
    assert say(words, wanted) == said
