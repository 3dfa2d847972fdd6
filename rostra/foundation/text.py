"""Words in several languages, what may stand in a line of them, and canonical JSON."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from typing import Any, NamedTuple

import rfc8785
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rostra.foundation.errors import Refusal


class Said(NamedTuple):
    """A text and the code of the language it is in."""

    text: str
    language: str


#: Formatting characters that turn text around them; harmless in prose when balanced, never wanted in a name.
BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

#: Characters of public words: longer than any name, note or address; a page bears one of them in each language.
LONGEST_WORDS = 5_000

#: White space that is folded; no-break spaces are typography (before a French colon) and stay.
_FOLDED = re.compile(r"[^\S\u00a0\u202f]+")


def isolated(text: str) -> str:
    """Text that stands whole in a sentence of another script, where there is no mark-up for it (UAX 9, FSI and PDI)."""
    return f"\u2068{text}\u2069"


def one_line(text: str) -> str:
    """NFC text on one line, without controls, bidi overrides and halves of characters, which no database keeps.

    White space is folded; no-break spaces inside are kept.
    """
    whole = (c for c in text if c not in BIDI_CONTROLS and unicodedata.category(c) != "Cs")
    kept = (" " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in whole)
    return _FOLDED.sub(" ", unicodedata.normalize("NFC", "".join(kept))).strip()


def public_words(words: Mapping[str, str], *, place: str) -> dict[str, str]:
    """Words for the public by language code, each line clean; what is empty then is left out.

    Args:
        place: what they are about, for a refusal.

    Raises:
        Refusal: `unknown_language`, or `too_long` for more than `LONGEST_WORDS` characters in one language.
    """
    from rostra.foundation.models import Language

    known = set(Language.objects.values_list("code", flat=True))
    tidy = {}
    for code, text in words.items():
        where = f"{place} [{one_line(code)[:20]}]"
        if code not in known:
            raise Refusal("unknown_language", where, _("There is no such language here."))
        tidy[code] = "\n".join(one_line(line) for line in text.replace("\r\n", "\n").split("\n")).strip()
        if len(tidy[code]) > LONGEST_WORDS:
            most = {"most": LONGEST_WORDS}
            raise Refusal("too_long", where, _("At most %(most)s characters in each language.") % most)
    return {code: text for code, text in tidy.items() if text}


def say(words: Mapping[str, str] | None, language: str) -> Said:
    """The words in a language, else in the nearest that they are in, with the language really used."""
    there = {code: text for code, text in (words or {}).items() if text}
    if language in there or not there:
        return Said(there.get(language, ""), language)
    from rostra.foundation.fallback import nearest_of  # asked only where words are missing

    code = nearest_of(language, list(there)) if len(there) > 1 else next(iter(there))
    return Said(there[code], code)


def canonical(value: Any) -> bytes:
    """Canonical JSON (RFC 8785): the same value gives the same bytes."""
    return rfc8785.dumps(value)


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal: the address of these bytes."""
    return hashlib.sha256(content).hexdigest()


def _words_only(value: Any) -> None:
    if not isinstance(value, dict) or not all(isinstance(k, str) and isinstance(v, str) for k, v in value.items()):
        raise ValidationError("A mapping of language codes to texts is expected.")


class WordsField(models.JSONField):
    """One text in several languages: `{code: text}`. Languages are rows, so they cannot be columns."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", dict)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)
        self.validators = [*self.validators, _words_only]


def in_interface_language(words: Mapping[str, str] | None) -> str:
    """The words as the desk shows them: in the language whose catalogue the interface speaks, else the nearest."""
    spoken = get_language() or settings.LANGUAGE_CODE
    if words and words.get(spoken):
        return words[spoken]
    return say(words, interface_language() if words else spoken).text


def interface_language() -> str:
    """The code of the language that the interface speaks; its catalogue's name where no language has that."""
    from rostra.foundation.models import Language

    spoken = get_language() or settings.LANGUAGE_CODE
    return Language.objects.filter(django=spoken).values_list("code", flat=True).first() or spoken
