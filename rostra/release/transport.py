"""The one door for what release sends out: HTTPS to a checked public address, within a time and a size."""

import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import httpcore

from config.environment import ENVIRONMENT
from rostra.release.endpoints import Address, Endpoint, check_addresses, endpoint_of

#: Of an answer, so much is read; the connection is then closed.
MOST_BYTES = 64 * 1024
#: What goes out in one piece, in bytes (RFC 8446, 5.1).
TLS_RECORD = 16 * 1024
#: A name with more addresses than this is called on the first ones only.
MOST_ADDRESSES = 4

Resolver = Callable[[str, int], list[Address]]


class Unreachable(Exception):
    """No answer came. `code` is one of dns, connect, tls, timeout, broken."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


@dataclass(frozen=True)
class Reply:
    """An answer: header names in lower case, at most `MOST_BYTES` of the body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def system_resolver(host: str, port: int) -> list[Address]:
    """The addresses that the operating system knows for a name."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(ipaddress.ip_address(str(entry[4][0])) for entry in found))


@dataclass(frozen=True)
class Guard:
    """Who may be called, and by which means. The defaults are the instance's; tests stand their own far edge in.

    Attributes:
        private: host names that may stand on private addresses.
        authorities: a PEM file of authorities trusted besides the system's; "" for none.
        resolve: name and port -> addresses; asked once a call.
        network: opens connections, to addresses only.
    """

    private: frozenset[str] = frozenset(ENVIRONMENT.push_private)
    authorities: str = ENVIRONMENT.push_ca
    resolve: Resolver = system_resolver
    network: httpcore.NetworkBackend = field(default_factory=httpcore.SyncBackend)


def post(url: str, *, headers: Mapping[str, str], body: bytes, timeout: float, guard: Guard | None = None) -> Reply:
    """Send `body` and read the answer. Redirects are not followed; nothing is unpacked.

    Args:
        timeout: seconds for everything together: name, connection, sending, answer.

    Raises:
        Refusal: `endpoint` or `forbidden_address`; no connection was opened.
        Unreachable: no answer came, or not in time.
    """
    guard = guard or Guard()
    deadline = time.monotonic() + timeout
    endpoint = endpoint_of(url)
    addresses = _resolve(endpoint, guard, deadline)
    check_addresses(endpoint.host, addresses, private=guard.private)
    network = _CheckedNetwork(guard.network, addresses[:MOST_ADDRESSES], deadline)
    try:
        with httpcore.ConnectionPool(ssl_context=_tls(guard.authorities), network_backend=network) as pool:
            return _exchange(pool, endpoint, headers, body)
    except httpcore.TimeoutException as error:
        raise Unreachable("timeout", f"No whole answer within {timeout:g} s.") from error
    except httpcore.ConnectError as error:
        tls = isinstance(error.__context__, ssl.SSLError) or isinstance(error.__cause__, ssl.SSLError)
        raise Unreachable("tls" if tls else "connect", str(error)) from error
    except (httpcore.NetworkError, httpcore.ProtocolError) as error:
        raise Unreachable("broken", f"{type(error).__name__}: {error}") from error


def _exchange(pool: httpcore.ConnectionPool, endpoint: Endpoint, headers: Mapping[str, str], body: bytes) -> Reply:
    url = httpcore.URL(scheme="https", host=endpoint.host, port=endpoint.port, target=endpoint.target)
    with pool.stream("POST", url, headers=[*headers.items()], content=body) as response:
        content = bytearray()
        for chunk in response.iter_stream():
            content += chunk
            if len(content) >= MOST_BYTES:
                break
        names = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
        return Reply(response.status, names, bytes(content[:MOST_BYTES]))


def _resolve(endpoint: Endpoint, guard: Guard, deadline: float) -> list[Address]:
    """Ask once. The system's resolver cannot be given a time, so it is asked in a thread that may be left behind."""
    answer: queue.SimpleQueue[list[Address] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answer.put(guard.resolve(endpoint.host, endpoint.port))
        except (OSError, UnicodeError) as error:
            answer.put(error)

    threading.Thread(target=ask, daemon=True, name=f"resolve {endpoint.host}").start()
    try:
        found = answer.get(timeout=max(0.001, deadline - time.monotonic()))
    except queue.Empty:
        raise Unreachable("timeout", f"The name {endpoint.host} was not resolved in time.") from None
    if isinstance(found, Exception) or not found:
        raise Unreachable("dns", f"The name {endpoint.host} leads nowhere: {found or 'no address'}.")
    return found


@lru_cache(maxsize=4)
def _tls(authorities: str) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if authorities:
        context.load_verify_locations(cafile=authorities)
    return context


class _CheckedNetwork(httpcore.NetworkBackend):
    """Connects to the checked addresses, whatever the name leads to by now; TLS still asks for the name."""

    def __init__(self, network: httpcore.NetworkBackend, addresses: list[Address], deadline: float) -> None:
        self._network, self._addresses, self._deadline = network, addresses, deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Try each address in turn; each gets an even share of the time that is left."""
        trouble: httpcore.ConnectError | httpcore.ConnectTimeout = httpcore.ConnectError("no address")
        for tried, address in enumerate(self._addresses):
            share = _left(self._deadline, httpcore.ConnectTimeout) / (len(self._addresses) - tried)
            try:
                stream = self._network.connect_tcp(str(address), port, share, socket_options=socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                trouble = error
                continue
            return _TimedStream(stream, self._deadline)
        raise trouble


class _TimedStream(httpcore.NetworkStream):
    """A stream on which every step gets only what is left of the whole time: one byte a second does not help."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read within what is left."""
        return self._stream.read(max_bytes, _left(self._deadline, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write within what is left; in pieces, as each piece may take its time."""
        view = memoryview(buffer)
        for start in range(0, len(view), TLS_RECORD):
            piece = bytes(view[start : start + TLS_RECORD])
            self._stream.write(piece, _left(self._deadline, httpcore.WriteTimeout))

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Agree on keys within what is left."""
        left = _left(self._deadline, httpcore.ConnectTimeout)
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def close(self) -> None:
        """Close at once."""
        self._stream.close()

    def get_extra_info(self, info: str) -> Any:
        """What the stream below knows."""
        return self._stream.get_extra_info(info)


def _left(deadline: float, over: type[httpcore.TimeoutException]) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise over("the whole time is over")
    return left
