"""The one door to the outside: which addresses may be called, and that no other is."""

import ipaddress
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpcore
import pytest

from config.environment import ENVIRONMENT
from rostra.foundation.errors import Refusal
from rostra.release import transport
from rostra.release.endpoints import endpoint_of, is_public
from rostra.release.transport import Guard, Unreachable, post
from tests.release.partner import Box, Partner

HOSTS = ENVIRONMENT.hostile / "generated" / "ssrf_hosts.txt"
#: Addresses to which a name may lead, and that only look public.
INNER = (
    "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "192.0.0.192", "0.0.0.0",
    "224.0.0.1", "255.255.255.255", "198.18.0.1", "::1", "::", "fe80::1", "fd00::1", "::ffff:127.0.0.1",
    "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::", "::127.0.0.1", "ff02::1",
)  # fmt: skip


class Watch:
    """Every connection that anything in this process makes, as the interpreter itself reports it."""

    def __init__(self) -> None:
        self.seen: list[Any] | None = None
        sys.addaudithook(self._note)

    def _note(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "socket.connect" and self.seen is not None:
            self.seen.append(arguments[1])

    @contextmanager
    def __call__(self) -> Iterator[list[Any]]:
        """The addresses connected to meanwhile."""
        self.seen = []
        try:
            yield self.seen
        finally:
            self.seen = None


#: A hook of the interpreter cannot be taken out again, so there is one.
every_connection = Watch()


def call(url: str, guard: Guard | None = None) -> str:
    try:
        reply = post(url, headers={}, body=b"{}", timeout=2, guard=guard)
    except Refusal as refusal:
        return refusal.code
    except Unreachable as trouble:
        return trouble.code
    return str(reply.status)


def leading_to(*addresses: str) -> Callable[[str, int], list[Any]]:
    return lambda host, port: [ipaddress.ip_address(address) for address in addresses]


def test_the_watch_sees_a_connection(partner: Partner) -> None:
    with every_connection() as seen, socket.create_connection(("127.0.0.1", partner.port)):
        pass
    assert seen == [("127.0.0.1", partner.port)]


@pytest.mark.skipif(not HOSTS.exists(), reason="the corpus of hostile addresses is not here")
def test_no_hostile_address_opens_a_socket() -> None:
    lines = [line for line in HOSTS.read_text().splitlines() if line]
    assert lines
    variants = [*lines, *(line.replace("http:", "https:", 1) for line in lines)]
    with every_connection() as seen:
        answers = {url: call(url) for url in variants}
    assert seen == []
    assert set(answers.values()) <= {"endpoint", "forbidden_address", "dns"}


@pytest.mark.parametrize("address", INNER)
def test_a_name_that_leads_inside_is_not_called(address: str) -> None:
    guard = Guard(resolve=leading_to("93.184.216.34", address))
    with every_connection() as seen:
        assert call("https://partner.example/in", guard) == "forbidden_address"
    assert seen == []
    assert not is_public(ipaddress.ip_address(address))


def test_a_name_trusted_to_stand_inside_may_not_lead_to_the_metadata_of_a_cloud() -> None:
    guard = Guard(private=frozenset({"partner.example"}), resolve=leading_to("169.254.169.254"))
    assert call("https://partner.example/in", guard) == "forbidden_address"


class Recorder(httpcore.NetworkBackend):
    """A network on which nobody answers; it keeps who was called."""

    def __init__(self) -> None:
        self.called: list[str] = []

    def connect_tcp(self, host: str, port: int, *_: Any, **__: Any) -> httpcore.NetworkStream:
        self.called.append(host)
        raise httpcore.ConnectError("nobody")


def test_the_address_that_was_checked_is_the_one_that_is_called_whatever_the_name_says_later() -> None:
    asked: list[str] = []

    def rebinding(host: str, port: int) -> list[Any]:
        asked.append(host)
        return [ipaddress.ip_address("93.184.216.34" if len(asked) == 1 else "127.0.0.1")]

    network = Recorder()
    assert call("https://partner.example/in", Guard(resolve=rebinding, network=network)) == "connect"
    assert (asked, network.called) == (["partner.example"], ["93.184.216.34"])


@pytest.mark.parametrize(
    "url",
    [
        "https://user:word@partner.example/", "https://partner.example:22/", "https://partner.example/#x",
        "https://partner.example\t/", "https://2130706433/", "https://пример.example/", "//partner.example/", "",
    ],
)  # fmt: skip
def test_what_two_readers_could_read_differently_is_no_endpoint(url: str) -> None:
    with pytest.raises(Refusal) as refused:
        endpoint_of(url)
    assert refused.value.code == "endpoint"


def test_a_partner_whose_certificate_nobody_vouches_for_gets_nothing(box: Box) -> None:
    stranger = Guard(private=frozenset({"localhost"}))
    assert call(box.url(), stranger) == "tls"
    assert box.messages() == []


def test_redirects_are_told_and_not_followed(box: Box, partner: Partner) -> None:
    guard = Guard(private=frozenset({"localhost"}), authorities=str(partner.authorities))
    with every_connection() as seen:
        assert call(box.url("redirect/302"), guard) == "302"
    assert [port for _, port, *_ in seen] == [partner.port]
    assert [message.answer for message in box.messages()] == [302]


def test_of_an_answer_without_end_a_bounded_part_is_read(box: Box, partner: Partner) -> None:
    guard = Guard(private=frozenset({"localhost"}), authorities=str(partner.authorities))
    reply = post(box.url("big"), headers={}, body=b"{}", timeout=10, guard=guard)
    assert len(reply.body) == transport.MOST_BYTES


def test_one_byte_a_second_uses_up_the_whole_time_and_no_more(box: Box, partner: Partner) -> None:
    guard = Guard(private=frozenset({"localhost"}), authorities=str(partner.authorities))
    assert call(box.url("slow"), guard) == "timeout"
