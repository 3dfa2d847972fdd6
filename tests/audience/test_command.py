"""`rostra audience`: one document a verb, as its schema has it."""

import json

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from config.environment import ROOT
from rostra.audience import commands
from rostra.cli import Root
from tests.factories.audience import combined
from tests.factories.products import kind, languages, office, operator

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house():
    languages()
    kind()
    office("hq")
    operator()


def check_schema(name, told):
    schema = json.loads((ROOT / "docs" / "schemas" / f"{name}.json").read_text())
    Draft202012Validator(schema).validate(told)


def run(*words):
    group = Root()
    commands.register(group)
    return CliRunner().invoke(group, ["audience", *map(str, words)])


def test_the_document_is_as_its_schema_says(tmp_path):
    log = tmp_path / "access.log"
    told = []
    for content in (combined("/en/story/a"), combined("/en/story/a") * 2 + "nonsense\n"):
        log.write_text(content)
        done = run("ingest", log, log, "--site", "hq", "--json")
        assert done.exit_code == 0
        told.append(json.loads(done.stdout))
        check_schema("audience-ingest", told[-1])
    rows = [row for document in told for row in document["logs"]]
    assert [(row["known"], row["replaced"]) for row in rows] == [
        (False, False), (True, False), (False, True), (True, False)
    ]  # fmt: skip


def test_a_log_is_forgotten_for_a_reason(tmp_path):
    log = tmp_path / "access.log"
    log.write_text(combined("/en/story/a"))
    (counted,) = json.loads(run("ingest", log, "--site", "hq", "--json").stdout)["logs"]
    assert run("forget", log).exit_code == 1
    done = run("forget", log, "--reason", "Another house's.", "--json")
    told = json.loads(done.stdout)
    check_schema("audience-forget", told)
    assert (done.exit_code, told["digest"], told["days"]) == (0, counted["digest"], [counted["first_at"][:10]])
    again = run("forget", counted["digest"], "--reason", "Another house's.", "--json")
    told = json.loads(again.stdout)
    check_schema("error", told)
    assert (again.exit_code, told["error"]["code"]) == (1, "unknown_log")
