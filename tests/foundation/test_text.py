"""What may stand in one line of text."""

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from rostra.foundation.models import Language
from rostra.foundation.text import in_interface_language, one_line, say
from tests.factories.products import languages


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Données\u202f: une heure\u00a0?", "Données\u202f: une heure\u00a0?"),
        ("  two\t\n words ", "two words"),
        ("\u00a0edges\u202f", "edges"),
        ("\u00a0 \u202f", ""),
        ("turned \u202eround", "turned round"),
        ("e\u202e\u0301", "\u00e9"),
    ],
)
def test_white_space_is_folded_and_no_break_spaces_inside_stay(written: str, kept: str) -> None:
    assert one_line(written) == kept


@given(st.text())
def test_a_line_once_made_stays_as_it_is(written: str) -> None:
    line = one_line(written)
    assert one_line(line) == line
    assert len(line.splitlines()) <= 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "wanted", "said"),
    [
        ({"ar": "خبر", "en": "News", "sw": "Habari"}, "sw", ("Habari", "sw")),
        ({"ar": "خبر", "en": "News"}, "sw", ("News", "en")),
        ({"sw": "Habari", "fr": "Actualités", "es": "Noticias"}, "en", ("Actualités", "fr")),
        ({"en": "News", "zh": "新闻"}, "ar", ("新闻", "zh")),
        ({"fr": "Actualités", "es": ""}, "es", ("Actualités", "fr")),
        ({"xx": "?", "en": "News"}, "qq", ("News", "en")),
        ({"yy": "?", "xx": "!"}, "qq", ("!", "xx")),
        (None, "ru", ("", "ru")),
    ],
)
def test_what_is_not_said_in_a_language_is_said_in_the_nearest_of_the_institution(words, wanted, said) -> None:
    languages()
    Language.objects.create(code="sw", bcp47="sw", endonym="Kiswahili", script="Latn", order=200)
    assert say(words, wanted) == said


@pytest.mark.django_db
def test_an_institution_without_english_falls_back_on_its_own_first_language() -> None:
    languages(["ar", "fr", "ru"])
    Language.objects.filter(code="ru").update(order=0)
    Language.objects.exclude(code="ru").update(order=5)
    assert say({"ar": "خبر", "ru": "Новость"}, "zh") == ("Новость", "ru")


@pytest.mark.django_db
def test_the_interface_finds_the_language_whose_catalogue_it_speaks() -> None:
    languages(["en", "zh"])
    Language.objects.create(
        code="zht", bcp47="zh-Hant", django="zh-hant", endonym="繁體中文", script="Hant", official=True
    )
    words = {"en": "News", "zh": "新闻", "zht": "新聞"}
    for spoken, shown in (("zh-hant", "新聞"), ("zh-hans", "新闻"), ("en", "News")):
        with override(spoken):
            assert in_interface_language(words) == shown
