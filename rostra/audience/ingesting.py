"""Count one log file: once, whole, whatever it is called; a file that grew takes its own earlier place."""

import os
import secrets
import shutil
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q

from rostra.audience import agents, parsing, rules
from rostra.audience.keys import DailyKeys
from rostra.audience.lines import HEAD, Identity, batches, beginning, identify
from rostra.audience.models import LogSource, LogSourceQuerySet
from rostra.audience.staging import Staging
from rostra.foundation import clock
from rostra.foundation.errors import Refusal
from rostra.foundation.models import Language
from rostra.foundation.text import digest
from rostra.network.models import Office
from rostra.products.models import Kind

#: Seconds for which replaced files stay, for those who are reading them.
LINGER = 600


@dataclass(frozen=True)
class Counted:
    """What came of a file: its row, whether it was there already, and whether it replaced an earlier state."""

    source: LogSource
    known: bool
    replaced: bool


def folder() -> Path:
    """Where the events lie."""
    return Path(settings.HOME) / "audience"


def logs() -> Path:
    """Where the web processes write, and where the keys of visitor hashes are."""
    return Path(settings.HOME) / "logs"


def known_words() -> rules.Known:
    """The words that addresses are made of, as the instance has them now."""
    return rules.Known(
        frozenset(Language.objects.values_list("code", flat=True)),
        frozenset(Kind.objects.values_list("slug", flat=True)),
        frozenset(Office.objects.values_list("slug", flat=True)),
    )


def count(path: Path, *, site: str = "", form: str = "") -> Counted:
    """Count a log file, unless the same content is counted already.

    Args:
        site: the slug that its requests are counted for; own logs name it on each line.
        form: one of `parsing`'s formats, and then the file is a log, whatever is in it; found by looking where empty.

    Raises:
        Refusal: `unreadable`; `site_missing` for a format that needs it; `empty`, `not_a_log`.
    """
    kind = LogSource.Kind.ENGAGEMENT if form == parsing.BEACON else LogSource.Kind.REQUESTS
    handed_in, form = not form, form or _form(path, site)
    site = site if form == parsing.COMBINED else ""
    begun = Q(head=digest(beginning(path))) | Q(size__gt=0, size__lt=HEAD)
    alike = LogSource.objects.of_kind(kind).filter(begun, site=site)
    known = defaultdict(set)
    for size, earlier in alike.values_list("size", "digest"):
        known[size].add(earlier)
    identity = identify(path, known)
    same = alike.filter(digest=identity.digest).first()
    if same:
        return Counted(same, known=True, replaced=False)
    source, staged = _stage(path, identity, kind=kind, site=site, form=form)
    if handed_in and not source.accepted:
        shutil.rmtree(staged)
        found = ", ".join(
            f"{reason}: {row['count']} (from line {row['lines'][0]})" for reason, row in source.rejects.items()
        )
        raise Refusal("not_a_log", str(path), f"No line of it can be read as a request; {found or 'all are blank'}.")
    return _take_over(source, staged, earlier=[each for each in identity.prefixes if each != identity.digest])


def _form(path: Path, site: str) -> str:
    begins = beginning(path)
    if not begins:
        raise Refusal("empty", str(path), "The file is empty.")
    form = parsing.looks_like(begins.decode("utf-8", "replace"))
    if not form and not site:
        raise Refusal("not_a_log", str(path), "It does not begin like an access log; if it is one, name its --site.")
    if form == parsing.COMBINED and not site:
        raise Refusal("site_missing", str(path), "This format does not name the site; say whose it is with --site.")
    return form or parsing.COMBINED


def _stage(path: Path, identity: Identity, *, kind: str, site: str, form: str) -> tuple[LogSource, Path]:
    """Parse the file and write its Parquet where nobody reads it yet."""
    name = f"{kind[0]}{identity.digest[:24]}{site and '-' + site}"
    # A folder of its own: a person and the worker may count the same file at once.
    staged = folder() / "staging" / f"{name}-{secrets.token_hex(4)}"
    with Staging(
        staged.with_suffix(".work"),
        form=form,
        site=site,
        source=name,
        keys=DailyKeys(logs() / "keys"),
        known=known_words(),
    ) as staging:
        for number, lines in batches(path, size=identity.size):
            staging.take(number, lines)
        staged.mkdir(parents=True, exist_ok=True)
        staging.write(staged)
        first, last, classes = staging.facts()
        tally = staging.tally
    return LogSource(
        kind=kind,
        site=site,
        name=path.name[:255],
        format=form,
        digest=identity.digest,
        head=identity.head,
        size=identity.size,
        lines=tally.lines,
        accepted=tally.accepted,
        rejected=tally.rejected,
        rejects=tally.rejects,
        classes=classes,
        lists=agents.LISTS,
        first_at=_aware(first),
        last_at=_aware(last),
        ingested_at=clock.now(),
    ), staged


def _aware(naive: datetime | None) -> datetime | None:
    return naive.replace(tzinfo=UTC) if naive else None


def _take_over(source: LogSource, staged: Path, *, earlier: list[str]) -> Counted:
    """Move the files into place, then let the row name them: what no row names is never read, even after a crash."""
    source.files = [_placed(file, staged, str(source.kind)) for file in sorted(staged.rglob("*.parquet"))]
    shutil.rmtree(staged)
    alike = LogSource.objects.of_kind(source.kind).filter(site=source.site)
    replaced = alike.filter(digest__in=earlier)
    try:
        with transaction.atomic():
            gone = take_out(replaced)
            source.save()
    except IntegrityError:
        # Somebody counted the same content in the meantime; the files are the same, by name and content.
        return Counted(alike.get(digest=source.digest), known=True, replaced=False)
    return Counted(source, known=False, replaced=gone > 0)


def take_out(sources: LogSourceQuerySet) -> int:
    """Delete these rows, and say how many; no figure reads their files from now on.

    The files linger from now on, however old they are: somebody may just have begun to read them.
    """
    now = clock.now().timestamp()
    for file in (file for files in sources.values_list("files", flat=True) for file in files):
        with suppress(FileNotFoundError):
            os.utime(folder() / file["path"], (now, now))
    return sources.delete()[0]


def sweep(now: datetime) -> int:
    """Remove Parquet that no row names: replaced, or left by a crash. Late enough that nobody still reads it."""
    named = {file["path"] for files in LogSource.objects.values_list("files", flat=True) for file in files}
    removed = 0
    for path in folder().glob("*/day=*/site=*/*.parquet"):
        old = now.timestamp() - path.stat().st_mtime > LINGER
        if old and str(path.relative_to(folder())) not in named:
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def _placed(file: Path, staged: Path, kind: str) -> dict[str, Any]:
    inside = Path(kind) / file.relative_to(staged)
    target = folder() / inside
    target.parent.mkdir(parents=True, exist_ok=True)
    file.replace(target)
    day, site = inside.parts[1].partition("=")[2], inside.parts[2].partition("=")[2]
    return {"day": day, "site": site, "path": str(inside)}
