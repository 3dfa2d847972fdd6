"""Words that changed: what is put together again from the runs is what went in."""

from hypothesis import given
from hypothesis import strategies as st

from rostra.desk.compare import changed_passages, word_changes


def test_a_changed_word_stands_alone() -> None:
    assert word_changes("twelve villages", "fourteen villages") == [
        ("gone", "twelve"), ("new", "fourteen"), ("same", " villages"),
    ]  # fmt: skip


def test_signs_of_a_script_without_spaces_are_compared_one_by_one() -> None:
    assert word_changes("十二个村庄", "十四个村庄") == [
        ("same", "十"), ("gone", "二"), ("new", "四"), ("same", "个村庄"),
    ]  # fmt: skip


def test_only_what_changed_is_shown_with_a_line_around_it_and_the_rest_is_folded() -> None:
    lines = [f"line {number}" for number in range(12)]
    after = [*lines[:6], "line six", *lines[7:]]
    parts = changed_passages("\n".join(lines), "\n".join(after))
    assert [part["kind"] for part in parts if part["text"]] == ["fold", "same", "gone", "new", "same", "fold"]
    assert [part["count"] for part in parts if part["kind"] == "fold"] == [5, 4]
    assert "".join(part["text"] for part in parts if part["kind"] == "same") == "line 5\nline \nline 7"


def test_a_single_line_is_not_folded_and_no_change_is_none() -> None:
    assert [part["kind"] for part in changed_passages("a\nb\nc", "a\nb\nd")] == ["same", "gone", "new"]
    assert changed_passages("a\nb", "a\nb") == []


@given(st.text(max_size=80), st.text(max_size=80))
def test_both_texts_can_be_read_off_the_runs(before: str, after: str) -> None:
    runs = word_changes(before, after)
    assert "".join(words for kind, words in runs if kind != "new") == before
    assert "".join(words for kind, words in runs if kind != "gone") == after
