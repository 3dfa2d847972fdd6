"""Rooms of a release while they are open: what can be done no more goes, and nothing that is typed goes with it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import Instance, log_in

pytestmark = pytest.mark.browser
#: Milliseconds that a deed of a release may take to come or go on a busy machine.
SOON = 120_000


def open_product(page: Page, instance: Instance, folder: Path, slugline: str, seconds: int = 30) -> None:
    """Have a flash released soon, and open the product's room meanwhile."""
    text = {"headline": slugline, "summary": "A short text.", "cleared": True}
    file = folder / f"{slugline}.json"
    file.write_text(json.dumps({"slugline": slugline, "kind": "flash", "versions": {"en": text}}))
    instance.run("product", "load", str(file))
    log_in(page, instance, "press")
    at = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=seconds)
    instance.run("release", "schedule", slugline, "--at", at.isoformat(), "--lang", "en")
    page.goto(f"{instance.origin}/desk/products/{slugline}/")


def open_armed_room(page: Page, instance: Instance, folder: Path, slugline: str) -> None:
    """Have a flash released in half a minute, and open its room as soon as it is armed."""
    open_product(page, instance, folder, slugline)
    page.get_by_role("link", name="Open the release room").click()
    expect(page.locator("#hold")).to_be_visible(timeout=SOON)


def test_once_a_release_is_live_the_room_offers_nothing_that_is_impossible(
    page: Page, instance: Instance, tmp_path: Path
) -> None:
    open_armed_room(page, instance, tmp_path, "goes-live-while-watched")
    page.locator("#cancel > summary").click()
    expect(page.locator(".desk-steps [aria-current]")).to_contain_text("live", timeout=SOON)
    expect(page.locator("#deeds > *")).to_have_count(0, timeout=SOON)


def test_once_a_release_is_live_the_room_of_its_product_says_so_and_offers_nothing_that_is_impossible(
    page: Page, instance: Instance, tmp_path: Path
) -> None:
    open_product(page, instance, tmp_path, "goes-live-beside-its-languages")
    expect(page.locator("#hold")).to_be_visible(timeout=SOON)
    page.locator("#cancel > summary").click()
    expect(page.locator("#coming")).to_contain_text("All that is cleared is public.", timeout=SOON)
    expect(page.locator("#deeds > *")).to_have_count(0, timeout=SOON)
    expect(page.locator("#strip")).to_contain_text("released", timeout=SOON)
    expect(page.locator("#language-en .state")).to_have_text("released", timeout=SOON)
    expect(page.locator("#language-en")).not_to_contain_text("Unseal")


def test_once_a_release_is_cancelled_elsewhere_the_room_of_its_product_offers_another(
    page: Page, instance: Instance, tmp_path: Path
) -> None:
    open_product(page, instance, tmp_path, "cancelled-while-watched", seconds=3600)
    expect(page.locator("#cancel")).to_be_visible()
    instance.run("release", "cancel", "cancelled-while-watched")
    button = page.locator("#deeds [data-says]")
    expect(button).to_have_text("Release in 1 language as soon as possible", timeout=SOON)
    expect(page.locator("#cancel")).to_have_count(0)
    page.get_by_label("English").uncheck()
    expect(button).to_have_attribute("aria-disabled", "true")


def test_a_deed_that_stays_keeps_what_is_typed_in_it(page: Page, instance: Instance, tmp_path: Path) -> None:
    open_armed_room(page, instance, tmp_path, "held-while-watched")
    page.locator("#instant > summary").click()
    time = page.locator("#instant input[name=time]")
    time.fill("15:30:00")
    instance.run("release", "hold", "held-while-watched", "--reason", "A call came in.")
    expect(page.locator("#live")).to_contain_text("This release is held", timeout=SOON)
    expect(page.locator("#hold")).to_have_count(0, timeout=SOON)
    expect(time).to_be_focused()
    expect(time).to_have_value("15:30:00")
