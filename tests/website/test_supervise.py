"""`rostra up`: children are restarted when they die, and none outlives the supervisor."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rostra.foundation.errors import Refusal
from rostra.website.supervise import LONGEST_WAIT, WELL_AFTER, alone, members, next_wait

_SCRIPT = """
import sys
from rostra.website.supervise import Member, keep_running
child = "import os,time,subprocess,sys; subprocess.Popen([sys.executable,'-c','import time; time.sleep(60)']);"
child += "open(sys.argv[1],'a').write(str(os.getpid())+chr(10)); print('here', flush=True); time.sleep(60)"
keep_running([Member("web", (sys.executable, "-c", child, sys.argv[1]))],
             say=lambda line: print(line, flush=True), started=lambda: None)
print("over", flush=True)
"""


def _wait_for(condition, seconds: float = 15.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def _pids(file: Path) -> list[int]:
    return [int(line) for line in file.read_text().split()] if file.exists() else []


def _group_lives(pid: int) -> bool:
    """Whether a process of this group is left that is more than a name in the table."""
    listed = subprocess.run(["ps", "-eo", "pgid=,stat="], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in listed.splitlines()]
    return any(group == str(pid) and not state.startswith("Z") for group, state in rows)


@pytest.fixture
def supervisor(tmp_path: Path):
    process = subprocess.Popen(
        [sys.executable, "-c", _SCRIPT, str(tmp_path / "pids")],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    _wait_for(lambda: _pids(tmp_path / "pids"))
    yield process, tmp_path / "pids"
    process.kill()
    process.wait()
    for pid in _pids(tmp_path / "pids"):
        if _group_lives(pid):
            os.killpg(pid, signal.SIGKILL)


def test_a_child_that_dies_is_started_again_and_leaves_no_grandchild(supervisor) -> None:
    _, pids = supervisor
    first = _pids(pids)[0]
    os.kill(first, signal.SIGKILL)
    _wait_for(lambda: len(_pids(pids)) == 2)
    assert not _group_lives(first)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_to_the_supervisor_ends_the_whole_tree(supervisor, number: signal.Signals) -> None:
    process, pids = supervisor
    process.send_signal(number)
    said, _ = process.communicate(timeout=15)
    assert process.returncode == 0
    assert said.splitlines()[0] == "web     | here"
    assert said.splitlines()[-1] == "over"
    _wait_for(lambda: not any(_group_lives(pid) for pid in _pids(pids)), 5)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent was killed")
def test_a_killed_supervisor_leaves_no_child(supervisor) -> None:
    process, pids = supervisor
    process.kill()
    child = _pids(pids)[0]
    _wait_for(lambda: not Path(f"/proc/{child}").exists() or "Z" in Path(f"/proc/{child}/stat").read_text().split()[2])
    assert process.wait() == -signal.SIGKILL


def test_the_wait_grows_and_is_forgotten_after_a_good_run() -> None:
    waits = [0.0]
    for _ in range(8):
        waits.append(next_wait(waits[-1], ran_for=0.1))
    assert waits[1:4] == [1.0, 2.0, 4.0]
    assert waits[-1] == LONGEST_WAIT
    assert next_wait(LONGEST_WAIT, ran_for=WELL_AFTER) == 1.0


def test_an_instance_is_web_worker_and_indexer() -> None:
    found = members(bind="127.0.0.1", port=8801, workers=3)
    assert [member.name for member in found] == ["web", "worker", "indexer"]
    assert {"8801", "3"} <= set(found[0].command)


def test_an_instance_is_up_once_and_says_where(tmp_path: Path) -> None:
    with alone(tmp_path, address="http://localhost:8800/"):
        with (
            pytest.raises(Refusal, match=r"up already, at http://localhost:8800/\.") as refused,
            alone(tmp_path, address="x"),
        ):
            pass
        assert refused.value.code == "up_already"
    with pytest.raises(Refusal, match="cannot be held") as refused, alone(tmp_path / "nowhere", address="x"):
        pass
    assert refused.value.code == "unwritable"
    with alone(tmp_path, address="http://localhost:9900/"):
        assert (tmp_path / "up.lock").read_text() == "http://localhost:9900/", "who was up before is forgotten"
