"""The desk as a person sees it: a client that is logged in, on a host that is known."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from playwright.sync_api import Page, expect
from wagtail.models import Collection

from rostra.foundation.models import Language, User
from rostra.release.pages import register_renderer, renderer
from rostra.sample.roles import make_roles
from tests.browser import Instance
from tests.browser import log_in as log_in_page
from tests.factories.products import languages, office, operator
from tests.factories.release import plain_pages

LogIn = Callable[..., Client]
Speak = Callable[[str], None]
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 900}


@pytest.fixture
def _known_host(db: None) -> None:
    languages()
    office(host="testserver")


@pytest.fixture
def desk(_known_host: None) -> Client:
    """The desk, for the person who may do everything."""
    return _client(operator())


@pytest.fixture
def log_in(_known_host: None) -> LogIn:
    """Log somebody in: `log_in("Translator", "ar")` has that role of the sample's and works in that language."""
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
    make_roles()

    def as_(role: str, *codes: str, name: str = "") -> Client:
        user = User.objects.create_user(name or role.lower().replace(" ", "-"), password="x")
        user.groups.set(Group.objects.filter(name=role))
        user.languages.set(Language.objects.filter(code__in=codes))
        return _client(user)

    return as_


@pytest.fixture
def plain() -> Iterator[None]:
    """Releases are sealed with plain pages: quick, and no site is needed."""
    before = renderer()
    register_renderer(plain_pages)
    yield
    if before is not None:
        register_renderer(before)


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    client.user = user  # type: ignore[attr-defined]
    return client


def told(response: Any) -> list[str]:
    """What the desk said after a deed: the messages of the page that followed."""
    return [str(message) for message in response.context["messages"]]


@pytest.fixture
def speak(page: Page, instance: Instance) -> Iterator[Speak]:
    """Choose the desk's language; English again afterwards."""

    def choose(language: str) -> None:
        page.set_viewport_size(WIDE)
        page.goto(f"{instance.origin}/desk/account/")
        for name, words in {"email": "operator@example.org", "first_name": "Opal", "last_name": "Operator"}.items():
            page.fill(f"input[name=name_email-{name}]", words)
        page.select_option("select[name=locale-preferred_language]", language)
        page.locator("#w-editor-form button[type=submit]").click()
        expect(page.locator(".messages .success")).to_be_visible()

    log_in_page(page, instance, "operator")
    yield choose
    choose("en")
