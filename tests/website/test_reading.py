"""The public pages in a real browser: in the dark, in every script, by keyboard, on paper."""

import pytest
from playwright.sync_api import Browser, Page

from tests.factories.products import ALL, LANGUAGES
from tests.website.browsing import Server, grave_faults, opened
from tests.website.conftest import HOST

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
#: The pages with the most colours on them.
DARK = (
    "/", "/story/corrected", "/story/mistaken", "/story/pictured", "/flash/ice", "/documents/", "/documents/A/RES/90/1",
    "/documents/A/RES/90/1?beside=en", "/documents/A/RES/90/3", "/search?q=A/RES/90/1", "/search?q=المياه",
)  # fmt: skip


@pytest.mark.parametrize("options", [{"color_scheme": "dark"}, {"forced_colors": "active"}, {"contrast": "more"}])
def test_dark_and_strong_contrast_keep_nobody_out(site: Server, browser: Browser, options: dict[str, str]) -> None:
    with opened(browser, site, **options) as page:
        found = []
        for rest in DARK:
            page.goto(f"{HOST}/ar{rest}")
            found += grave_faults(page)
    assert found == []


@pytest.mark.parametrize("code", ALL)
def test_a_page_runs_its_language_s_way(site: Server, browser: Browser, code: str) -> None:
    tag, _, endonym, direction, _ = LANGUAGES[code]
    with opened(browser, site) as page:
        page.goto(f"{HOST}/{code}/story/clean-water")
        assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == [tag, direction]
        assert page.locator(".switcher [aria-current]").inner_text() == endonym
        facts, text = (page.locator(part).bounding_box() for part in (".article-facts", ".article-body"))
        assert facts and text
        assert (facts["x"] > text["x"]) == (direction == "rtl"), "the facts stand where reading begins"


def test_the_switcher_leads_from_one_script_to_another(site: Server, browser: Browser) -> None:
    with opened(browser, site, width=390) as page:
        page.goto(f"{HOST}/ar/story/clean-water")
        arabic = page.locator("h1").inner_text()
        page.get_by_role("link", name="中文").first.click()
        page.wait_for_url("**/zh/story/clean-water")
        assert page.locator("h1").inner_text() != arabic
        assert page.evaluate("getComputedStyle(document.querySelector('.text')).direction") == "ltr"


def test_nothing_is_spaced_or_slanted_that_a_script_does_not_have(site: Server, browser: Browser) -> None:
    with opened(browser, site) as page:
        for code in ("ar", "zh"):
            page.goto(f"{HOST}/{code}/story/clean-water")
            styles = page.evaluate(
                "[...document.querySelectorAll('main *')].map(e => getComputedStyle(e))"
                ".map(s => [s.letterSpacing, s.fontStyle])"
            )
            assert {tuple(style) for style in styles} <= {("normal", "normal"), ("0px", "normal")}


def test_the_keyboard_reaches_the_text_at_once_and_shows_where_it_is(site: Server, browser: Browser) -> None:
    with opened(browser, site) as page:
        page.goto(f"{HOST}/en/story/clean-water")
        page.keyboard.press("Tab")
        assert _focused(page)["href"].endswith("#main")
        assert _focused(page)["top"] >= 0
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
        page.goto(f"{HOST}/en/")
        for _ in range(12):
            page.keyboard.press("Tab")
            assert _focused(page)["outline"] != "none"


def _focused(page: Page) -> dict[str, str]:
    return page.evaluate(
        "() => { const e = document.activeElement; return {href: e.href || '', top: e.getBoundingClientRect().top,"
        " outline: getComputedStyle(e).outlineStyle} }"
    )


def test_a_page_needs_no_script_and_little_weight(site: Server, browser: Browser) -> None:
    with opened(browser, site, java_script_enabled=False) as page:
        loaded: list[int] = []
        page.on("response", lambda answer: loaded.append(len(answer.body()) if "/media/" not in answer.url else 0))
        page.goto(f"{HOST}/en/story/clean-water")
        assert page.locator("h1").is_visible()
        assert page.locator(".find input").is_visible()
    assert 0 < sum(loaded) < 100_000, "uncompressed, without pictures"


def test_print_leaves_out_what_cannot_be_pressed(site: Server, browser: Browser) -> None:
    with opened(browser, site) as page:
        page.goto(f"{HOST}/en/story/clean-water")
        page.emulate_media(media="print")
        assert [page.locator(part).is_visible() for part in (".switcher", ".sections", ".foot")] == [False] * 3
        assert page.locator("h1").is_visible()
