"""The desk in Chromium: write in two languages, release, read; by keyboard; and what axe finds."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser import Instance, log_in

pytestmark = pytest.mark.browser
TEXTS = {
    "en": ("The bridge is open", "Engineers opened the bridge this morning."),
    "ar": ("فُتح الجسر", "فتح المهندسون الجسر هذا الصباح."),
}


def plan(page: Page, instance: Instance, slugline: str) -> str:
    """A product that needs two languages; its room's address."""
    page.goto(f"{instance.origin}/desk/plan/")
    page.fill("input[name=slugline]", slugline)
    page.select_option("select[name=kind]", label="Story")
    for box in page.locator("input[name=required]").all():
        name = box.evaluate("box => box.closest('label').textContent.trim()")
        box.set_checked(name in {"English", "العربية"})
    page.get_by_role("button", name="Plan the product").click()
    room = f"{instance.origin}/desk/products/{slugline}/"
    page.wait_for_url(room)
    return room


def write(page: Page, room: str, code: str) -> None:
    """Write a version with a paragraph typed into the rich text, and clear it."""
    headline, paragraph = TEXTS[code]
    page.goto(f"{room}{code}/")
    page.fill("input[name=headline]", headline)
    page.fill("textarea[name=summary]", paragraph)
    page.locator(".editor-body .c-sf-add-button").first.click()
    page.get_by_role("option", name=re.compile("paragraph", re.IGNORECASE)).click()
    area = page.locator(".editor-body .public-DraftEditor-content").first
    area.click()
    page.keyboard.type(paragraph)
    expect(area).to_have_attribute("dir", "rtl" if code == "ar" else "ltr")
    page.get_by_role("button", name="Save and clear for release").click()
    expect(page.locator(".messages")).to_contain_text("Saved and cleared for release.")


def test_a_story_is_written_in_two_languages_released_and_read(page: Page, instance: Instance) -> None:
    log_in(page, instance, "press")
    room = plan(page, instance, "bridge-opens")
    for code in TEXTS:
        write(page, room, code)
    page.goto(room)
    expect(page.locator("#release")).to_contain_text("Nothing is in the way")
    page.get_by_label("at a set time").check()
    page.locator("input[name=time]").fill("15:00")
    button = page.locator("[data-says]")
    expect(button).to_contain_text("Release in 2 languages at")
    expect(button).to_contain_text("15:00")
    page.get_by_label("as soon as possible").check()
    expect(button).to_have_text("Release in 2 languages as soon as possible")
    button.click()
    expect(page.locator(".messages")).to_contain_text("2 languages are on their way.")
    page.get_by_role("link", name="Open the release room").click()
    expect(page.locator(".desk-steps [aria-current]")).to_contain_text("live", timeout=120_000)
    read(page, instance)


def read(page: Page, instance: Instance) -> None:
    """What the public finds."""
    for code, (headline, paragraph) in TEXTS.items():
        answer = page.goto(f"{instance.origin}/{code}/story/bridge-opens")
        assert answer is not None
        assert answer.status == 200
        expect(page.locator("h1")).to_have_text(headline)
        expect(page.locator("article")).to_contain_text(paragraph)
        expect(page.locator("html")).to_have_attribute("dir", "rtl" if code == "ar" else "ltr")


def tab_to(page: Page, name: str, most: int = 120) -> None:
    """Press Tab until what is focused has this name."""
    for _ in range(most):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "(e => [(e.labels?.[0] || e).textContent.trim(), e.name, e.getAttribute('aria-label')].join('|'))"
            "(document.activeElement)"
        )
        if name in focused:
            return
    pytest.fail(f"Tab does not reach {name}.")


def test_the_main_road_is_walked_by_keyboard(page: Page, instance: Instance) -> None:
    log_in(page, instance, "press")
    room = plan(page, instance, "keys-only")
    page.goto(f"{room}en/")
    tab_to(page, "Headline")
    page.keyboard.type("Written without a mouse")
    tab_to(page, "Summary")
    page.keyboard.type("Only keys were pressed.")
    page.keyboard.press("Control+s")
    expect(page.locator(".messages")).to_contain_text("Saved.")
    tab_to(page, "Save and hand in for review")
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_contain_text("handed in for review")
    tab_to(page, "Save and clear for release")
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_contain_text("cleared for release")


def test_leaving_with_unsaved_words_asks_first(page: Page, instance: Instance) -> None:
    log_in(page, instance, "operator")
    room = plan(page, instance, "unsaved-words")
    page.goto(f"{room}en/")
    page.wait_for_timeout(3000)  # Wagtail remembers the form as it is two seconds after it opened
    page.fill("input[name=headline]", "Not saved yet")
    page.wait_for_timeout(1500)
    asked: list[str] = []

    def note(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", note)
    page.goto(room)
    assert asked == ["beforeunload"]


def test_two_who_write_at_once_see_each_other_and_the_second_may_save_over(page: Page, instance: Instance) -> None:
    log_in(page, instance, "press")
    room = plan(page, instance, "two-pens")
    other = page.context.new_page()
    for tab, words in ((page, "Mine"), (other, "Theirs")):
        tab.goto(f"{room}en/")
        tab.fill("input[name=headline]", words)
    other.get_by_role("button", name="Save", exact=True).click()
    expect(other.locator(".messages")).to_contain_text("Saved.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Somebody saved this version while you were writing.")
    page.get_by_role("button", name="Save mine over theirs").click()
    expect(page.locator(".messages")).to_contain_text("Saved.")
    expect(page.locator("input[name=headline]")).to_have_value("Mine")


SCREENS = (
    "", "products/", "plan/", "products/mangroves-hold-the-storm/", "products/mangroves-hold-the-storm/ar/",
    "products/mangroves-hold-the-storm/about/", "products/mangroves-hold-the-storm/withdraw/",
    "products/mangroves-hold-the-storm/en/revisions/", "releases/", "releases/1/", "deliveries/", "corrections/",
    "office/edit/1/", "mandate/new/", "users/", "images/",
)  # fmt: skip


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_serious_on_any_screen(page: Page, instance: Instance, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    log_in(page, instance, "operator")
    found = []
    for screen in SCREENS:
        answer = page.goto(f"{instance.origin}/desk/{screen}")
        assert answer is not None
        assert answer.status == 200, screen
        page.wait_for_load_state("networkidle")
        page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
        if width < 400:
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{screen} scrolls sideways"
        violations = Axe().run(page).response["violations"]
        found += [(screen, v["id"], v["nodes"][0]["html"][:120]) for v in violations if v["impact"] in SERIOUS]
    assert not found, found


SERIOUS = {"serious", "critical"}
