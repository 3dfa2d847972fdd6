"""The crawl is a detector: each leak that is planted turns it red."""

import pytest
import time_machine
from django.core.management import call_command
from django.urls import get_callable

from tests.noninterference.crawl import HOSTS, Answer, Ask, Crawl, differences
from tests.noninterference.leaks import PLANTED
from tests.noninterference.test_same_bytes import guesses_at
from tests.noninterference.world import ARMING, INSTANT, open_front, public_network, settle, under_embargo

pytestmark = pytest.mark.django_db(transaction=True)


def crawl(name: str, patch: pytest.MonkeyPatch, guessed: list[Ask]) -> dict[Ask, Answer]:
    """A short crawl of headquarters in one language, with a leak planted; none without a name."""
    with patch.context() as planted:
        get_callable.cache_clear()  # Django remembers who answers when nothing is found
        if name:
            PLANTED[name](planted)
        seeds = ("/en/", "/robots.txt", "/sitemap.xml")
        found = Crawl(open_front(), hosts=HOSTS[:1], languages=("en",), seeds=seeds).run(extra=guessed)
    get_callable.cache_clear()
    return found


def test_every_planted_leak_is_seen(
    clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch, subtests: pytest.Subtests
) -> None:
    call_command("flush", interactive=False, verbosity=0)  # as before the other instance
    public_network(clock)
    guessed = [
        ask for ask in guesses_at(under_embargo(), HOSTS[:1]) if ask.target.startswith(("/en/", "/media/", "/zq"))
    ]
    settle(INSTANT - ARMING, clock)
    names = ["", *PLANTED]
    hiding = {name: crawl(name, monkeypatch, guessed) for name in names}
    call_command("flush", interactive=False, verbosity=0)
    public_network(clock)
    settle(INSTANT - ARMING, clock)
    innocent = {name: crawl(name, monkeypatch, guessed) for name in names}
    assert differences(innocent[""], hiding[""]) == []
    assert len(PLANTED) > 10
    for name in PLANTED:
        with subtests.test(name):
            assert differences(innocent[name], hiding[name]) != [], f"the crawl does not see that {name}"
