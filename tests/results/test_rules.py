"""How figures are read: values in, verdicts out."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rostra.results import rules

VALUES = st.lists(st.floats(0, 1e6), min_size=1, max_size=200)


@pytest.mark.parametrize(
    ("value", "baseline", "target", "less", "verdict"),
    [
        (12, 6, 12, False, "reached"), (9, 6, 12, False, "closer"), (6, 6, 12, False, "behind"),
        (24, 48, 24, True, "reached"), (30, 48, 24, True, "closer"), (50, 48, 24, True, "behind"),
        (None, 6, 12, False, "unknown"), (9, 6, None, False, "unknown"), (9, None, 12, False, "unknown"),
        (13, None, 12, False, "reached"), (0, 0, 0, False, "reached"),
    ],
)  # fmt: skip
def test_a_verdict_knows_which_way_is_up(value, baseline, target, less, verdict):
    assert rules.verdict(value, baseline, target, less=less) == verdict


@given(VALUES)
def test_nine_of_ten_do_not_exceed_the_ninth(values):
    ninth = rules.ninth_of_ten(values)
    assert ninth in values
    assert sum(value <= ninth for value in values) >= 0.9 * len(values)
    assert rules.middle(values) <= ninth or len(values) == 1 or rules.middle(values) == ninth


def test_of_nothing_there_is_no_median():
    assert rules.middle([]) is rules.ninth_of_ten([]) is None


def test_parity_counts_a_language_without_a_figure_as_nothing():
    assert rules.parity({"ar": None, "en": 10.0}) == rules.Parity("ar", "en", 0.0)
    assert rules.parity({"ar": 5.0, "en": 10.0, "zh": 7.0}).share == 0.5
    assert rules.parity({"ar": 0.0, "en": 0.0}) is None
    assert rules.parity({"en": 3.0}) is None


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.integers(0, 900), st.sampled_from(["day", "month"]))
def test_every_day_lies_in_one_bucket(first, length, grain):
    last = rules.days_before(first, -length)
    buckets = rules.buckets(first, last, grain)
    assert sum(rules.days_in(bucket, grain, first, last) for bucket in buckets) == length + 1
    assert {rules.bucket_of(day, grain) for day in rules.buckets(first, last, "day")} == set(buckets)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_text_is_a_formula(text):
    assert rules.cell(text) == f"'{text}"


def test_numbers_and_plain_texts_stay_as_they_are():
    assert [rules.cell(value) for value in (-3, 2.5, "A/RES/74/1", None, "")] == ["-3", "2.5", "A/RES/74/1", "", ""]


@pytest.mark.parametrize(
    ("value", "target", "less", "share"),
    [
        (5.0, 10.0, False, 0.5), (0.0, 10.0, False, 0.0), (5.0, 0.0, False, None), (None, 10.0, False, None),
        (50.0, 100.0, True, 2.0), (200.0, 100.0, True, 0.5), (0.0, 6.0, True, None), (5.0, None, True, None),
    ],
)  # fmt: skip
def test_how_far_a_target_is_reached_whichever_way_is_better(
    value: float | None, target: float | None, less: bool, share: float | None
) -> None:
    assert rules.share_of(value, target, less=less) == share
