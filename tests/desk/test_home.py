"""The first screen: what needs me, and nothing that I may not see."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from lxml import html

from rostra.foundation.models import User
from rostra.products import states
from rostra.products.models import Product
from rostra.release.actions.hold import hold
from rostra.release.actions.waive import waive
from rostra.release.models import Release
from tests.desk.conftest import LogIn
from tests.desk.test_room import clock_after
from tests.factories.products import cleared_product, kind, office, operator, planned_product, version
from tests.factories.release import armed_release, live_release

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plain")]


def test_an_empty_desk_teaches(desk: Client) -> None:
    page = desk.get("/desk/").content.decode()
    assert "Nothing is in your hands." in page
    assert "Nothing is on its way." in page


def test_a_translator_sees_reviews_in_her_languages_and_what_she_holds(log_in: LogIn) -> None:
    translator = log_in("Translator", "ar")
    product = planned_product()
    version(product, "ar", state=states.IN_REVIEW, headline="في المراجعة")
    version(product, "ru", state=states.IN_REVIEW, headline="На проверке")
    held = version(planned_product("held"), "ar", headline="عندي")
    held.assigned_to, held.due_at = translator.user, timezone.now()  # type: ignore[attr-defined]
    held.save()
    page = translator.get("/desk/").content.decode()
    assert "في المراجعة" in page
    assert "عندي" in page
    assert "На проверке" not in page


def test_what_goes_out_next_stands_with_its_strip(desk: Client, clock: time_machine.Traveller) -> None:
    release = armed_release(cleared_product(), at=clock_after(minutes=30))
    page = desk.get("/desk/").content.decode()
    assert f"/desk/releases/{release.pk}/" in page
    assert 'data-countdown="2026-03-02T12:30:00+00:00"' in page
    assert "cell-cleared" in page, "armed only within a minute of its instant"


def test_a_release_that_is_held_is_not_called_armed(desk: Client, clock: time_machine.Traveller) -> None:
    hold(armed_release(cleared_product(), at=clock_after(seconds=30)), by=operator(), reason="A doubt.")
    page = desk.get("/desk/").content.decode()
    assert '<span class="state state-held">held</span>' in page
    assert "state-armed" not in page
    assert "data-countdown" not in page, "no clock runs towards an instant at which nothing happens"
    assert "<bdi>1</bdi></strong> releases held" in page
    assert "<bdi>0</bdi></strong> releases on their way" in page
    for room in ("/desk/products/clean-water/", f"/desk/releases/{Release.objects.get().pk}/"):
        seen = desk.get(room).content.decode()
        assert '<p class="desk-clock"><span class="countdown-held">held</span></p>' in seen


def test_what_is_public_and_awaits_languages_is_counted_until_they_join(
    desk: Client, clock: time_machine.Traveller
) -> None:
    def told() -> tuple[list[str], bool]:
        links = html.fromstring(desk.get("/desk/").content.decode()).xpath("//a[contains(@href, 'state=awaited')]")
        return [" ".join(link.text_content().split()) for link in links], any(link.get("class") for link in links)

    flash = cleared_product(
        "quake", ["en"], required=["ar", "en", "fr"], kind=kind("flash", policy="join", join_hours=6)
    )
    flash.plan_required()
    waive(flash, by=operator(), language="fr", reason="Nobody is here.")
    cleared_product("whole", kind=flash.kind)
    assert told() == ([], False), "nothing is public yet"
    live_release(flash, clock, languages=["en"])
    live_release(Product.objects.get(slugline="whole"), clock)
    assert told() == (["1 public, with languages still awaited"], False)
    listed = desk.get("/desk/products/", {"state": "awaited"}).context["rows"]
    assert [row["product"].slugline for row in listed] == ["quake"]
    clock.shift(timedelta(hours=6))
    assert told() == (["1 public, with languages overdue"], True)
    flash.versions.filter(language__code="ar").delete()
    version(flash, "ar", state=states.CLEARED)
    live_release(flash, clock)
    assert told() == ([], False)


def test_the_menu_searches_products(desk: Client) -> None:
    searched = re.compile(r"SearchModule[^]]*?(/desk/[a-z]+/)")
    assert searched.findall(desk.get("/desk/").content.decode()) == ["/desk/products/"]


def test_who_signs_in_sees_whose_desk_it_is(client: Client) -> None:
    office(host="testserver")
    page = client.get("/desk/login/").content.decode()
    assert "<title>Sign in - Rostra</title>" in " ".join(page.split())
    assert "Sign in to the desk</h1>" in page


def test_times_stand_in_the_persons_zone_with_utc_beside(desk: Client, clock: time_machine.Traveller) -> None:
    desk.user.time_zone = "Asia/Kolkata"  # type: ignore[attr-defined]
    desk.user.save()  # type: ignore[attr-defined]
    armed_release(cleared_product(), at=clock_after(minutes=30))
    page = desk.get("/desk/").content.decode()
    assert "2 Mar 2026, 18:00 IST" in page
    assert 'data-utc="2026-03-02 12:30:00 UTC"' in page


def test_a_zone_is_told_by_its_letters_or_by_its_place_and_never_by_a_bare_number(
    desk: Client, clock: time_machine.Traveller
) -> None:
    armed_release(cleared_product(), at=clock_after(minutes=30))
    for zone, said in (("America/Bogota", "07:30 America/Bogota"), ("Europe/Paris", "13:30 CET")):
        User.objects.filter(pk=desk.user.pk).update(time_zone=zone)  # type: ignore[attr-defined]
        assert f"2 Mar 2026, {said}</bdi>" in desk.get("/desk/").content.decode()
