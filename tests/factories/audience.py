"""Requests as the web server logs them, for tests that count."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rostra.audience.ingesting import logs
from rostra.audience.log import AccessLog, target

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def request(log: AccessLog, path: str, *, at: datetime = NOON, address: str = "192.0.2.7", **values: Any) -> None:
    """One request of a reader with a browser, unless said otherwise."""
    fields = {"site": "hq", "host": "localhost", "method": "GET", "path": path}
    asked = target(**{name: values.pop(name, value) for name, value in fields.items()})
    headers = values.pop("user_agent", FIREFOX), values.pop("referrer", ""), values.pop("language", "en")
    log.write(at, asked, address, headers, **{"status": 200, "size": 1200, "seconds": 0.0002, **values})


def own_log(folder: Path | None = None) -> AccessLog:
    """The instance's access log, or one in another folder."""
    return AccessLog(folder or logs())


def combined(
    path: str, *, at: datetime = NOON, address: str = "192.0.2.7", agent: str = FIREFOX, status: int = 200
) -> str:
    """A line of the combined log format."""
    asked = f'{address} - - [{at:%d/%b/%Y:%H:%M:%S %z}] "GET {path} HTTP/1.1"'
    return f'{asked} {status} 512 "https://example.org/a?q=1" "{agent}"\n'
