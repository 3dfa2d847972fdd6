"""What each role of the sample finds in its menu, and what stays shut."""

import json

import pytest
from django.test import Client
from wagtail.admin.menu import admin_menu, settings_menu

from rostra.foundation.models import User
from tests.desk.conftest import LogIn
from tests.factories.products import languages, planned_product

pytestmark = pytest.mark.django_db
NEWS = {"products", "releases", "corrections"}

#: role -> names of entries in the menu that it must have, and must not have.
MENUS: dict[str, tuple[set[str], set[str]]] = {
    "Reporter": (NEWS | {"images"}, {"deliveries", "network", "users", "kinds"}),
    "Translator": (NEWS, {"deliveries", "images", "network", "users", "kinds", "subscribers"}),
    "Editor": (NEWS | {"images"}, {"deliveries", "network", "users"}),
    "Press officer": (NEWS | {"deliveries", "images", "subscribers"}, {"deeds", "network", "users", "kinds"}),
    "Librarian": (NEWS | {"mandates"}, {"deliveries", "network", "users"}),
    "Programme manager": (NEWS | {"deeds", "deliveries", "programmes", "themes", "observances"}, {"network", "users"}),
    "Administrator": (NEWS | {"deeds", "offices", "people", "languages", "users", "kinds-of-product"}, {"deliveries"}),
}


@pytest.fixture(autouse=True)
def _menus_of_their_own() -> None:
    """Wagtail names an entry after its label in the language of whoever asks first, and keeps it for the process."""
    for menu in (admin_menu, settings_menu):
        vars(menu).pop("registered_menu_items", None)


def packed(client: Client) -> str:
    page = client.get("/desk/").content.decode()
    start = page.index('id="wagtail-sidebar-props"')
    return page[page.index(">", start) + 1 : page.index("</script>", start)]


@pytest.mark.parametrize("role", MENUS)
def test_a_menu_shows_what_a_role_may_and_nothing_else(log_in: LogIn, role: str) -> None:
    must, must_not = MENUS[role]
    text = packed(log_in(role))
    assert json.loads(text)
    shown = {name for name in must | must_not if f'"{name}"' in text}
    assert must <= shown
    assert not must_not & shown


SCREENS = {
    "/desk/products/": {"Reporter", "Translator", "Editor", "Press officer", "Librarian", "Programme manager"},
    "/desk/plan/": {"Reporter", "Editor", "Press officer"},
    "/desk/products/clean-water/about/": {"Reporter", "Editor", "Press officer"},
    "/desk/products/clean-water/withdraw/": {"Press officer"},
    "/desk/deliveries/": {"Press officer", "Programme manager"},
    "/desk/office/": {"Administrator"},
    "/desk/users/": {"Administrator"},
    "/desk/theme/new/": {"Programme manager"},
}


@pytest.mark.parametrize("address", SCREENS)
def test_a_screen_opens_only_to_those_who_may(log_in: LogIn, address: str) -> None:
    planned_product()
    opened = {role for role in MENUS if log_in(role).get(address).status_code == 200}
    assert SCREENS[address] <= opened
    assert opened - SCREENS[address] <= ({"Administrator"} if address == "/desk/products/" else set())


def test_strangers_are_led_to_the_login(desk: Client) -> None:
    response = Client().get("/desk/products/")
    assert (response.status_code, response["Location"].startswith("/desk/login/")) == (302, True)


def test_an_administrator_says_who_works_in_what(log_in: LogIn) -> None:
    administrator = log_in("Administrator")
    user = User.objects.create_user("nour", email="nour@example.org", first_name="Nour", last_name="Hajj")
    form = {
        "username": "nour", "email": "nour@example.org", "first_name": "Nour", "last_name": "Hajj", "is_active": "on",
        "languages": [str(languages()["ar"].pk)], "time_zone": "Africa/Cairo",
    }  # fmt: skip
    response = administrator.post(f"/desk/users/edit/{user.pk}/", form)
    assert response.status_code == 302
    user.refresh_from_db()
    assert user.time_zone == "Africa/Cairo"
    assert user.works_in_language("ar")
    assert not User.objects.get(pk=user.pk).works_in_language("ru")


@pytest.mark.parametrize("screen", ["account/", "users/edit/{}/", "office/new/"])
def test_time_zones_on_forms_are_those_of_places(desk: Client, screen: str) -> None:
    user = User.objects.create_user("nour", time_zone="Asia/Calcutta")
    page = desk.get(f"/desk/{screen.format(user.pk)}").content.decode()
    assert 'value="Africa/Cairo"' in page
    assert 'value="Factory"' not in page
    assert 'value="localtime"' not in page
    assert ('value="Asia/Calcutta" selected' in page) == screen.startswith("users"), "what is stored is not lost"
