"""Take a log that was counted by mistake out of every figure."""

import re
from pathlib import Path

from django.db import transaction

from rostra.audience import policy
from rostra.audience.ingesting import logs, take_out
from rostra.audience.lines import identify
from rostra.audience.models import LogSource
from rostra.foundation import ledger
from rostra.foundation.errors import Refusal
from rostra.foundation.models import User
from rostra.foundation.policy import require

_DIGEST = re.compile("[0-9a-f]{64}")


@transaction.atomic
def forget(log: str, *, site: str = "", reason: str, by: User) -> LogSource:
    """Take out the rows of one counted log, and the days that no other log covers; returns what stood there.

    Figures are asked of what is counted and are without it at once; baselines, which were written down, stay as they
    are. The same content may be counted again.

    Args:
        log: the file as it was counted, under any name; or the digest of its content, where the file is gone.
        site: whose requests are meant, where the same content was counted for several sites.

    Raises:
        Refusal: `forbidden`, `no_reason`, `unreadable`, `unknown_log`, `which_site`; `own_log` for one of the web
            processes' own that still lies there, since the worker would count it again.
    """
    require(by, policy.FORGET, place="audience")
    if not reason.strip():
        raise Refusal("no_reason", log, "Say why it is taken out.")
    digest = log if _DIGEST.fullmatch(log) else identify(Path(log), {}).digest
    found = LogSource.objects.select_for_update().filter(digest=digest)
    found = found.filter(site=site) if site else found
    if len(found) > 1:
        sites = ", ".join(sorted(source.site for source in found))
        raise Refusal("which_site", log, f"This was counted for {sites}; say which with --site.")
    source = found.first()
    if source is None:
        raise Refusal("unknown_log", log, "No log with this content or digest is counted.")
    if not source.site and (logs() / source.name).exists():
        raise Refusal("own_log", log, "This is the instance's own log, and would be counted again; move it away.")
    told = {"site": source.site, "digest": source.digest, "accepted": source.accepted, "reason": reason.strip()}
    ledger.record("forget", source, by=by, **told)
    take_out(found)
    return source
