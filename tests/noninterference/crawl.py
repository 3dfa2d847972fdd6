"""An anonymous reader who asks everything: every link, feed, map, form and guess, on every host."""

import io
import json
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit

from lxml import html

from rostra.website.wire import Application

HOSTS = ("hq.test", "north.test")
#: Bytes that are drawn anew for each answer and say nothing: all that may differ between two instances.
NONCES = (
    re.compile(rb'(?<=name="csrfmiddlewaretoken" value=")[A-Za-z0-9]{64}'),
    re.compile(rb"(?<=csrftoken=)[A-Za-z0-9]{32}"),
    re.compile(rb"(?<=expires=)[^;]+"),
    re.compile(rb'(?<="CSRF_TOKEN": ")[A-Za-z0-9]{64}'),
)
#: Where a crawl begins on each host.
SEEDS = (
    "/",
    "/robots.txt",
    "/sitemap.xml",
    "/desk/",
    "/desk/login/",
    "/-/nothing",
    "/centres/south/",
    "/centres/south/sitemaps/0.xml",
)
#: What is asked for with HEAD as well: each kind of page in one language.
_HEADED = r"/en(?:/|$)|^/[^/]*$"
#: Addresses of other systems, of earlier designs, and of mistakes.
GUESSES = (
    "/api/v1/", "/api/v1/openapi.json", "/api/v2/pages/", "/admin/", "/documents/1/", "/documents/1/a.pdf", "/media/",
    "/media/original_images/zqfilename.jpg", "/media/images/zqfilename.width-480.webp", "/desk/media/", "/desk/images/",
    "/desk/media/original_images/zqfilename.jpg", "/desk/products/", "/images/1/", "/static/", "/.git/config", "/en",
    "/en/story", "/xx/", "/symbol/A/RES/74/270", "/symbol/zq", "/en/themes/nothing", "/en/nothing/", "/en/?page=2",
    "/en/story/?page=2", "/en/story/?page=x", "/sitemaps/1.xml", "/sitemaps/9.xml", "/centres/nowhere/en/", "/%00",
    "/centres/north/en/", "/en/%ff", "/en/%2e%2e/", "//", "/en/story/nothing", "/ar/A/RES/74/270",
)  # fmt: skip
#: Each kind of page with a slash too many or too few at its end.
SLASHES = (
    "/centres/south",
    *(
        f"{root}{rest}"
        for root in ("/en", "/centres/south/es")
        for rest in ("", "/about/", "/centres/", "/search/?q=zq", "/themes", "/themes/water/", "/documents",
                     "/story", "/story/clean-water/", "/story/zqslugline/", "/story/nothing/", "/zqslugline")
    ),
)  # fmt: skip


@dataclass(frozen=True, order=True)
class Ask:
    """One request: method, host, path with its query as sent, and further headers."""

    method: str
    host: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Answer:
    """What came back, nonces masked."""

    status: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def code(self) -> int:
        return int(self.status[:3])

    @property
    def everything(self) -> bytes:
        """Headers and body, for who looks for a word."""
        return "\n".join(f"{name}: {value}" for name, value in self.headers).encode() + b"\n" + self.body


def ask(application: Application, request: Ask) -> Answer:
    """One request to the application, as a web server would hand it over."""
    told: list[Any] = []
    path, _, query = request.target.partition("?")
    environ = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote(path, "latin-1"),
        "QUERY_STRING": query,
        "HTTP_HOST": request.host,
        "SERVER_NAME": request.host,
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "192.0.2.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in request.headers},
    }
    body = application(environ, lambda status, headers, *_: told.append((status, headers)))
    try:
        content = b"".join(body)
    finally:
        getattr(body, "close", lambda: None)()
    status, headers = told[-1]
    shown = sorted((name, _masked(value.encode("latin-1")).decode("latin-1")) for name, value in headers)
    return Answer(status, tuple(shown), _masked(content))


def _masked(content: bytes) -> bytes:
    for nonce in NONCES:
        content = nonce.sub(b"*", content)
    return content


@dataclass
class Crawl:
    """Follows every link from the seeds, and keeps every answer. `languages` narrows it, for who must do it often."""

    application: Application
    hosts: tuple[str, ...] = HOSTS
    languages: tuple[str, ...] = ()
    seeds: tuple[str, ...] = (*SEEDS, *GUESSES, *SLASHES)
    answers: dict[Ask, Answer] = field(default_factory=dict)

    def run(self, *, extra: Iterable[Ask] = ()) -> dict[Ask, Answer]:
        """Ask until nothing new is found."""
        waiting = deque(Ask("GET", host, target) for host in self.hosts for target in self.seeds)
        waiting.extend(extra)
        while waiting:
            request = waiting.popleft()
            if request in self.answers:
                continue
            self.answers[request] = answer = ask(self.application, request)
            # The words of a search lead to ever more searches; the first answers are enough.
            if request.method == "GET" and not request.headers and "/search?" not in request.target:
                if answer.code == 200 and re.search(_HEADED, request.target):
                    waiting.append(Ask("HEAD", request.host, request.target))
                waiting.extend(self._followed(request, answer))
        return self.answers

    def _followed(self, request: Ask, answer: Answer) -> Iterator[Ask]:
        for address in links(answer):
            parts = urlsplit(urljoin(f"https://{request.host}{request.target}", address))
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            if parts.hostname in self.hosts and self._wanted(target):
                yield Ask("GET", str(parts.hostname), target)

    def _wanted(self, target: str) -> bool:
        if not self.languages or target.startswith(("/static/", "/media/")):
            return not target.startswith("/static/")
        found = re.match(r"(?:/centres/[^/]+)?/([a-z]{2})/", target)
        return found is not None and found[1] in self.languages


def links(answer: Answer) -> Iterator[str]:
    """Every address that an answer names: in its headers, mark-up, maps and feeds."""
    headers = {name.lower(): value for name, value in answer.headers}
    if "location" in headers:
        yield headers["location"]
    kind = headers.get("content-type", "")
    if kind.startswith("text/html") and answer.body:
        yield from _in_html(answer.body)
    elif "json" in kind:
        yield from _in_json(json.loads(answer.body or b"null"))
    elif "xml" in kind or kind.startswith("text/plain"):
        yield from re.findall(r"https?://[^\s<>\"']+", answer.body.decode(errors="replace"))


def _in_html(body: bytes) -> Iterator[str]:
    page = html.fromstring(body.decode(errors="replace").encode(), parser=html.HTMLParser(encoding="utf-8"))
    for name in ("href", "src", "content"):
        yield from (value for value in page.xpath(f"//@{name}") if value.startswith(("/", "http", "?")))
    for sources in page.xpath("//@srcset"):
        yield from (part.split()[0] for part in sources.split(","))
    for form in page.xpath("//form[@method='get']"):
        for words in ("zq", "zqarheadline", "water"):
            yield f"{form.get('action')}?q={quote(words)}"


def _in_json(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _in_json(each)
    elif isinstance(value, str) and value.startswith("http"):
        yield value


def differences(one: dict[Ask, Answer], other: dict[Ask, Answer]) -> list[str]:
    """What the two crawls do not have in common, a line for each request."""
    found = [f"only in one: {request}" for request in sorted(one.keys() ^ other.keys())]
    for request in sorted(one.keys() & other.keys()):
        if one[request] != other[request]:
            found.append(f"{request}: {_first(one[request], other[request])}")
    return found


def _first(one: Answer, other: Answer) -> str:
    if one.status != other.status:
        return f"{one.status} / {other.status}"
    if one.headers != other.headers:
        return f"{set(one.headers) ^ set(other.headers)}"
    at = next(
        (n for n, (a, b) in enumerate(zip(one.body, other.body, strict=False)) if a != b),
        min(len(one.body), len(other.body)),
    )
    return f"from byte {at}: {one.body[max(0, at - 40) : at + 60]!r} / {other.body[max(0, at - 40) : at + 60]!r}"
