"""Texts are sorted as their readers expect, on both databases."""

import pytest

from rostra.foundation.any_case import InOrder
from rostra.foundation.models import Language

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "expected",
    [
        ["Eau", "eaux", "École", "Zèbre"],
        ["арктика", "Вода", "ёлка", "Жара"],
        ["2026 年", "安全用水", "北京", "江河", "上海", "杂志", "water"],
        ["أمطار", "بحر", "مياه"],
    ],
)
def test_texts_stand_in_the_order_of_their_script(expected: list[str]) -> None:
    Language.objects.all().delete()
    for number, text in enumerate(reversed(expected)):
        Language.objects.create(code=f"x{number}", bcp47=f"x{number}", endonym=text)
    assert list(Language.objects.order_by(InOrder("endonym")).values_list("endonym", flat=True)) == expected
