"""A stateful property test: any sequence of the verbs of release keeps the promises."""

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.db.models import Q
from django.test import TestCase, override_settings
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from rostra.foundation import clock as rostra_clock
from rostra.foundation.errors import Refusal
from rostra.foundation.gate import Audience
from rostra.foundation.models import Announcement
from rostra.network.models import Office
from rostra.products.actions.clear import clear
from rostra.products.actions.describe import describe
from rostra.products.actions.edit import edit
from rostra.products.models import Kind, Product
from rostra.release import jobs, queries, sending
from rostra.release.actions.cancel import cancel
from rostra.release.actions.correct import correct
from rostra.release.actions.find_unaffected import find_unaffected
from rostra.release.actions.hold import hold
from rostra.release.actions.lift_waiver import lift_waiver
from rostra.release.actions.reschedule import reschedule
from rostra.release.actions.resume import resume
from rostra.release.actions.schedule import schedule
from rostra.release.actions.unseal import unseal
from rostra.release.actions.waive import waive
from rostra.release.actions.withdraw import withdraw
from rostra.release.channels import registry
from rostra.release.channels.registry import Outcome, Recipient
from rostra.release.models import Delivery, FrozenVersion, Obligation, Release, Waiver
from rostra.release.public_state import PublicState
from rostra.release.sealed import store
from tests.conftest import NOON
from tests.factories.products import cleared_product, kind, operator

LANGUAGES = ("ar", "en", "fr")
#: So many lives of 25 verbs each; all of them with ROSTRA_SWEEP=whole, as `make prove` sets it.
LIVES = 200 if os.environ.get("ROSTRA_SWEEP") == "whole" else 40
spans = st.sampled_from([0.5, 1.0, 3.0, 20.0, 70.0, 1200.0])


class MoodyPartner:
    """A fake at the far edge: it takes a message or not, as it is told, and keeps what it took."""

    name = "moody"

    def __init__(self) -> None:
        self.willing = True
        self.taken: list[tuple[str, str, datetime]] = []

    @staticmethod
    def ends(took: int) -> None:
        """Told at the end of a life how many messages were taken."""

    def recipients(self, state: PublicState) -> Iterable[Recipient]:
        """Every language."""
        return [Recipient("partner", code) for code in state.tellings]

    def render(self, state: PublicState, language: str) -> bytes:
        """The fate."""
        return state.tellings[language].fate.encode()

    def send(self, delivery: Delivery, payload: bytes) -> Outcome:
        """Take it, or not; never before its instant."""
        assert delivery.release.instant <= rostra_clock.now(), "early"
        if self.willing:
            self.taken.append((delivery.key, delivery.frozen.language.code, delivery.release.instant))
        return Outcome(accepted=self.willing, status="200" if self.willing else "503")


class ReleaseMachine(RuleBasedStateMachine):
    """One product in three languages, a press officer who does anything, and a clock that only goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.home = Path(tempfile.mkdtemp(prefix="rostra-machine-"))
        self.settings = override_settings(HOME=self.home)
        self.settings.enable()
        self.partner = MoodyPartner()
        registry._channels.update({self.partner.name: self.partner})
        self.atoms = TestCase._enter_atomics()
        self.travel = time_machine.travel(NOON, tick=False)
        self.clock = self.travel.start()
        self.product = cleared_product(languages=LANGUAGES, kind=kind("paper", series="P"))
        self.by = operator()
        self.elsewhere = Office.objects.create(slug="elsewhere", name={"en": "Elsewhere"}, has_site=False)
        self.edits = self.papers = 0

    def teardown(self) -> None:
        self.partner.ends(len(self.partner.taken))
        self.travel.stop()
        TestCase._rollback_atomics(self.atoms)
        self.settings.disable()
        shutil.rmtree(self.home)

    def attempt(self, verb: object, *args: object, **options: object) -> None:
        """Every refusal is an answer; any other exception is a fault."""
        try:
            verb(*args, by=self.by, **options)  # type: ignore[operator]
        except Refusal as refusal:
            assert refusal.reason

    def ahead(self) -> Release | None:
        return queries.ahead(self.product, rostra_clock.now())

    def public(self) -> set[str]:
        rows = FrozenVersion.objects.visible_to(Audience.ANONYMOUS, rostra_clock.now())
        return {row.language.code for row in rows.filter(product=self.product)}

    @initialize(public=st.booleans(), joining=st.booleans())
    def begins(self, public: bool, joining: bool) -> None:
        """Some lives begin with a release that is out, so that in every run the verbs after it are tried."""
        if joining:
            self.product.kind.policy = Kind.Policy.JOIN
            self.product.kind.save()
        if public:
            self.a_release_runs_its_whole_life(willing=True)

    @rule(seconds=spans)
    def time_passes(self, seconds: float) -> None:
        self.clock.shift(timedelta(seconds=seconds))

    @rule()
    def worker_works(self) -> None:
        now = rostra_clock.now()
        jobs.press()
        jobs.tick(now)
        jobs.spread(now, worker="machine")

    @rule()
    def goes_live(self) -> None:
        """What is on its way is carried over its instant, if nothing stands in the way."""
        self.worker_works()
        if (release := self.ahead()) is not None and release.instant > rostra_clock.now():
            self.clock.move_to(release.instant)
            self.worker_works()

    @rule(willing=st.booleans())
    def a_release_runs_its_whole_life(self, willing: bool) -> None:
        """The ordinary day: chance alone seldom puts these verbs in a row."""
        self.schedules(minutes=None)
        self.goes_live()
        self.delivers(willing=willing)

    @rule(willing=st.booleans())
    def delivers(self, willing: bool) -> None:
        self.partner.willing = willing
        rows = sending.claim(rostra_clock.now(), worker="machine")
        sending.write_down([(row, sending.attempt(row)) for row in rows])

    @rule()
    def worker_dies(self) -> None:
        """It claimed, and never came back."""
        sending.claim(rostra_clock.now(), worker="dead")

    @rule(code=st.sampled_from(LANGUAGES))
    def edits_and_clears(self, code: str) -> None:
        self.edits += 1
        version = self.product.versions.get(language__code=code)
        self.attempt(edit, version, fields={"headline": f"Edited {self.edits}"})
        self.attempt(clear, self.product.versions.get(language__code=code))

    @rule(code=st.sampled_from(LANGUAGES))
    def edits_only(self, code: str) -> None:
        self.edits += 1
        version = self.product.versions.get(language__code=code)
        self.attempt(edit, version, fields={"headline": f"Edited {self.edits}"})

    @rule(hours=st.integers(1, 400), office=st.booleans())
    def describes(self, hours: int, office: bool) -> None:
        fields = {"office": self.elsewhere} if office else {"occurred_at": NOON - timedelta(hours=hours)}
        self.attempt(describe, self.product, fields=fields)

    @rule(code=st.sampled_from(LANGUAGES), minutes=st.sampled_from([None, 5]))
    def waives(self, code: str, minutes: int | None) -> None:
        until = rostra_clock.now() + timedelta(minutes=minutes) if minutes else None
        self.attempt(waive, self.product, language=code, reason="Ill.", until=until)

    @rule(code=st.sampled_from(LANGUAGES))
    def lifts_a_waiver(self, code: str) -> None:
        self.attempt(lift_waiver, self.product, language=code)

    @rule(codes=st.sets(st.sampled_from(LANGUAGES)), minutes=st.sampled_from([None, 1, 10]))
    def schedules_by_name(self, codes: set[str], minutes: int | None) -> None:
        at = rostra_clock.now() + timedelta(minutes=minutes) if minutes else None
        self.attempt(schedule, self.product, languages=sorted(codes), at=at)

    @rule(code=st.sampled_from(LANGUAGES))
    def unseals(self, code: str) -> None:
        self.attempt(unseal, self.product.versions.get(language__code=code))

    @rule(minutes=st.sampled_from([None, 1]))
    def another_of_the_series_is_scheduled(self, minutes: int | None) -> None:
        self.papers += 1
        paper = cleared_product(f"paper-{self.papers}", languages=("en",), kind=self.product.kind)
        at = rostra_clock.now() + timedelta(minutes=minutes) if minutes else None
        self.attempt(schedule, paper, at=at)

    @rule(minutes=st.sampled_from([None, 1, 10]))
    def schedules(self, minutes: int | None) -> None:
        at = rostra_clock.now() + timedelta(minutes=minutes) if minutes else None
        self.attempt(schedule, self.product, at=at)

    @rule(code=st.sampled_from(LANGUAGES), ask_others=st.booleans())
    def corrects(self, code: str, ask_others: bool) -> None:
        self.edits += 1
        texts = {code: {"headline": f"Corrected {self.edits}"}}
        self.attempt(correct, self.product, note={"en": "Wrong."}, texts=texts, ask_others=ask_others)

    @rule(code=st.sampled_from([None, *LANGUAGES]))
    def withdraws(self, code: str | None) -> None:
        self.attempt(withdraw, self.product, reason={"en": "Kill."}, languages=[code] if code else None)

    @rule(most=st.integers(1, 3))
    def checks(self, most: int) -> None:
        if owed := Obligation.objects.filter(outcome="open")[:most]:
            self.attempt(find_unaffected, *owed)

    @rule()
    def cancels(self) -> None:
        if (release := self.ahead()) is not None:
            self.attempt(cancel, release)

    @rule()
    def reschedules(self) -> None:
        if (release := self.ahead()) is not None:
            self.attempt(reschedule, release, at=None)

    @rule(whole=st.booleans())
    def holds(self, whole: bool) -> None:
        self.attempt(hold, None if whole else self.ahead(), reason="Wait.")

    @rule()
    def resumes(self) -> None:
        self.attempt(resume)

    @invariant()
    def at_most_one_release_is_the_present_and_one_is_ahead(self) -> None:
        now = rostra_clock.now()
        for product in Product.objects.all():
            assert Release.objects.visible_to(Audience.ANONYMOUS, now).filter(product=product).count() <= 1
            assert Release.objects.ahead(now).filter(product=product).count() <= 1

    @invariant()
    def what_was_public_stays_public_until_it_is_withdrawn(self) -> None:
        live = Release.objects.gone_live(rostra_clock.now()).filter(product=self.product)
        present = queries.present(self.product, rostra_clock.now())
        assert (present is not None) == live.exists()
        if present is not None:
            assert present == live.order_by("-instant").first()

    @invariant()
    def all_languages_or_none(self) -> None:
        if self.product.kind.policy == Kind.Policy.JOIN:
            return
        public = self.public()
        withdrawn = Release.objects.filter(act="withdrawal").values_list("languages__code", flat=True)
        waived = Waiver.objects.values_list("language__code", flat=True)
        assert not public or public >= set(LANGUAGES) - set(withdrawn) - set(waived)

    @invariant()
    def whoever_is_absent_from_a_joining_product_is_awaited_once_its_first_release_is_live_and_only_then(self) -> None:
        live = Release.objects.gone_live(rostra_clock.now()).filter(product=self.product)
        first = live.filter(follows=None).first()
        if first is None or self.product.kind.policy != Kind.Policy.JOIN:
            assert not self.product.versions.exclude(due_at=None).exists()
            return
        deadline = first.instant + timedelta(hours=self.product.kind.join_hours)
        unheard = Announcement.objects.filter(state="waiting", payload__release_id=first.pk).exists()
        for version in self.product.versions.exclude(frozen__release__in=live):
            assert version.due_at == deadline or (unheard and version.due_at is None)

    @invariant()
    def numbers_are_given_once_and_in_the_order_of_arming_and_only_to_what_opens(self) -> None:
        firsts = Release.objects.filter(state="armed", held_at=None, follows=None).order_by("armed_at", "serial")
        numbers = [release.serial for release in firsts]
        assert numbers == sorted(set(numbers))
        given = Product.objects.exclude(serial=None)
        assert dict(given.values_list("pk", "serial")) == {each.product_id: each.serial for each in firsts}

    @invariant()
    def what_is_being_checked_is_what_a_correction_asks_and_nobody_answered_yet(self) -> None:
        now = rostra_clock.now()
        rows = FrozenVersion.objects.visible_to(Audience.ANONYMOUS, now)
        asked = Obligation.objects.filter(correction__in=Release.objects.gone_live(now), version__frozen__in=rows)
        open_ones = asked.filter(Q(outcome="open") | Q(met_by__in=Release.objects.ahead(now)))
        checked = set(rows.filter(fate="under_check").values_list("version", flat=True))
        assert checked == set(open_ones.values_list("version", flat=True))

    @invariant()
    def what_was_frozen_says_what_its_text_says(self) -> None:
        for row in FrozenVersion.objects.select_related("office"):
            text = json.loads(store().get(row.digest))
            assert text["office"] == row.office.slug
            assert text["occurred_at"] == (row.occurred_at.isoformat() if row.occurred_at else None)

    @invariant()
    def the_strip_says_what_the_public_reads(self) -> None:
        now, public = rostra_clock.now(), self.public()
        cells = {c.language.code: c.state for c in queries.cells([self.product], now)[self.product.pk]}
        assert {code for code, state in cells.items() if state in {"released", "under_check"}} <= public
        assert not public & {code for code, state in cells.items() if state in {"withdrawn", "missing", "cleared"}}

    @invariant()
    def every_delivery_is_done_with_a_receipt_or_visibly_not_done(self) -> None:
        for row in Delivery.objects.prefetch_related("receipts"):
            accepted = [receipt for receipt in row.receipts.all() if receipt.accepted]
            assert len(accepted) == (row.state == "done"), row.key
            assert row.state in {"waiting", "done", "dead", "cancelled"}
            assert row.due_at >= row.release.instant

    @invariant()
    def the_partner_gets_nothing_twice_and_never_an_older_text_after_a_newer(self) -> None:
        keys = [key for key, _, _ in self.partner.taken]
        assert len(keys) == len(set(keys))
        for code in LANGUAGES:
            instants = [instant for key, language, instant in self.partner.taken if self.is_ours(key, language, code)]
            assert instants == sorted(instants)

    def is_ours(self, key: str, language: str, code: str) -> bool:
        """Whether a message is of the first product, in this language."""
        return language == code and Release.objects.get(pk=key.partition(":")[0]).product_id == self.product.pk


@pytest.mark.django_db
def test_any_sequence_of_verbs_keeps_the_promises(
    monkeypatch: pytest.MonkeyPatch, record_property: Callable[[str, object], None]
) -> None:
    monkeypatch.setattr(registry, "_channels", {})
    took: list[int] = []
    monkeypatch.setattr(MoodyPartner, "ends", took.append)
    run_state_machine_as_test(
        ReleaseMachine,
        settings=settings(
            max_examples=LIVES, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
    assert sum(took) > 0, "the partner got something in all these lives, so the promises were tried"
    record_property("lives", len(took))
    record_property("messages to the partner", sum(took))
