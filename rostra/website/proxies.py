"""What proxies in front say of a request: who asked, and whether in clear. Believed of the instance's own only."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from rostra.website.wire import Application, Environ, StartResponse


def client(environ: Mapping[str, Any], proxies: Collection[str]) -> str:
    """The client's address: of those that came through our own proxies, the last one that is not a proxy."""
    address: str = environ.get("REMOTE_ADDR", "")
    if address not in proxies:
        return address
    passed = environ.get("HTTP_X_FORWARDED_FOR", "").split(",")
    clients = [part.strip() for part in passed if part.strip() and part.strip() not in proxies]
    return clients[-1] if clients else address


def believing(behind: Application, proxies: Collection[str]) -> Application:
    """Tell who stands behind that a request was encrypted up to one of our own proxies."""

    def application(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("HTTP_X_FORWARDED_PROTO") == "https" and environ.get("REMOTE_ADDR") in proxies:
            environ = {**environ, "wsgi.url_scheme": "https"}
        return behind(environ, start_response)

    return application
