"""The command line's one door: whatever fails is one line, or one document, and exit 1."""

import json
import os
import re
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import trustme
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from config.environment import ROOT, Environment
from config.instance import found
from rostra.cli import Root
from rostra.foundation.errors import Refusal
from rostra.release import commands
from tests.browser import _free_port


def started(home: Path, *words: str, **variables: str) -> "subprocess.Popen[str]":
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"ROSTRA_HOME": str(home), "DJANGO_SETTINGS_MODULE": "config.settings", **variables}
    command = [sys.executable, "-m", "rostra.cli", *words]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=environment, cwd=ROOT, text=True, stdout=pipe, stderr=pipe)


def document(text: str, schema: str) -> Any:
    told = json.loads(text)
    Draft202012Validator(json.loads((ROOT / "docs" / "schemas" / f"{schema}.json").read_text())).validate(told)
    return told


def refusal(text: str) -> tuple[str, str, str]:
    error = document(text, "error")["error"]
    return error["code"], error["place"], error["reason"]


@pytest.mark.parametrize(
    ("words", "place"),
    [
        (("release", "withdraw", "water"), "rostra release withdraw"),
        (("release", "correct", "water", "none.json", "--note-file", "n"), "rostra release correct"),
        (("relaese",), "rostra"),
        (("worker", "--as", "operator"), "rostra worker"),
    ],
)
def test_words_that_are_wrong_are_one_document_or_one_line(words: tuple[str, ...], place: str) -> None:
    root = Root("rostra")
    commands.register(root)
    asked, shown = (CliRunner().invoke(root, [*words, *more], prog_name="rostra") for more in (("--json",), ()))
    code, where, reason = refusal(asked.stdout)
    assert (asked.exit_code, shown.exit_code, code, where) == (1, 1, "usage", place)
    assert (shown.stdout, shown.stderr) == ("", f"{place}: {reason} [usage]\n")


@pytest.mark.parametrize(
    ("name", "value", "place"),
    [
        ("ROSTRA_PORT", "abc", "ROSTRA_PORT"),
        ("ROSTRA_WORKERS", "0", "ROSTRA_WORKERS"),
        ("DATABASE_URL", "oracle-of-delphi://x:secret@y/z", "DATABASE_URL"),
    ],
)
def test_a_variable_that_is_wrong_is_named(tmp_path: Path, name: str, value: str, place: str) -> None:
    ended = started(tmp_path, "check", "--json", **{name: value})
    out, logs = ended.communicate(timeout=120)
    code, where, reason = refusal(out)
    assert (ended.returncode, code, where) == (1, "configuration", place)
    assert "secret" not in reason + logs


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("ROSTRA_PORT", "70000", "A number from 1 to 65535"),
        ("ROSTRA_LOG_DAYS", "-1", "A number from 1 to 36500"),
        ("ROSTRA_DEBUG", "perhaps", "One of 1, true, yes, 0, false and no"),
        ("ROSTRA_BIND", "no address", "An address, such as 127.0.0.1,"),
        ("ROSTRA_PROXIES", "proxy.test", "An address, such as 127.0.0.1,"),
        ("ROSTRA_SUBJECTS", "English", "A language's code, such as en,"),
        ("ROSTRA_PUSH_CA", "/dev/null/authorities.pem", "A PEM file that can be read"),
        ("ROSTRA_PUSH_PRIVATE", "https://agency.test/", "A host name"),
    ],
)
def test_what_a_variable_may_be_is_told(monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(Refusal) as refused:
        Environment()
    assert (refused.value.code, refused.value.place) == ("configuration", name)
    assert (
        refused.value.reason
        == f"{expected} is expected, not '{value.rsplit(maxsplit=1)[-1] if ',' in value else value}'."
    )


def test_an_empty_home_is_the_one_that_is_meant_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ROSTRA_HOME", raising=False)
    usual = Environment().home
    monkeypatch.setenv("ROSTRA_HOME", "")
    assert Environment().home == usual == ROOT / "var"


def test_variables_that_are_right_are_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    trustme.CA().cert_pem.write_to_path(tmp_path / "authority.pem")
    asked = {
        "ROSTRA_DEBUG": "No",
        "ROSTRA_BIND": "::",
        "ROSTRA_PROXIES": "127.0.0.1, fe80::1",
        "ROSTRA_SUBJECTS": "zh-hans",
        "ROSTRA_PUSH_CA": str(tmp_path / "authority.pem"),
        "ROSTRA_PUSH_PRIVATE": "localhost agency.test,10.0.0.1",
    }
    for name, value in asked.items():
        monkeypatch.setenv(name, value)
    read = Environment()
    assert (read.debug, read.bind, read.subjects, read.push_ca) == (False, "::", "zh-hans", asked["ROSTRA_PUSH_CA"])
    assert (read.proxies, read.push_private) == (("127.0.0.1", "fe80::1"), ("localhost", "agency.test", "10.0.0.1"))


def test_an_instance_whose_folder_cannot_be_made_is_not_prepared() -> None:
    home = Path("/dev/null/instance")
    code, place, _reason = refusal(started(home, "init", "--json").communicate(timeout=120)[0])
    assert (code, place) == ("configuration", str(home))


@pytest.mark.parametrize("words", [("release", "status"), ("up",), ("check",), ("init", "--help"), ()])
def test_a_folder_that_was_mistyped_is_not_made(tmp_path: Path, words: tuple[str, ...]) -> None:
    home = tmp_path / "mistyped"
    running = started(home, *words)
    out, logs = running.communicate(timeout=120)
    assert list(tmp_path.iterdir()) == []
    if words and "--help" not in words:
        reason = "There is no instance here; 'rostra init' makes one, and ROSTRA_HOME says where."
        assert (running.returncode, out, logs) == (1, "", f"{home}: {reason} [not_prepared]\n")
    else:
        assert "Usage: rostra" in out + logs


def test_an_instance_whose_tables_nobody_made_says_so(tmp_path: Path) -> None:
    found(tmp_path)
    asked, shown = (started(tmp_path, "release", "status", *more) for more in (("--json",), ()))
    code, place, reason = refusal(asked.communicate(timeout=120)[0])
    assert (asked.returncode, code) == (1, "database")
    assert shown.communicate(timeout=120) == ("", f"{place}: {reason} [database]\n")


def test_an_instance_may_be_prepared_twice_at_once(tmp_path: Path) -> None:
    running = [started(tmp_path, "init", "--json") for _ in range(2)]
    ended = [each.communicate(timeout=300) for each in running]
    assert [each.returncode for each in running] == [0, 0], ended
    assert sorted(document(out, "init")["made"]["operator"] for out, _logs in ended) == [False, True]


def test_an_instance_is_its_owners_alone_and_each_of_its_processes_prints_one_document(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    out, logs = started(tmp_path, "init", "--json").communicate(timeout=300)
    assert document(out, "init")["made"]["operator"], logs
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700
    running = started(tmp_path, "up", "--json", ROSTRA_PORT=str(_free_port()))
    assert running.stderr is not None
    try:
        assert any(line.strip().endswith("/desk/") for line in running.stderr), "the addresses are told"
        running.send_signal(signal.SIGTERM)
        out, _logs = running.communicate(timeout=60)
    finally:
        running.kill()
    assert (running.returncode, document(out, "up")) == (0, {"stopped": True})
    for name in ("worker", "indexer"):
        out, logs = started(tmp_path, name, "--once", "--json").communicate(timeout=120)
        assert document(out, name) == {"stopped": True}, logs
        running = started(tmp_path, name, "--json", PYTHONFAULTHANDLER="1")
        out, logs = ended_when_asked(running)
        assert (running.returncode, document(out, name)) == (0, {"stopped": True}), logs


def ended_when_asked(running: subprocess.Popen[str]) -> tuple[str, str]:
    """What a process printed that was asked to stop once it listens to that; where it hangs, if it does not."""
    caught = re.compile(r"^SigCgt:\s*([0-9a-f]+)$", re.MULTILINE)
    for _ in range(600):
        found = caught.search(Path(f"/proc/{running.pid}/status").read_text())
        if found and int(found[1], 16) >> (signal.SIGTERM - 1) & 1:
            break
        time.sleep(0.1)
    time.sleep(1)
    running.send_signal(signal.SIGTERM)
    try:
        return running.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        running.send_signal(signal.SIGABRT)
        return running.communicate(timeout=60)
