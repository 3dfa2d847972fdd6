"""How far the instance has come, kept outside the database: a database that is not that far was restored."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Max

from config.locks import hold
from rostra.foundation.models import LedgerEntry
from rostra.release.models import Receipt, Valve


def _file() -> Path:
    return Path(settings.HOME) / "journal" / "mark.json"


def _place() -> Path:
    """The file by which the instance knows that its folder was not put back from a copy."""
    file = _file().with_name("place")
    file.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        file.open("x").close()
    return file


def place() -> str:
    """What a copy of the folder does not share with it: the number and the birth that the file system gave a file."""
    file = _place()
    return f"{file.stat().st_ino}:{_birth(file)}"


def _birth(file: Path) -> str:
    """When the file came to be; where the file system does not tell, when it was last changed, in rights too."""
    with suppress(OSError):
        # Python tells it from 3.15 on.
        asked = ["stat", "--format=%.9W", str(file)]
        said = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
        if said.strip("0.-"):
            return said
    return str(file.stat().st_ctime_ns)


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


def told() -> str:
    """The mark itself, as a text."""
    mark = _read()
    return f"{mark.get('ledger', '')}:{mark.get('receipt', '')}"


def _database() -> dict[str, Any]:
    """Where the database stands: the last numbers of what is only ever added to it, and whose database it is."""
    ledger = LedgerEntry.objects.aggregate(last=Max("pk"))["last"] or 0
    receipt = Receipt.objects.aggregate(last=Max("pk"))["last"] or 0
    return {"instance": str(Valve.read().instance), "ledger": ledger, "receipt": receipt}


def is_older() -> bool:
    """Whether the database stands behind the mark that was made with it, and does not know so yet."""
    return _is_behind() and Valve.read().mark != told()


def _is_behind() -> bool:
    mark, now = _read(), _database()
    if mark.get("instance") != now["instance"]:
        return False
    return bool(now["ledger"] < mark["ledger"] or now["receipt"] < mark["receipt"])


def advance() -> None:
    """Move the mark to where the database stands; never back."""
    with _turn():
        if not _is_behind():
            _settle()


def settle() -> None:
    """Make the database's stand the mark, even if it was further before: a person has seen to it."""
    with _turn():
        _settle()


@contextmanager
def _turn() -> Iterator[None]:
    """One at a time, of threads and of processes: the worker's clock and its post both come here, and commands."""
    with _place().open() as file:
        hold(file)
        yield


def _settle() -> None:
    now = _database()
    if now == _read():
        return
    temporary = _file().with_suffix(f".{os.getpid()}")
    with temporary.open("w") as file:
        json.dump(now, file)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(_file())
