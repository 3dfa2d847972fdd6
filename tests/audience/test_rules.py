"""What an address stands for, and when a key must go."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rostra.audience import rules

KNOWN = rules.Known(frozenset({"ar", "en", "zh"}), frozenset({"story", "press-release"}), frozenset({"nairobi"}))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/en/", rules.Address(page="home", language="en")),
        ("/ar", rules.Address(page="home", language="ar")),
        ("/zh/story/clean-water", rules.Address("", "product", "zh", "story", "clean-water")),
        ("/centres/nairobi/en/story/a", rules.Address("nairobi", "product", "en", "story", "a")),
        ("/en/documents/A/RES/79/93", rules.Address(page="document", language="en", symbol="A/RES/79/93")),
        ("/en/documents/A/RES/79/93%20A-B", rules.Address(page="document", language="en", symbol="A/RES/79/93 A-B")),
        ("/en/themes/water", rules.Address(page="theme", language="en", theme="water")),
        ("/en/themes/water/feed.rss", rules.Address(page="feed", language="en", theme="water")),
        ("/en/feed.atom", rules.Address(page="feed", language="en")),
        ("/en/search", rules.Address(page="search", language="en")),
        ("/en/story", rules.Address(page="list", language="en", kind="story")),
        ("/xx/story/a", rules.Address()),
        ("/centres/nowhere/en/", rules.Address()),
        ("/media/0a1b.webp", rules.Address(page="asset")),
        ("/favicon.ico", rules.Address(page="asset")),
        ("/-/beacon", rules.Address(page="asset")),
    ],
)
def test_an_address_says_what_was_read(path, expected):
    assert rules.address(path, KNOWN) == expected


@given(st.text(max_size=200))
def test_no_path_breaks_the_reading_of_addresses(path):
    found = rules.address(path, KNOWN)
    assert found.language in {"", *KNOWN.languages}
    assert found.site in {"", *KNOWN.centres}


@given(
    st.text(max_size=40), st.text(max_size=40), st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32)
)
def test_a_visitor_is_63_bits_and_another_key_makes_another_visitor(address, agent, one, other):
    hashed, otherwise = (
        rules.visitor(rules.visitors(key, group="house"), address=address, agent=agent) for key in (one, other)
    )
    assert 0 <= hashed < 2**63
    assert one == other or hashed != otherwise


def test_a_key_lives_through_its_day_and_the_grace_and_no_longer():
    day, noon = date(2026, 11, 20), datetime(2026, 11, 20, 12, tzinfo=UTC)
    end = datetime(2026, 11, 21, tzinfo=UTC)
    assert not rules.key_has_expired(day, made_at=noon, now=end + rules.KEY_GRACE)
    assert rules.key_has_expired(day, made_at=noon, now=end + rules.KEY_GRACE + timedelta(seconds=1))


def test_the_key_of_an_old_log_lives_for_the_grace_after_it_was_made():
    made = datetime(2026, 11, 20, 12, tzinfo=UTC)
    assert not rules.key_has_expired(date(2015, 5, 17), made_at=made, now=made + timedelta(hours=1))
    assert rules.key_has_expired(date(2015, 5, 17), made_at=made, now=made + rules.KEY_GRACE + timedelta(seconds=1))
