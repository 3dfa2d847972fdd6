"""The shipped products: complete, each in its own language and typography, and all telling the same facts."""

import re
from decimal import Decimal
from typing import Any

import pytest

from rostra.foundation.models import Language
from rostra.products.models import Kind, Product
from rostra.sample import organization
from rostra.sample.actions.load_sample import _write
from rostra.sample.files import PICTURES, products, read
from rostra.sample.stories import pictures_of
from tests.factories.products import operator
from tests.sample.prose import numbers, prose, share_in_script, spelt

PRODUCTS = {product["slugline"]: product for product in products()}
VERSIONS = [(slugline, code) for slugline, product in PRODUCTS.items() for code in product["versions"]]
OFFICIAL = {row["code"] for row in read("languages.json")}
LANGUAGES = {row["code"]: row for row in [*read("languages.json"), *read("organization.json")["languages"]]}
SYMBOLS = {row["symbol"] for row in read("mandates.json")["mandates"]}
#: How Unicode names the letters of a script.
SCRIPTS = {"Arab": "ARABIC", "Hans": "CJK", "Cyrl": "CYRILLIC", "Latn": "LATIN"}
#: Small words by which languages of one script are told apart.
SMALL_WORDS = {
    "en": {"the", "and", "of", "is", "to", "was"},
    "fr": {"les", "des", "et", "une", "est", "du"},
    "es": {"los", "las", "y", "una", "el", "del"},
    "sw": {"ya", "na", "wa", "kwa", "za", "katika"},
}

every_product = pytest.mark.parametrize("slugline", PRODUCTS)
every_version = pytest.mark.parametrize(("slugline", "code"), VERSIONS)


def version_of(slugline: str, code: str) -> dict[str, Any]:
    version: dict[str, Any] = PRODUCTS[slugline]["versions"][code]
    return version


def words(slugline: str, code: str) -> list[str]:
    """All that a reader of this language sees of a product, its main picture included."""
    picture = PRODUCTS[slugline].get("picture", {})
    shown = [picture[name][code] for name in ("alternative", "caption") if picture]
    return [*prose(version_of(slugline, code)), *shown]


def offences(slugline: str, code: str, pattern: str) -> list[str]:
    """Where a pattern occurs, with what stands around it."""
    return [
        text[max(match.start() - 20, 0) : match.end() + 20]
        for text in words(slugline, code)
        for match in re.finditer(pattern, text)
    ]


def blocks_of(slugline: str, *kinds: str) -> list[tuple[str, list[Any]]]:
    """For each language, the values of the blocks of these types, in order."""
    found = PRODUCTS[slugline]["versions"].items()
    return [(code, [block["value"] for block in version["body"] if block["type"] in kinds]) for code, version in found]


def test_the_sample_holds_a_dozen_products_and_some_that_wait_in_the_desk() -> None:
    held = [slugline for slugline, product in PRODUCTS.items() if product.get("hold_back")]
    assert len(PRODUCTS) >= 12
    assert held


@every_product
def test_a_product_is_in_every_official_language_or_says_which_is_held_back(slugline: str) -> None:
    product = PRODUCTS[slugline]
    missing = {code for code, state in product.get("hold_back", {}).items() if state == "missing"}
    assert not OFFICIAL - set(product["versions"]) - missing
    assert set(product["required"]) == OFFICIAL
    assert set(product.get("first", [])) <= set(product["versions"])


@every_version
def test_a_headline_is_short_and_a_version_is_whole(slugline: str, code: str) -> None:
    version = version_of(slugline, code)
    assert 0 < len(version["headline"]) <= 110
    assert version["summary"]
    assert version["dateline"]
    assert len(version["body"]) >= 2


@every_product
def test_each_version_names_its_source_among_the_others_and_one_is_an_original(slugline: str) -> None:
    sources = {code: version.get("made_from") for code, version in PRODUCTS[slugline]["versions"].items()}
    assert None in sources.values()
    for code in list(sources):
        trail = [code]
        while source := sources[trail[-1]]:
            assert source not in trail
            trail.append(source)


@every_product
def test_every_picture_is_there_and_told_in_every_language(slugline: str) -> None:
    product = PRODUCTS[slugline]
    for picture in pictures_of(product):
        assert (PICTURES / picture["file"]).is_file()
        told = picture["alternative"]
        texts = [told[code] for code in OFFICIAL | set(product["versions"])] if isinstance(told, dict) else [told]
        assert all(len(text) > 10 for text in texts)


@every_product
def test_languages_show_the_same_pictures_and_cite_the_same_documents(slugline: str) -> None:
    shown = {tuple(value["file"] for value in values) for _code, values in blocks_of(slugline, "image")}
    cited = {frozenset(value["symbol"] for value in values) for _code, values in blocks_of(slugline, "document")}
    assert len(shown) == 1
    assert len(cited) == 1
    assert set(PRODUCTS[slugline]["mandates"]).union(*cited) <= SYMBOLS


@every_version
def test_a_version_is_written_in_the_script_of_its_language(slugline: str, code: str) -> None:
    text = " ".join(words(slugline, code))
    assert share_in_script(text, SCRIPTS[LANGUAGES[code]["script"]]) > 0.8


@pytest.mark.parametrize(("slugline", "code"), [pair for pair in VERSIONS if pair[1] in SMALL_WORDS])
def test_languages_of_one_script_are_not_taken_for_one_another(slugline: str, code: str) -> None:
    found = re.findall(r"\w+", " ".join(words(slugline, code)).lower())
    counted = {other: sum(word in small for word in found) for other, small in SMALL_WORDS.items()}
    assert max(counted, key=lambda other: counted[other]) == code, counted


@every_version
def test_quotation_marks_are_those_of_printed_text(slugline: str, code: str) -> None:
    marks = {"fr": "[“”\"']", "ru": "[“”\"']", "es": "[“”\"']", "ar": "[“”\"']", "zh": "[«»\"']"}
    assert not offences(slugline, code, marks.get(code, '["«»]'))


@pytest.mark.parametrize(
    ("code", "fault", "examples"),
    [
        ("fr", r"(?<![\u202f?!…])[;:!?»]|«(?!\u202f)", ["l’île :", "l’île: ", "« À terre", "fin»"]),
        ("ar", r"[\u0600-\u06ff]\s?[,;?]", ["البحر, ", "أين ?", "البحر;"]),
        ("zh", r"[\u4e00-\u9fff][,;:!?()]|[,;:!?()][\u4e00-\u9fff]|[\u4e00-\u9fff] [\u4e00-\u9fff]", ["船,", "船 上"]),
        ("ru", r" [-–] ", ["рынок - это", "рынок – это"]),
        ("es", r"(^|[.!?…] )[^¿.!?…]*\?|(^|[.!?…] )[^¡.!?…]*!", ["Adónde va?", "Va. Qué bien!"]),
    ],
)
def test_punctuation_follows_the_custom_of_the_language(code: str, fault: str, examples: list[str]) -> None:
    assert all(re.search(fault, example) for example in examples)
    found = {slugline: offences(slugline, code, fault) for slugline, other in VERSIONS if other == code}
    assert not {slugline: places for slugline, places in found.items() if places}
    assert len(found) >= 10


@every_product
def test_all_languages_tell_the_same_numbers(slugline: str) -> None:
    texts = {code: " ".join(prose(version)) for code, version in PRODUCTS[slugline]["versions"].items()}
    told = {code: numbers(text, code) for code, text in texts.items()}
    wanted = set().union(*told.values())
    untold = {code: wanted - told[code] - spelt(text, code) for code, text in texts.items()}
    assert not {code: sorted(lost) for code, lost in untold.items() if lost}, "In words there? Add them to SPELT."


@pytest.mark.parametrize(
    ("code", "text", "values"),
    [
        ("en", "12,600 pupils, 4.5 metres, in RC/RES/12/6", ["12600", "4.5"]),
        ("fr", "12\u202f600 élèves et 310 millions ; 4,5 mètres", ["12600", "310000000", "4.5"]),
        ("ru", "12\u00a0600 школьников, 1,3 миллиона", ["12600", "1300000"]),
        ("es", "3400 personas, 1.300.000 euros", ["3400", "1300000"]),
        ("ar", "١٢٬٦٠٠ تلميذ و٤٫٥ متر", ["12600", "4.5"]),
        ("zh", "3月14日，1.26万名学生，3.1亿元", ["14", "12600", "310000000"]),
        ("en", "in 12, 14 and 2030.", ["12", "14", "2030"]),
    ],
)
def test_numbers_are_read_as_each_language_writes_them(code: str, text: str, values: list[str]) -> None:
    assert numbers(text, code) == {Decimal(value) for value in values}


@pytest.mark.django_db
@pytest.mark.parametrize("slugline", [slugline for slugline, product in PRODUCTS.items() if product.get("hold_back")])
def test_what_is_held_back_waits_in_the_desk_as_its_file_says(slugline: str) -> None:
    Language.objects.bulk_create(Language(**row) for row in read("languages.json"))
    Kind.objects.bulk_create(Kind(**row) for row in read("kinds.json"))
    organization.make_organization()
    organization.make_mandates()
    assert _write(PRODUCTS[slugline], by=operator())
    states = {v.language.code: v.state for v in Product.objects.get(slugline=slugline).versions.all()}
    held = {code: {"missing": "planned"}.get(state, state) for code, state in PRODUCTS[slugline]["hold_back"].items()}
    assert states == dict.fromkeys(states, "cleared") | held
