"""What is taken back has met nothing and stopped nothing; what is public is changed only by a correction."""

from collections.abc import Iterable
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Permission

from rostra.foundation import clock as rostra_clock
from rostra.foundation.errors import Refusal
from rostra.foundation.models import Announcement, LedgerEntry, User
from rostra.products.actions.assign import assign
from rostra.products.actions.clear import clear
from rostra.products.actions.edit import edit
from rostra.products.models import LanguageVersion, Product
from rostra.release import jobs, queries
from rostra.release.actions.cancel import cancel
from rostra.release.actions.carry_out import carry_out
from rostra.release.actions.correct import correct
from rostra.release.actions.find_unaffected import find_unaffected
from rostra.release.actions.hold import hold
from rostra.release.actions.reschedule import reschedule
from rostra.release.actions.resume import resume
from rostra.release.actions.schedule import schedule
from rostra.release.actions.unseal import unseal
from rostra.release.actions.waive import waive
from rostra.release.actions.withdraw import withdraw
from rostra.release.models import Obligation, Release, Valve
from rostra.release.pages import Page, register_renderer
from rostra.release.public_state import PublicState
from rostra.release.worker import run_until_idle
from tests.factories.products import ALL, cleared_product, kind, languages, operator, version
from tests.factories.release import armed_release, live_product, live_release, make_live, plain_pages
from tests.noninterference.world import picture
from tests.release.test_push import subscriber
from tests.release.test_verbs import cells, public_languages

pytestmark = pytest.mark.django_db(transaction=True)
Clock = time_machine.Traveller
NOTE = {"en": "A date was wrong."}


def open_ones() -> int:
    return Obligation.objects.filter(outcome="open").count()


def stale(product: Product) -> set[str]:
    """Languages that were made from something else than what stands now."""
    facts = queries.facts([product], rostra_clock.now())[product.pk]
    return {each.language for each in facts if each.stale}


def corrected(clock: Clock, product: Product) -> None:
    """A correction of the English is public; the five others are being checked."""
    make_live(correct(product, by=operator(), note=NOTE, texts={"en": {"headline": "Corrected"}}), clock)
    assert open_ones() == 5


def french_answer(product: Product) -> dict[str, dict[str, str]]:
    return {"fr": {"headline": "Corrigé"}}


def refusal(product: Product, **options: object) -> str:
    with pytest.raises(Refusal) as refused:
        schedule(product, by=operator(), **options)  # type: ignore[arg-type]
    return refused.value.reason


def test_what_is_public_is_changed_by_a_correction_and_by_nothing_else(clock: Clock) -> None:
    product = live_product("clean-water", clock)
    row = LanguageVersion.objects.get(product=product, language__code="en")
    clear(edit(row, by=operator(), fields={"headline": "Quietly changed"}), by=operator())
    assert "English is public already" in refusal(product, languages=["en"])
    assert "xx" in refusal(cleared_product("flash", kind=kind("flash", policy="join")), languages=["xx"])


@pytest.mark.parametrize("back", ["cancel", "hold"])
def test_an_answer_that_is_taken_back_has_met_nothing(clock: Clock, back: str) -> None:
    product = live_product("clean-water", clock)
    corrected(clock, product)
    answer = carry_out(correct(product, by=operator(), note=NOTE, texts=french_answer(product)))
    assert open_ones() == 4
    if back == "cancel":
        cancel(answer, by=operator())
    else:
        hold(answer, by=operator(), reason="Wait.")
    assert open_ones() == 5
    assert cells(product)["fr"] == "under_check"
    if back == "hold":
        make_live(reschedule(answer, by=operator(), at=None), clock)
        assert open_ones() == 4, "it still is an answer, and obliges nobody anew"
        assert cells(product)["fr"] == "released"


def test_an_answer_that_corrects_something_else_too_has_the_others_checked(clock: Clock) -> None:
    product = live_product("clean-water", clock)
    corrected(clock, product)
    answer = correct(product, by=operator(), note=NOTE, texts=french_answer(product), ask_others=True)
    hold(carry_out(answer), by=operator(), reason="Wait.")
    make_live(reschedule(Release.objects.get(pk=answer.pk), by=operator(), at=None), clock)
    assert {code for code, state in cells(product).items() if state == "under_check"} == set(ALL) - {"fr"}
    asked = Obligation.objects.filter(outcome="open").values_list("version__language__code", flat=True)
    assert sorted(asked) == sorted(["ar", "es", "ru", "zh"] * 2 + ["en"]), "once by each correction"


def test_a_version_that_was_found_unaffected_is_so_once_that_release_is_armed(clock: Clock) -> None:
    product = live_product("clean-water", clock)
    corrected(clock, product)
    release = find_unaffected(Obligation.objects.get(version__language__code="fr", outcome="open"), by=operator())
    cancel(carry_out(release), by=operator())
    assert open_ones() == 5
    again = find_unaffected(Obligation.objects.get(version__language__code="fr", outcome="open"), by=operator())
    make_live(again, clock)
    assert open_ones() == 4
    assert Obligation.objects.get(outcome="unaffected").met_by == again


def test_several_languages_are_found_unaffected_at_one_instant_and_of_one_product_only(clock: Clock) -> None:
    product, other = live_product("water", clock), live_product("rivers", clock)
    corrected(clock, product)
    make_live(correct(other, by=operator(), note=NOTE, texts={"en": {"headline": "Corrected"}}), clock)
    owed = Obligation.objects.filter(outcome="open")
    with pytest.raises(Refusal, match="met already"):
        find_unaffected(*owed, by=operator())
    here = owed.filter(version__product=product)
    release = make_live(find_unaffected(*here, here[0], by=operator()), clock)
    assert set(cells(product).values()) == {"released"}
    assert set(cells(other).values()) == {"released", "under_check"}
    assert Obligation.objects.filter(met_by=release, outcome="unaffected").count() == len(ALL) - 1
    assert LedgerEntry.objects.filter(verb="find unaffected").count() == len(ALL) - 1


@pytest.mark.parametrize(("source", "stale"), [("en", False), ("ru", True)])
def test_a_version_found_unaffected_is_up_to_date_with_the_correction_and_with_nothing_else(
    clock: Clock, source: str, stale: bool
) -> None:
    product = live_product("clean-water", clock)
    rows = {row.language.code: row for row in product.versions.select_related("language")}
    french, made_from = rows["fr"], rows[source]
    french.made_from, french.made_from_hash = made_from, "0" * 64 if stale else made_from.approved_hash
    french.save()
    corrected(clock, product)
    assert cells(product)["fr"] == "under_check"
    make_live(find_unaffected(Obligation.objects.get(version=french, outcome="open"), by=operator()), clock)
    assert cells(product)["fr"] == ("stale" if stale else "released")


@pytest.mark.parametrize("source", ["en", "fr"])
def test_a_language_that_is_changed_in_answer_to_a_correction_is_in_step_with_it(clock: Clock, source: str) -> None:
    product = live_product("clean-water", clock)
    rows = {row.language.code: row for row in product.versions.select_related("language")}
    made, made_from = rows["fr" if source == "en" else "en"], rows[source]
    russian = rows["ru"]
    for version_of in (made, russian):
        version_of.made_from, version_of.made_from_hash = made_from, made_from.approved_hash
        version_of.save()
    corrected(clock, product)
    make_live(correct(product, by=operator(), note=NOTE, texts=french_answer(product)), clock)
    assert stale(product) == {"ru"}, "nobody has looked at the Russian yet"


@pytest.mark.parametrize("back", ["cancel", "hold"])
def test_a_check_that_is_taken_back_leaves_the_version_behind_the_correction(clock: Clock, back: str) -> None:
    product = live_product("clean-water", clock)
    french, english = (product.versions.get(language__code=code) for code in ("fr", "en"))
    french.made_from, french.made_from_hash = english, english.approved_hash
    french.save()
    corrected(clock, product)
    owed = Obligation.objects.get(version=french)
    check = carry_out(find_unaffected(owed, by=operator()))
    if back == "cancel":
        cancel(check, by=operator())
    else:
        hold(check, by=operator(), reason="Read it again.")
    assert "fr" in stale(product)
    again = find_unaffected(owed, by=operator()) if back == "cancel" else reschedule(check, by=operator(), at=None)
    make_live(again, clock)
    assert "fr" not in stale(product)


@pytest.mark.parametrize("policy", ["together", "join"])
def test_a_deadline_that_a_person_set_outlives_a_release_that_does_not(clock: Clock, policy: str) -> None:
    product = cleared_product(languages=["en"], required=["en"], kind=kind("flash", policy=policy, join_hours=6))
    arabic, at = version(product, "ar"), rostra_clock.now() + timedelta(seconds=50)
    assign(arabic, by=operator(), to=None, due_at=at + timedelta(hours=6))
    hold(armed_release(product, at=at), by=operator(), reason="A doubt.")
    arabic.refresh_from_db()
    assert arabic.due_at == at + timedelta(hours=6)


def test_what_was_withdrawn_is_awaited_by_nobody(clock: Clock) -> None:
    flash = kind("flash", policy="join", join_hours=6)
    product = cleared_product("flash", ["en", "fr"], kind=flash, required=["ar", "en", "fr"])
    live_release(product, clock)
    make_live(withdraw(product, by=operator(), reason={"en": "Wrong."}), clock)
    version(product, "ar")
    LanguageVersion.objects.update(due_at=None)
    release = live_release(product, clock, languages=["en"])
    assert release.act == Release.Act.ISSUE
    awaited = LanguageVersion.objects.exclude(due_at=None).values_list("language__code", flat=True)
    assert list(awaited) == ["ar"]


def test_a_hold_of_the_instance_keeps_nothing_up_that_must_come_down(clock: Clock) -> None:
    product = live_product("clean-water", clock)
    hold(None, by=operator(), reason="A doubt.")
    kill = make_live(withdraw(product, by=operator(), reason={"en": "It was wrong."}), clock)
    assert kill.state == "armed"
    assert public_languages(product) == []
    resume(by=operator())


def test_a_withdrawal_never_waits_for_a_person(clock: Clock) -> None:
    product = live_product("clean-water", clock)
    kill = withdraw(product, by=operator(), reason={"en": "It was wrong."})
    clock.shift(timedelta(hours=3))
    run_until_idle()
    kill.refresh_from_db()
    assert kill.state == "armed"


def test_a_message_is_stopped_by_what_went_out_not_by_what_was_meant_to(clock: Clock, box: object) -> None:
    languages()
    subscriber(box)  # type: ignore[arg-type]
    product = cleared_product()
    first = armed_release(product)
    Valve.read()
    Valve.objects.update(paused_at=rostra_clock.now())
    clock.move_to(first.instant)  # public, and not delivered yet
    run_until_idle()
    later = carry_out(correct(product, by=operator(), note=NOTE, texts={"en": {"headline": "Corrected"}}))
    cancel(later, by=operator())
    Valve.objects.update(paused_at=None)
    run_until_idle()
    assert set(first.deliveries.filter(channel="push").values_list("state", flat=True)) == {"done"}


def test_parity_is_asked_again_when_a_release_is_armed(clock: Clock) -> None:
    product = cleared_product(languages=["en"], required=["en", "fr"])
    soon = rostra_clock.now() + timedelta(hours=2)
    waive(product, language="fr", by=operator(), reason="Later.", until=rostra_clock.now() + timedelta(hours=1))
    assert "Français" in refusal(product, at=soon), "the waiver ends before the instant"
    waive(product, language="fr", by=operator(), reason="Later.")
    release = schedule(product, by=operator(), at=soon)
    product.required.add(languages()["ar"])
    clock.move_to(soon - timedelta(seconds=30))
    with pytest.raises(Refusal, match="العربية"):
        carry_out(release)
    assert public_languages(product) == []


def test_a_withdrawn_story_comes_back_whole_and_without_its_tombstone(clock: Clock) -> None:
    product = live_product("clean-water", clock)
    make_live(withdraw(product, by=operator(), reason={"en": "It was wrong."}), clock)
    assert queries.facts([product], rostra_clock.now())[product.pk][0].public == "withdrawn"
    assert "No language is cleared" in refusal(product), "by name only"
    assert "Français" in refusal(product, languages=["en"])
    back = live_release(product, clock, languages=list(ALL))
    assert public_languages(product) == list(ALL)
    assert [row.notices for row in back.frozen.all()] == [[]] * 6


def test_a_picture_changed_after_clearing_stops_the_release(clock: Clock) -> None:
    shown = picture("river")
    product = cleared_product(picture=shown)
    release = schedule(product, by=operator())
    shown.credit = "Somebody else"
    shown.save()
    with pytest.raises(Refusal) as refused:
        carry_out(release)
    assert refused.value.code == "changed"
    assert public_languages(product) == []


def test_there_is_no_news_of_a_release_that_was_cancelled(clock: Clock) -> None:
    release = armed_release(cleared_product())
    cancel(release, by=operator())
    clock.move_to(release.instant + timedelta(seconds=5))
    run_until_idle()
    assert set(Announcement.objects.filter(news="ReleaseLive").values_list("state", flat=True)) == {"cancelled"}


def test_who_may_unseal_or_withdraw_needs_no_other_right(clock: Clock) -> None:
    one = User.objects.create_user("one", is_active=True)
    for name in ("unseal_release", "withdraw_release"):
        one.user_permissions.add(_right(name))
    product = live_product("clean-water", clock)
    coming = carry_out(correct(product, by=operator(), note=NOTE, texts={"en": {"headline": "Corrected"}}))
    row = LanguageVersion.objects.get(product=product, language__code="en")
    assert unseal(row, by=User.objects.get(pk=one.pk)) == coming
    assert withdraw(product, by=User.objects.get(pk=one.pk), reason={"en": "Wrong."}).act == "withdrawal"


def _right(name: str) -> Permission:
    return Permission.objects.get(codename=name)


def test_a_number_that_was_not_shown_goes_to_the_next_in_time(clock: Clock) -> None:
    press = kind("press-release", series="PR")
    at = rostra_clock.now() + timedelta(seconds=50)
    held = armed_release(cleared_product("held", kind=press), at=at)
    assert held.serial == 1
    hold(held, by=operator(), reason="A figure is in doubt.")
    other = live_release(cleared_product("other", kind=press), clock)
    anew = make_live(reschedule(Release.objects.get(pk=held.pk), by=operator(), at=None), clock)
    assert (other.serial, anew.serial) == (1, 2)
    assert list(Product.objects.order_by("serial").values_list("slugline", "serial")) == [("other", 1), ("held", 2)]


def test_a_public_product_keeps_its_number_when_a_correction_of_it_is_taken_back(clock: Clock) -> None:
    product = cleared_product("numbered", kind=kind("press-release", series="PR"))
    live_release(product, clock)
    correction = carry_out(correct(product, by=operator(), note=NOTE, texts={"en": {"headline": "Put right"}}))
    hold(correction, by=operator(), reason="A figure is in doubt.")
    cancel(Release.objects.get(pk=correction.pk), by=operator())
    product.refresh_from_db()
    assert product.serial == 1


def test_what_is_armed_is_in_the_way_of_a_later_release_that_would_carry_it_past_a_hold(clock: Clock) -> None:
    product = cleared_product(languages=["en", "ar"], required=["en", "ar"], kind=kind("flash", policy="join"))
    flash = armed_release(product, languages=["en"], at=rostra_clock.now() + timedelta(seconds=30))
    assert flash.state == "armed"
    with pytest.raises(Refusal, match="on its way"):
        schedule(product, by=operator(), languages=["ar"], at=rostra_clock.now() + timedelta(seconds=45))
    hold(flash, by=operator(), reason="A name is wrong.")
    with pytest.raises(Refusal, match="on its way"):
        schedule(product, by=operator(), languages=["ar"], at=rostra_clock.now() + timedelta(hours=1))


def test_what_cannot_be_rendered_says_why_and_is_not_tried_all_day(
    clock: Clock,
) -> None:
    tried: list[str] = []

    def broken(state: PublicState) -> Iterable[Page]:
        tried.append(state.slugline)
        raise RuntimeError("no such template")

    register_renderer(broken)
    release = schedule(cleared_product(), by=operator(), at=rostra_clock.now() + timedelta(hours=1))
    for _look in range(10):
        jobs.press()
        clock.shift(0.2)
    assert len(tried) == 1
    release.refresh_from_db()
    assert "no such template" in release.fault
    register_renderer(plain_pages)
    clock.shift(600)
    jobs.press()
    release.refresh_from_db()
    assert (release.state, release.fault) == ("sealed", "")
