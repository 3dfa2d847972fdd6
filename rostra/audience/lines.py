"""Log files as batches of numbered lines: plain or gzip, of any size, within a bounded memory."""

import gzip
import hashlib
import zlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from io import BufferedIOBase
from pathlib import Path
from typing import cast

from rostra.foundation.errors import Refusal

#: Bytes read at once.
CHUNK = 16 * 1024 * 1024
#: Longer lines, in characters, are not log lines; they are rejected, not read.
LONGEST_LINE = 65_536
#: Bytes by which a file is recognized; what is shorter has no lasting beginning yet.
HEAD = 256


@dataclass(frozen=True)
class Identity:
    """What a file holds, whatever its name and compression.

    Attributes:
        digest: SHA-256 of its bytes, uncompressed.
        head: SHA-256 of its first 256 bytes, by which an earlier state of the same file is looked for.
        size: its bytes, uncompressed.
        prefixes: digests of known files that this one begins with: it is one of them, grown.
    """

    digest: str
    head: str
    size: int
    prefixes: tuple[str, ...]


def _open(path: Path) -> BufferedIOBase:
    with path.open("rb") as file:
        zipped = file.read(2) == b"\x1f\x8b"
    return cast(BufferedIOBase, gzip.open(path, "rb") if zipped else path.open("rb"))


def beginning(path: Path) -> bytes:
    """A file's first bytes, uncompressed, by which its format and its earlier states are found.

    Raises:
        Refusal: `unreadable`.
    """
    try:
        with _open(path) as file:
            return file.read(HEAD)
    except (OSError, EOFError, zlib.error) as error:
        raise Refusal("unreadable", str(path), f"The log cannot be read: {error}") from error


def identify(path: Path, known: Mapping[int, Collection[str]]) -> Identity:
    """Read a file once and say what it is.

    Args:
        known: size -> digests of files that began alike.

    Raises:
        Refusal: `unreadable`, also for a damaged or cut-off gzip file.
    """
    first = hashlib.sha256(beginning(path)).hexdigest()
    whole, size, prefixes = hashlib.sha256(), 0, []
    marks = sorted(known)
    try:
        with _open(path) as file:
            while True:
                step = min(CHUNK, marks[0] - size) if marks else CHUNK
                if not (chunk := file.read(step)):
                    break
                whole.update(chunk)
                size += len(chunk)
                if marks and size == marks[0] and whole.hexdigest() in known[marks.pop(0)]:
                    prefixes.append(whole.hexdigest())
    except (OSError, EOFError, zlib.error) as error:
        raise Refusal("unreadable", str(path), f"The log cannot be read: {error}") from error
    return Identity(whole.hexdigest(), first, size, tuple(prefixes))


def batches(path: Path, *, size: int) -> Iterator[tuple[int, list[str]]]:
    """Yield (number of the first line, lines), up to `size` bytes, so that a growing file is read as it was identified.

    Bytes that are not UTF-8 become U+FFFD: an odd user agent is still a request. A line without end is cut.
    """
    number, rest, left = 1, b"", size
    with _open(path) as file:
        while left > 0 and (chunk := file.read(min(CHUNK, left))):
            left -= len(chunk)
            whole = rest + chunk
            cut = whole.rfind(b"\n")
            if cut < 0:
                rest = whole[: LONGEST_LINE + 1]
                continue
            found, rest = _lines(whole[:cut]), whole[cut + 1 :][:CHUNK]
            yield number, found
            number += len(found)
    if rest:
        yield number, _lines(rest)


def _lines(content: bytes) -> list[str]:
    return content.decode("utf-8", "replace").split("\n")
