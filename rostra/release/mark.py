"""How far the instance has come, kept outside the database: a database that is not that far was restored."""

import json
import os
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Max

from rostra.foundation.models import LedgerEntry
from rostra.release.models import Receipt, Valve

#: The worker's clock and its post both come here.
_one_at_a_time = threading.Lock()


def _file() -> Path:
    return Path(settings.HOME) / "journal" / "mark.json"


def place() -> str:
    """What a copy of the folder does not share with it: the number and the time that the file system gave to a file."""
    file = _file().with_name("place")
    file.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError), file.open("x") as fresh:
        fresh.write("The instance knows by this file that its folder was not put back from a copy.\n")
    known = file.stat()
    return f"{known.st_ino}:{known.st_ctime_ns}"


def is_put_back() -> bool:
    """Whether database and folder have parted: the folder was moved, copied or put back. Notes their place at first."""
    valve, here = Valve.read(), place()
    if not valve.place:
        Valve.objects.filter(pk=valve.pk, place="").update(place=here)
        return False
    return valve.place != here


def _read() -> dict[str, Any]:
    try:
        found = json.loads(_file().read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _database() -> dict[str, Any]:
    """Where the database stands: the last numbers of what is only ever added to it, and whose database it is."""
    ledger = LedgerEntry.objects.aggregate(last=Max("pk"))["last"] or 0
    receipt = Receipt.objects.aggregate(last=Max("pk"))["last"] or 0
    return {"instance": str(Valve.read().instance), "ledger": ledger, "receipt": receipt}


def is_older() -> bool:
    """Whether the database stands behind the mark that was made with it."""
    mark, now = _read(), _database()
    if mark.get("instance") != now["instance"]:
        return False
    return bool(now["ledger"] < mark["ledger"] or now["receipt"] < mark["receipt"])


def advance() -> None:
    """Move the mark to where the database stands; never back."""
    if not is_older():
        settle()


def settle() -> None:
    """Make the database's stand the mark, even if it was further before: a person has seen to it."""
    with _one_at_a_time:
        _settle()


def _settle() -> None:
    now = _database()
    if now == _read():
        return
    _file().parent.mkdir(parents=True, exist_ok=True)
    temporary = _file().with_suffix(f".{os.getpid()}")
    with temporary.open("w") as file:
        json.dump(now, file)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(_file())
