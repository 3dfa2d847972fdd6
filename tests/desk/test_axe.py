"""What axe finds on any screen of the desk, in any language, and whether it scrolls sideways, wide and on a phone."""

import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import URLResolver, get_resolver, resolve
from playwright.sync_api import Page
from wagtail.admin.viewsets import viewsets

from tests.browser import Instance
from tests.desk.conftest import NARROW, WIDE, Speak

pytestmark = pytest.mark.browser
PRODUCT = "products/mangroves-hold-the-storm/"
SCREENS = (
    "", "products/", "plan/", PRODUCT, f"{PRODUCT}ar/", f"{PRODUCT}about/", f"{PRODUCT}withdraw/",
    f"{PRODUCT}en/revisions/", "several/?verb=send_back&product=1&product=2", "releases/",
    "releases/1/", "deliveries/", "corrections/", "deeds/", "images/", "images/1/delete/", "results/", "results/R1c3/",
    "results/R1c3/rows/", "results/R1c3/target/", "results/R1c3/target/1/withdraw/", "results/R1c3/baseline/",
)  # fmt: skip
#: Addresses that answer with a file, do a deed, or are a part of another screen; and the preview, a public page where
#: no script may run, axe's neither: tests/website look at what it is made of.
NO_SCREENS = {
    "desk_preview",
    "desk_media", "desk_preview_picture", "desk_deeds_csv", "results_csv", "index_results",
}  # fmt: skip
SERIOUS = {"serious", "critical"}
#: What is gravely wrong on a screen.
Look = Callable[[str], list[tuple[str, ...]]]


def tables() -> list[str]:
    """The prefixes of what the project has a list and a form for."""
    get_resolver().url_patterns  # noqa: B018 (viewsets are registered by it)
    return [each.url_prefix for each in viewsets.viewsets if type(each).__module__.startswith("rostra.")]


def own_addresses(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every pattern under the desk whose view the project wrote, with its name."""
    for each in resolver.url_patterns:
        here = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from own_addresses(each, here)
        elif here.startswith("desk/") and each.callback.__module__.startswith("rostra."):
            yield here, each.name or here


@pytest.mark.django_db
def test_no_screen_of_the_desk_is_left_out() -> None:
    lists = [f"{table}/" for table in tables()] + ["works/import/", "works/edit/1/"]
    seen = {resolve("/desk/" + screen.partition("?")[0]).route for screen in (*SCREENS, *lists)}
    missed = {here for here, name in own_addresses(get_resolver()) if name not in NO_SCREENS and here not in seen}
    assert missed == {"desk/images/multiple/<int:image_id>/delete/"}, "answers a script with JSON"


def faults(page: Page, instance: Instance, screen: str, language: str, way: str) -> list[tuple[str, ...]]:
    """What is gravely wrong on one screen, in either width."""
    answer = page.goto(f"{instance.origin}/desk/{screen}")
    assert answer is not None
    assert answer.status == 200, screen
    html = page.locator("html")
    assert (html.get_attribute("lang"), html.get_attribute("dir")) == (language, way), screen
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    # What fades in is read when it is there.
    page.evaluate("Promise.all(document.getAnimations().filter(a => a instanceof CSSTransition).map(a => a.finished))")
    violations = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    found = [(screen, v["id"], v["nodes"][0]["html"][:120]) for v in violations if v["impact"] in SERIOUS]
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
            found.append((screen, "scrolls sideways", str(size["width"])))
    return found


@pytest.fixture
def look_in(page: Page, instance: Instance, speak: Speak) -> Callable[[str], Look]:
    """Choose a language; what looks at a screen in it."""

    def choose(language: str) -> Look:
        way = "rtl" if language == "ar" else "ltr"
        speak(language)
        page.set_viewport_size(NARROW if way == "rtl" else WIDE)
        return lambda screen: faults(page, instance, screen, language, way)

    return choose


@pytest.mark.parametrize("language", ["en", "ar", "zh-hans", "fr", "ru", "es"])
def test_axe_finds_nothing_serious_on_any_screen_in_any_language(look_in: Callable[[str], Look], language: str) -> None:
    look = look_in(language)
    found = [fault for screen in SCREENS for fault in look(screen)]
    assert not found, found


@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_serious_on_any_list_or_form(
    page: Page, look_in: Callable[[str], Look], language: str
) -> None:
    look, found = look_in(language), []
    for table in tables():
        found += look(f"{table}/")
        links = page.locator("a").evaluate_all("all => all.map(one => one.getAttribute('href') || '')")
        forms = [link for link in links if re.fullmatch(rf"/desk/{table}/(edit/\d+|new|import)/", link)]
        assert forms, f"{table}: no form is offered"
        for form in sorted(set(forms), key=forms.index)[:2]:
            found += look(form.removeprefix("/desk/"))
    assert not found, found
