"""Every word of the interface has its translation in every catalogue, with the same placeholders."""

import re

import pytest

from config import messages
from tests.house_rules.tree import listed

LOCALES = sorted(path.name for path in messages.LOCALES.glob("*") if path.is_dir())


_NAMES = re.compile(r"%\((\w+)\)s")


@pytest.fixture(scope="module")
def words():
    return messages.gathered()


def test_words_are_gathered_from_code_and_templates(words) -> None:
    assert {"Skip to content", "Search"} <= {message.id for message in words}
    assert len(words) > 300


@pytest.mark.parametrize("locale", LOCALES)
def test_a_catalogue_has_every_word_and_no_other(locale: str, words) -> None:
    catalogue = messages.read(locale)
    wanted = {(m.id, m.context) for m in words if m.id}
    kept = {(m.id, m.context) for m in catalogue if m.id}
    assert not wanted - kept, "Run: python -m config.messages"
    assert not kept - wanted, "Run: python -m config.messages"
    lacking = messages.missing(catalogue)
    assert not lacking, listed(lacking)


@pytest.mark.parametrize("locale", LOCALES)
def test_translations_keep_their_placeholders(locale: str) -> None:
    faults = [f"{message.id!r}: {error}" for message, errors in messages.read(locale).check() for error in errors]
    assert not faults, listed(faults)


#: Forms that stand for more than one number each, and so must say which; in Arabic 0, 1 and 2 have forms of their own.
MANY = {"ar": (3, 4, 5), "es": (1,), "fr": (1,), "ru": (0, 1, 2), "zh_Hans": (0,)}


@pytest.mark.parametrize("locale", LOCALES)
def test_a_form_for_many_numbers_says_the_number(locale: str) -> None:
    mute = [
        f"{message.id[1]!r}: {message.string[form]}"
        for message in messages.read(locale)
        if isinstance(message.id, tuple)
        for form in MANY[locale]
        if set(_NAMES.findall(message.id[1])) - set(_NAMES.findall(message.string[form]))
    ]
    assert not mute, listed(mute)


def test_the_official_languages_of_the_sample_have_catalogues() -> None:
    assert LOCALES == ["ar", "es", "fr", "ru", "zh_Hans"]
