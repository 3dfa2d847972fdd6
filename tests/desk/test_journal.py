"""The journal of deeds: who did what, when, to what, for whoever may audit."""

import csv
import io
import re
from typing import Any

import pytest
import time_machine
from django.test import Client

from rostra.desk.forms import DeedForm
from rostra.desk.wording import DEEDS
from rostra.foundation.leases import Leased
from rostra.release.actions.cancel import cancel
from rostra.release.actions.hold import hold
from rostra.release.actions.retry import retry
from rostra.release.actions.schedule import schedule
from rostra.release.models import Release
from tests.desk.conftest import LogIn
from tests.desk.test_room import clock_after
from tests.factories.products import cleared_product, operator
from tests.factories.release import armed_release, live_release
from tests.house_rules.tree import sources

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plain")]
JOURNAL = "/desk/deeds/"


def found(desk: Client, **asked: str) -> list[str]:
    return [row["entry"].verb for row in desk.get(JOURNAL, asked).context["rows"]]


def lived_through(clock: time_machine.Traveller) -> None:
    """A release that was armed by the clock and held by a person, and on the next day another that was cancelled."""
    hold(armed_release(cleared_product(), at=clock_after(seconds=30)), by=operator(), reason="=A doubt")
    clock.shift(86_400)
    cancel(schedule(cleared_product("forests"), by=operator(), at=clock_after(days=2)), by=operator())


def test_deeds_stand_newest_first_and_are_found_by_all_that_they_say(
    desk: Client, clock: time_machine.Traveller
) -> None:
    lived_through(clock)
    assert found(desk) == ["cancel", "prepare issue", "hold", "arm", "seal", "prepare issue"]
    assert found(desk, product="clean-water") == ["hold", "arm", "seal", "prepare issue"]
    assert found(desk, by="system:") == ["arm", "seal"]
    assert found(desk, by=operator().username, product="clean-water") == ["hold", "prepare issue"]
    assert found(desk, deed="prepare issue", day="2026-03-02") == ["prepare issue"]
    assert "No deed matches." in desk.get(JOURNAL, {"day": "2026-03-01"}).content.decode()
    for nonsense in ({"product": "none"}, {"by": "x"}, {"deed": "x"}, {"day": "0001-01-01"}, {"product": "a\0"}):
        page = desk.get(JOURNAL, nonsense)
        assert (page.context["rows"], bool(page.context["form"].errors)) == ([], True)


def test_a_day_is_meant_in_the_persons_zone(desk: Client, clock: time_machine.Traveller) -> None:
    lived_through(clock)  # at noon in UTC
    desk.user.time_zone = "Pacific/Kiritimati"  # type: ignore[attr-defined]
    desk.user.save()  # type: ignore[attr-defined]
    assert found(desk, day="2026-03-02") == []
    assert found(desk, day="2026-03-03") == ["hold", "arm", "seal", "prepare issue"]


def test_a_deed_is_told_in_words_with_its_reason_and_leads_to_what_it_was_done_to(
    desk: Client, clock: time_machine.Traveller
) -> None:
    assert "Nothing yet. Every deed" in desk.get(JOURNAL).content.decode()
    lived_through(clock)
    page = desk.get(JOURNAL, {"deed": "hold"})
    told = page.content.decode()
    assert "held the release <small><bdi>=A doubt</bdi></small>" in told
    assert f'href="{page.context["rows"][0]["address"]}"' in told
    assert desk.get(page.context["rows"][0]["address"]).status_code == 200
    assert f"{JOURNAL}?product=clean-water" in desk.get("/desk/products/clean-water/").content.decode()


def test_all_deeds_that_were_asked_for_are_a_file(desk: Client, clock: time_machine.Traveller) -> None:
    lived_through(clock)
    answer = desk.get("/desk/deeds.csv", {"product": "clean-water"})
    rows = list(csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert [row["verb"] for row in rows] == ["hold", "arm", "seal", "prepare issue"]
    assert [row["by"] for row in rows[:2]] == [operator().username, ""]
    assert rows[0]["reason"] == "'=A doubt", "no spreadsheet takes it for a formula"
    assert rows[0]["at"] == "2026-03-02T12:00:00+00:00"


def test_a_file_that_cannot_be_asked_for_is_no_empty_file(desk: Client) -> None:
    answer = desk.get("/desk/deeds.csv", {"day": "yesterday", "by": "system:"})
    assert (answer.status_code, answer.url) == (302, f"{JOURNAL}?day=yesterday&by=system%3A")  # type: ignore[attr-defined]
    assert desk.get(answer.url).context["form"].errors.keys() == {"day"}  # type: ignore[attr-defined]


def test_a_delivery_that_was_tried_again_is_a_deed_about_its_product(
    desk: Client, clock: time_machine.Traveller
) -> None:
    release, other = (live_release(cleared_product(name), clock) for name in ("clean-water", "forests"))
    for each in (release, other):
        each.deliveries.update(state=Leased.DEAD)
        retry(each.deliveries.all()[0], by=operator())
    assert found(desk, product="clean-water")[0] == "retry"
    assert found(desk, deed="retry", product="clean-water") == ["retry"]


def test_the_filters_ask_the_ledger_for_no_more_than_who_did_anything(
    clock: time_machine.Traveller, django_assert_num_queries: Any
) -> None:
    lived_through(clock)
    with django_assert_num_queries(1):
        form = DeedForm({})
        choices = {name: [value for value, _word in form.fields[name].choices] for name in ("by", "deed")}  # type: ignore[attr-defined]
    assert choices["by"] == ["", "system:", operator().username]
    assert set(choices["deed"]) == {"", *DEEDS}


def test_only_who_may_audit_reads_it(log_in: LogIn) -> None:
    cleared_product()
    for role, may in (("Programme manager", True), ("Press officer", False)):
        client = log_in(role)
        assert [client.get(path).status_code == 200 for path in (JOURNAL, "/desk/deeds.csv")] == [may, may]
        assert (JOURNAL in client.get("/desk/products/clean-water/").content.decode()) is may


def test_every_deed_has_words() -> None:
    said = re.compile(r"ledger\.record\(\s*\"([^\"]+)\"")
    verbs = {verb for source in sources("rostra") for verb in said.findall(source.text)}
    verbs |= {f"prepare {act}" for act in Release.Act.values}
    assert len(verbs) > 25
    assert not verbs - DEEDS.keys()
