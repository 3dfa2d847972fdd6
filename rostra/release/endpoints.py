"""What an address and a secret of a subscriber must be before anything is sent there: values in, verdicts out."""

import base64
import binascii
import ipaddress
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from rostra.foundation.errors import Refusal

#: The only well-known port that may be called; those from 1024 on may be, too.
HTTPS_PORT = 443
#: Standard Webhooks, section "Signature scheme": a symmetric secret has between 24 and 64 bytes.
SECRET_BYTES = range(24, 65)
SECRET_PREFIX = "whsec_"  # noqa: S105 (the mark of a secret, not one)

_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
#: Printable ASCII but for what would end the address or be read differently by different readers.
_PLAIN = re.compile(r"[!#-;=?-\[\]_a-z~]+")

#: IPv6 is let through where it is global unicast (RFC 4291), but for what carries an IPv4 address or is no place.
_UNICAST = ipaddress.ip_network("2000::/3")
_CLOSED = tuple(
    ipaddress.ip_network(block)
    for block in (
        "192.0.0.0/24",  # protocol assignments, RFC 6890
        "192.88.99.0/24",  # 6to4 relays, RFC 7526
        "2001::/23",  # protocol assignments with Teredo (2001::/32) in them, RFC 2928
        "2001:db8::/32",  # documentation, RFC 3849
        "2002::/16",  # 6to4, RFC 3056
        "3fff::/20",  # documentation, RFC 9637
    )
)
#: Loopback and private networks (RFC 1918, RFC 4193): open to names that the instance trusts. Link-local never is.
_INNER = tuple(
    ipaddress.ip_network(block)
    for block in ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7")
)

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True)
class Endpoint:
    """An HTTPS address taken apart by one reader only, so that what is checked is what is called."""

    host: str
    port: int
    target: str


def endpoint_of(url: str) -> Endpoint:
    """The parts of a subscriber's address.

    Raises:
        Refusal: `endpoint`, with the reason.
    """
    if not _PLAIN.fullmatch(url):
        raise _no(url, _("Only printable ASCII may stand in an address; write a name in its xn-- form."))
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _no(url, _("This is not an address.")) from None
    if parts.scheme != "https" or not parts.netloc:
        raise _no(url, _("Only HTTPS addresses are called."))
    if "@" in parts.netloc:
        raise _no(url, _("A name or password may not stand in an address."))
    if "#" in url:
        raise _no(url, _("A fragment may not stand in an address."))
    host = parts.hostname or ""
    if not _is_name(host):
        raise _no(url, _("The host must be a name, not a number."))
    if port is not None and port != HTTPS_PORT and port < 1024:
        raise _no(url, _("The port must be 443, or 1024 or above."))
    query = f"?{parts.query}" if parts.query else ""
    return Endpoint(host, HTTPS_PORT if port is None else port, f"{parts.path or '/'}{query}")


def _is_name(host: str) -> bool:
    labels = host.split(".")
    return len(host) <= 253 and all(map(_LABEL.fullmatch, labels)) and not _NUMBER.fullmatch(labels[-1])


def check_secret(secret: str) -> None:
    """Refuse a signing secret that is not one in the sense of Standard Webhooks.

    Raises:
        Refusal: `secret`; the reason never repeats it.
    """
    try:
        key = base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not secret.startswith(SECRET_PREFIX) or len(key) not in SECRET_BYTES:
        raise Refusal("secret", "secret", _("A secret is 'whsec_' and 24 to 64 random bytes in base64."))


def subscriber_faults(*, endpoint: str, secret: str) -> list[Refusal]:
    """Everything wrong with what a form gives, each with the field as its code: `endpoint`, `secret`."""
    found = []
    for check, value in ((endpoint_of, endpoint), (check_secret, secret)):
        try:
            check(value)
        except Refusal as refusal:
            found.append(refusal)
    return found


def check_addresses(host: str, addresses: Iterable[Address], *, private: Collection[str]) -> None:
    """Refuse a host if any address that its name leads to is not a public one.

    Args:
        private: names that may also stand on private and loopback addresses.

    Raises:
        Refusal: `forbidden_address`. Which one it was is said only for names that were trusted.
    """
    for address in addresses:
        if is_public(address) or (host in private and _is_inner(address)):
            continue
        raise Refusal("forbidden_address", host, _("This name leads to an address that may not be called."))


def is_public(address: Address) -> bool:
    """Whether an address belongs to the open Internet and stands for one machine there.

    `ipaddress.is_global` alone lets NAT64, 6to4, IPv4-compatible and multicast addresses through.
    """
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    if any(address.version == block.version and address in block for block in _CLOSED):
        return False
    return address.version == 4 or address in _UNICAST


def _is_inner(address: Address) -> bool:
    return any(address.version == block.version and address in block for block in _INNER)


def _no(url: str, reason: str) -> Refusal:
    return Refusal("endpoint", url[:200], reason)
