"""What lies under embargo changes no byte that the public gets; at the instant all of it is there."""

import logging
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
import time_machine
from django.core.management import call_command
from django.urls import Resolver404, resolve

from rostra.audience import urls as audience_urls
from rostra.release.actions.carry_out import carry_out
from rostra.release.actions.withdraw import withdraw
from rostra.website import symbol_urls
from tests.factories.products import ALL, operator
from tests.noninterference.crawl import HOSTS, Answer, Ask, Crawl, differences
from tests.noninterference.world import (
    ARMING,
    BURIED,
    CHANGES,
    INSTANT,
    SLUGLINE,
    TOKENS,
    Secret,
    later_press_release,
    open_front,
    public_network,
    settle,
    skip_a_number,
    token,
    under_embargo,
)

pytestmark = pytest.mark.django_db(transaction=True)
SECOND = timedelta(seconds=1)
#: Addresses that take something and tell nothing.
WRITTEN_ONLY = frozenset({"-/beacon"})
#: Where a reader looks who knows the symbols of what is coming, and of what is kept back.
COMING = tuple(
    f"{start}{symbol}"
    for symbol in ("A/RES/74/271", "A/RES/74/272")
    for start in ("/", "/en/", "/symbol/", "/en/documents/", "/ar/documents/", "/en/search?q=")
)


def unasked(answers: dict[Ask, Answer]) -> set[str]:
    """The public addresses, as their patterns write them, of which the crawl got nothing."""
    reached = set()
    for request, answer in answers.items():
        if answer.code < 400:
            urls = "rostra.website.symbol_urls" if request.host == "symbols.test" else "config.urls"
            with suppress(Resolver404):
                reached.add(resolve(unquote(request.target.partition("?")[0]), urls).route)
    public = {str(each.pattern) for each in [*symbol_urls.urlpatterns, *audience_urls.urlpatterns]}
    return public - reached - WRITTEN_ONLY


def guesses_at(secret: Secret, hosts: tuple[str, ...] = HOSTS) -> list[Ask]:
    """What somebody would ask who knew every address and every digest of what is coming."""
    found = []
    for host in hosts:
        for path, digest in secret.pages.items():
            tag = (("If-None-Match", f'"{digest[:32]}"'),)
            found += [Ask("GET", host, path), Ask("HEAD", host, path), Ask("GET", host, path, tag)]
        found += [Ask("POST", host, path) for path in secret.pages if path.startswith("/en/")]
        found += [Ask("GET", host, path) for path in secret.media]
        found += [Ask("GET", host, f"/{SLUGLINE}"), Ask("GET", host, f"/en/{SLUGLINE}")]
        found += [Ask("GET", host, path) for path in COMING]
    found += [Ask("GET", "symbols.test", path) for path in (*COMING, "/A/RES/74/270", "/en/A/RES/74/270")]
    return found + [Ask("GET", HOSTS[0], f"/centres/south{path}") for path in secret.pages]


def words_in(answers: dict[Ask, Answer], words: Iterable[str]) -> set[str]:
    """The words that stand anywhere in these answers, unless the question had them."""
    told = [(request.target, answer.everything) for request, answer in answers.items()]
    return {word for word in words if any(word.encode() in answer and word not in asked for asked, answer in told)}


def logged(folder: Path, records: Iterable[logging.LogRecord]) -> str:
    """All that was written down where an operator, or a thief of logs, reads it."""
    return "\n".join([*(each.getMessage() for each in records), *(f.read_text() for f in folder.rglob("*.jsonl"))])


def test_an_embargo_changes_no_byte_until_its_instant(
    clock: time_machine.Traveller, tmp_path: Path, caplog: pytest.LogCaptureFixture, settings
) -> None:
    call_command("flush", interactive=False, verbosity=0)  # as before the other instance
    public_network(clock)
    secret = under_embargo()
    guessed = guesses_at(secret)
    hiding = [Crawl(open_front(), languages=("en",)).run()]
    settle(INSTANT - ARMING, clock)
    assert later_press_release(clock).serial == 3, "the armed press release has number 2"
    settle(INSTANT - SECOND, clock)
    hiding.append(Crawl(open_front()).run(extra=guessed))
    for answers in hiding:
        assert words_in(answers, {*TOKENS, *CHANGES, *BURIED}) == set()
        assert not any(answer.code >= 500 for answer in answers.values())
    assert not any(token in logged(tmp_path, caplog.records) for token in TOKENS)

    call_command("flush", interactive=False, verbosity=0)
    settings.HOME = tmp_path / "innocent"  # the first has an index with what went live there
    settings.HOME.mkdir()
    public_network(clock)
    innocent = [Crawl(open_front(), languages=("en",)).run()]
    skip_a_number()
    settle(INSTANT - ARMING, clock)
    later_press_release(clock)
    settle(INSTANT - SECOND, clock)
    innocent.append(Crawl(open_front()).run(extra=guessed))
    assert b"PR/3" in innocent[1][Ask("GET", HOSTS[0], "/en/press-release/tides")].body
    assert differences(innocent[0], hiding[0]) == []
    assert differences(innocent[1], hiding[1]) == []


def test_every_word_is_there_at_the_instant_and_gone_after_a_withdrawal(clock: time_machine.Traveller) -> None:
    public_network(clock)
    secret = under_embargo()
    settle(INSTANT - ARMING, clock)
    settle(INSTANT, clock)
    public = Crawl(open_front(), hosts=HOSTS[:1]).run(extra=guesses_at(secret, HOSTS[:1]))
    assert words_in(public, {*TOKENS, *CHANGES, SLUGLINE, *BURIED}) == {*TOKENS, *CHANGES, SLUGLINE}
    assert unasked(public) == set(), "a public address that the crawl does not reach proves nothing"
    carry_out(withdraw(secret.product, by=operator(), reason={"en": "It was wrong."}))
    settle(INSTANT + timedelta(minutes=1), clock)
    after = Crawl(open_front(), hosts=HOSTS[:1]).run(extra=guesses_at(secret, HOSTS[:1]))
    assert words_in(after, {*TOKENS, *BURIED}) == {token(code, "document") for code in ALL}
