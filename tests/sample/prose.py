"""What a shipped product says, as plain text and as numbers, so that its languages can be compared."""

import html
import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

_TAG = re.compile(r"<[^>]*>")
_ADDRESS = re.compile(r"\S+@\S+\w|https?://\S+")
_SYMBOL = re.compile(r"(?<![A-Za-z])[A-Z]{2}/[A-Z]+/\d+/\d+")
_NUMBER = re.compile(r"(?<![\d.,])\d{1,3}(?:[\u00a0\u202f ]\d{3})+(?:[.,٫]\d+)?(?!\d)|\d+(?:[.,٫٬]\d+)*")
#: A month is written with a number where other languages write its name.
_MONTH = re.compile(r"\d{1,2}(?=月)")
#: Languages whose decimal mark is a comma; elsewhere it is a point, and the comma separates thousands.
_COMMA = {"fr", "ru", "es"}
#: Words that multiply the number before them.
_SCALES = {
    r"万": 10**4,
    r"亿": 10**8,
    r"thousand|mille\b|тысяч|mil\b|ألف|آلاف|elfu": 10**3,
    r"million|миллион|mill[oó]n|مليون|ملايين|milioni": 10**6,
}

#: Numbers that a language may write in words where another uses digits: what its text then holds.
SPELT = {
    "ar": {5: "خمسة", 7: "سبع", 18: "ثماني عشرة", 20: "عشرين", 60_000: "ستين ألف", 900: "التسعمائة"},
    "zh": {140: "一百四十", 60_000: "六万", 900: "九百"},
    "en": {5: "five", 18: "eighteen", 61: "sixty-one", 60_000: "sixty thousand", 900: "nine hundred"},
    "fr": {5: "cinq", 18: "dix-huit", 61: "soixante et une", 900: "neuf cents"},
    "ru": {5: "пять", 60_000: "шестьдесят тысяч", 900: "девятьсот"},
    "es": {5: "cinco", 60_000: "sesenta mil", 900: "novecientos"},
    "sw": {60_000: "elfu sitini"},
}


def prose(version: dict[str, Any]) -> Iterator[str]:
    """Every text of a version that a reader sees, without markup and addresses."""
    texts = [version[name] for name in ("headline", "summary", "byline", "dateline")]
    texts += [text for block in version["body"] for text in _texts(block["value"])]
    yield from (_ADDRESS.sub("", html.unescape(_TAG.sub("", text))) for text in texts if text)


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    return [text for name, text in value.items() if name not in {"symbol", "file", "url"}]


def numbers(text: str, code: str) -> set[Decimal]:
    """The numbers written with digits, whatever digits, separators and words for thousands a language uses."""
    found = set()
    text = _MONTH.sub("", _SYMBOL.sub("", text))
    for match in _NUMBER.finditer(text):
        after = text[match.end() :].lstrip("\u00a0\u202f ")
        scale = next((times for word, times in _SCALES.items() if re.match(word, after)), 1)
        found.add(_value(match[0], code) * scale)
    return found


def spelt(text: str, code: str) -> set[Decimal]:
    """The numbers of `SPELT` that a text writes in words."""
    return {Decimal(value) for value, word in SPELT[code].items() if word in text.lower()}


def _value(written: str, code: str) -> Decimal:
    mark, group = (",", ".") if code in _COMMA else (".", ",")
    return Decimal(re.sub(rf"[\u00a0\u202f ٬{group}]", "", written).replace("٫", ".").replace(mark, "."))


def share_in_script(text: str, script: str) -> float:
    """The share of the letters that belong to a script, named as Unicode does; 0 where there is no letter."""
    letters = [letter for letter in text if letter.isalpha()]
    return sum(unicodedata.name(letter, "").startswith(script) for letter in letters) / max(len(letters), 1)
