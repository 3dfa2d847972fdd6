"""JSON from outside, read with care: bounded, exact, one meaning only."""

import json
from pathlib import Path
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from rostra.foundation.errors import Refusal

LARGEST = 5 * 1024 * 1024
DEEPEST = 32
_LONGEST_NUMBER = 40


def read_json(path: Path) -> Any:
    """The value in a file.

    Raises:
        Refusal: `unreadable`, `too_large`, or `json` with the line and column.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise Refusal("unreadable", str(path), error.strerror or str(error)) from None
    return parse_json(content, place=str(path))


def parse_json(content: bytes, *, place: str) -> Any:
    """The value in UTF-8 bytes; NaN, infinities, duplicate keys, deep nesting and huge numbers are refused.

    Raises:
        Refusal: `too_large` or `json`.
    """
    if len(content) > LARGEST:
        raise Refusal("too_large", place, _("The file is larger than %(most)s bytes.") % {"most": LARGEST})
    try:
        text = content.decode("utf-8-sig")
        _check_depth(text)
        return json.loads(
            text,
            object_pairs_hook=_once,
            parse_constant=_no_constant,
            parse_int=_number(int),
            parse_float=_number(float),
        )
    except UnicodeDecodeError as error:
        raise Refusal("json", f"{place}, byte {error.start}", _("This is not UTF-8.")) from None
    except json.JSONDecodeError as error:
        raise Refusal("json", f"{place}:{error.lineno}:{error.colno}", error.msg) from None
    except (ValueError, RecursionError) as error:
        raise Refusal("json", place, str(error)) from None


def _check_depth(text: str) -> None:
    depth, inside, escaped = 0, False, False
    for character in text:
        if inside:
            if escaped:
                escaped = False
            elif character == "\\":
                escaped = True
            elif character == '"':
                inside = False
        elif character == '"':
            inside = True
        elif character in "[{":
            depth += 1
            if depth > DEEPEST:
                raise ValueError(_("Lists and objects are nested deeper than %(most)s.") % {"most": DEEPEST})
        elif character in "]}":
            depth -= 1


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        shown = twice.encode("utf-8", "replace").decode()[:60]
        raise ValueError(_("The key '%(name)s' stands twice in one object.") % {"name": shown})
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(_("%(name)s is not JSON.") % {"name": name})


def _number(kind: type[int] | type[float]) -> Any:
    def read(digits: str) -> int | float:
        value = kind(digits) if len(digits) <= _LONGEST_NUMBER else None
        if value is None or value in {float("inf"), float("-inf")}:
            raise ValueError(_("The number %(digits)s is out of range.") % {"digits": digits[:_LONGEST_NUMBER]})
        return value

    return read
