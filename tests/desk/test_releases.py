"""Rooms of releases, deliveries, corrections and withdrawals, and the switch that stops all."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from lxml import html

from rostra.foundation.leases import Leased
from rostra.foundation.models import User
from rostra.products.actions.clear import clear
from rostra.products.actions.edit import edit
from rostra.products.models import Product
from rostra.release import journal
from rostra.release.actions.correct import correct
from rostra.release.actions.hold import hold
from rostra.release.actions.notice_restore import notice_restore
from rostra.release.models import Delivery, Obligation, Release, Valve
from tests.desk.conftest import LogIn, told
from tests.desk.test_room import clock_after
from tests.factories.products import cleared_product, operator
from tests.factories.release import armed_release, live_product, make_live

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("plain")]
Clock = time_machine.Traveller


def test_the_release_room_follows_a_release_from_countdown_to_receipts(desk: Client, clock: Clock) -> None:
    release = armed_release(cleared_product(), at=clock_after(seconds=30))
    address = f"/desk/releases/{release.pk}/"
    before = desk.get(address)
    assert [step["done"] for step in before.context["steps"]] == [True, True, True, False]
    assert before.context["tally"]["done"] == 0
    make_live(release, clock)
    after = desk.get(address)
    assert all(step["done"] for step in after.context["steps"])
    assert after.context["tally"]["done"] == after.context["tally"]["total"] > 0
    assert [language.code for language in after.context["columns"]] == ["ar", "zh", "en", "fr", "ru", "es"]
    assert after.context["can_change"] is False


def test_a_release_gets_another_instant(desk: Client, clock: Clock) -> None:
    release = armed_release(cleared_product(), at=clock_after(minutes=30))
    form = {
        "verb": "reschedule",
        "languages": ["en"],
        "when": "at",
        "date": "2026-03-04",
        "time": "09:00",
        "zone": "UTC",
    }
    response = desk.post(f"/desk/releases/{release.pk}/", form)
    anew = Release.objects.exclude(state="cancelled").get()
    assert response["Location"] == f"/desk/releases/{anew.pk}/"
    assert anew.instant.isoformat() == "2026-03-04T09:00:00+00:00"
    assert anew.languages.count() == 6, "a release moves whole"
    past = desk.post(f"/desk/releases/{anew.pk}/", {**form, "date": "2020-01-01"})
    assert past.status_code == 422
    assert "has passed" in told(past)[-1]


def test_who_held_a_release_and_why_stands_wherever_it_is_looked_at(desk: Client, clock: Clock) -> None:
    release = armed_release(cleared_product(), at=clock_after(seconds=30))
    person = User.objects.create_superuser("amina", first_name="Amina", last_name="Haddad")
    hold(release, by=person, reason="The minister asked for a day.")
    for address in (f"/desk/releases/{release.pk}/", "/desk/releases/", "/desk/products/clean-water/#release"):
        page = html.fromstring(desk.get(address).content.decode())
        parts = page.xpath("//*[@class='desk-note desk-note-bad']/p[1] | //td//div | //*[@id='coming']/p[2]")
        said = next(" ".join(part.text_content().split()) for part in parts if "minister" in part.text_content())
        assert "by Amina Haddad since 2 Mar 2026" in said
        assert said.endswith(": The minister asked for a day.")


def chosen(page: str, name: str) -> list[str]:
    """What a form of the page would send for a field."""
    inputs = html.fromstring(page).xpath(f"//form[@data-release]//input[@name='{name}']")
    return [str(each.get("value")) for each in inputs if each.get("type") != "radio" or "checked" in each.attrib]


@pytest.mark.parametrize("code", ["en", "fr"])
def test_a_careless_click_after_a_hold_releases_nothing_at_once(desk: Client, clock: Clock, code: str) -> None:
    desk.user.time_zone = "Asia/Kolkata"  # type: ignore[attr-defined]
    desk.user.save()  # type: ignore[attr-defined]
    release = armed_release(cleared_product(), at=clock_after(seconds=30))
    hold(release, by=operator(), reason="A doubt.")
    address = f"/desk/releases/{release.pk}/"
    page = desk.get(address, headers={"accept-language": code}).content.decode()
    assert [chosen(page, name) for name in ("when", "date", "time")] == [["at"], ["2026-03-02"], ["17:30:30"]]
    clock.shift(timedelta(hours=1))
    page = desk.get(address, headers={"accept-language": code}).content.decode()
    assert [chosen(page, name) for name in ("when", "date", "time")] == [["at"], ["None"], ["None"]]


def test_everything_is_held_and_resumed(desk: Client, clock: Clock) -> None:
    assert "needs a reason" in told(desk.post("/desk/releases/", {"verb": "hold", "reason": ""}, follow=True))[0]
    desk.post("/desk/releases/", {"verb": "hold", "reason": "A power cut"})
    assert Valve.read().held_at is not None
    assert "A power cut" in desk.get("/desk/releases/").content.decode()
    assert "All releases are held." in desk.get("/desk/").content.decode()
    desk.post("/desk/releases/", {"verb": "resume"})
    assert Valve.read().held_at is None


def test_after_a_restore_the_releases_say_what_the_receipts_know_and_the_database_does_not(
    desk: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "HOME", tmp_path)
    journal.append([{"key": "7:en:web:hq", "payload": "x", "product": "secret-names", "act": "withdrawal"}])
    Valve.objects.update_or_create(pk=1, defaults={"place": "another"})
    assert notice_restore()
    page = html.fromstring(desk.get("/desk/releases/").content).find_class("desk-note-bad")[0].text_content()
    assert "was moved, or put back from a copy" in page
    assert "secret-names: withdrawal #7" in " ".join(page.split())
    assert "نُقل مجلد النظام" in desk.get("/desk/releases/", headers={"accept-language": "ar"}).content.decode()
    desk.post("/desk/releases/", {"verb": "resume"})
    assert not notice_restore()


def dead(desk: Client, clock: Clock) -> list[Delivery]:
    live_product("clean-water", clock)
    rows = list(Delivery.objects.all()[:3])
    Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(state=Leased.DEAD, last_error="503 overloaded")
    return rows


def test_dead_letters_are_tried_again_one_by_one_and_all(desk: Client, clock: Clock) -> None:
    rows = dead(desk, clock)
    assert "503 overloaded" in desk.get("/desk/deliveries/").content.decode()
    one = desk.post("/desk/deliveries/", {"delivery": [str(rows[0].pk)]}, follow=True)
    assert told(one) == ["1 delivery is tried again."]
    assert Delivery.objects.filter(state=Leased.DEAD).count() == 2
    desk.post("/desk/deliveries/", {"all": "1"})
    assert not Delivery.objects.filter(state=Leased.DEAD).exists()
    assert "Nothing was given up." in desk.get("/desk/deliveries/").content.decode()


def test_deliveries_are_found_by_product_and_recipient(desk: Client, clock: Clock) -> None:
    first = dead(desk, clock)[0]
    Delivery.objects.filter(pk=first.pk).update(recipient="far-away")
    address = "/desk/deliveries/"
    assert len(desk.get(address, {"q": "clean-w"}).context["page"]) == 3
    assert [row.pk for row in desk.get(address, {"q": "FAR-"}).context["page"]] == [first.pk]
    assert "No delivery matches." in desk.get(address, {"q": "nowhere"}).content.decode()
    assert "at most 100 characters" in desk.get(address, {"q": "x" * 101}).content.decode()
    desk.post(f"{address}?q=far-", {"all": "1"})
    assert Delivery.objects.filter(state=Leased.DEAD).count() == 2, "all that was found, and no other"


def test_releases_are_found_by_product(desk: Client, clock: Clock) -> None:
    live_product("clean-water", clock)
    armed_release(cleared_product("far-forests"), at=clock_after(days=1))
    page = desk.get("/desk/releases/", {"q": "CLEAN-W"})
    assert len(page.context["rows"]) == 1
    assert page.context["upcoming"] == []
    assert "The one release on its way" in page.content.decode(), "to hold everything is not narrowed by a search"
    found = desk.get("/desk/releases/", {"q": "forests"})
    assert len(found.context["upcoming"]) == 1
    assert "No release matches." in found.content.decode()
    told = desk.get("/desk/releases/", {"q": "чистая ВОДА"})
    assert (len(told.context["rows"]), len(told.context["upcoming"])) == (1, 1), "what is shown can be searched for"


def test_people_meet_headlines_and_names_in_their_language_before_any_code(desk: Client, clock: Clock) -> None:
    release = dead(desk, clock)[0].release
    for code, head, place, channel in (
        ("en", "Clean water reaches the mountain villages", "Hq", "feed"),
        ("ar", "وصول المياه النظيفة إلى القرى الجبلية", "المكتب", "خلاصة"),
    ):
        for address in ("/desk/deliveries/", f"/desk/releases/{release.pk}/"):
            page = html.fromstring(desk.get(address, headers={"accept-language": code}).content.decode())
            rows = page.xpath("//*[contains(@class, 'desk-title')] | //tbody/tr")
            said = " ".join(" ".join(row.text_content() for row in rows).split())
            assert head in said
            assert f"{place} {channel}" in said
            assert "hq" not in said.split()
    assert len(desk.get("/desk/deliveries/", {"q": "المكتب"}, headers={"accept-language": "ar"}).context["page"]) == 3
    slug, told = "clean-water", desk.get("/desk/releases/").content.decode()
    assert told.index("reaches the mountain villages") < told.index(f'<bdi class="desk-code desk-quiet">{slug}')


def test_who_only_looks_cannot_retry(desk: Client, log_in: LogIn, clock: Clock) -> None:
    rows = dead(desk, clock)
    manager = log_in("Programme manager")
    assert 'name="delivery"' not in manager.get("/desk/deliveries/").content.decode()
    response = manager.post("/desk/deliveries/", {"delivery": [str(rows[0].pk)]}, follow=True)
    assert "does not have the right" in told(response)[0]
    assert Delivery.objects.filter(state=Leased.DEAD).count() == 3


def corrected(clock: Clock) -> Product:
    product = live_product("clean-water", clock)
    english = product.versions.get(language__code="en")
    clear(edit(english, by=operator(), fields={"summary": "Thirteen villages."}), by=operator())
    release = correct(product, by=operator(), note={"en": "A number."}, texts={"en": {}})
    make_live(release, clock)
    return product


def test_corrections_are_pursued_until_none_is_open(desk: Client, clock: Clock) -> None:
    corrected(clock)
    page = desk.get("/desk/corrections/")
    assert [row["language"].code for row in page.context["rows"]] == ["ar", "zh", "fr", "ru", "es"]
    assert "?from=en" in page.content.decode()
    assert desk.get("/desk/").context is not None
    for obligation in Obligation.objects.filter(outcome="open"):
        desk.post("/desk/corrections/", {"obligation": str(obligation.pk)})
        make_live(Release.objects.filter(act="checked").latest("pk"), clock)
    assert "No correction waits" in desk.get("/desk/corrections/").content.decode()


def test_a_version_that_two_corrections_ask_about_is_one_version_to_check(desk: Client, clock: Clock) -> None:
    product = corrected(clock)
    note = {"en": "A name, too."}
    again = correct(product, by=operator(), note=note, texts={"en": {"summary": "Thirteen villages in Ebla."}})
    make_live(again, clock)
    assert Obligation.objects.filter(outcome="open").count() == 10
    page = desk.get("/desk/corrections/")
    assert [row["language"].code for row in page.context["rows"]] == ["ar", "zh", "fr", "ru", "es"]
    assert "5 public versions tell their readers" in page.content.decode()
    assert page.content.decode().count("A name, too.") == page.content.decode().count("A number.") == 5
    assert "<strong><bdi>5</bdi></strong> versions to check" in desk.get("/desk/").content.decode()
    assert len(desk.get("/desk/products/clean-water/").context["to_check"]) == 5
    desk.post("/desk/corrections/", {"obligation": str(page.context["rows"][0]["obligation"].pk)})
    make_live(Release.objects.get(act="checked"), clock)
    assert Obligation.objects.filter(outcome="open").count() == 8, "one deed answers both"


WITHDRAW = "/desk/products/clean-water/withdraw/"


def test_a_withdrawal_says_first_what_will_happen(desk: Client, clock: Clock) -> None:
    live_product("clean-water", clock)
    page = desk.get(WITHDRAW).content.decode()
    assert "The pages in the languages that are ticked leave their sites" in page
    assert page.count('<td data-name="Sites">1</td>') == 6
    assert "It cannot be undone" in page
    assert "Withdraw 6 languages from everywhere" in page


def test_a_withdrawal_needs_a_reason_and_takes_what_was_ticked(desk: Client, clock: Clock) -> None:
    product = live_product("clean-water", clock)
    without = desk.post(WITHDRAW, {"languages": ["fr"]})
    assert without.status_code == 422
    asked = {"languages": ["fr"], "reason-words-en": "The text was wrong."}
    refused = desk.post(WITHDRAW, asked)
    assert refused.status_code == 422
    assert "Readers of these languages would get it in another one: Français" in refused.content.decode()
    desk.post(WITHDRAW, {**asked, "as_it_is": "on"})
    make_live(Release.objects.get(act="withdrawal"), clock)
    cells = {cell.language.code: cell.state for cell in desk.get("/desk/products/clean-water/").context["cells"]}
    assert cells["fr"] == "withdrawn"
    assert cells["ar"] == "released"
    assert product.versions.count() == 6


def test_only_who_may_withdraw_sees_the_page(log_in: LogIn, clock: Clock) -> None:
    live_product("clean-water", clock)
    assert log_in("Editor").get(WITHDRAW).status_code == 302
