"""What a languages file must hold, and how the sample's relative times are read. Values in, values out."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from rostra.foundation import LANGUAGE_CODE
from rostra.foundation.errors import Refusal

CODE = re.compile(LANGUAGE_CODE)
TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
SCRIPT = re.compile(r"[A-Z][a-z]{3}")
AGO = re.compile(r"-(\d+)d (\d\d):(\d\d)")


def _text(row: Mapping[str, Any], name: str, place: str, shape: re.Pattern[str]) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not shape.fullmatch(value):
        raise Refusal("bad_language", f"{place}, {name}", f"Expected text such as '{shape.pattern}', found {value!r}.")
    return value


def _language(row: Any, place: str, order: int) -> dict[str, Any]:
    if not isinstance(row, dict):
        raise Refusal("bad_language", place, "Each language must be an object with code, endonym and script.")
    code = _text(row, "code", place, CODE)
    direction = row.get("direction", "ltr")
    if direction not in {"ltr", "rtl"}:
        raise Refusal("bad_language", f"{place}, direction", f"Expected 'ltr' or 'rtl', found {direction!r}.")
    bcp47 = _text({"bcp47": code, **row}, "bcp47", place, TAG)
    return {
        "code": code,
        "bcp47": bcp47,
        "django": _text({"django": bcp47.lower(), **row}, "django", place, CODE),
        "endonym": _text(row, "endonym", place, re.compile(r"\S.{0,59}")),
        "direction": direction,
        "script": _text(row, "script", place, SCRIPT),
        "official": row.get("official", True) is True,
        "order": _rank(row, "order", place, order),
        "fallback_order": _rank(row, "fallback_order", place, 100),
    }


def _rank(row: dict[str, Any], name: str, place: str, default: int) -> int:
    rank = row.get(name, default)
    if not isinstance(rank, int) or not 0 <= rank <= 32_767:
        raise Refusal("bad_language", f"{place}, {name}", f"Expected a number from 0 to 32767, found {rank!r}.")
    return rank


def languages(rows: Any, *, place: str) -> list[dict[str, Any]]:
    """The languages that a file describes, checked, with what it left out filled in.

    Args:
        rows: a list of {code, bcp47, django, endonym, direction, script, official, order,
            fallback_order}; code, endonym and script are needed.
        place: the name of the file, for refusals.

    Raises:
        Refusal: `bad_language`, naming the row and the field.
    """
    if not isinstance(rows, list) or not rows:
        raise Refusal("bad_language", place, "Expected a list with at least one language.")
    found = [_language(row, f"{place}, language {n}", n) for n, row in enumerate(rows, start=1)]
    codes = [language["code"] for language in found]
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        raise Refusal("bad_language", place, f"These codes come more than once: {', '.join(twice)}.")
    if not any(language["official"] for language in found):
        raise Refusal("bad_language", place, "At least one language must be official.")
    return found


def narrowed(words: Mapping[str, str], codes: Iterable[str]) -> dict[str, str]:
    """The words in the institution's own languages; all of them where it has none of these."""
    wanted = set(codes)
    return {code: text for code, text in words.items() if code in wanted} or dict(words)


def moment(relative: str, *, now: datetime) -> datetime:
    """The instant that a text such as `-3d 14:00` means: so many days before today, at that time, UTC.

    Raises:
        ValueError: where the text has another shape.
    """
    match = AGO.fullmatch(relative)
    if match is None:
        raise ValueError(f"Expected a time such as '-3d 14:00', found '{relative}'.")
    days, hours, minutes = (int(part) for part in match.groups())
    return now.replace(hour=hours, minute=minutes, second=0, microsecond=0) - timedelta(days=days)
