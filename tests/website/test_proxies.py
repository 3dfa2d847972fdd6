"""The desk behind TLS: a proxy of ours says that a request was encrypted, and nobody else can."""

import re
from collections.abc import Callable, Iterator
from http.cookies import SimpleCookie
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.wsgi import get_wsgi_application

from rostra.audience.log import AccessLog
from rostra.foundation.models import User
from rostra.website.counting import Counter, counted
from tests.factories.products import office

pytestmark = pytest.mark.django_db(transaction=True)
PROXY = "192.0.2.1"
Send = Callable[..., tuple[int, SimpleCookie, str]]


@pytest.fixture
def send(tmp_path: Path) -> Iterator[Send]:
    """Sends requests as a proxy does: over plain HTTP, with the scheme of the reader's side in a header."""
    office("hq", host="hq.test")
    front = counted(get_wsgi_application(), Counter(AccessLog(tmp_path), proxies=(PROXY,)))

    def run(form: dict[str, str] | None = None, *, proto: str = "https", by: str = PROXY, **more: str) -> Any:
        told: list[Any] = []
        body = urlencode(form or {}).encode()
        environ = {
            "REQUEST_METHOD": "GET" if form is None else "POST", "PATH_INFO": "/desk/login/", "HTTP_HOST": "hq.test",
            "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8800", "wsgi.url_scheme": "http", "wsgi.input": BytesIO(body),
            "CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "REMOTE_ADDR": by, "HTTP_X_FORWARDED_PROTO": proto, **more,
        }  # fmt: skip
        text = b"".join(front(environ, lambda *given: told.append(given))).decode()
        cookies: SimpleCookie = SimpleCookie()
        for name, value in told[-1][1]:
            if name == "Set-Cookie":
                cookies.load(value)
        return int(told[-1][0][:3]), cookies, text

    yield run
    front.stop()


def log_in(send: Send, **through: str) -> tuple[int, SimpleCookie]:
    """What a browser does on `https://hq.test/desk/login/`."""
    User.objects.create_superuser("press", password="a long one")
    _, cookies, page = send(**through)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    form = {"username": "press", "password": "a long one", "csrfmiddlewaretoken": token[1]}
    held = "; ".join(f"{name}={cookie.value}" for name, cookie in cookies.items())
    status, given, _ = send(form, HTTP_ORIGIN="https://hq.test", HTTP_COOKIE=held, **through)
    return status, given


def test_a_person_logs_in_through_a_proxy_of_ours_and_the_session_never_travels_in_clear(send: Send) -> None:
    status, cookies = log_in(send)
    assert status == 302
    assert cookies["sessionid"]["secure"] and cookies["csrftoken"]["secure"]


def test_from_elsewhere_the_header_means_nothing(send: Send) -> None:
    assert log_in(send, by="203.0.113.5") == (403, {})


def test_without_encryption_cookies_still_arrive(send: Send) -> None:
    assert not send(proto="http")[1]["csrftoken"]["secure"]
