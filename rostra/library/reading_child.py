"""The process in which strangers' documents are read: `python -m rostra.library.reading_child`.

It has no database, no secrets, little memory, little time for each document, and can write no file. It reads a length
(8 bytes, big-endian) and so many bytes from stdin, and answers in the same way with JSON: `{"defect": {"code",
"reason"}}` or `{"document": {...}}`, until stdin ends.
"""

import json
import resource
import struct
import sys
from typing import IO, Any

from rostra.library import akn
from rostra.library.defects import DefectError
from rostra.library.detection import detect
from rostra.library.tongues import primary

#: The memory of the process, in bytes.
MEMORY = 1 << 30
#: CPU seconds for one document; the largest real one takes a fifth of a second.
SECONDS = 10
LENGTH = struct.Struct(">Q")


def receive(pipe: IO[bytes]) -> bytes | None:
    """The next message; None at the end."""
    head = pipe.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    body = pipe.read(length)
    return body if len(body) == length else None


def send(pipe: IO[bytes], body: bytes) -> None:
    """One message."""
    pipe.write(LENGTH.pack(len(body)) + body)
    pipe.flush()


def answer(content: bytes) -> dict[str, Any]:
    """What a document says, or what is wrong with it."""
    try:
        return {"document": _told(akn.parse(content))}
    except DefectError as defect:
        return {"defect": {"code": defect.code, "reason": defect.reason}}
    except MemoryError:
        return {"defect": {"code": "too_costly", "reason": "Reading it takes more memory than a document may."}}
    except Exception as error:  # whatever a stranger's bytes may cause is said of them, and harms no other
        return {"defect": {"code": "unreadable", "reason": f"It cannot be read ({type(error).__name__})."}}


def _told(document: akn.Document) -> dict[str, Any]:
    symbol = document.symbol
    declared = primary(document.language)
    told = {**vars(document), "declared": declared, "detected": detect(document.blocks, declared=declared)}
    for name in ("printed", "key", "family", "body", "session"):
        told[f"symbol_{name}" if name in {"printed", "key"} else name] = getattr(symbol, name)
    del told["symbol"]
    return told


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _allow_time() -> None:
    """So many seconds from now on; a process that needs more is ended by the system."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + SECONDS + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def main() -> None:
    """Answer until there is nothing more to read."""
    _limit()
    while (content := receive(sys.stdin.buffer)) is not None:
        _allow_time()
        send(sys.stdout.buffer, json.dumps(answer(content), ensure_ascii=False, default=str).encode())


if __name__ == "__main__":
    main()
