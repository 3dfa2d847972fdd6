"""The pure decisions of release."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rostra.release import rules
from rostra.release.rules import LanguageFacts, Obstacle, cell, obstacles

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

facts_of_any_kind = st.builds(
    LanguageFacts,
    language=st.just("ar"),
    required=st.booleans(),
    work=st.sampled_from(["", "planned", "drafting", "in_review", "cleared"]),
    stale=st.booleans(),
    waived=st.sampled_from(["", "no translator"]),
    public=st.sampled_from(["", "released", "carried", "under_check", "withdrawn"]),
    ahead=st.booleans(),
)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (LanguageFacts("ar"), "not_required"),
        (LanguageFacts("ar", required=True), "missing"),
        (LanguageFacts("ar", required=True, work="planned"), "missing"),
        (LanguageFacts("ar", required=True, work="drafting"), "drafting"),
        (LanguageFacts("ar", required=True, work="in_review"), "in_review"),
        (LanguageFacts("ar", required=True, waived="no desk"), "waived"),
        (LanguageFacts("ar", required=True, work="drafting", waived="no desk"), "waived"),
        (LanguageFacts("ar", required=True, work="cleared", waived="no desk"), "cleared"),
        (LanguageFacts("ar", work="cleared", stale=True), "stale"),
        (LanguageFacts("ar", work="cleared", ahead=True), "armed"),
        (LanguageFacts("ar", work="cleared", public="carried"), "released"),
        (LanguageFacts("ar", work="drafting", public="released", stale=True), "stale"),
        (LanguageFacts("ar", work="cleared", public="under_check"), "under_check"),
        (LanguageFacts("ar", work="cleared", public="withdrawn"), "withdrawn"),
    ],
)
def test_each_cell_says_the_thing_that_matters_most(facts: LanguageFacts, expected: str) -> None:
    assert cell(facts) == expected


@given(facts_of_any_kind)
def test_every_language_has_one_of_the_eleven_states(facts: LanguageFacts) -> None:
    assert cell(facts) in rules.CELL_STATES


def test_all_obstacles_are_said_not_only_the_first() -> None:
    facts = [
        LanguageFacts("ar", required=True, work="in_review"),
        LanguageFacts("zh", required=True),
        LanguageFacts("en", required=True, work="cleared"),
        LanguageFacts("fr", required=True, work="cleared", stale=True),
    ]
    found = obstacles(facts, wanted=["en", "fr"], together=True, busy=True, held=True)
    assert [(o.code, o.language) for o in found] == [
        ("held", ""),
        ("busy", ""),
        ("parity", "ar"),
        ("parity", "zh"),
        ("stale", "fr"),
    ]


@given(st.lists(facts_of_any_kind, max_size=1), st.booleans())
def test_together_nothing_goes_while_a_required_language_is_neither_ready_public_nor_waived(
    facts: list[LanguageFacts], wanted: bool
) -> None:
    found = obstacles(facts, wanted=["ar"] if wanted else ["en"], together=True)
    for each in facts:
        ready = (each.work == "cleared" and not each.stale) if wanted else bool(each.public or each.waived)
        if each.required and not ready:
            assert any(o.language == "ar" for o in found)


def test_a_flash_goes_while_others_are_missing() -> None:
    facts = [LanguageFacts("en", required=True, work="cleared"), LanguageFacts("ar", required=True)]
    assert obstacles(facts, wanted=["en"], together=False) == []
    assert obstacles(facts, wanted=["en"], together=True) == [Obstacle("parity", "ar", {"work": "missing"})]


@given(st.datetimes(timezones=st.just(UTC)).filter(lambda d: d.year < 9000), st.integers(0, 2000))
def test_the_earliest_instant_is_whole_and_keeps_the_lead(now: datetime, pages: int) -> None:
    instant = rules.earliest_instant(now, pages=pages)
    assert instant.microsecond == 0
    assert instant - now > rules.LEAD
    assert not rules.slips(now, instant)


def test_a_message_is_overtaken_only_by_a_newer_one_that_is_public() -> None:
    later, earlier = NOW + timedelta(minutes=5), NOW - timedelta(minutes=5)
    assert not rules.overtaken(NOW, [earlier], later)
    assert not rules.overtaken(NOW, [later], NOW)
    assert rules.overtaken(NOW, [earlier, later], later)
