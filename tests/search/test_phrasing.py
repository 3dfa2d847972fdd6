"""A query, taken apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rostra.search.phrasing import LONGEST, MOST_TERMS, taken_apart


@pytest.mark.parametrize(
    ("typed", "words", "phrases", "without"),
    [
        ("climate change", ("climate", "change"), (), ()),
        ('"climate change" sea -oil', ("sea",), ("climate change",), ("oil",)),
        ('sea -"oil spill"', ("sea",), (), ("oil spill",)),
        ("«права человека» вода", ("вода",), ("права человека",), ()),
        ("“حقوق الطفل” −عمل", (), ("حقوق الطفل",), ("عمل",)),
        ("「水资源」 管理", ("管理",), ("水资源",), ()),
        ("non-proliferation", ("non-proliferation",), (), ()),
        ('a "half', ("a", "half"), (), ()),
        ("- -- \"\" '!?'", (), (), ()),
    ],
)
def test_words_phrases_and_what_is_not_wanted(typed: str, words: tuple, phrases: tuple, without: tuple) -> None:
    asked = taken_apart(typed)
    assert (asked.words, asked.phrases, asked.without) == (words, phrases, without)


@pytest.mark.parametrize(
    ("typed", "key", "tail"),
    [
        ("A/RES/74/270", "A/RES/74/270", ""),
        ("what does a/res/74/270 say", "A/RES/74/270", ""),
        ("A / RES / 74 / 270", "A/RES/74/270", ""),
        ("A RES 74 270", "A/RES/74/270", ""),
        ("resolution A/RES/217 A (III) of 1948", "A/RES/217A(III)", ""),
        ("S/RES/2334 (2016)", "S/RES/2334(2016)", ""),
        ('"A/RES/74/270"', "A/RES/74/270", ""),
        ("大会第A/RES/74/270号决议", "A/RES/74/270", ""),
        ("https://docs.example/ar/A/RES/74/270", "A/RES/74/270", ""),
        ("what does https://docs.example/A/RES/74/270 say", "A/RES/74/270", ""),
        ("A-RES-74-270", "A/RES/74/270", ""),
        ("the file A_RES_74_270-EN.pdf", "A/RES/74/270", ""),
        ("resolution 74/270", "", "74/270"),
        ("第74/270号决议", "", "74/270"),
        ("القرار ٧٤/٢٧٠", "", "74/270"),
        ("2334 (2016)", "", "2334(2016)"),
    ],
)
def test_a_symbol_is_seen_anywhere(typed: str, key: str, tail: str) -> None:
    assert (key, tail) in [(cited.key, cited.tail) for cited in taken_apart(typed).cited]


@pytest.mark.parametrize(
    "typed",
    ["water", "and/or", "km/h", "in 2020", "60 %", "covid-19", "https://news.example/en/story/2024/05/1149376"],
)
def test_most_words_are_no_symbols(typed: str) -> None:
    assert [c for c in taken_apart(typed).cited if "/" in c.tail or c.key.count("/") > 1] == []


def test_what_is_too_long_is_cut_and_said() -> None:
    assert taken_apart("a" * (LONGEST + 1)).cut
    assert len(taken_apart("water " * 60).words) == MOST_TERMS
    assert taken_apart("w " * 60).cut
    assert not taken_apart("water").cut


@given(st.text(max_size=600))
def test_nothing_that_is_typed_is_an_error(typed: str) -> None:
    asked = taken_apart(typed)
    assert len(asked.words) + len(asked.phrases) + len(asked.without) <= LONGEST
    assert all(any(c.isalnum() for c in word) for word in (*asked.phrases, *asked.without))
