"""How words of each language become terms."""

import re

import pytest

from rostra.search.analysis import PLAIN, RECIPES, all_parts, clean, recipe_for


def same(code: str, script: str, *forms: str) -> bool:
    """Whether all forms of a word have the same terms in the field of words, and any."""
    terms = {tuple(recipe_for(code, script=script).main.terms(form)) for form in forms}
    return len(terms) == 1 and () not in terms


@pytest.mark.parametrize(
    ("code", "script", "forms"),
    [
        ("en", "Latn", ("resolution", "Resolutions", "RESOLUTION")),
        ("fr", "Latn", ("réfugiés", "Réfugié", "RÉFUGIÉS")),
        ("es", "Latn", ("niños", "NIÑO", "ninos")),
        ("ru", "Cyrl", ("учёный", "ученый", "Учёные")),
        ("ar", "Arab", ("المياه", "مياه", "والمياه", "بالمياه", "مـــياه", "مِيَاه")),
        ("ar", "Arab", ("إعلان", "اعلان", "الإعلان", "أعلان")),
        ("ar", "Arab", ("القرى", "قري")),
        ("sw", "Latn", ("Mkutano", "mkutano")),
    ],
)
def test_forms_of_one_word_meet(code: str, script: str, forms: tuple[str, ...]) -> None:
    assert same(code, script, *forms)


@pytest.mark.parametrize(("one", "other"), [("المياه", "المالية"), ("كتاب", "كاتب")])
def test_other_words_do_not_meet(one: str, other: str) -> None:
    assert not same("ar", "Arab", one, other)


def test_arabic_and_persian_digits_are_digits() -> None:
    assert recipe_for("ar").main.terms("٧٤ ۲۷۰") == ["74", "270"]


def test_chinese_is_cut_into_words_and_found_by_pairs() -> None:
    recipe = recipe_for("zh", script="Hans")
    assert "水资源" in recipe.main.terms("可持续利用水资源")
    assert recipe.phrased.terms("水资源") == ["水资", "资源"]
    assert recipe.main.terms("Ａ／ＲＥＳ") == recipe.main.terms("a/res"), "width does not matter"


def test_a_script_decides_where_no_language_does() -> None:
    assert recipe_for("zh-hant", script="Hant") is RECIPES["Hans"]
    assert recipe_for("en-GB") is RECIPES["en"]
    assert recipe_for("sw", script="Latn") is PLAIN


def test_stop_words_say_nothing_but_capitals_do() -> None:
    recipe = recipe_for("en")
    assert recipe.main.terms("it") == []
    assert recipe.capitals is not None
    assert recipe.capitals.terms("IT and the World Bank") == ["IT"]


def test_capitals_are_whole_words_of_two_to_eight_letters() -> None:
    text = "A UN aUN UNx 1UN UN1 _UN ÉUN UN-EU ABCDEFGH ABCDEFGHI (IT)"
    capitals = recipe_for("en").capitals
    assert capitals is not None
    assert capitals.terms(text) == re.findall(r"\b[A-Z]{2,8}\b", text) == ["UN", "UN", "EU", "ABCDEFGH", "IT"]


def test_places_of_a_phrase_begin_at_nought_and_leave_gaps() -> None:
    assert recipe_for("en").main.placed("the rule of law") == [(0, "rule"), (2, "law")]


def test_what_no_store_can_keep_is_replaced() -> None:
    assert clean("a\0b\ud800c") == "a b�c"


def test_every_field_has_one_meaning() -> None:
    parts = [part for recipe in (*RECIPES.values(), PLAIN) for part in recipe.parts]
    assert {part.tokenizer for part in parts if part.field == "g4"} == {"fours"}
    assert {part.field for part in parts} < set(all_parts())
