"""Which document answers to a symbol, which are near, and which language a file is in."""

import pytest

from rostra.foundation.symbols import Symbol
from rostra.library import rules, tongues

SIX = frozenset({"ar", "zh", "en", "fr", "ru", "es"})


@pytest.mark.parametrize(
    ("known", "asked", "holds"),
    [
        ("A/RES/79/93 A-B", "A/RES/79/93", True),
        ("A/RES/79/93 A-B", "A/RES/79/93 A", True),
        ("A/RES/79/93 A-B", "A/RES/79/93 B", True),
        ("A/RES/75/254 A-C", "A/RES/75/254 B", True),
        ("A/RES/75/254 A-C", "A/RES/75/254 D", False),
        ("A/RES/79/93 A", "A/RES/79/93 A-B", False),
        ("A/RES/79/93", "A/RES/79/93 A", False),
        ("S/RES/2334 (2016)", "S/RES/2334", True),
        ("S/RES/2334", "S/RES/2334 (2016)", True),
        ("S/RES/2334 (2016)", "S/RES/2334 (2017)", False),
        ("A/74/L.12/Rev.1", "A/74/L.12", False),
        ("A/74/L.12", "A/74/L.12/Rev.1", False),
        ("A/RES/79/9", "A/RES/79/93", False),
    ],
)
def test_a_document_answers_for_what_it_holds(known: str, asked: str, holds: bool) -> None:
    assert rules.holds(Symbol.parse(known), Symbol.parse(asked)) is holds


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("A/RES/74/92", "A/RES/74/92 A-B", True),
        ("A/RES/74/92 A", "A/RES/74/92 A-B", False),
        ("A/RES/74/92", "A/RES/74/92 A", False),
        ("A/RES/74/92", "A/RES/74/93 A-B", False),
        ("A/RES/74/92/Add.1", "A/RES/74/92 A-B", False),
    ],
)
def test_a_document_is_the_same_where_one_text_leaves_out_its_letters(one: str, other: str, same: bool) -> None:
    assert rules.is_same(Symbol.parse(one), Symbol.parse(other)) is same
    assert rules.is_same(Symbol.parse(other), Symbol.parse(one)) is same


KNOWN = ["A/RES/79/93A-B", "A/RES/79/92", "A/RES/78/93", "S/RES/2334(2016)", "A/RES/79/939", "E/RES/79/93"]


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("A/RES/79/94", "A/RES/79/92"),
        ("A/RES/97/93", "A/RES/79/93A-B"),
        ("A/REZ/79/93", "A/RES/79/93A-B"),
        ("79/93", "E/RES/79/93"),
    ],
)
def test_the_nearest_comes_first(asked: str, first: str) -> None:
    ways = list(rules.ways_in(rules.squeezed(asked)))
    reached = [k for k in KNOWN if any(k.startswith(w[:-1]) if w.endswith("*") else w in k for w in ways)]
    assert first in rules.nearest(asked, reached, most=3)


def test_nothing_is_near_to_nonsense() -> None:
    assert rules.nearest("HELLOTHERE", KNOWN, most=3) == []
    assert list(rules.ways_in("")) == []


@pytest.mark.parametrize(
    ("code", "subtag"),
    [
        ("eng", "en"),
        ("ara", "ar"),
        ("zho", "zh"),
        ("chi", "zh"),
        ("fre", "fr"),
        ("FR", "fr"),
        ("zh-Hans", "zh"),
        ("", ""),
    ],
)
def test_codes_of_every_standard_are_one_subtag(code: str, subtag: str) -> None:
    assert tongues.primary(code) == subtag


@pytest.mark.parametrize(
    ("parts", "language"),
    [
        (("un", "74session_Russian", "Russian", "74_26_R"), "ru"),
        (("loose", "75_27_Arabic"), "ar"),
        (("ar", "A_RES_70_93-FR"), "fr"),
        (("75session", "en", "1"), "en"),
        (("Emergency sessions", "German", "1"), "de"),
        (("russian-spanish", "1"), ""),
        (("upload", "Bali declaration"), ""),
        (("home", "de", "1"), ""),
        (("data", "1"), ""),
    ],
)
def test_the_part_nearest_to_the_file_says_the_language(parts: tuple[str, ...], language: str) -> None:
    assert tongues.claimed(parts, SIX) == language


@pytest.mark.parametrize(
    ("declared", "claimed", "detected", "code"),
    [
        ("en", "en", "en", ""),
        ("en", "", "", ""),
        ("", "", "en", ""),
        ("", "", "", "no_language"),
        ("en", "fr", "en", "language_differs"),
        ("en", "en", "fr", "language_differs"),
        ("de", "de", "de", "unknown_language"),
    ],
)
def test_a_text_is_kept_only_where_all_that_speak_agree(declared: str, claimed: str, detected: str, code: str) -> None:
    found, reason = tongues.fault(declared=declared, claimed=claimed, detected=detected, known=SIX)
    assert found == code
    assert bool(reason) == bool(code)
