"""The list of releases: narrowed by where they stand, their act and words of the product, and sorted by instant."""

import pytest
from django.test import Client
from lxml import html

from rostra.products.actions.clear import clear
from rostra.products.actions.edit import edit
from rostra.release.actions.cancel import cancel
from rostra.release.actions.correct import correct
from rostra.release.actions.hold import hold
from rostra.release.actions.schedule import schedule
from rostra.release.actions.withdraw import withdraw
from rostra.release.models import Release
from tests.desk.test_room import Clock, clock_after
from tests.factories.products import cleared_product, operator
from tests.factories.release import armed_release, live_product, make_live

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("plain")]
LIST = "/desk/releases/"


def found(desk: Client, **query: str) -> list[str]:
    """Which releases a filter finds, in the order of the page: slugline and act."""
    rows = desk.get(LIST, query).context["rows"]
    return [f"{row['release'].product.slugline} {row['release'].act}" for row in rows]


def said(desk: Client, **query: str) -> list[str]:
    """Where the rows of the page say that their releases stand."""
    page = html.fromstring(desk.get(LIST, query).content.decode())
    return [" ".join(state.text_content().split()) for state in page.xpath("//td[@data-name='State']/span")]


def releases_of_every_standing(clock: Clock) -> None:
    product = live_product("public", clock)
    clear(edit(product.versions.get(language__code="en"), by=operator(), fields={"summary": "13"}), by=operator())
    make_live(correct(product, by=operator(), note={"en": "A number."}, texts={"en": {}}), clock)
    retracted = live_product("retracted", clock)
    make_live(withdraw(retracted, by=operator(), reason={"en": "Wrong."}, languages=["fr"]), clock)
    make_live(withdraw(retracted, by=operator(), reason={"en": "All wrong."}), clock)
    partly = live_product("partly", clock)
    make_live(withdraw(partly, by=operator(), reason={"en": "Wrong."}, languages=["fr"]), clock)
    live_product("closed", clock)
    Release.objects.filter(product__slugline="closed").update(barred_at=clock_after(hours=1))
    schedule(cleared_product("coming"), by=operator(), at=clock_after(days=3))
    schedule(cleared_product("late"), by=operator(), at=clock_after(days=2))
    Release.objects.filter(product__slugline="late").update(state="slipped")
    for slugline in ("held", "fallen"):
        hold(armed_release(cleared_product(slugline), at=clock_after(minutes=1)), by=operator(), reason="A doubt.")
    cancel(Release.objects.get(product__slugline="fallen"), by=operator())


def test_releases_are_found_by_where_they_stand_in_the_words_of_the_rows(desk: Client, clock: Clock) -> None:
    releases_of_every_standing(clock)
    for state, rows in {
        "ahead": {"coming issue": "prepared"},
        "held": {"held issue": "held"},
        "slipped": {"late issue": "slipped"},
        "live": {"partly withdrawal": "live", "retracted withdrawal": "in force", "public correction": "live"},
        "superseded": {f"{name} issue": "superseded" for name in ("partly", "retracted", "public")},
        "withdrawn": {"retracted withdrawal": "withdrawn"},
        "barred": {"closed issue": "closed to the public"},
        "cancelled": {"fallen issue": "cancelled"},
    }.items():
        assert found(desk, state=state) == list(rows)
        assert said(desk, state=state) == list(rows.values())
    withdrawn = desk.get(LIST, {"state": "withdrawn"}).content.decode()
    assert '<span class="state state-withdrawn">withdrawn</span>' in withdrawn, "not in the colour of what went well"
    assert "A doubt." not in desk.get(LIST, {"state": "cancelled"}).content.decode(), "nobody holds it any more"


def test_a_release_that_was_held_and_then_cancelled_is_not_said_to_be_held(desk: Client, clock: Clock) -> None:
    release = armed_release(cleared_product(), at=clock_after(seconds=30))
    hold(release, by=operator(), reason="A doubt.")
    cancel(release, by=operator())
    page = desk.get(f"{LIST}{release.pk}/").content.decode()
    assert "This release was cancelled; nobody saw it." in page
    assert "This release is held" not in page
    assert "data-countdown" not in page
    assert "countdown-held" not in page


def test_releases_are_found_by_their_act(desk: Client, clock: Clock) -> None:
    product = live_product("public", clock)
    make_live(withdraw(product, by=operator(), reason={"en": "Wrong."}, languages=["fr"]), clock)
    schedule(product, by=operator(), at=clock_after(days=1), languages=["fr"])
    assert found(desk, act="withdrawal") == ["public withdrawal"]
    assert found(desk, act="issue", state="superseded", q="clean water") == ["public issue"]
    assert found(desk, act="correction") == []
    page = desk.get(LIST, {"act": "join"})
    assert [row["release"].act for row in page.context["upcoming"]] == ["join"]


def test_releases_are_sorted_by_instant_both_ways_and_keep_their_filters(desk: Client, clock: Clock) -> None:
    for slugline, days in (("b", 2), ("c", 3), ("a", 1)):
        schedule(cleared_product(slugline), by=operator(), at=clock_after(days=days))
    assert found(desk, order="instant") == ["a issue", "b issue", "c issue"]
    assert found(desk, order="-instant") == ["c issue", "b issue", "a issue"]
    assert found(desk, state="ahead") == ["c issue", "b issue", "a issue"]
    page = html.fromstring(desk.get(LIST, {"state": "ahead", "order": "instant"}).content.decode())
    (head,) = page.xpath("//th[@aria-sort='ascending']/a")
    assert head.get("href") == "?state=ahead&order=-instant"
    assert page.xpath("//select[@name='order']/option[@selected]/text()") == ["Instant, ascending"]
    assert page.xpath("//input[@name='state']/@value") == ["ahead"]
    assert [row["release"].product.slugline for row in desk.get(LIST).context["upcoming"]] == ["a", "b", "c"]


def test_where_nothing_matches_the_page_says_what_was_asked_for_and_how_to_see_all(desk: Client) -> None:
    page = html.fromstring(desk.get(LIST, {"state": "cancelled", "act": "join", "q": "volcano"}).content.decode())
    (empty,) = page.find_class("desk-empty")
    assert " ".join(empty.text_content().split()) == (
        "No release matches. Search: volcano · State: cancelled · Act: join Show all"
    )
    assert empty.xpath(".//a/@href") == [LIST]


def test_what_a_filter_of_releases_cannot_mean_is_said(desk: Client) -> None:
    answer = desk.get(LIST, {"q": "x" * 101, "state": "asleep", "act": "dance", "order": "sideways"})
    assert set(answer.context["form"].errors) == {"q", "state", "act", "order"}
    assert answer.content.decode().count("Select a valid choice") == 3
