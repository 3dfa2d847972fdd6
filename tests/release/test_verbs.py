"""The verbs of release, one after the other, as people use them."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from rostra.foundation import clock as rostra_clock
from rostra.foundation.errors import Refusal
from rostra.foundation.gate import Audience
from rostra.foundation.models import User
from rostra.products import states as version_states
from rostra.release import queries, states
from rostra.release.actions import arm as arming
from rostra.release.actions import carry_out as carrying
from rostra.release.actions.arm import arm
from rostra.release.actions.cancel import cancel
from rostra.release.actions.carry_out import carry_out
from rostra.release.actions.correct import correct
from rostra.release.actions.find_unaffected import find_unaffected
from rostra.release.actions.hold import hold
from rostra.release.actions.lift_waiver import lift_waiver
from rostra.release.actions.reschedule import reschedule
from rostra.release.actions.resume import resume
from rostra.release.actions.schedule import schedule
from rostra.release.actions.seal import seal
from rostra.release.actions.slip import slip
from rostra.release.actions.unseal import unseal
from rostra.release.actions.waive import waive
from rostra.release.actions.withdraw import withdraw
from rostra.release.models import Delivery, FrozenVersion, Obligation, Release, Waiver
from rostra.release.worker import run_until_idle
from tests.conftest import NOON
from tests.factories.products import ALL, cleared_product, kind, languages, operator, planned_product, version
from tests.factories.release import armed_release, live_product, live_release, make_live

pytestmark = pytest.mark.django_db(transaction=True)
Clock = time_machine.Traveller


def public_languages(product: object) -> list[str]:
    rows = FrozenVersion.objects.visible_to(Audience.ANONYMOUS, rostra_clock.now()).filter(product=product)
    return [row.language.code for row in rows.order_by("language__order")]


def cells(product: object) -> dict[str, str]:
    now = rostra_clock.now()
    return {cell.language.code: cell.state for cell in queries.cells([product], now)[product.pk]}  # type: ignore


def test_six_languages_become_public_at_one_instant(clock: Clock) -> None:
    product = cleared_product()
    release = armed_release(product)
    clock.move_to(release.instant - timedelta(milliseconds=1))
    assert public_languages(product) == []
    assert set(cells(product).values()) == {"armed"}
    clock.move_to(release.instant)
    assert public_languages(product) == list(ALL)
    assert set(cells(product).values()) == {"released"}


def test_a_missing_language_stops_the_release_and_every_obstacle_is_named(clock: Clock) -> None:
    product = cleared_product(languages=["en", "fr"], required=["ar", "en", "fr", "zh"])
    version(product, "ar", state=version_states.IN_REVIEW)
    with pytest.raises(Refusal) as refused:
        schedule(product, by=operator())
    assert refused.value.code == "obstacles"
    assert "العربية" in refused.value.reason
    assert "中文" in refused.value.reason
    assert not Release.objects.exists()


def test_a_waiver_with_a_reason_lets_it_go(clock: Clock) -> None:
    product = cleared_product(languages=["en", "fr"], required=["ar", "en", "fr"])
    with pytest.raises(Refusal, match="reason"):
        waive(product, language="ar", by=operator(), reason="  ")
    live_release(product, clock, waive={"ar": "The desk is closed for the feast."})
    assert public_languages(product) == ["en", "fr"]
    assert cells(product)["ar"] == "waived"


def test_the_reason_of_a_waiver_stands_beside_its_language_only_while_it_is_waived(clock: Clock) -> None:
    product = cleared_product(languages=["en"], required=["ar", "en"])
    live_release(product, clock, waive={"ar": "The reviser is ill."})
    reasons = [cell.why for cell in queries.cells([product], rostra_clock.now())[product.pk] if cell.why]
    assert reasons == ["The reviser is ill."]
    version(product, "ar", state=version_states.CLEARED)
    live_release(product, clock, languages=["ar"])
    assert cells(product)["ar"] == "released"
    assert not any(cell.why for cell in queries.cells([product], rostra_clock.now())[product.pk])


def test_a_waiver_taken_back_stops_what_is_not_armed_yet_and_stays_on_record(clock: Clock) -> None:
    product = cleared_product(languages=["en", "fr"], required=["ar", "en", "fr"])
    waive(product, language="ar", by=operator(), reason="The desk is closed.")
    waive(product, language="ar", by=operator(), reason="It is closed for longer.")
    release = schedule(product, by=operator(), at=NOON + timedelta(hours=1))
    assert lift_waiver(product, language="ar", by=operator()) == 2
    assert [waiver.until for waiver in Waiver.objects.all()] == [NOON, NOON]
    clock.shift(timedelta(minutes=59, seconds=30))
    with pytest.raises(Refusal, match="العربية"):
        carry_out(release)
    with pytest.raises(Refusal, match="No waiver"):
        lift_waiver(product, language="ar", by=operator())


def test_who_waits_where_no_worker_runs_arms_it_when_the_time_comes(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = schedule(cleared_product(), by=operator(), at=NOON + timedelta(minutes=10))
    monkeypatch.setattr(carrying.time, "sleep", lambda _seconds: clock.shift(20))
    assert carry_out(release, wait=True).is_live(rostra_clock.now())


def test_what_is_refused_is_tried_once(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    product = cleared_product(languages=["en"], required=["en"])
    release = schedule(product, by=operator())
    product.required.add(languages()["ar"])
    tries = []

    def watched(release: Release) -> Release:
        tries.append(release)
        return arm(release)

    monkeypatch.setattr(carrying, "arm", watched)
    with pytest.raises(Refusal) as refused:
        carry_out(release)
    assert (refused.value.code, len(tries)) == ("obstacles", 1)


def test_only_who_has_the_right_may_release_waive_hold_or_withdraw(clock: Clock) -> None:
    product, nobody = cleared_product(), User.objects.create_user("nobody")
    for act in (
        lambda: schedule(product, by=nobody),
        lambda: waive(product, language="ar", by=nobody, reason="x"),
        lambda: lift_waiver(product, language="ar", by=nobody),
        lambda: hold(None, by=nobody, reason="x"),
        lambda: withdraw(product, by=nobody, reason={"en": "x"}),
        lambda: correct(product, by=nobody, note={"en": "x"}, texts={}),
    ):
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.code == "forbidden"


def test_a_flash_goes_in_one_language_and_another_joins(clock: Clock) -> None:
    flash = kind("flash", policy="join", join_hours=6)
    product = cleared_product(languages=["en"], required=["ar", "en"], kind=flash)
    arabic = version(product, "ar", state=version_states.DRAFTING)
    first = live_release(product, clock, languages=["en"])
    assert public_languages(product) == ["en"]
    arabic.refresh_from_db()
    assert arabic.due_at == first.instant + timedelta(hours=6)
    arabic.delete()
    version(product, "ar", state=version_states.CLEARED)
    joined = live_release(product, clock)
    assert joined.act == Release.Act.JOIN
    assert public_languages(product) == ["ar", "en"]
    assert set(joined.deliveries.filter(channel="web").values_list("frozen__language__code", flat=True)) <= {"ar"}


@pytest.mark.parametrize("back", ["cancel", "hold"])
def test_who_joins_is_awaited_from_the_release_that_goes_out(clock: Clock, back: str) -> None:
    product = cleared_product(languages=["en"], required=["ar", "en"], kind=kind("flash", policy="join", join_hours=6))
    arabic = version(product, "ar", state=version_states.DRAFTING)
    release = armed_release(product, languages=["en"])
    if back == "cancel":
        cancel(release, by=operator())
        later = schedule(product, by=operator(), languages=["en"], at=NOON + timedelta(days=3))
    else:
        hold(release, by=operator(), reason="A doubt.")
        arabic.refresh_from_db()
        assert arabic.due_at is None, "nothing went out"
        later = reschedule(release, by=operator(), at=NOON + timedelta(days=3))
    clock.move_to(later.instant - timedelta(seconds=30))
    make_live(later, clock)
    arabic.refresh_from_db()
    assert arabic.due_at == later.instant + timedelta(hours=6)


def test_a_correction_obliges_every_language_until_none_is_open(clock: Clock) -> None:
    product = live_product("water", clock)
    make_live(
        correct(
            product,
            by=operator(),
            note={"en": "The number was wrong.", "ar": "كان الرقم خاطئا."},
            texts={"en": {"headline": "Clean water reaches three villages"}},
        ),
        clock,
    )
    assert cells(product) == dict.fromkeys(ALL, "under_check") | {"en": "released"}
    assert Obligation.objects.filter(outcome="open").count() == 5
    present = queries.present(product, rostra_clock.now())
    arabic = present.frozen.get(language__code="ar")
    assert arabic.notices[0]["act"] == "under_check"
    assert "(\u2068English\u2069)" in arabic.notices[0]["text"], "which was corrected, whole among Arabic words"
    assert "12:00:" not in arabic.notices[0]["text"], "to the minute, as every moment that is told"
    make_live(find_unaffected(Obligation.objects.get(version=arabic.version), by=operator()), clock)
    assert cells(product)["ar"] == "released"
    french = {"headline": "L'eau potable arrive dans trois villages"}
    make_live(correct(product, by=operator(), note={"fr": "Chiffre corrigé."}, texts={"fr": french}), clock)
    assert cells(product)["fr"] == "released"
    assert Obligation.objects.filter(outcome="open").count() == 3
    assert Obligation.objects.count() == 6


def test_a_withdrawal_of_one_language_leaves_the_others_and_a_tombstone(clock: Clock) -> None:
    product = live_product("water", clock)
    make_live(withdraw(product, by=operator(), reason={"en": "Not ours to tell."}, languages=["ru"]), clock)
    assert public_languages(product) == ["ar", "zh", "en", "fr", "es"]
    assert cells(product)["ru"] == "withdrawn"
    russian = queries.present(product, rostra_clock.now()).frozen.get(language__code="ru")
    assert russian.notices[0]["text"] == "Not ours to tell."
    make_live(withdraw(product, by=operator(), reason={"en": "All of it."}), clock)
    assert public_languages(product) == []


def test_a_hold_closes_the_gate_for_what_is_not_live_and_only_that(clock: Clock) -> None:
    live = live_product("old-news", clock)
    product = cleared_product()
    release = armed_release(product)
    assert hold(release, by=operator(), reason="The minister is on the telephone.") == 1
    clock.move_to(release.instant + timedelta(hours=1))
    assert public_languages(product) == []
    assert public_languages(live) == list(ALL)
    again = reschedule(release, by=operator(), at=None)
    make_live(again, clock)
    assert public_languages(product) == list(ALL)


def test_an_instance_on_hold_arms_nothing_until_it_resumes(clock: Clock) -> None:
    product = cleared_product()
    release = schedule(product, by=operator())
    hold(None, by=operator(), reason="Drill.")
    run_until_idle()
    clock.move_to(release.instant)
    run_until_idle()
    assert public_languages(product) == []
    resume(by=operator())
    run_until_idle()
    release.refresh_from_db()
    clock.move_to(release.instant)
    assert public_languages(product) == list(ALL)


def test_inside_the_lead_a_release_can_be_held_but_not_cancelled(clock: Clock) -> None:
    release = armed_release(cleared_product())
    clock.move_to(release.instant - timedelta(seconds=1))
    with pytest.raises(Refusal, match="too late to cancel this release; it can be held"):
        cancel(release, by=operator())
    assert hold(release, by=operator(), reason="Stop.") == 1


def test_a_cancel_after_the_instant_is_refused_and_says_what_can_be_done(clock: Clock) -> None:
    release = armed_release(cleared_product())
    clock.move_to(release.instant)
    with pytest.raises(Refusal, match="live; it can be corrected or withdrawn"):
        cancel(release, by=operator())


def test_a_hold_after_the_instant_is_refused_and_says_what_can_be_done(clock: Clock) -> None:
    release = armed_release(cleared_product())
    clock.move_to(release.instant)
    with pytest.raises(Refusal, match="withdrawn"):
        hold(release, by=operator(), reason="Too late.")


def test_a_release_not_armed_in_time_slips_whole_and_says_so(clock: Clock) -> None:
    product = cleared_product()
    release = schedule(product, by=operator(), at=rostra_clock.now() + timedelta(minutes=5))
    clock.move_to(release.instant + timedelta(minutes=1))
    run_until_idle()
    slipped = Release.objects.get(pk=release.pk)
    assert slipped.slipped_from == release.instant
    assert slipped.state == states.ARMED
    assert public_languages(product) == []
    clock.move_to(slipped.instant)
    assert public_languages(product) == list(ALL)


def test_a_release_that_was_sealed_anew_since_it_was_read_is_armed_as_it_is_now(clock: Clock) -> None:
    release = seal(schedule(cleared_product(), by=operator()))
    clock.move_to(release.instant)
    seal(slip(release))
    arm(release)  # as the worker read it before
    assert release.deliveries.count() == 12, "a message and a place for each language"
    assert {row.due_at for row in release.deliveries.all()} == {Release.objects.get().instant}


def test_a_release_that_is_sealed_anew_while_it_is_being_armed_is_left_alone(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = seal(schedule(cleared_product(), by=operator()))
    read = arming.check

    def beside(*args: object, **options: object) -> None:
        """Meanwhile, another process finds it late, moves it and seals it."""
        clock.move_to(release.instant)
        seal(slip(release))
        monkeypatch.undo()
        return read(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(arming, "check", beside)
    with pytest.raises(Refusal) as refused:
        arm(release)
    assert refused.value.code == "changed"
    assert not release.deliveries.exists()
    assert carry_out(release).deliveries.count() == 12


def test_who_waits_for_a_release_that_slipped_for_good_is_told_so(clock: Clock) -> None:
    release = schedule(cleared_product(), by=operator(), at=rostra_clock.now() + timedelta(minutes=5))
    clock.move_to(release.instant + timedelta(hours=1))
    with pytest.raises(Refusal, match="missed its instant") as refused:
        carry_out(release, wait=True)
    assert refused.value.code == "late"


def test_long_after_its_time_a_release_waits_for_a_person(clock: Clock) -> None:
    product = cleared_product()
    release = schedule(product, by=operator(), at=rostra_clock.now() + timedelta(minutes=5))
    clock.move_to(release.instant + timedelta(hours=3))
    run_until_idle()
    release.refresh_from_db()
    assert release.state == states.SLIPPED
    assert public_languages(product) == []
    make_live(reschedule(release, by=operator(), at=None), clock)
    assert public_languages(product) == list(ALL)


def test_two_releases_of_one_product_do_not_race_the_second_is_told(clock: Clock) -> None:
    product = cleared_product()
    schedule(product, by=operator(), at=rostra_clock.now() + timedelta(minutes=5))
    with pytest.raises(Refusal, match="on its way"):
        schedule(product, by=operator())


def test_unsealing_takes_the_whole_release_back(clock: Clock) -> None:
    product = cleared_product()
    release = armed_release(product)
    arabic = product.versions.get(language__code="ar")
    assert arabic.sealed_at is not None
    fallen = unseal(arabic, by=operator())
    assert fallen == release
    clock.move_to(release.instant + timedelta(minutes=1))
    assert public_languages(product) == []
    assert set(product.versions.values_list("sealed_at", flat=True)) == {None}
    assert cells(product)["ar"] == "drafting"


def test_numbers_are_given_in_the_order_of_instants(clock: Clock) -> None:
    press = kind("press-release", series="PR")
    now = rostra_clock.now()
    late = schedule(cleared_product("late", kind=press), by=operator(), at=now + timedelta(minutes=20))
    soon = schedule(cleared_product("soon", kind=press), by=operator(), at=now + timedelta(minutes=10))
    for instant in (soon.instant, late.instant):
        run_until_idle()
        clock.move_to(instant - timedelta(seconds=30))
        run_until_idle()
    for release, number in ((soon, 1), (late, 2)):
        release.refresh_from_db()
        assert (release.serial, release.product.serial) == (number, number)


def test_a_slugline_of_a_planned_product_cannot_be_released_empty(clock: Clock) -> None:
    with pytest.raises(Refusal, match="missing"):
        schedule(planned_product(), by=operator())


def test_an_instant_in_the_past_or_in_another_age_is_refused(clock: Clock) -> None:
    product = cleared_product()
    for at in (
        datetime(2020, 1, 1, tzinfo=UTC),
        rostra_clock.now() + timedelta(seconds=1),
        datetime(2099, 1, 1, tzinfo=UTC),
    ):
        with pytest.raises(Refusal) as refused:
            schedule(product, by=operator(), at=at)
        assert refused.value.code in {"past", "far"}


def test_going_live_tells_the_working_copies(clock: Clock) -> None:
    product = live_product("water", clock)
    for each in product.versions.all():
        assert each.sealed_at is None
        assert each.released_hash == each.approved_hash
        assert each.released_at is not None


def test_withdrawing_stops_what_was_on_its_way(clock: Clock) -> None:
    product = live_product("water", clock)
    Delivery.objects.update(state="waiting")
    make_live(withdraw(product, by=operator(), reason={"en": "Kill."}), clock)
    assert not Delivery.objects.exclude(release__act="withdrawal").filter(state="waiting").exists()
