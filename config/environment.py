"""What an instance reads from its environment, typed and explained in one place."""

import os
import re
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

from rostra.foundation import LANGUAGE_CODE
from rostra.foundation.errors import Refusal

ROOT = Path(__file__).resolve().parent.parent


def _path(name: str, default: Path) -> Path:
    return Path(os.environ.get(name) or default).expanduser().resolve()


def _refusal(name: str, expected: str, text: str) -> Refusal:
    return Refusal("configuration", name, f"{expected} is expected, not '{text}'.")


def _flag(name: str) -> bool:
    text = os.environ.get(name, "")
    if text.lower() not in {"", "0", "false", "no", "1", "true", "yes"}:
        raise _refusal(name, "One of 1, true, yes, 0, false and no", text)
    return text.lower() in {"1", "true", "yes"}


def _number(name: str, default: int, *, most: int) -> int:
    text = os.environ.get(name, "") or str(default)
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= most):
        raise _refusal(name, f"A number from 1 to {most}", text)
    return int(text)


def _fitting(name: str, text: str, fits: Callable[[str], bool], expected: str) -> str:
    if not fits(text):
        raise _refusal(name, expected, text)
    return text


def _word(name: str, default: str, fits: Callable[[str], bool], expected: str) -> str:
    return _fitting(name, os.environ.get(name, "") or default, fits, expected)


def _words(name: str, fits: Callable[[str], bool], expected: str) -> tuple[str, ...]:
    words = os.environ.get(name, "").replace(",", " ").split()
    return tuple(_fitting(name, word, fits, expected) for word in words)


def _is_address(text: str) -> bool:
    try:
        return bool(ip_address(text))
    except ValueError:
        return False


def _is_host(text: str) -> bool:
    return _is_address(text) or bool(re.fullmatch(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*", text))


def _is_language(text: str) -> bool:
    return bool(re.fullmatch(LANGUAGE_CODE, text))


def _has_authorities(file: str) -> bool:
    if not file:
        return True
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(file)
    except OSError:
        return False
    return True


@dataclass(frozen=True)
class Environment:
    """Every variable that Rostra reads. Paths are absolute; times are in seconds."""

    #: ROSTRA_HOME: the folder that is the whole instance (database, media, sealed bytes, index, logs).
    home: Path = field(default_factory=lambda: _path("ROSTRA_HOME", ROOT / "var"))
    #: DATABASE_URL: where the relational data lies; SQLite inside the instance folder when empty.
    database_url: str = field(default_factory=lambda: os.environ.get("DATABASE_URL", ""))
    #: ROSTRA_DATA: real documents and official schemas that tests and benchmarks read.
    data: Path = field(default_factory=lambda: _path("ROSTRA_DATA", ROOT.parent / "shared" / "data"))
    #: ROSTRA_DEBUG: Django's debug pages; never on a public machine.
    debug: bool = field(default_factory=lambda: _flag("ROSTRA_DEBUG"))
    #: ROSTRA_PORT: the port of the web server; 8800 when empty.
    port: int = field(default_factory=lambda: _number("ROSTRA_PORT", 8800, most=65_535))
    #: ROSTRA_BIND: the numeric address that the web server listens on; only this machine when empty.
    bind: str = field(
        default_factory=lambda: _word("ROSTRA_BIND", "127.0.0.1", _is_address, "An address, such as 127.0.0.1,")
    )
    #: ROSTRA_WORKERS: how many web processes answer.
    workers: int = field(default_factory=lambda: _number("ROSTRA_WORKERS", 2, most=1000))
    #: ROSTRA_PROXIES: numeric addresses of proxies, believed about client and scheme (X-Forwarded-For and -Proto).
    proxies: tuple[str, ...] = field(
        default_factory=lambda: _words("ROSTRA_PROXIES", _is_address, "An address, such as 127.0.0.1,")
    )
    #: ROSTRA_LOG_DAYS: days after which a log of requests is removed, once it is counted; 400 when empty. Figures stay.
    log_days: int = field(default_factory=lambda: _number("ROSTRA_LOG_DAYS", 400, most=36_500))
    #: ROSTRA_SUBJECTS: the language of the headings that documents' subjects come from, by its code; en when empty.
    subjects: str = field(
        default_factory=lambda: _word("ROSTRA_SUBJECTS", "en", _is_language, "A language's code, such as en,")
    )
    #: ROSTRA_PUSH_CA: a PEM file of authorities trusted for pushes besides the system's.
    push_ca: str = field(
        default_factory=lambda: _word("ROSTRA_PUSH_CA", "", _has_authorities, "A PEM file that can be read")
    )
    #: ROSTRA_PUSH_PRIVATE: host names of partners that may stand on private addresses (tests, intranets).
    push_private: tuple[str, ...] = field(
        default_factory=lambda: _words("ROSTRA_PUSH_PRIVATE", _is_host, "A host name")
    )

    @property
    def hostile(self) -> Path:
        """ROSTRA_HOSTILE: the corpus of bad inputs; `hostile` under ROSTRA_DATA when empty."""
        return _path("ROSTRA_HOSTILE", self.data / "hostile")


ENVIRONMENT = Environment()
