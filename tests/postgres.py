"""A PostgreSQL of the suite's own: made from installed binaries, thrown away afterwards, never on the network."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import psycopg

#: What a folder must hold to make and run a cluster.
TOOLS = ("initdb", "postgres")
#: The account that runs the server where the suite runs as root, which PostgreSQL refuses.
UNPRIVILEGED = ("postgres", "nobody")
#: Safe against a killed process, which is what the tests kill; a power cut would lose it, and it is thrown away anyway.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "100",
    "timezone": "UTC",
}


def binaries() -> Path | None:
    """The folder of the newest installed PostgreSQL, or None where there is none."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: float(p.parent.name), reverse=True)
    on_path = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    return next((f for f in [*versions, *on_path] if all(os.access(f / tool, os.X_OK) for tool in TOOLS)), None)


def _account() -> dict[str, int]:
    """Arguments for `subprocess` that leave root behind; empty where we are not root."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = next(known[name] for name in UNPRIVILEGED if name in known)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}  # type: ignore[dict-item]


class Cluster:
    """A running server on a Unix socket in a folder of its own; use it as a context."""

    def __init__(self, tools: Path) -> None:
        self.tools = tools
        self.folder = Path(tempfile.mkdtemp(prefix="rostra-pg-", dir="/tmp"))
        self._server: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address of an empty database, as `DATABASE_URL` wants it."""
        return f"postgres://rostra@{quote(str(self.folder), safe='')}/rostra"

    def __enter__(self) -> "Cluster":
        account = _account()
        if account:
            os.chown(self.folder, account["user"], account["group"])
        data = self.folder / "data"
        made = [self.tools / "initdb", "-A", "trust", "-U", "rostra", "-E", "UTF8", "--locale=C", "-N", "-D", data]
        subprocess.run(made, check=True, stdout=subprocess.DEVNULL, cwd=self.folder, **account)
        options = [f"-c{name}={value}" for name, value in SETTINGS.items()]
        with (self.folder / "log").open("wb") as log:
            command = [self.tools / "postgres", "-D", data, "-k", self.folder, *options]
            self._server = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder, **account)
        try:
            self._create_database()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _create_database(self) -> None:
        for _ in range(150):
            try:
                with psycopg.connect(host=str(self.folder), user="rostra", dbname="postgres", autocommit=True) as link:
                    link.execute("CREATE DATABASE rostra")
                    return
            except psycopg.OperationalError:
                time.sleep(0.1)
        raise RuntimeError((self.folder / "log").read_text(errors="replace"))

    def __exit__(self, *_: object) -> None:
        if self._server and self._server.poll() is None:
            self._server.terminate()
            try:
                self._server.wait(20)
            except subprocess.TimeoutExpired:
                self._server.kill()
        shutil.rmtree(self.folder, ignore_errors=True)
