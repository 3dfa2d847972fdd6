"""An institution's own words for the interface: before those of the catalogues, in every process within a second."""

import gettext
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import ClassVar

from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po
from django.apps import apps
from django.conf import settings
from django.utils.translation import trans_real

from rostra.looks import rules
from rostra.looks.dates import locale_of


class Worded(trans_real.DjangoTranslation):
    """A catalogue with the institution's own words before it. A language without a catalogue has these alone."""

    #: Code of the interface language -> words of the code -> their forms.
    own: ClassVar[Mapping[str, Mapping[str, tuple[str, ...]]]] = {}

    def gettext(self, message: str) -> str:
        """A message in the institution's words, else in the catalogue's."""
        forms = self._forms(message)
        return forms[0] if forms else super().gettext(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The same, in the form that a number asks for."""
        forms = self._forms(msgid1)
        if not forms:
            return super().ngettext(msgid1, msgid2, n)
        return forms[min(_form(self.language())(n), len(forms) - 1)]

    def _forms(self, message: str) -> tuple[str, ...] | None:
        words = self.own.get(self.language())
        return words.get(message.rpartition(trans_real.CONTEXT_SEPARATOR)[2]) if words else None


def install() -> None:
    """Have Django make its catalogues so from now on; it has no setting for that."""
    trans_real.DjangoTranslation = Worded  # type: ignore[misc]
    trans_real._translations = {}  # type: ignore[attr-defined]


def read() -> list[tuple[str, str, str]]:
    """Take the rows as they are now into this process, and return them."""
    rows = list(apps.get_model("looks", "Wording").objects.values_list("language__django", "msgid", "text"))
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for code, msgid, text in rows:
        found.setdefault(code, {})[msgid] = rules.lines(text)
    Worded.own = found
    return rows


@lru_cache
def messages() -> Mapping[str, str]:
    """Every message of the interface with its plural, which may be empty; each catalogue has them all."""
    path = min(Path(settings.LOCALE_PATHS[0]).glob("*/LC_MESSAGES/django.po"))
    with path.open("rb") as file:
        found = [message.id for message in read_po(file) if message.id]
    return dict((each, "") if isinstance(each, str) else (each[0], each[1]) for each in found)


def forms_of(code: str) -> int:
    """How many forms a number gives to words in a language."""
    return get_plural(locale_of(code)).num_plurals


@lru_cache
def _form(code: str) -> Callable[[int], int]:
    return gettext.c2py(get_plural(locale_of(code)).plural_expr)
