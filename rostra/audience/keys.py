"""The daily keys of visitor hashes: random, shared by the processes of one instance, destroyed after their day."""

import os
import secrets
from datetime import UTC, date, datetime
from pathlib import Path

from rostra.audience.rules import key_has_expired

_LENGTH = 32


class DailyKeys:
    """Keys in a folder, one file a day, readable by the owner only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def key(self, day: date) -> bytes:
        """The key of a day, made by whichever process asks first.

        Raises:
            OSError: if the folder cannot be written.
        """
        path = self.folder / day.isoformat()
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return self._made(path)

    def _made(self, path: Path) -> bytes:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = self.folder / f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}"
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(_LENGTH))
        try:
            # A link is made once: of two processes, one wins, and both read the winner's key.
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
        return path.read_bytes()

    def destroy_old(self, now: datetime) -> list[date]:
        """Destroy the keys whose time is over, and say of which days."""
        gone = []
        for path in sorted(self.folder.glob("????-??-??")):
            try:
                day = date.fromisoformat(path.name)
            except ValueError:
                continue
            made_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            if key_has_expired(day, made_at=made_at, now=now):
                path.unlink(missing_ok=True)
                gone.append(day)
        return gone
