"""Promising and noting: by whom, what is refused, and what the ledger keeps."""

from datetime import date

import pytest

from rostra.audience.queries import Span
from rostra.foundation.errors import Refusal
from rostra.foundation.models import Language, LedgerEntry, User
from rostra.results.actions.annotate import annotate
from rostra.results.actions.set_baseline import set_baseline
from rostra.results.actions.set_target import set_target
from rostra.results.actions.withdraw_target import withdraw_target
from rostra.results.models import Baseline, PeriodNote, Target
from tests.factories.products import languages, operator
from tests.factories.results import YEAR, indicator, promise

pytestmark = pytest.mark.django_db
HALF = Span(date(2026, 1, 1), date(2026, 6, 30))


def test_a_target_set_again_takes_its_own_place_and_the_ledger_keeps_both():
    languages()
    about, arabic = indicator(), Language.objects.get(code="ar")
    for value in (100, 120):
        set_target(about, by=operator(), span=YEAR, value=value)
    set_target(about, by=operator(), span=YEAR, value=30, language=arabic)
    assert {(t.language and t.language.code, t.value) for t in Target.objects.all()} == {(None, 120), ("ar", 30)}
    kept = LedgerEntry.objects.filter(verb="set target").order_by("pk")
    assert [(entry.details["before"], entry.details["value"]) for entry in kept] == [
        (None, 100),
        (100, 120),
        (None, 30),
    ]
    assert Target.objects.get(value=120).set_by == operator()


@pytest.mark.parametrize(
    ("span", "value", "code"),
    [
        (Span(YEAR.last, YEAR.first), 1, "bad_period"), (HALF, 1, "bad_period"),
        (YEAR, -1, "bad_value"), (YEAR, float("nan"), "bad_value"), (YEAR, float("inf"), "bad_value"),
    ],
)  # fmt: skip
def test_what_is_no_promise_is_refused_and_changes_nothing(span, value, code):
    about = indicator()
    set_target(about, by=operator(), span=YEAR, value=100)
    with pytest.raises(Refusal) as refused:
        set_target(about, by=operator(), span=span, value=value)
    assert refused.value.code == code
    assert [target.value for target in Target.objects.all()] == [100]


def test_only_who_may_promises_and_notes():
    about, reader = indicator(), User.objects.create_user("reader")
    with pytest.raises(Refusal, match="change_target"):
        set_target(about, by=reader, span=YEAR, value=1)
    with pytest.raises(Refusal, match="add_periodnote"):
        annotate(about, by=reader, span=YEAR, text="A campaign.")
    with pytest.raises(Refusal, match="change_target"):
        set_baseline(about, by=reader, span=YEAR, value=1, source={"en": "A report."})
    assert not Target.objects.exists()
    promised = promise(about, baseline=1, target=2)
    with pytest.raises(Refusal, match="change_target"):
        withdraw_target(promised, by=reader, reason="A slip.")
    assert not LedgerEntry.objects.exists()


def test_a_note_needs_a_text_and_a_period():
    about = indicator()
    for span, text in ((YEAR, "  "), (Span(YEAR.last, YEAR.first), "A campaign.")):
        with pytest.raises(Refusal):
            annotate(about, by=operator(), span=span, text=text)
    assert annotate(about, by=operator(), span=HALF, text=" A campaign. ").text == "A campaign."
    assert PeriodNote.objects.count() == 1


def test_a_baseline_says_that_it_was_typed_in_and_set_again_takes_its_own_place():
    languages()
    about, source = indicator(), {"en": "Annual report."}
    for value in (60, 50):
        set_baseline(about, by=operator(), span=HALF, value=value, source={"en": "Annual\x00 \u202ereport."})
    (kept,) = Baseline.objects.all()
    assert (kept.value, kept.typed_in, kept.source) == (50, True, source)
    entries = LedgerEntry.objects.filter(verb="set baseline").order_by("pk")
    assert [(entry.details["before"], entry.details["value"]) for entry in entries] == [(None, 60), (60, 50)]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"span": Span(YEAR.last, YEAR.first)}, "bad_period"), ({"value": -1}, "bad_value"),
        ({"value": float("inf")}, "bad_value"), ({"source": {"en": " \x00"}}, "empty"),
        ({"source": {"en": "x" * 5_001}}, "too_long"), ({"source": {"xx": "A report."}}, "unknown_language"),
    ],
)  # fmt: skip
def test_what_is_no_baseline_is_refused(changed, code):
    languages()
    sound = {"span": HALF, "value": 1, "source": {"en": "A report."}}
    with pytest.raises(Refusal) as refused:
        set_baseline(indicator(), by=operator(), **{**sound, **changed})
    assert refused.value.code == code
    assert not Baseline.objects.exists()


def test_a_wrong_target_is_withdrawn_with_a_reason_and_makes_room_for_the_right_one():
    about = indicator()
    wrong = set_target(about, by=operator(), span=YEAR, value=100)
    with pytest.raises(Refusal, match="without a reason"):
        withdraw_target(wrong, by=operator(), reason=" ")
    withdraw_target(wrong, by=operator(), reason="It is of half a year.")
    set_target(about, by=operator(), span=HALF, value=100)
    assert [target.ends_on for target in Target.objects.all()] == [HALF.last]
    kept = LedgerEntry.objects.get(verb="withdraw target").details
    assert kept == {
        "language": "", "period": ["2026-01-01", "2026-12-31"], "value": 100, "set_by": "operator",
        "reason": "It is of half a year.",
    }  # fmt: skip
