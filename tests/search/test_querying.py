"""What a reader finds: in each language, by symbol, phrase and filter, with counts that add up."""

from datetime import date, timedelta

import pytest

from rostra.foundation import clock
from rostra.foundation.models import Language
from rostra.library.actions.restrict import restrict
from rostra.library.models import Expression
from rostra.search.matching import ALL, SIMILAR, SOME
from rostra.search.querying import DATE, PAGE, RELEVANCE, SORTS
from tests.factories.products import cleared_product, kind, languages, mandate, office, operator, theme
from tests.factories.website import make_public, public_product
from tests.search.making import WATER, ask, indexed, names, work

pytestmark = pytest.mark.django_db
#: One symbol, as people type it.
TYPED = ("A/RES/74/141", "a res 74 141", "resolution 74/141", "water A/RES/74/141", "“A/RES/74/141”",
         "https://docs.example/en/A/RES/74/141", "water https://docs.example/A/RES/74/141?lang=fr",
         "water A-RES-74-141", "A_RES_74_141-EN.pdf")  # fmt: skip


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("ar", "المياه والصرف الصحي"),
        ("zh", "饮用水"),
        ("en", "rights to water"),
        ("fr", "eaux potables"),
        ("ru", "вода"),
        ("es", "derechos al agua"),
    ],
)
def test_a_resolution_is_found_by_its_words_in_each_language(code: str, words: str) -> None:
    work("A/RES/74/141")
    work("A/RES/74/1", dict.fromkeys(WATER, ("—", "…")))
    indexed()
    (hit,) = ask(words, code).found.hits
    assert (hit.entry.symbol, hit.entry.language) == ("A/RES/74/141", code)
    assert any(piece.marked for piece in (*hit.title, *hit.snippet))
    assert hit.languages == tuple(WATER)


@pytest.mark.parametrize("typed", TYPED)
@pytest.mark.parametrize("code", ["en", "ar", "zh"])
def test_the_record_comes_first_whose_symbol_is_typed(typed: str, code: str) -> None:
    work("A/RES/74/141", dict.fromkeys(WATER, ("Of something else", "Other words.")))
    work("A/RES/70/1", dict.fromkeys(WATER, ("Water water water", "Water, recalls resolution 74/141.")))
    indexed()
    first, *rest = ask(typed, code).found.hits
    assert (first.entry.symbol, first.named) == ("A/RES/74/141", True)
    assert [hit.entry.symbol for hit in rest] == ["A/RES/70/1"], "texts that cite it follow"


def test_a_symbol_turned_round_is_known_where_writing_runs_from_right_to_left() -> None:
    work("A/RES/74/141")
    indexed()
    assert names(ask("القرار ١٤١/٧٤", "ar")) == ["A/RES/74/141"]
    assert ask("141/74", "en").found.total == 0


def test_a_record_that_lacks_the_language_is_shown_in_another() -> None:
    work("A/RES/74/141", {code: WATER[code] for code in ("fr", "es")})
    work("A/RES/74/1", {"en": ("Budget", "Money.")})
    indexed()
    found = ask("A/RES/74/141", "en")
    ((entry, codes),) = found.absent
    assert (entry.symbol, entry.language, codes) == ("A/RES/74/141", "fr", ("fr", "es"))
    assert found.found.total == 0


def test_a_record_that_lacks_the_language_is_shown_in_the_one_that_its_page_would_choose() -> None:
    languages(["ar", "zh", "en", "ru"])
    Language.objects.filter(code="en").update(fallback_order=1)
    work("A/RES/74/141", {code: WATER[code] for code in ("ar", "zh", "en")})
    work("A/RES/74/1", {"ru": ("Бюджет", "Деньги.")})
    indexed()
    ((entry, codes),) = ask("A/RES/74/141", "ru").absent
    assert (entry.language, codes) == ("en", ("ar", "zh", "en"))


def test_a_story_is_found_that_cites_a_document() -> None:
    product = cleared_product("clean-water")
    product.mandates.add(mandate("A/RES/74/141"))
    make_public(product)
    public_product("dry-water")
    indexed()
    assert names(ask("A/RES/74/141")) == ["clean-water"]
    assert names(ask("resolution 74/141")) == ["clean-water"]
    assert sorted(names(ask("mountain villages"))) == ["clean-water", "dry-water"]


def test_words_in_a_row_and_words_not_wanted() -> None:
    work("A/RES/74/1", {"en": ("One", "The rule of law at home."), "zh": ("一", "可持续利用水资源。")})
    work("A/RES/74/2", {"en": ("Two", "The law of rules at home."), "zh": ("二", "资源的水。")})
    indexed()
    assert names(ask('"rule of law"')) == ["A/RES/74/1"]
    assert names(ask('law -"rule of law"')) == ["A/RES/74/2"]
    assert sorted(names(ask("home"))) == ["A/RES/74/1", "A/RES/74/2"]
    assert names(ask("home -two")) == ["A/RES/74/1"]
    assert names(ask("“水资源”", "zh")) == ["A/RES/74/1"]


def test_abbreviations_are_not_stop_words() -> None:
    work("A/RES/74/1", {"en": ("One", "Guidance on IT for all.")})
    work("A/RES/74/2", {"en": ("Two", "Make it so.")})
    indexed()
    assert names(ask("IT")) == ["A/RES/74/1"]


def test_a_misspelt_word_finds_what_looks_like_it() -> None:
    work("A/RES/74/1", {"en": ("One", "Combating desertification."), "fr": ("Un", "Les réfugiés.")})
    indexed()
    found = ask("desertificaton").found
    assert (found.nearness, found.total) == (SIMILAR, 1)
    assert [piece.text for piece in found.hits[0].snippet if piece.marked] == ["desertification"]
    assert ask("refugies", "fr").found.total == 1
    assert ask("kangaroo").found.total == 0


def test_filters_narrow_and_each_count_says_what_a_click_gives() -> None:
    theme("water")
    public_product("clean-water", themes=[theme("water")])
    public_product("dry-water", kind=kind("briefing"))
    work("A/RES/74/141")
    work("A/RES/70/169", adopted_on=date(2015, 12, 17))
    indexed()
    whole = ask("water").found
    assert whole.total == 4
    assert whole.facets["collection"] == {"library": 2, "products": 2}
    assert whole.facets["kind"] == {"resolution": 2, "story": 1, "briefing": 1}
    assert whole.facets["theme"] == {"water": 1}
    for name, counts in whole.facets.items():
        for value, count in counts.items():
            assert ask("water", filters={name: value}).found.total == count, (name, value)
    narrowed = ask("water", filters={"collection": "library"}).found
    assert narrowed.facets["collection"] == whole.facets["collection"], "the other choice stays in sight"
    assert narrowed.facets["year"] == {"2019": 1, "2015": 1}


@pytest.mark.parametrize(
    ("typed", "sort", "filters"),
    [
        ("desertification", RELEVANCE, {"collection": "products"}),
        ("desertification", DATE, {"year": "2010"}),
        ("desertification plan", DATE, {"year": "2015"}),
        ("desertificaton", RELEVANCE, {"year": "2001"}),
    ],
)
def test_where_a_filter_leaves_nothing_the_other_choices_still_say_what_a_click_gives(
    typed: str, sort: str, filters: dict[str, str]
) -> None:
    work("A/RES/74/1", {"en": ("One", "Desertification, a plan.")})
    work("A/RES/70/1", {"en": ("Two", "Desertification.")}, adopted_on=date(2015, 1, 1), form="report")
    work("A/RES/65/1", {"en": ("Three", "Of deserts and certification.")}, adopted_on=date(2010, 1, 1), form="decision")
    indexed()
    narrowed = ask(typed, sort=sort, filters=filters).found
    assert narrowed.total == 0
    (name,) = filters
    assert narrowed.facets[name]
    for value, count in narrowed.facets[name].items():
        assert ask(typed, sort=sort, filters={name: value}).found.total == count, value


def test_a_filter_alone_lists_all_newest_first() -> None:
    work("A/RES/70/169", adopted_on=date(2015, 12, 17))
    work("A/RES/74/141")
    indexed()
    assert names(ask("", filters={"collection": "library"})) == ["A/RES/74/141", "A/RES/70/169"]


def test_by_date_the_newest_with_all_words_come_first() -> None:
    work("A/RES/70/1", {"en": ("Old", "Water and sanitation.")}, adopted_on=date(2015, 1, 1))
    work("A/RES/72/1", {"en": ("Newer", "Water and sanitation.")}, adopted_on=date(2017, 1, 1))
    work("A/RES/74/1", {"en": ("Newest", "Water only.")}, adopted_on=date(2019, 1, 1))
    indexed()
    found = ask("water sanitation", sort=DATE)
    assert (names(found), found.found.nearness, found.found.partly) == (["A/RES/72/1", "A/RES/70/1"], ALL, 1)
    matched = ask("water sanitation").found
    assert (matched.total, matched.nearness, matched.partly) == (3, SOME, 1)
    assert [ask(typed, sort=sort).found.partly for sort in SORTS for typed in ("water", '"water only"')] == [0] * 4


def test_pages_follow_each_other_and_end() -> None:
    for number in range(1, PAGE + 4):
        work(f"A/RES/74/{number}", {"en": (f"Text {number}", "Water.")})
    indexed()
    first, second, third = (ask("water", page=page) for page in (1, 2, 3))
    assert (first.found.total, first.pages) == (PAGE + 3, 2)
    assert [len(each.found.hits) for each in (first, second, third)] == [PAGE, 3, 0]
    assert not set(names(first)) & set(names(second))


def test_where_little_is_found_other_languages_are_counted() -> None:
    languages()
    work("A/RES/74/1", {"en": ("One", "Desertification."), "fr": ("Un", "L’eau.")})
    work("A/RES/74/2", {"en": ("Two", "Desertification.")})
    indexed()
    assert ask("desertification", "es").elsewhere == {"en": 2}
    assert ask("eau", "es").elsewhere == {"fr": 1}


def test_a_site_finds_what_stands_on_it_and_the_library() -> None:
    office("hq", host="rostra.example")
    office("nairobi", codes=["en"])
    public_product("clean-water")
    work("A/RES/74/141")
    indexed()
    assert len(names(ask("water", site="hq"))) == 2
    assert names(ask("water", site="elsewhere")) == ["A/RES/74/141"]


def test_a_language_without_a_recipe_of_its_own_is_searched_plainly() -> None:
    swahili = Language.objects.create(code="sw", bcp47="sw", endonym="Kiswahili", script="Latn", order=9)
    made = work("A/RES/74/1", {"en": ("One", "Words.")})
    block = {"tag": "p", "anchor": "para-1", "number": "", "runs": [{"text": "Haki ya maji safi."}]}
    Expression.objects.create(work=made, language=swahili, title="Maji", text=[block], source_digest="1")
    indexed()
    assert names(ask("MAJI", "sw")) == ["A/RES/74/1"]


def test_the_time_asked_is_the_time_of_the_gate() -> None:
    work("A/RES/74/141")
    indexed()
    assert ask("water").found.total == 1
    assert ask("water", now=clock.now() - timedelta(days=2)).found.total == 0


@pytest.mark.parametrize("typed", ["A/RES/78/80 A", "a/res/78/80b", "A/RES/78/80", "78/80A", "resolution 78/80"])
def test_a_part_of_a_combined_document_leads_to_it(typed: str) -> None:
    work("A/RES/78/80 A-B")
    work("A/RES/78/8", {"en": ("Eighty", "The 80 of 78 B.")})
    indexed()
    found = ask(typed)
    assert [(hit.entry.symbol, hit.named) for hit in found.found.hits] == [("A/RES/78/80 A-B", True)]
    assert not found.unheld


def test_the_year_of_a_decision_may_be_left_out() -> None:
    work("S/RES/2334 (2016)")
    indexed()
    assert names(ask("S/RES/2334")) == ["S/RES/2334 (2016)"]


@pytest.mark.parametrize(
    ("held", "cited", "typed"),
    [
        ("S/RES/2334 (2016)", "S/RES/2334", "S/RES/2334"),
        ("A/RES/74/270 A-B", "A/RES/74/270", "A/RES/74/270"),
        ("A/RES/74/270 A-B", "A/RES/74/270", "74/270"),
    ],
)
@pytest.mark.parametrize("code", ["en", "ar"])
def test_a_story_that_cites_a_record_by_a_shorter_symbol_does_not_hide_it(
    held: str, cited: str, typed: str, code: str
) -> None:
    work(held)
    story = cleared_product("story")
    story.mandates.set([mandate(cited)])
    make_public(story)
    indexed()
    found = ask(typed, code)
    assert [(hit.entry.symbol or hit.entry.slugline, hit.named) for hit in found.found.hits] == [
        (held, True),
        ("story", False),
    ]
    assert not found.unheld
    assert names(ask(typed, code, site="nowhere")) == [held]


@pytest.mark.parametrize("code", ["en", "zh", "ar"])
def test_a_symbol_that_the_library_lacks_is_told_and_is_not_taken_for_words(code: str) -> None:
    work("A/RES/74/141")
    work("A/RES/74/9", dict.fromkeys(WATER, ("Of 74 things", "Recalls resolution 74/999 in 74.")))
    indexed()
    found = ask("A/RES/74/999", code)
    assert [symbol.printed for symbol in found.unheld] == ["A/RES/74/999"]
    assert names(found) == ["A/RES/74/9"], "only what speaks of it"
    beside = ask(f"{WATER[code][0]} A/RES/74/999", code)
    assert [symbol.printed for symbol in beside.unheld] == ["A/RES/74/999"]
    assert "A/RES/74/141" in names(beside), "words beside it find"
    assert not ask("A/RES/74/9", code).unheld
    pasted = ask("https://docs.example/en/A/RES/74/999", code)
    assert [symbol.printed for symbol in pasted.unheld] == ["A/RES/74/999"]


@pytest.mark.parametrize(
    "typed",
    [
        "covid 19",
        "24/7",
        "men/women",
        "water 2030",
        "water/ocean/2030",
        "women/men/2030 water",
        "a-ocean-2030 water",
        "https://docs.example/a/2030 water",
    ],
)
def test_words_with_numbers_are_not_taken_for_a_symbol_that_is_lacking(typed: str) -> None:
    work("A/RES/74/141", {"en": ("Water and ocean 2030", "Covid 19, women, 24 and 7 men, or 2030.")})
    indexed()
    found = ask(typed)
    assert (names(found), found.unheld) == (["A/RES/74/141"], [])


def test_a_number_of_one_digit_is_a_number_in_chinese() -> None:
    work("A/RES/74/1", {"zh": ("预算", "钱。")})
    work("A/RES/74/20", {"zh": ("大会第74届会议", "回顾第74/1号决议。")})
    work("A/RES/74/30", {"zh": ("大会第74届会议", "议程。")})
    indexed()
    assert names(ask("A/RES/74/1", "zh")) == ["A/RES/74/1", "A/RES/74/20"]


def test_a_letter_beside_words_finds_nothing_by_itself() -> None:
    work("A/RES/74/141", {"en": ("The ocean", "Of an ocean.")})
    work("A/RES/74/142", {"en": ("A member’s duties", "Vitamin C.")})
    indexed()
    assert names(ask("ocean's")) == names(ask("ocean")) == ["A/RES/74/141"]
    assert names(ask("c")) == ["A/RES/74/142"], "alone it is a word"


def test_each_symbol_that_the_library_lacks_is_told_whatever_stands_beside_it() -> None:
    work("A/RES/74/141")
    indexed()
    asked = "A/RES/74/999 A/RES/74/998 A/RES/74/141 A/RES/74/997 A/RES/74/996"
    found = ask(asked)
    assert [symbol.printed for symbol in found.unheld] == [f"A/RES/74/{n}" for n in (999, 998, 997)], "the first few"
    assert names(found) == ["A/RES/74/141"]


def test_the_very_symbol_comes_before_those_that_only_hold_it() -> None:
    work("A/RES/46/86", {"en": ("Of racism", "Repeals.")})
    work("A/RES/46/86 A", {"en": ("Of other things", "Repeals.")})
    work("A/RES/46/86 B", {"fr": ("Autre", "Abroge.")})
    indexed()
    found = ask("A/RES/46/86")
    assert [(hit.entry.symbol, hit.named) for hit in found.found.hits] == [("A/RES/46/86", True)]
    assert not found.absent


@pytest.mark.parametrize("typed", ["water 74/{}", "74/{}", "water A/RES/74/{}", "A/RES/74/{}"])
def test_what_is_restricted_is_as_if_it_never_was(typed: str) -> None:
    work("A/RES/74/9", {"en": ("Water plan", "For all.")})
    hidden = work("A/RES/74/141")
    indexed()
    restrict(hidden, by=operator(), restriction="Closed.", public_from=hidden.public_from)
    for _drained in range(2):
        one, other = ask(typed.format("141")), ask(typed.format("142"))
        assert (names(one), len(one.unheld)) == (names(other), len(other.unheld))
        indexed()


def test_by_date_every_word_counts_even_one_of_a_letter() -> None:
    work("A/RES/74/141", {"en": ("Vitamin D", "Of vitamin D.")})
    work("A/RES/74/142", {"en": ("Vitamin C", "Of vitamin C.")})
    work("A/RES/74/143", {"en": ("The ocean", "Of an ocean.")})
    indexed()
    assert names(ask("vitamin c", sort=DATE)) == ["A/RES/74/142"]
    assert names(ask("ocean's", sort=DATE)) == ["A/RES/74/143"]
