"""Which language stands in for one that is missing."""

import pytest

from rostra.foundation.fallback import nearest

SCRIPTS = {"ar": "Arab", "zh": "Hans", "en": "Latn", "fr": "Latn", "ru": "Cyrl", "sw": "Latn"}
RANKS = {**dict.fromkeys(SCRIPTS, 100), "en": 1, "fr": 2}


@pytest.mark.parametrize(
    ("wanted", "available", "expected"),
    [
        ("ru", "ar ru en", "ru"),
        ("zh", "ar en fr", "en"),
        ("zh", "ar fr ru", "fr"),
        ("zh", "ar ru", "ar"),
        ("sw", "ar fr en", "en"),
        ("fr", "ar sw", "sw"),
        ("de", "ar en", "en"),
    ],
)
def test_the_same_script_first_then_the_fallback_order_then_the_institutions(
    wanted: str, available: str, expected: str
) -> None:
    assert nearest(wanted, available.split(), scripts=SCRIPTS, ranks=RANKS) == expected
