"""An institution's own words for the interface: what they may hold, and where they are read."""

import pytest
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.test import Client
from django.utils.translation import gettext, ngettext, override, pgettext

from config.messages import SOURCES, messages_of
from rostra.foundation.models import Language
from rostra.looks import own_words
from rostra.looks.models import Wording
from rostra.sample.organization import make_wording
from tests.factories.products import languages, office, operator

ONE, MANY = "%(total)s document", "%(total)s documents"


@pytest.fixture
def swahili(db: None) -> Language:
    languages()
    yield Language.objects.create(code="sw", bcp47="sw", django="sw", endonym="Kiswahili", script="Latn")
    own_words.Worded.own = {}


def word(language: Language, msgid: str, text: str) -> Wording:
    made = Wording(language=language, msgid=msgid, text=text)
    made.full_clean()
    made.save()
    own_words.read()
    return made


def test_a_language_without_a_catalogue_speaks_its_own_words(swahili: Language) -> None:
    word(swahili, "Search", "Tafuta")
    with override("sw"):
        assert gettext("Search") == pgettext("verb", "Search") == "Tafuta"
        assert Template("{% load i18n %}{% translate 'Search' %}").render(Context()) == "Tafuta"
        assert gettext("Centres") == "Centres"
    with override("fr"):
        assert gettext("Search") == "Recherche"


def test_an_institution_says_it_in_its_own_way(swahili: Language) -> None:
    made = word(Language.objects.get(code="fr"), "Search", "Chercher")
    with override("fr"):
        assert gettext("Search") == "Chercher"
        made.delete()
        own_words.read()
        assert gettext("Search") == "Recherche"


def test_each_plural_has_its_line(swahili: Language) -> None:
    word(swahili, ONE, "Hati moja\nHati %(total)s")
    russian = Language.objects.get(code="ru")
    word(russian, ONE, "%(total)s бумага\n%(total)s бумаги\n%(total)s бумаг")
    with override("sw"):
        assert [ngettext(ONE, MANY, n) % {"total": n} for n in (1, 5)] == ["Hati moja", "Hati 5"]
    with override("ru"):
        assert [ngettext(ONE, MANY, n) % {"total": n} for n in (1, 2, 5)] == ["1 бумага", "2 бумаги", "5 бумаг"]
    with pytest.raises(ValidationError, match="Lines expected here: 3"):
        word(russian, "%(count)s delivery is tried again.", "x")


@pytest.mark.parametrize(
    "text",
    ["Tafuta\nhapa", "", "100 %", "%(oops)s", "Tafuta %s", "<b>Tafuta</b>", 'x" onclick="y', "&lt;", "{time}"],
)
def test_what_would_break_a_page_is_refused(swahili: Language, text: str) -> None:
    with pytest.raises(ValidationError):
        word(swahili, "Search", text)
    assert not Wording.objects.exists()


def test_words_that_the_interface_does_not_have_are_refused(swahili: Language) -> None:
    with pytest.raises(ValidationError, match="no such words"):
        word(swahili, "Sarch", "Tafuta")


def test_the_sample_says_every_word_of_its_sites_where_there_is_no_catalogue(swahili: Language) -> None:
    make_wording()
    for row in Wording.objects.all():
        row.full_clean()
    said = set(Wording.objects.values_list("msgid", flat=True))
    pages = [path for stage in ("website", "looks") for path in (SOURCES / stage / "templates").rglob("*.html")]
    words = {word if isinstance(word, str) else word[0] for path in pages for word, _ in messages_of(path)}
    assert len(words) > 80
    assert not words - said


def test_wording_is_edited_in_the_desk(swahili: Language) -> None:
    office(host="testserver")
    desk = Client()
    desk.force_login(operator())
    form = {"language": swahili.pk, "msgid": "Search", "text": "Tafuta"}
    assert desk.post("/desk/wording/new/", {**form, "text": "<i>"}).status_code == 200
    assert desk.post("/desk/wording/new/", form).status_code == 302
    assert "Tafuta" in desk.get("/desk/wording/?q=Tafu").content.decode()
    assert "Tafuta" not in desk.get("/desk/wording/?q=Sarch").content.decode()


def test_words_stand_in_their_own_direction_on_the_desks_list(swahili: Language, client: Client) -> None:
    office("hq", host="testserver")
    word(swahili, "About this office", "Kuhusu ofisi hii")
    swahili.direction = "rtl"
    swahili.save()
    client.force_login(operator())
    shown = client.get("/desk/wording/", follow=True).content.decode()
    assert '<bdi lang="en" dir="ltr">About this office</bdi>' in shown
    assert '<bdi lang="sw" dir="rtl">Kuhusu ofisi hii</bdi>' in shown
