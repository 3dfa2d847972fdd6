"""Runs the tests of release and delivery on PostgreSQL: `python -m tests.on_postgres [pytest's arguments]`."""

import os
import subprocess
import sys

from tests.postgres import Cluster, binaries

#: What must hold on both databases: the outbox and its leases, the ledger, and everything about releases.
FOLDERS = ("tests/foundation", "tests/release")


def main(arguments: list[str]) -> int:
    """Start a cluster, run the tests against it, and take it down; pytest's exit code, 0 where there is no server."""
    tools = binaries()
    if tools is None:
        print("PostgreSQL: no binaries are installed here, so these tests are skipped (they run on SQLite).")
        return 0
    with Cluster(tools) as cluster:
        print(f"PostgreSQL: a cluster made with {tools}", flush=True)
        command = [sys.executable, "-m", "pytest", "-m", "not browser", *(arguments or []), *FOLDERS]
        return subprocess.run(command, check=False, env={**os.environ, "DATABASE_URL": cluster.url}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
