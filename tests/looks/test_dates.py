"""Days as readers of each language write them; English has the day before the month, as on the desk."""

from datetime import UTC, date, datetime

import pytest
from django.utils.formats import localize
from django.utils.translation import override

from rostra.looks.dates import day_words, moment_words

DAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("en", "27 November 2026"),
        ("en-GB", "27 November 2026"),
        ("en-US", "November 27, 2026"),
        ("fr", "27 novembre 2026"),
        ("es", "27 de noviembre de 2026"),
        ("zh-Hans", "2026年11月27日"),
        ("qaa", "27 November 2026"),
    ],
)
def test_a_day_is_written_as_its_language_writes_it(tag: str, words: str) -> None:
    assert day_words(DAY, tag) == words


def test_a_moment_in_english_is_that_of_the_desk() -> None:
    assert moment_words(datetime(2026, 11, 27, 14, 5, tzinfo=UTC), "en") == "27 November 2026, 14:05 UTC"


def test_dates_of_the_frame_are_written_as_those_of_our_own_screens() -> None:
    with override("en"):
        assert localize(DAY) == "27 November 2026"
        assert localize(datetime(2026, 11, 27, 14, 5)) == "27 November 2026, 14:05"
    with override("fr"):
        assert localize(DAY) == "27 novembre 2026"
