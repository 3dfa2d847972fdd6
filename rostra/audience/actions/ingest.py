"""Count log files for a site."""

import stat
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from rostra.audience import policy
from rostra.audience.ingesting import Counted, count
from rostra.foundation import ledger
from rostra.foundation.errors import Refusal
from rostra.foundation.models import User
from rostra.foundation.policy import require
from rostra.network.models import Office


def ingest(
    paths: Iterable[Path], *, site: str = "", by: User, say: Callable[[str], None] = lambda _line: None
) -> list[Counted]:
    """Count log files, each once, however often it is handed in; a file that grew is counted anew, in its own place.

    Args:
        site: the slug of the office whose site the requests came to; may be empty for our own logs, which name it.
        say: told about each file as it is done.

    Raises:
        Refusal: `forbidden`, `unknown_site`; with the file's name `unreadable`, `empty`, `not_a_log`, `site_missing`.
            Files before the refused one stay counted.
    """
    require(by, policy.INGEST, place="audience")
    if site and not Office.objects.filter(slug=site).exists():
        raise Refusal("unknown_site", site, "No office has this slug.")
    done = []
    for path in paths:
        _require_file(path)
        counted = count(path, site=site)
        if not counted.known:
            ledger.record("ingest", counted.source, by=by, **_told(counted))
        say(f"{path.name}: {counted.source.accepted} lines read, {counted.source.rejected} rejected")
        done.append(counted)
    return done


def _require_file(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise Refusal("unreadable", str(path), "There is no such file.") from None
    except OSError as error:
        raise Refusal("unreadable", str(path), f"The file cannot be reached: {error.strerror}.") from None
    if stat.S_ISDIR(mode):
        raise Refusal("unreadable", str(path), "This is a folder; name the logs in it.")
    if not stat.S_ISREG(mode):
        raise Refusal("unreadable", str(path), "This is neither a file nor a folder.")


def _told(counted: Counted) -> dict[str, Any]:
    source = counted.source
    return {"site": source.site, "digest": source.digest, "accepted": source.accepted, "rejected": source.rejected}
