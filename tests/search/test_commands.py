"""`rostra search`, its JSON, and the indexer's process."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from config.environment import ROOT
from rostra.cli import Root
from rostra.foundation import clock
from rostra.search import commands, generations
from tests.factories.products import office, operator
from tests.search.making import indexed, work

SCHEMAS = ROOT / "docs" / "schemas"


def run(*arguments: str) -> tuple[int, Any]:
    """Exit code and JSON of a command."""
    root = Root()
    commands.register(root)
    done = CliRunner().invoke(root, [*arguments, "--json"])
    return done.exit_code, json.loads(done.stdout)


def check_schema(name: str, document: Any) -> None:
    Draft202012Validator(json.loads((SCHEMAS / f"{name}.json").read_text())).validate(document)


@pytest.mark.django_db
def test_words_are_searched_without_naming_the_verb() -> None:
    work("A/RES/74/141")
    indexed()
    code, found = run("search", "drinking water", "--lang", "en")
    check_schema("search", found)
    assert code == 0
    (hit,) = found["hits"]
    assert (hit["name"], hit["language"], hit["date"]) == ("A/RES/74/141", "en", "2019-12-18")
    snippet = hit["snippet"]
    assert [snippet["text"][start:end] for start, end in snippet["marks"]] == ["water"]
    assert run("search", "query", "drinking water", "--lang", "en") == (0, found)


@pytest.mark.django_db
@pytest.mark.parametrize("word", ["rebuild", "query"])
def test_a_verbs_name_is_a_word_like_any_other(word: str) -> None:
    work("A/RES/74/141", {"en": ("How to rebuild", "A query about water.")})
    indexed()
    for asked in ([word, "--lang", "en"], ["query", word, "--lang", "en"]):
        code, found = run("search", *asked)
        assert (code, [hit["name"] for hit in found["hits"]]) == (0, ["A/RES/74/141"])


@pytest.mark.django_db
def test_every_part_of_an_answer_has_its_schema() -> None:
    work("A/RES/74/141", {"fr": ("L’eau", "L’eau.")})
    work("A/RES/74/1", {"en": ("One", "Water."), "ar": ("واحد", "المياه.")})
    indexed()
    _, found = run("search", "A/RES/74/141", "--lang", "en", "--kind", "resolution")
    check_schema("search", found)
    assert [each["name"] for each in found["absent"]] == ["A/RES/74/141"]
    _, found = run("search", "eau", "--lang", "en")
    check_schema("search", found)
    assert found["elsewhere"] == {"fr": 1}


@pytest.mark.django_db
def test_a_person_reads_lines() -> None:
    work("A/RES/74/141")
    indexed()
    root = Root()
    commands.register(root)
    told = CliRunner().invoke(root, ["search", "water", "--lang", "en"]).stdout
    assert "1 found" in told
    assert "*water*" in told


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "error"),
    [(("search", "water", "--lang", "tlh"), "unknown_language"), (("search", "water", "--lang", "en"), "no_index")],
)
def test_what_cannot_be_done_is_said(arguments: tuple[str, ...], error: str) -> None:
    work("A/RES/74/141")
    code, told = run(*arguments)
    check_schema("error", told)
    assert (code, told["error"]["code"]) == (1, error)


@pytest.mark.django_db
def test_a_rebuild_says_what_it_read() -> None:
    operator()
    work("A/RES/74/141")
    code, told = run("search", "rebuild")
    check_schema("search-rebuild", told)
    assert (code, told) == (0, {"objects": 1, "failed": {}})


def test_the_indexer_builds_the_first_index_and_ends_when_asked(tmp_path: Path) -> None:
    """A whole process on an instance of its own."""
    home = {**os.environ, "ROSTRA_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings"}
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=home, check=True)
    running = subprocess.Popen([sys.executable, "-m", "rostra.cli", "indexer"], cwd=ROOT, env=home)
    try:
        deadline = time.monotonic() + 60
        while not (tmp_path / "search" / "current").exists():
            assert running.poll() is None
            assert time.monotonic() < deadline, "no index was made"
            time.sleep(0.05)
        running.send_signal(signal.SIGTERM)
        assert running.wait(60) == 0
    finally:
        running.kill()
    assert generations.current() is None, "and only there"
    assert clock.now()


@pytest.mark.django_db
def test_a_symbol_that_is_not_held_is_told() -> None:
    work("A/RES/74/141")
    indexed()
    code, found = run("search", "A/RES/74/142", "--lang", "en")
    check_schema("search", found)
    assert (code, found["total"], found["unheld"]) == (0, 0, ["A/RES/74/142"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("option", "reason"),
    [
        ("--kind=storie", "unknown_kind"),
        ("--theme=waters", "unknown_theme"),
        ("--site=atlantis", "unknown_site"),
        ("--page=2", "no_such_page"),
    ],
)
def test_a_filter_that_nothing_can_have_is_refused(option: str, reason: str) -> None:
    office("hq", host="rostra.example")
    work("A/RES/74/141")
    indexed()
    status, found = run("search", "water", "--lang", "en", option)
    assert (status, found["error"]["code"]) == (1, reason)
    assert run("search", "water", "--lang", "en", "--kind=resolution", "--year=2019", "--site=hq")[1]["total"] == 1
