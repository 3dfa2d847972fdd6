"""Count log files for a site."""

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
        Refusal: `forbidden`, `unknown_site`, `site_missing`, or `unreadable` with the file's name. Files before the
            refused one stay counted.
    """
    require(by, policy.INGEST, place="audience")
    if site and not Office.objects.filter(slug=site).exists():
        raise Refusal("unknown_site", site, "No office has this slug.")
    done = []
    for path in paths:
        if not path.is_file():
            raise Refusal("unreadable", str(path), "There is no such file.")
        counted = count(path, site=site)
        if not counted.known:
            ledger.record("ingest", counted.source, by=by, **_told(counted))
        say(f"{path.name}: {counted.source.accepted} lines read, {counted.source.rejected} rejected")
        done.append(counted)
    return done


def _told(counted: Counted) -> dict[str, Any]:
    source = counted.source
    return {"site": source.site, "digest": source.digest, "accepted": source.accepted, "rejected": source.rejected}
