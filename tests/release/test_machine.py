"""A stateful property test: any sequence of the verbs of release keeps the promises."""

from datetime import timedelta

import pytest
import time_machine
from django.test import TestCase
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from rostra.foundation import clock as rostra_clock
from rostra.foundation.errors import Refusal
from rostra.foundation.gate import Audience
from rostra.release import jobs, queries
from rostra.release.actions.cancel import cancel
from rostra.release.actions.correct import correct
from rostra.release.actions.find_unaffected import find_unaffected
from rostra.release.actions.hold import hold
from rostra.release.actions.reschedule import reschedule
from rostra.release.actions.resume import resume
from rostra.release.actions.schedule import schedule
from rostra.release.actions.withdraw import withdraw
from rostra.release.channels import registry
from rostra.release.models import FrozenVersion, Obligation, Release
from tests.conftest import NOON
from tests.factories.products import cleared_product, operator

LANGUAGES = ("ar", "en", "fr")
spans = st.sampled_from([0.5, 1.0, 3.0, 20.0, 70.0, 1200.0])


class ReleaseMachine(RuleBasedStateMachine):
    """One product in three languages, a press officer who does anything, and a clock that only goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.atoms = TestCase._enter_atomics()
        self.travel = time_machine.travel(NOON, tick=False)
        self.clock = self.travel.start()
        self.product = cleared_product(languages=LANGUAGES)
        self.by = operator()
        self.edits = 0

    def teardown(self) -> None:
        self.travel.stop()
        TestCase._rollback_atomics(self.atoms)

    def attempt(self, verb: object, *args: object, **options: object) -> None:
        """Every refusal is an answer; any other exception is a fault."""
        try:
            verb(*args, by=self.by, **options)  # type: ignore[operator]
        except Refusal as refusal:
            assert refusal.reason

    def ahead(self) -> Release | None:
        return queries.ahead(self.product, rostra_clock.now())

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

    @rule(minutes=st.sampled_from([None, 1, 10]))
    def schedules(self, minutes: int | None) -> None:
        at = rostra_clock.now() + timedelta(minutes=minutes) if minutes else None
        self.attempt(schedule, self.product, at=at)

    @rule(code=st.sampled_from(LANGUAGES))
    def corrects(self, code: str) -> None:
        self.edits += 1
        texts = {code: {"headline": f"Corrected {self.edits}"}}
        self.attempt(correct, self.product, note={"en": "Wrong."}, texts=texts)

    @rule(code=st.sampled_from([None, *LANGUAGES]))
    def withdraws(self, code: str | None) -> None:
        self.attempt(withdraw, self.product, reason={"en": "Kill."}, languages=[code] if code else None)

    @rule()
    def checks(self) -> None:
        for obligation in Obligation.objects.filter(outcome="open")[:1]:
            self.attempt(find_unaffected, obligation)

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
        assert Release.objects.visible_to(Audience.ANONYMOUS, now).count() <= 1
        assert Release.objects.ahead(now).count() <= 1

    @invariant()
    def what_was_public_stays_public_until_it_is_withdrawn(self) -> None:
        live = Release.objects.gone_live(rostra_clock.now())
        present = queries.present(self.product, rostra_clock.now())
        assert (present is not None) == live.exists()
        if present is not None:
            assert present == live.order_by("-instant").first()

    @invariant()
    def all_languages_or_none(self) -> None:
        rows = FrozenVersion.objects.visible_to(Audience.ANONYMOUS, rostra_clock.now())
        public = {row.language.code for row in rows}
        withdrawn = Release.objects.filter(act="withdrawal").values_list("languages__code", flat=True)
        assert not public or public >= set(LANGUAGES) - set(withdrawn)

    @invariant()
    def nothing_is_sent_before_its_instant(self) -> None:
        for release in Release.objects.filter(state="armed"):
            for delivery in release.deliveries.all():
                assert delivery.due_at >= release.instant
                assert delivery.done_at is None or delivery.done_at >= release.instant


@pytest.mark.django_db
def test_any_sequence_of_verbs_keeps_the_promises(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_channels", {})
    run_state_machine_as_test(
        ReleaseMachine,
        settings=settings(
            max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
