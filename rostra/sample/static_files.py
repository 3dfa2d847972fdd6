"""The desk's and the sites' static files, gathered only when one of them has changed."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

#: Beside the folder, not in it, so that it is never served.
MARK = "static.mark"


def _fingerprint() -> str:
    """A hash over the name, size and time of every static file that is installed."""
    found = hashlib.sha256(str(settings.STORAGES["staticfiles"]["BACKEND"]).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            stat = Path(storage.path(name)).stat()
            found.update(f"{name}:{stat.st_size}:{stat.st_mtime_ns}\n".encode())
    return found.hexdigest()


def collect() -> bool:
    """Gather them where they have changed since last time; says whether they had."""
    root = Path(settings.STATIC_ROOT)
    mark = root.parent / MARK
    present = _fingerprint()
    if root.is_dir() and mark.is_file() and mark.read_text() == present:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    mark.write_text(present)
    return True
