"""The piece of a text that shows why it was found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rostra.search.analysis import recipe_for
from rostra.search.snippets import DENSE_WIDTH, REACH, WIDTH, Marks, Piece, marked, snippet

LONG = "Nothing of note was said that day. " * 30


def joined(pieces: tuple[Piece, ...]) -> str:
    return "".join(piece.text for piece in pieces)


def marks_in(pieces: tuple[Piece, ...]) -> list[str]:
    return [piece.text for piece in pieces if piece.marked]


@pytest.mark.parametrize(
    ("code", "script", "query", "text", "expected"),
    [
        ("en", "Latn", "child right", "The Rights of the child, righted.", ["Rights", "child", "righted"]),
        ("fr", "Latn", "réfugié", "Les Réfugiés et l’aide.", ["Réfugiés"]),
        ("ru", "Cyrl", "учёный", "Ученые и учёный.", ["Ученые", "учёный"]),
        ("ar", "Arab", "مياه", "الحق في المياه والمِيَاهُ.", ["المياه", "والمِيَاهُ"]),
        ("zh", "Hans", "水资源", "利用水资源。", ["水资源"]),
    ],
)
def test_forms_of_the_words_are_marked(code: str, script: str, query: str, text: str, expected: list[str]) -> None:
    marks = Marks(recipe_for(code, script=script), query, dense=script == "Hans")
    assert marks_in(marked(text, marks)) == expected
    assert joined(marked(text, marks)) == text


def test_the_piece_begins_with_the_sentence_and_ends_with_a_word() -> None:
    text = f"{LONG}The child shall be heard in every matter. {LONG}"
    pieces = snippet(text, Marks(recipe_for("en"), "child"))
    assert joined(pieces).startswith("…The child shall")
    assert joined(pieces).endswith("…")
    assert f" {joined(pieces).strip('…').split()[-1]} " in f" {text} "
    assert len(joined(pieces)) <= WIDTH + 2


def test_the_piece_with_most_of_the_words_wins() -> None:
    text = f"A child alone. {LONG} The rights of the child are here. {LONG}"
    assert marks_in(snippet(text, Marks(recipe_for("en"), "child rights"))) == ["rights", "child"]


def test_without_a_word_of_the_query_the_piece_is_the_beginning() -> None:
    pieces = snippet(LONG, Marks(recipe_for("en"), "kangaroo"))
    assert joined(pieces).startswith("Nothing of note")
    assert marks_in(pieces) == []


def test_chinese_is_cut_by_characters() -> None:
    text = "没有别的内容。" * 60 + "重申水资源的管理十分重要，" + "没有别的内容。" * 60
    pieces = snippet(text, Marks(recipe_for("zh", script="Hans"), "水资源管理", dense=True))
    assert {"水资源", "管理"} <= set(marks_in(pieces))
    assert len(joined(pieces)) <= DENSE_WIDTH + REACH


def test_words_that_look_like_those_of_the_query_are_marked_on_demand() -> None:
    recipe = recipe_for("en")
    assert marks_in(marked("On desertification.", Marks(recipe, "desertificaton"))) == []
    assert marks_in(marked("On desertification.", Marks(recipe, "desertificaton", similar=True))) == ["desertification"]


@given(st.text(max_size=800), st.text(max_size=60), st.booleans())
def test_a_piece_is_a_part_of_the_text_whatever_they_hold(text: str, query: str, dense: bool) -> None:
    recipe = recipe_for("zh", script="Hans") if dense else recipe_for("en")
    marks = Marks(recipe, query, dense=dense)
    assert joined(marked(text, marks)) == text
    assert joined(snippet(text, marks)).strip("…").rstrip() in text
