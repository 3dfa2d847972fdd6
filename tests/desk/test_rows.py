"""Rows that would break the sites are refused where they are typed, with words that say why."""

import re

import pytest
from django.test import Client

from rostra.foundation.models import Language
from rostra.network.models import Host, Office
from rostra.products.models import RESERVED, Kind
from rostra.website.urls import urlpatterns
from tests.factories.products import office

pytestmark = pytest.mark.django_db


def errors(desk: Client, address: str, **fields: str) -> dict[str, list[str]]:
    """What a form says to these fields; nothing where it took them."""
    answer = desk.post(address, fields)
    found: dict[str, list[str]] = {} if answer.status_code == 302 else answer.context["form"].errors
    return found


@pytest.mark.parametrize(
    "name", ["Centre.example.org", "centre.example.org:8800", "https://centre.example.org", "a_b", "a..b"]
)
def test_a_host_that_would_never_answer_is_refused(desk: Client, name: str) -> None:
    values = {"office": str(office("nairobi").pk), "purpose": "site"}
    assert set(errors(desk, "/desk/host/new/", name=name, **values)) == {"name"}
    assert errors(desk, "/desk/host/new/", name="xn--e1aybc.example.org", **values) == {}
    assert Host.objects.filter(name="xn--e1aybc.example.org").exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [("code", "swahili"), ("code", "SW"), ("bcp47", "sw_KE"), ("django", "sw_KE"), ("script", "latin")],
)
def test_a_language_that_no_address_could_name_is_refused(desk: Client, field: str, value: str) -> None:
    good = {"code": "sw", "bcp47": "sw", "django": "", "endonym": "Kiswahili", "direction": "ltr", "script": "Latn"}
    good |= {"order": "9", "fallback_order": "100"}
    assert set(errors(desk, "/desk/language/new/", **{**good, field: value})) == {field}
    assert errors(desk, "/desk/language/new/", **good) == {}
    assert Language.objects.filter(code="sw").exists()


def test_a_kind_does_not_take_the_address_of_another_page(desk: Client) -> None:
    values = {"policy": "together", "join_hours": "24", "order": "1"}
    for slug in RESERVED:
        assert set(errors(desk, "/desk/kinds/new/", slug=slug, **values)) == {"slug"}
    assert not Kind.objects.filter(slug__in=RESERVED).exists()


def test_every_fixed_address_beside_the_kinds_is_reserved() -> None:
    fixed = re.compile(r"<language:lang>/([a-z]+)")
    assert {m[1] for pattern in urlpatterns if (m := fixed.match(str(pattern.pattern)))} == RESERVED


def test_there_is_one_headquarters(desk: Client) -> None:
    first = Office.objects.get(function="headquarters")
    values = {"slug": "second", "function": "headquarters", "languages": str(first.languages.all()[0].pk)}
    values |= {"time_zone": "UTC", "order": "1"}
    assert "headquarters" in str(errors(desk, "/desk/office/new/", **values))
    assert errors(desk, "/desk/office/new/", **{**values, "function": "hub"}) == {}
    assert [row.slug for row in Office.objects.filter(function="headquarters")] == [first.slug]
