"""Pushes to partners over real HTTPS: what they get, in which order, and what becomes of partners that fail."""

import json
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest
import time_machine
from jsonschema.protocols import Validator
from jsonschema.validators import validator_for
from pytest_django import DjangoAssertNumQueries
from referencing import Registry, Resource
from standardwebhooks import Webhook, WebhookVerificationError

from config.environment import ENVIRONMENT
from rostra.foundation import clock as rostra_clock
from rostra.products.models import Product
from rostra.release.actions.correct import correct
from rostra.release.actions.find_unaffected import find_unaffected
from rostra.release.actions.hold import hold
from rostra.release.actions.retry import retry
from rostra.release.actions.withdraw import withdraw
from rostra.release.channels.push import PushChannel
from rostra.release.channels.registry import channels, register
from rostra.release.models import Delivery, Obligation, Release, Subscriber
from rostra.release.sending import FOR_ONE, Sender
from rostra.release.transport import Guard
from rostra.release.worker import run_until_idle
from tests.factories.products import ALL, LANGUAGES, cleared_product, languages, office, operator, theme
from tests.factories.release import armed_release, live_product, make_live
from tests.release.partner import SECRET, Box

pytestmark = pytest.mark.django_db(transaction=True)
Clock = time_machine.Traveller
NINJS = ENVIRONMENT.data / "standards" / "ninjs" / "specification"


def subscriber(box: Box, behaviour: str = "ok", *, name: str = "Partner", wants: tuple[str, ...] = ()) -> Subscriber:
    made = Subscriber.objects.create(name=name, endpoint=box.url(behaviour), secret=SECRET)
    made.languages.set(languages(wants).values())
    return made


def pushes(**values: Any) -> Any:
    return Delivery.objects.filter(channel="push", **values)


def languages_of(box: Box, status: str = "usable") -> list[str]:
    return sorted(m.document["language"] for m in box.messages() if m.document["pubStatus"] == status)


def patiently(clock: Clock, hours: int = 12) -> None:
    """Let time pass, in steps as retries come due."""
    for _ in range(hours * 4):
        clock.shift(timedelta(minutes=15))
        run_until_idle()


@cache
def ninjs_schema() -> Validator:
    schema = json.loads((NINJS / "ninjs-schema_3.1.json").read_text())
    any_geometry = Resource.opaque({})
    registry: Any = Registry(retrieve=lambda _: any_geometry)
    return validator_for(schema)(schema, registry=registry)


@pytest.mark.skipif(not NINJS.exists(), reason="the official schema is not here")
def test_every_message_of_a_products_life_is_ninjs(clock: Clock, box: Box) -> None:
    office("hq", host="hq.test")
    subscriber(box)
    product = live_product("water", clock, themes=[theme()])
    texts = {"en": {"headline": "Clean water reaches three villages"}}
    make_live(correct(product, by=operator(), note={"en": "The number was wrong."}, texts=texts), clock)
    make_live(find_unaffected(Obligation.objects.filter(outcome="open")[0], by=operator()), clock)
    make_live(withdraw(product, by=operator(), reason={"en": "Kill."}), clock)
    documents = [message.document for message in box.messages()]
    assert len(documents) == 6 + 6 + 1 + 6
    for document in documents:
        assert [error.message for error in ninjs_schema().iter_errors(document)] == []
    assert list(ninjs_schema().iter_errors({"uri": 5})), "the schema knows a bad document"


def test_each_language_arrives_once_signed_and_with_its_own_tag(clock: Clock, box: Box) -> None:
    subscriber(box)
    live_product("water", clock)
    messages = box.messages()
    assert sorted(m.document["language"] for m in messages) == sorted(row[0] for row in LANGUAGES.values())
    assert len({m.key for m in messages}) == len(ALL)
    for message in messages:
        assert Webhook(SECRET).verify(message.body, dict(message.headers))
        with pytest.raises(WebhookVerificationError):
            Webhook(SECRET).verify(message.body.replace("full", "none"), dict(message.headers))
    assert set(pushes().values_list("state", flat=True)) == {"done"}


def test_nothing_reaches_a_partner_before_the_instant(clock: Clock, box: Box) -> None:
    subscriber(box)
    release = armed_release(cleared_product())
    clock.move_to(release.instant - timedelta(milliseconds=1))
    run_until_idle()
    assert box.messages() == []
    clock.move_to(release.instant)
    run_until_idle()
    assert len(box.messages()) == len(ALL)


def test_what_is_held_is_left_alone_and_goes_out_as_soon_as_it_is_held_no_more(clock: Clock, box: Box) -> None:
    subscriber(box)
    release = armed_release(cleared_product(), at=rostra_clock.now() + timedelta(seconds=50))
    hold(release, by=operator(), reason="Wait.")
    clock.move_to(release.instant + timedelta(hours=1))
    before = list(pushes().values())
    run_until_idle()
    assert (list(pushes().values()), box.messages()) == (before, [])
    Release.objects.update(held_at=None)  # as where a newer journal shows that it had gone out
    run_until_idle()
    assert len(box.messages()) == len(ALL)


def test_a_partner_gets_what_it_asked_for(clock: Clock, box: Box) -> None:
    subscriber(box, wants=("ar", "fr"))
    live_product("water", clock)
    assert languages_of(box) == ["ar", "fr"]


def test_after_a_passing_failure_the_same_message_comes_again(clock: Clock, box: Box) -> None:
    subscriber(box, "first/503/2", wants=("en",))
    live_product("water", clock)
    patiently(clock, 1)
    messages = box.messages()
    assert [m.answer for m in messages] == [503, 503, 200]
    assert len({(m.key, m.body) for m in messages}) == 1
    assert len({m.headers["webhook-signature"] for m in messages}) == 3, "each attempt is signed with its own time"
    row = pushes().get()
    assert (row.state, row.receipts.count()) == ("done", 3)


@pytest.mark.parametrize("behaviour", ["status/500", "status/429", "reset", "slow", "redirect/302"])
def test_a_partner_that_keeps_failing_is_a_dead_letter_that_people_see_and_can_retry(
    clock: Clock, box: Box, behaviour: str
) -> None:
    bad = subscriber(box, behaviour, wants=("en",))
    live_product("water", clock)
    Delivery.objects.filter(subscriber=bad).update(attempts=10)
    patiently(clock, 30)
    row = pushes().get()
    assert (row.state, row.attempts) == ("dead", 12)
    assert row.last_error
    bad.endpoint = box.url("ok")
    bad.save()
    retry(row, by=operator())
    run_until_idle()
    row.refresh_from_db()
    assert row.state == "done"
    assert len({m.key for m in box.messages()}) == 1


@pytest.mark.parametrize("behaviour", ["status/400", "status/410", "redirect/308"])
def test_a_refusal_for_good_is_not_tried_again(clock: Clock, box: Box, behaviour: str) -> None:
    subscriber(box, behaviour, wants=("en",))
    live_product("water", clock)
    patiently(clock, 2)
    assert len(box.messages()) == 1, "nor was a redirect followed"
    assert pushes().get().state == "dead"


def test_whom_one_process_may_not_call_another_may_later(clock: Clock, box: Box) -> None:
    subscriber(box, wants=("en",))
    may = channels()["push"]
    register(PushChannel(Guard()))
    live_product("water", clock)
    row = pushes().get()
    assert (row.state, row.receipts.get().status, box.messages()) == ("waiting", "forbidden_address", [])
    register(may)
    patiently(clock, 1)
    row.refresh_from_db()
    assert (row.state, len(box.messages())) == ("done", 1)


def test_a_partner_is_not_asked_again_before_it_said(clock: Clock, box: Box) -> None:
    subscriber(box, "status/429/7200", wants=("en",))
    live_product("water", clock)
    row = pushes().get()
    assert row.due_at >= rostra_clock.now() + timedelta(seconds=7200)
    clock.shift(timedelta(seconds=7100))
    run_until_idle()
    assert len(box.messages()) == 1


def test_an_answer_without_end_is_cut_and_counts(clock: Clock, box: Box) -> None:
    subscriber(box, "big", wants=("en",))
    live_product("water", clock)
    assert pushes().get().state == "done"


def test_a_partner_that_does_not_answer_holds_up_nobody_else(clock: Clock, box: Box) -> None:
    stuck = subscriber(box, f"wait/{box.name}", name="Stuck")
    subscriber(box, name="Quick")
    releases = [armed_release(cleared_product(f"story-{n}")) for n in range(3)]
    clock.move_to(max(release.instant for release in releases))
    sender = Sender("test")
    while pushes(subscriber__name="Quick").exclude(state="done").exists():
        sender.send(rostra_clock.now())
        sender.collect(patience=1)
    assert len(box.messages("ok")) == 18
    assert box.messages("wait") == []
    assert pushes(subscriber=stuck).exclude(leased_until=None).count() == FOR_ONE, "it fills its own places only"
    box.let_go(box.name)
    sender.close()
    run_until_idle()


def test_a_round_in_which_nothing_came_back_leaves_the_database_alone(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    sender = Sender("idle")
    with django_assert_num_queries(0):
        assert sender.collect() == 0
    sender.close()


def test_a_late_retry_never_brings_back_an_older_text(clock: Clock, box: Box) -> None:
    subscriber(box, "first/503/1", wants=("en",))
    product = live_product("water", clock)
    texts = {"en": {"headline": "Clean water reaches three villages"}}
    make_live(correct(product, by=operator(), note={"en": "The number was wrong."}, texts=texts), clock)
    patiently(clock, 1)
    versions = [(int(m.document["version"]), m.answer) for m in box.messages()]
    assert versions == sorted(versions)
    assert [answer for _, answer in versions] == [503, 200]
    assert pushes(release__act="issue").get().state == "cancelled"


def test_a_withdrawal_reaches_whoever_may_have_the_item_and_nobody_else(clock: Clock, box: Box) -> None:
    left, moved = subscriber(box, name="Left"), subscriber(box, name="Moved")
    lost = subscriber(box, "reset", name="May have it", wants=("ru",))
    product = live_product("water", clock)
    Subscriber.objects.filter(pk=left.pk).update(active=False)
    moved.languages.set(product.required.filter(code="en"))
    Subscriber.objects.filter(pk=lost.pk).update(endpoint=box.url("ok"))
    subscriber(box, name="New")
    make_live(withdraw(product, by=operator(), reason={"en": "Kill."}), clock)
    recalled = pushes(release__act="withdrawal").values_list("subscriber__name", "frozen__language__code")
    assert {name for name, _ in recalled} == {"Left", "Moved", "May have it"}
    assert [code for name, code in recalled if name == "May have it"] == ["ru"]
    assert len(languages_of(box, "canceled")) == 6 + 6 + 1
    assert not pushes(release__act="withdrawal").exclude(state="done").exists()


def test_a_secret_that_is_none_is_refused_without_a_call(clock: Clock, box: Box) -> None:
    made = subscriber(box, wants=("en",))
    Subscriber.objects.filter(pk=made.pk).update(secret="whsec_short")
    live_product("water", clock)
    row = pushes().get()
    assert (row.state, box.messages()) == ("dead", [])
    assert "whsec_short" not in row.last_error


def test_a_partner_renamed_meanwhile_is_still_the_same(clock: Clock, box: Box) -> None:
    made = subscriber(box, "first/503/1", wants=("en",))
    product = live_product("water", clock)
    Subscriber.objects.filter(pk=made.pk).update(name="Another name")
    make_live(withdraw(Product.objects.get(pk=product.pk), by=operator(), reason={"en": "Kill."}), clock)
    patiently(clock, 1)
    assert [m.document["pubStatus"] for m in box.messages()] == ["usable", "canceled"]
    assert datetime.now(UTC) == rostra_clock.now()
