"""Staleness, completeness, and what a body may hold."""

from hypothesis import given
from hypothesis import strategies as st

from rostra.products.rules import body_faults, incompleteness, is_stale


def test_a_version_is_stale_when_its_source_was_cleared_with_another_text() -> None:
    assert is_stale("a", "b", [])
    assert not is_stale("a", "a", [])


def test_a_version_without_a_known_source_is_never_stale() -> None:
    assert not is_stale("", "b", [])
    assert not is_stale("a", "", [])


def test_words_of_unchanged_meaning_chain() -> None:
    assert not is_stale("a", "d", [("a", "b"), ("c", "d"), ("b", "c")])
    assert is_stale("a", "d", [("a", "b"), ("c", "d")])
    assert not is_stale("b", "a", [("a", "b")])


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef"))))
def test_staleness_ends_whatever_circles_the_pairs_make(pairs: list[tuple[str, str]]) -> None:
    assert is_stale("a", "z", pairs)


def _content(**changes: object) -> dict:
    return {"headline": "H", "summary": "", "picture": None, "body": [{"type": "paragraph", "html": "x"}], **changes}


def test_every_lack_of_a_version_is_named_at_once() -> None:
    image = {"type": "image", "picture": {"file": "f", "alternative": "", "caption": ""}}
    found = incompleteness(_content(headline="", picture={"file": "f", "alternative": "", "caption": ""}, body=[image]))
    assert [fault.place for fault in found] == ["headline", "picture_alternative", "body[0].alternative"]


def test_a_whole_version_lacks_nothing() -> None:
    assert incompleteness(_content()) == []


def test_a_fault_in_a_body_names_its_place() -> None:
    body = [
        {"type": "paragraph", "value": "ok"},
        {"type": "video", "value": "x"},
        {"type": "link", "value": {"text": "x"}},
        "no block",
        {"type": "list", "value": ["a", 3]},
        {"type": "heading", "value": "x", "colour": "red"},
    ]
    places = [fault.place for fault in body_faults(body, "versions.ar.body")]
    assert places == [
        "versions.ar.body[1].type",
        "versions.ar.body[2].value.url",
        "versions.ar.body[3]",
        "versions.ar.body[4].value[1]",
        "versions.ar.body[5].colour",
    ]
