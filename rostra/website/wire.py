"""What HTTP asks of an answer: its headers, the encodings that a client takes, the tags that it holds."""

import gzip
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

import brotli

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

#: Sent with everything public: nothing inline, nothing from elsewhere, in nobody's frame.
HEADERS = [
    ("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
]
#: Media are named by their digest, so they never change; pages may be corrected at any instant.
IMMUTABLE = "public, max-age=31536000, immutable"
BRIEF = "public, max-age=0, must-revalidate"
_TEXTUAL = ("text/", "application/json", "application/feed+json", "application/xml", "application/atom+xml")
_MORE_TEXTUAL = ("application/rss+xml", "image/svg+xml")


def is_textual(media_type: str) -> bool:
    """Whether a body of this media type is worth compressing."""
    return media_type.startswith((*_TEXTUAL, *_MORE_TEXTUAL))


@lru_cache(maxsize=1024)
def chosen_encoding(accepted: str, offered: Sequence[str] = ("br", "gzip")) -> str:
    """The first of the encodings on offer that an Accept-Encoding header (RFC 9110, 12.5.3) takes; empty for none.

    Args:
        accepted: as sent; what cannot be read is passed over. An encoding with `q=0` is refused, also against `*`.
    """
    weights = dict(_weight(part) for part in accepted.lower().split(","))
    return next((each for each in offered if weights.get(each, weights.get("*", 0.0)) > 0), "")


def _weight(part: str) -> tuple[str, float]:
    name, _, parameter = part.partition(";")
    key, _, value = parameter.strip().partition("=")
    if not parameter.strip():
        return name.strip(), 1.0
    try:
        return name.strip(), float(value) if key.strip() == "q" else 0.0
    except ValueError:
        return name.strip(), 0.0


def holds(if_none_match: str, tag: str) -> bool:
    """Whether an If-None-Match header (RFC 9110, 13.1.2) names this tag, or any."""
    named = {each.strip().removeprefix("W/") for each in if_none_match.split(",")}
    return tag in named or "*" in named


def compress(content: bytes, encoding: str, *, hard: bool) -> bytes:
    """The content in an encoding: hard for what is sent often, quickly for what is sent once."""
    if encoding == "br":
        return bytes(brotli.compress(content, quality=9 if hard else 4))
    return gzip.compress(content, 9 if hard else 5, mtime=0)
