"""The desk in Chromium: write in three languages, schedule, read; by keyboard."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.browser import Instance, log_in
from tests.desk.conftest import NARROW, Speak

pytestmark = pytest.mark.browser
TEXTS = {
    "en": ("The bridge is open", "Engineers opened the bridge this morning."),
    "ar": ("فُتح الجسر", "فتح المهندسون الجسر هذا الصباح."),
    "zh": ("大桥通车", "工程师今天上午开通了大桥。"),
}
#: code: (lang, dir) of a page
SCRIPTS = {"en": ("en", "ltr"), "ar": ("ar", "rtl"), "zh": ("zh-Hans", "ltr")}


def plan(page: Page, instance: Instance, slugline: str) -> str:
    """A product that needs three languages; its room's address."""
    page.goto(f"{instance.origin}/desk/plan/")
    page.fill("input[name=slugline]", slugline)
    page.select_option("select[name=kind]", label="Story")
    for box in page.locator("input[name=required]").all():
        name = box.evaluate("box => box.closest('label').textContent.trim()")
        box.set_checked(name in {"English", "العربية", "中文"})
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
    expect(page.locator("input[name=body-0-value]")).to_have_value(
        re.compile('"text":"[^"]')
    )  # it keeps up in a moment
    expect(area).to_have_attribute("dir", SCRIPTS[code][1])
    page.get_by_role("button", name="Save and clear for release").click()
    expect(page.locator(".messages")).to_contain_text("Saved and cleared for release.")


def test_a_story_is_written_in_three_languages_scheduled_and_read(page: Page, instance: Instance) -> None:
    log_in(page, instance, "press")
    room = plan(page, instance, "bridge-opens")
    for code in TEXTS:
        write(page, room, code)
    page.goto(room)
    expect(page.locator("#release")).to_contain_text("Nothing is in the way")
    expect(page.locator("[data-says]")).to_have_text("Release in 3 languages as soon as possible")
    a_language_left_out_is_in_the_way(page)
    page.get_by_label("at a set time").check()
    the_button_says_the_day_unless_it_is_today(page)
    instant = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=20)
    page.select_option("select[name=zone]", "UTC")
    page.locator("input[name=date]").fill(f"{instant:%Y-%m-%d}")
    page.locator("input[name=time]").fill(f"{instant:%H:%M:%S}")
    page.locator("[data-says]").click()
    expect(page.locator(".messages")).to_contain_text("3 languages are on their way.")
    before = {code: page.request.get(address(instance, code)).status for code in TEXTS}
    assert datetime.now(UTC) < instant
    assert before == dict.fromkeys(TEXTS, 404)
    page.get_by_role("link", name="Open the release room").click()
    expect(page.locator(".desk-steps [aria-current]")).to_contain_text("live", timeout=120_000)
    assert datetime.now(UTC) >= instant
    read(page, instance)


def the_button_says_the_day_unless_it_is_today(page: Page) -> None:
    """Today in the zone that was chosen: in one of these two it is never the day of UTC."""
    button = page.locator("[data-says]")
    page.locator("input[name=time]").fill("15:00")
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        today = datetime.now(ZoneInfo(zone)).date()
        page.select_option("select[name=zone]", zone)
        page.locator("input[name=date]").fill(str(today))
        expect(button).to_have_text(f"Release in 3 languages at \u206815:00 {zone}\u2069")
        tomorrow = today + timedelta(days=1)
        page.locator("input[name=date]").fill(str(tomorrow))
        expect(button).to_contain_text(f"{tomorrow} 15:00 {zone}")


def a_language_left_out_is_in_the_way(page: Page) -> None:
    """The button says so, and does nothing until the language is ticked again."""
    button, way = page.locator("[data-says]"), page.locator("#in-the-way")
    page.get_by_label("中文").uncheck()
    expect(way).to_have_text(
        "In the way 中文 is required and cleared, but not part of this release.", use_inner_text=True
    )
    expect(button).to_have_text("Not yet: see what is in the way")
    button.click(force=True)
    expect(page.locator(".messages")).not_to_contain_text("in the way")
    page.get_by_label("中文").check()
    expect(button).to_have_text("Release in 3 languages as soon as possible")


def address(instance: Instance, code: str) -> str:
    """Where the public finds the story."""
    return f"{instance.origin}/{code}/story/bridge-opens"


def read(page: Page, instance: Instance) -> None:
    """What the public finds."""
    for code, (headline, paragraph) in TEXTS.items():
        answer = page.goto(address(instance, code))
        assert answer is not None
        assert answer.status == 200
        expect(page.locator("h1")).to_have_text(headline)
        expect(page.locator("article")).to_contain_text(paragraph)
        told = page.locator("html")
        assert (told.get_attribute("lang"), told.get_attribute("dir")) == SCRIPTS[code]


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


def test_a_time_that_cannot_be_read_is_an_error_that_keeps_what_was_typed(page: Page, instance: Instance) -> None:
    log_in(page, instance, "press")
    page.goto(f"{instance.origin}/desk/plan/")
    page.fill("input[name=slugline]", "no-such-day")
    page.select_option("select[name=kind]", label="Story")
    page.fill("input[name=occurred_at]", "last Tuesday")
    page.locator("input[name=occurred_at]").press("Tab")
    page.get_by_role("button", name="Plan the product").click()
    expect(page.get_by_text("Enter a valid date/time.").last).to_be_visible()
    expect(page.locator("input[name=occurred_at]")).to_have_value("last Tuesday")


def test_what_is_wrong_is_marked_described_and_gone_to(page: Page, instance: Instance) -> None:
    log_in(page, instance, "press")
    room = plan(page, instance, "marked-fields")
    page.goto(f"{room}en/")
    page.fill("textarea[name=summary]", "No headline.")
    page.get_by_role("button", name="Save and hand in for review").click()
    headline = page.locator("input[name=headline]")
    expect(headline).to_be_focused()
    expect(headline).to_have_attribute("aria-invalid", "true")
    expect(headline).to_have_accessible_description("Headline: The headline is missing.")
    page.locator(".editor-body .c-sf-add-button").first.click()
    page.get_by_role("option", name=re.compile("paragraph", re.IGNORECASE)).click()
    area = page.locator(".editor-body .public-DraftEditor-content")
    area.click()  # a block that is not there yet is told of in other words
    page.fill("input[name=headline]", "Now there is one")
    page.get_by_role("button", name="Save and hand in for review").click()
    expect(area).to_be_focused()
    expect(area).to_have_attribute("aria-invalid", "true")
    expect(area).to_have_accessible_description(re.compile("paragraph 1 of the body: This is empty."))
    expect(page.locator(".editor-body .error-message")).to_have_text("This is empty.")
    expect(headline).not_to_have_attribute("aria-invalid", "true")
    area.press_sequentially("x")
    page.keyboard.press("Backspace")  # handed over by now or not, an empty text is saved and lacking, or refused
    with page.expect_navigation():
        page.get_by_role("button", name="Save and hand in for review").click()
    expect(page.locator("#mistakes, #lacks")).to_contain_text("paragraph 1 of the body: This is empty.")
    expect(area).to_be_focused()
    expect(page.locator(".editor-body .error-message")).to_have_text("This is empty.")


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


def test_a_preview_shows_its_pictures(page: Page, instance: Instance) -> None:
    log_in(page, instance, "operator")
    page.goto(f"{instance.origin}/desk/products/the-park-that-drinks-the-rain/ar/preview/")
    seen = "all => all.map(one => one.complete && one.naturalWidth > 0)"
    assert set(page.locator("main img").evaluate_all(seen)) == {True}


@pytest.mark.parametrize("settled", [0, 3000])
@pytest.mark.parametrize("key", ["N", ""])
def test_leaving_with_unsaved_words_asks_first(page: Page, instance: Instance, settled: int, key: str) -> None:
    """From the first key, however soon it comes after opening; and not where nothing was typed."""
    log_in(page, instance, "operator")
    room = f"{instance.origin}/desk/products/the-park-that-drinks-the-rain/"
    page.goto(f"{room}ru/")
    area = page.locator(".editor-body .public-DraftEditor-content").first
    area.click()
    page.wait_for_timeout(settled)
    page.keyboard.type(key)
    asked: list[str] = []

    def note(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", note)
    page.goto(room)
    assert asked == ["beforeunload"] * len(key)


def test_a_session_that_ended_loses_no_text(page: Page, instance: Instance) -> None:
    log_in(page, instance, "press")
    room = plan(page, instance, "long-lunch")
    page.goto(f"{room}en/")
    page.fill("input[name=headline]", "Typed before lunch")
    page.context.clear_cookies(name="sessionid")
    save = page.get_by_role("button", name="Save", exact=True)
    save.click()
    expect(page.get_by_role("alert")).to_contain_text("You are signed out, but it is still here")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Sign in (new tab)").click()
    log_in(opened.value, instance, "press")
    save.click()
    expect(page.locator(".messages")).to_contain_text("Saved.")
    expect(page.locator("input[name=headline]")).to_have_value("Typed before lunch")


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


#: screen: fields that hold an address, a symbol or a code
CODES = {
    "plan/": ["slugline"], "kinds/new/": ["slug", "series"], "subscribers/new/": ["endpoint"],
    "mandate/new/": ["symbol", "link"], "language/new/": ["code", "bcp47"],
}  # fmt: skip


def test_addresses_symbols_and_codes_run_left_to_right_in_an_arabic_desk(
    page: Page, instance: Instance, speak: Speak
) -> None:
    speak("ar")
    for screen, names in CODES.items():
        page.goto(f"{instance.origin}/desk/{screen}")
        expect(page.locator("body")).to_have_css("direction", "rtl")
        for name in names:
            expect(page.locator(f"input[name={name}]")).to_have_css("direction", "ltr")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_phone_shows_the_whole_title_the_open_tab_and_whose_row_it_is(
    page: Page, instance: Instance, speak: Speak, language: str
) -> None:
    speak(language)
    page.set_viewport_size(NARROW)
    seen = """element => {
        const box = element.getBoundingClientRect();
        return box.left >= 0 && box.right <= window.innerWidth && element.scrollWidth <= element.clientWidth + 1;
    }"""
    page.goto(f"{instance.origin}/desk/products/young-people-who-measure-the-rivers/")
    assert page.locator(".w-breadcrumbs li:last-child").evaluate(seen), "the title"
    page.goto(f"{instance.origin}/desk/products/young-people-who-measure-the-rivers/es/")
    assert page.locator(".editor-tongues [aria-current]").evaluate(seen), "the last of the tabs"
    page.goto(f"{instance.origin}/desk/releases/1/")
    box = page.locator("#who .desk-scroll")
    box.evaluate("box => box.scrollBy(document.dir === 'rtl' ? -9999 : 9999, 0)")
    assert box.evaluate("box => box.scrollLeft") != 0
    assert page.locator("#who tbody th").first.evaluate(seen), "the place, while the languages move"
