"""From the product's room to what the public reads."""

import pytest
from django.test import Client
from lxml import html

from rostra.release.actions.withdraw import withdraw
from rostra.release.models import Release
from tests.desk.test_room import ROOM, Clock, clock_after
from tests.factories.products import cleared_product, languages, office, operator
from tests.factories.release import armed_release, live_product, make_live

pytestmark = pytest.mark.django_db(transaction=True)


def public_links(desk: Client) -> dict[str, str]:
    """Where the room's rows lead in public, by language."""
    page = html.fromstring(desk.get(ROOM).content.decode())
    links = page.xpath("//tr[starts-with(@id, 'language-')]//a[@hreflang]")
    return {link.get("hreflang"): f"{link.text_content()} {link.get('href')}" for link in links}


def test_each_public_language_leads_to_its_page_while_it_is_public(desk: Client, clock: Clock) -> None:
    office().languages.set(languages(["ar", "zh", "en", "fr"]).values())
    product = cleared_product(languages=["zh", "en", "ru"])
    release = armed_release(product, at=clock_after(minutes=1))
    assert public_links(desk) == {}, "nothing has a public address before its instant"
    make_live(release, clock)
    assert public_links(desk) == {
        "zh-Hans": "Read it in public 中文 https://testserver/zh/story/clean-water",
        "en": "Read it in public English https://testserver/en/story/clean-water",
    }, "headquarters have no page in Russian"
    assert desk.get("/en/story/clean-water").status_code == 200
    make_live(withdraw(product, by=operator(), reason={"en": "Wrong."}, languages=["zh"]), clock)
    assert list(public_links(desk)) == ["en"]
    Release.objects.update(barred_at=clock_after(hours=1))
    assert public_links(desk) == {}


def test_the_rooms_of_what_a_restore_closed_open_and_say_so(desk: Client, clock: Clock) -> None:
    live_product("clean-water", clock)
    Release.objects.update(barred_at=clock_after(hours=1))
    for address in (ROOM, f"/desk/releases/{Release.objects.get().pk}/"):
        page = html.fromstring(desk.get(address).content.decode())
        (note,) = page.find_class("desk-note-bad")
        said = " ".join(note.text_content().split())
        assert said.startswith("Closed to the public since a backup was put back 2 Mar 2026, 13:00:00 UTC")
