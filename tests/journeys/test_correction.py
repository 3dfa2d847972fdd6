"""A correction pursues every language."""

from rostra.release.actions.correct import correct
from rostra.release.actions.find_unaffected import find_unaffected
from rostra.release.actions.schedule import schedule
from rostra.release.models import Obligation
from tests.factories.products import ALL, TEXTS, cleared_product, operator
from tests.journeys.newsroom import Newsroom, newsroom  # noqa: F401 (a fixture)
from tests.release.conftest import box, partner  # noqa: F401 (fixtures)

NOTE = {"en": "The number of villages was wrong.", "fr": "Le nombre de villages était faux."}
TEXT = {
    "en": {"headline": "Clean water reaches three villages"},
    "fr": {"headline": "Trois villages ont de l’eau potable"},
}


def open_ones() -> list[str]:
    found = Obligation.objects.filter(outcome="open").order_by("version__language__order")
    return list(found.values_list("version__language__code", flat=True))


def test_a_correction_pursues_every_language(newsroom: Newsroom) -> None:  # noqa: F811
    newsroom.partner()
    product = cleared_product()
    newsroom.carry(schedule(product, by=operator()))
    first = {code: newsroom.page(code).text for code in ALL}
    newsroom.carry(correct(product, by=operator(), note=NOTE, texts=TEXT))
    for code, fields in TEXT.items():
        page = newsroom.page(code).text
        assert fields["headline"] in page
        assert NOTE[code] in page
    assert open_ones() == ["ar", "zh", "ru", "es"]
    assert {code for code, cell in newsroom.strip(product).items() if cell == "under_check"} == set(open_ones())
    for code in open_ones():
        page = newsroom.page(code).text
        assert TEXTS[code][0] in page, "the text stands"
    marks = {code: newsroom.page(code).text.count('class="notice ') for code in ALL}
    assert set(marks.values()) == {1}
    assert len(newsroom.received()) == 12, "partners hear of every language: changed, or being checked"

    russian = {"ru": {"headline": "Чистая вода пришла в три села"}}
    newsroom.carry(correct(product, by=operator(), note={"ru": "Число сёл было неверным."}, texts=russian))
    assert open_ones() == ["ar", "zh", "es"]
    for code in open_ones():
        obligation = Obligation.objects.get(version__language__code=code, outcome="open")
        newsroom.carry(find_unaffected(obligation, by=operator()))
    assert open_ones() == []
    assert set(newsroom.strip(product).values()) == {"released"}
    outcomes = dict(Obligation.objects.values_list("version__language__code", "outcome"))
    assert outcomes == {
        "ar": "unaffected", "zh": "unaffected", "en": "changed", "fr": "changed", "ru": "changed", "es": "unaffected",
    }  # fmt: skip
    assert not [code for code in ("ar", "zh", "es") if newsroom.page(code).text != first[code]], "as if nothing was"
    assert newsroom.unanswered() == []
