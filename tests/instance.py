"""A pytest plugin that gives each test process an instance folder of its own before settings are read."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from config.instance import found

_home = tempfile.mkdtemp(prefix="rostra-test-")
os.environ["ROSTRA_HOME"] = _home
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
# The browser keeps an event loop in the tests' own thread; Django would refuse the database to every test after it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
found(Path(_home))
_owner = os.getpid()


def _sweep() -> None:
    # Only the process that made the folder removes it; forked children leave it alone.
    if os.getpid() == _owner:
        shutil.rmtree(_home, ignore_errors=True)


atexit.register(_sweep)
