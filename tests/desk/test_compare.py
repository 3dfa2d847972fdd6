"""Words that changed: what is put together again from the runs is what went in."""

from hypothesis import given
from hypothesis import strategies as st

from rostra.desk.compare import word_changes


def test_a_changed_word_stands_alone() -> None:
    assert word_changes("twelve villages", "fourteen villages") == [
        ("gone", "twelve"), ("new", "fourteen"), ("same", " villages"),
    ]  # fmt: skip


def test_signs_of_a_script_without_spaces_are_compared_one_by_one() -> None:
    assert word_changes("十二个村庄", "十四个村庄") == [
        ("same", "十"), ("gone", "二"), ("new", "四"), ("same", "个村庄"),
    ]  # fmt: skip


@given(st.text(max_size=80), st.text(max_size=80))
def test_both_texts_can_be_read_off_the_runs(before: str, after: str) -> None:
    runs = word_changes(before, after)
    assert "".join(words for kind, words in runs if kind != "new") == before
    assert "".join(words for kind, words in runs if kind != "gone") == after
