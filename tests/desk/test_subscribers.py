"""Partners in the desk: what could never be delivered is refused at its field, and a secret is shown once."""

import re

import pytest
from django.test import Client
from standardwebhooks import Webhook

from rostra.release.models import Subscriber
from tests.conftest import NOON
from tests.release.partner import SECRET

pytestmark = pytest.mark.django_db
GOOD = {"name": "Agency", "endpoint": "https://agency.example/rostra", "secret": SECRET, "active": "on"}
NEW = "/desk/subscribers/new/"


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("endpoint", "http://agency.example/x", "Only HTTPS addresses are called."),
        ("endpoint", "https://10.0.0.1/x", "The host must be a name, not a number."),
        ("endpoint", "https://u:p@agency.example/x", "A name or password may not stand in an address."),
        ("secret", "hello", "A secret is &#x27;whsec_&#x27;"),
        ("secret", " ", "A secret is &#x27;whsec_&#x27;"),
    ],
)
def test_what_no_delivery_could_use_is_refused_at_its_field(desk: Client, field: str, value: str, reason: str) -> None:
    page = desk.post(NEW, {**GOOD, field: value}).content.decode()
    assert reason in page
    assert not Subscriber.objects.exists()


def test_a_new_subscriber_is_offered_a_secret_that_signs(desk: Client) -> None:
    offered = re.search(r'name="secret" value="(whsec_[^"]+)"', desk.get(NEW).content.decode())
    assert offered is not None
    desk.post(NEW, {**GOOD, "secret": offered[1]})
    assert Webhook(Subscriber.objects.get().secret).sign("id", NOON, "{}").startswith("v1,")


def test_a_secret_is_not_shown_again_and_kept_unless_another_is_given(desk: Client) -> None:
    desk.post(NEW, GOOD)
    made = Subscriber.objects.get()
    address = f"/desk/subscribers/edit/{made.pk}/"
    assert SECRET not in desk.get(address).content.decode()
    desk.post(address, {**GOOD, "name": "Agency of News", "secret": ""})
    made.refresh_from_db()
    assert (made.name, made.secret) == ("Agency of News", SECRET)
    other = f"{SECRET[:6]}{'b' * 40}"
    assert "A secret is" in desk.post(address, {**GOOD, "secret": "whsec_short"}).content.decode()
    desk.post(address, {**GOOD, "secret": other})
    made.refresh_from_db()
    assert made.secret == other
