"""The store of sealed bytes: addressed by their digest, outside every document root, never changed."""

import gzip
import os
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import brotli
from django.conf import settings
from django.utils.translation import gettext as _

from rostra.foundation.errors import Refusal
from rostra.foundation.text import digest as digest_of

#: Media types worth compressing; pictures are compressed already.
_TEXTUAL = (
    "text/",
    "application/json",
    "application/feed+json",
    "application/xml",
    "application/atom+xml",
    "image/svg+xml",
)
#: Brotli above 9 costs five times the CPU for two per cent of the bytes (docs/figures.md, sealing).
_BROTLI_QUALITY = 9
ENCODINGS = {"br": ".br", "gzip": ".gz"}


class SealedStore:
    """Bytes under their SHA-256, with gzip and Brotli siblings for text."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, digest: str, encoding: str = "") -> Path:
        """Where the bytes with this digest lie, whole or encoded."""
        return self.folder / digest[:2] / f"{digest}{ENCODINGS.get(encoding, '')}"

    def put(self, content: bytes, *, media_type: str = "") -> str:
        """Keep the bytes, durably, and return their digest. Putting the same bytes again costs nothing."""
        digest = digest_of(content)
        if media_type.startswith(_TEXTUAL):
            self._write(self.path(digest, "gzip"), lambda: gzip.compress(content, 9, mtime=0))
            self._write(self.path(digest, "br"), lambda: brotli.compress(content, quality=_BROTLI_QUALITY))
        self._write(self.path(digest), lambda: content)
        return digest

    def get(self, digest: str, encoding: str = "") -> bytes:
        """The bytes with this digest.

        Raises:
            Refusal: `bytes_missing` where nothing lies there, `bytes_damaged` where they no longer have their digest.
        """
        try:
            content = self.path(digest, encoding).read_bytes()
        except FileNotFoundError:
            raise Refusal("bytes_missing", digest, _("These sealed bytes are not in the store.")) from None
        if not encoding and digest_of(content) != digest:
            raise Refusal("bytes_damaged", digest, _("These sealed bytes no longer have their digest."))
        return content

    def has(self, digest: str, encoding: str = "") -> bool:
        """Whether bytes with this digest are kept."""
        return self.path(digest, encoding).exists()

    def _write(self, path: Path, make: Callable[[], bytes]) -> None:
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        with os.fdopen(handle, "wb") as file:
            file.write(make())
            file.flush()
            os.fsync(file.fileno())
        # A rename is whole or not at all: a crash leaves a stray temporary file, never half a page.
        Path(temporary).replace(path)


@lru_cache(maxsize=4)
def _store(folder: Path) -> SealedStore:
    return SealedStore(folder)


def store() -> SealedStore:
    """The instance's store."""
    return _store(Path(settings.HOME) / "sealed")
