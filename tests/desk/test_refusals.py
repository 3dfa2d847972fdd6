"""A refusal is told in the language of the interface, whichever stage refuses; the ground floor too."""

import re

import pytest
from django.test import Client
from django.utils.translation import override
from wagtail.users.models import UserProfile

from rostra.foundation.errors import Refusal
from rostra.products import states
from tests.desk.conftest import LogIn
from tests.factories.products import cleared_product

pytestmark = pytest.mark.django_db
ROOM = "/desk/products/clean-water/"
WAIVE = {"verb": "waive", "language": "ar"}


def deed(client: Client, interface: str, **form: str) -> str:
    """The page after a deed, for a person whose desk speaks a language."""
    profile = UserProfile.get_for_user(client.user)  # type: ignore[attr-defined]
    profile.preferred_language = interface
    profile.save()
    return client.post(ROOM, form, follow=True).content.decode()


@pytest.mark.parametrize(
    ("interface", "reason"),
    [("ar", "يلزم الإعفاء سبب."), ("zh-hans", "豁免须说明原因。"), ("ru", "Для освобождения нужна причина.")],
)
def test_a_deed_without_its_reason_is_refused_in_words_of_the_interface(
    desk: Client, interface: str, reason: str
) -> None:
    cleared_product()
    assert reason in deed(desk, interface, **WAIVE, reason=" ")


def test_who_lacks_a_right_is_told_so_in_words_of_the_interface(log_in: LogIn) -> None:
    cleared_product()
    page = deed(log_in("Reporter"), "fr", **WAIVE, reason="x")
    assert "n’a pas le droit" in page


def test_a_state_is_named_as_the_strip_names_it() -> None:
    with override("fr"), pytest.raises(Refusal) as refused:
        states.VERSION.require(states.CLEARED, states.IN_REVIEW, place="x")
    assert "«\u202fvalidée\u202f»" in refused.value.reason


def test_the_desk_opens_in_the_language_of_the_browser_until_another_is_chosen(desk: Client) -> None:
    page = desk.get("/desk/products/", headers={"accept-language": "ar-EG,en;q=0.5"})
    assert 'lang="ar" dir="rtl"' in page.content.decode()
    assert "Accept-Language" in page.headers["Vary"]
    login = Client().get("/desk/login/", headers={"accept-language": "zh-CN"})
    assert 'lang="zh-hans"' in login.content.decode()
    assert 'lang="en"' in desk.get("/desk/products/").content.decode()


def test_a_page_that_is_not_there_says_so_in_own_words_and_the_language_of_the_account(desk: Client) -> None:
    profile = UserProfile.get_for_user(desk.user)  # type: ignore[attr-defined]
    profile.preferred_language = "ar"
    profile.save()
    for address in ("/desk/products/no-such-product/", "/desk/no/such/page"):
        answer = desk.get(address, headers={"accept-language": "fr"})
        page = answer.content.decode()
        assert answer.status_code == 404
        assert '<html lang="ar" dir="rtl"' in page
        assert "هذه الصفحة ليست هنا" in page
        assert "Rostra" in page
        assert "Wagtail" not in re.sub(r"<noscript.*?</noscript>", "", page, flags=re.DOTALL)
