"""Which language a file is said to be in: by its own declaration, and by the folder or archive that it lies in.

Languages are primary subtags of BCP 47 (`ar`, `zh`); names and codes come from the CLDR, so none stands in the code.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

_WORDS = re.compile(r"[^\W\d_]+")
#: A code at the end of a file's name, set off by a mark: `A_RES_70_93-FR`.
_ENDING = re.compile(r"[-_.]([A-Za-z]{2,3})$")


def primary(code: str) -> str:
    """The primary subtag that a code stands for: `ar` for `ara` and `AR`, `zh` for `zho`, `chi` and `zh-Hans`."""
    stem = re.split(r"[-_]", code.strip().lower(), maxsplit=1)[0]
    alias = get_global("language_aliases").get(stem, stem)
    return str(alias).partition("_")[0]


@lru_cache(maxsize=8)
def _names(languages: frozenset[str]) -> dict[str, str]:
    """Name in English and endonym, casefolded, to primary subtag."""
    names = {name.casefold(): code for code, name in Locale("en").languages.items() if len(name) > 3}
    for code in languages:
        try:
            names[(Locale(code).get_display_name(code) or code).casefold()] = code
        except UnknownLocaleError:
            continue
    return names


def claimed(parts: Sequence[str], languages: frozenset[str]) -> str:
    """The language that the path of a file names; the part nearest to the file wins, "" where none names one.

    Args:
        parts: folders and archives from the outside in, the file last, without suffixes.
        languages: those of the instance; only their codes count as names of folders and ends of names.
    """
    for part in reversed(parts):
        found = _named(part, languages)
        if len(found) == 1:
            return found.pop()
    return ""


def _named(part: str, languages: frozenset[str]) -> set[str]:
    names = _names(languages)
    # The name of a language of the instance counts wherever it stands; of others, only where it is all that is said,
    # as many a place and person is called like a language.
    if part.strip().casefold() in names:
        return {names[part.strip().casefold()]}
    words = {word.casefold() for word in _WORDS.findall(part.replace("_", " "))}
    found = {names[word] for word in words if names.get(word) in languages}
    ending = _ENDING.search(part)
    codes = [part, ending[1] if ending else ""]
    return found or {primary(code) for code in codes if primary(code) in languages}


def name_of(language: str) -> str:
    """A language's name in English, with its code: `Swahili (sw)`."""
    name = Locale("en").languages.get(language)
    return f"{name} ({language})" if name else f"'{language}'"


def fault(*, declared: str, claimed: str, detected: str, known: Iterable[str]) -> tuple[str, str]:
    """Why a file cannot be kept under one language: (code, reason); ("", "") where nothing speaks against it.

    Args:
        declared: what the file says, "" for nothing.
        claimed: what its folder or archive says, "" for nothing.
        detected: what its words are in, "" where that is not certain.
        known: languages of the instance.
    """
    sayings = {"it declares": declared, "its folder says": claimed, "its text is": detected}
    told = {what: code for what, code in sayings.items() if code}
    if not told:
        return "no_language", "Nothing says which language this is in."
    if len(set(told.values())) > 1:
        words = ", ".join(f"{what} {name_of(code)}" for what, code in told.items())
        return "language_differs", f"Its language is not certain: {words}."
    language = next(iter(told.values()))
    if language not in known:
        return "unknown_language", f"It is in {name_of(language)}, which is not a language of this institution."
    return "", ""
