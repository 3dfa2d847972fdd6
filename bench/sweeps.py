"""The sweeps of the suite, whole: SIGKILL at every step of a release, a wandering clock, lives of random verbs.

`python -m bench.sweeps [FOLDER]`: FOLDER holds the tests, those of this checkout when none is named. Nothing is timed
against a peer: what counts is how much was tried, and that nothing broke. Prints JSON.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parent.parent
#: The sweeps: most read ROSTRA_SWEEP and are longer here; those of the clock are whole in the suite already.
SWEEPS = (
    "release/test_crash_sweep.py",
    "release/test_clock_runs.py",
    "release/test_machine.py",
    "search/test_indexer.py",
)


def told(report: Path) -> dict[str, Any]:
    """What the tests of a JUnit report say of themselves, and how long they took."""
    found: dict[str, Any] = {}
    for case in ET.parse(report).iter("testcase"):
        properties = {each.get("name"): json.loads(str(each.get("value"))) for each in case.iter("property")}
        broken = case.find("failure") is not None or case.find("error") is not None
        if properties or broken:
            seconds = float(str(case.get("time")))
            found[str(case.get("name"))] = {**properties, "seconds": seconds, "passed": not broken}
    return found


def main(arguments: list[str]) -> int:
    """Run and print; exit code 1 where a sweep found something."""
    folder = Path(arguments[0]) if arguments else ROOT / "tests"
    with tempfile.TemporaryDirectory() as scratch:
        report = Path(scratch) / "report.xml"
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            f"--junitxml={report}",
            *(str(folder / name) for name in SWEEPS),
        ]
        done = subprocess.run(
            command, cwd=ROOT, env={**os.environ, "ROSTRA_SWEEP": "whole"}, stdout=sys.stderr, check=False
        )
        print(json.dumps({"exit": done.returncode, "goal": "every sweep passes", "sweeps": told(report)}, indent=2))
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
