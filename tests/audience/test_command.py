"""`rostra audience ingest`: one document, as its schema has it."""

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
SCHEMA = json.loads((ROOT / "docs" / "schemas" / "audience-ingest.json").read_text())


@pytest.fixture(autouse=True)
def house():
    languages()
    kind()
    office("hq")
    operator()


def run(*words):
    group = Root()
    commands.register(group)
    return CliRunner().invoke(group, ["audience", "ingest", *map(str, words)])


def test_the_document_is_as_its_schema_says(tmp_path):
    log = tmp_path / "access.log"
    told = []
    for content in (combined("/en/story/a"), combined("/en/story/a") * 2 + "nonsense\n"):
        log.write_text(content)
        done = run(log, log, "--site", "hq", "--json")
        assert done.exit_code == 0
        told.append(json.loads(done.stdout))
        Draft202012Validator(SCHEMA).validate(told[-1])
    rows = [row for document in told for row in document["logs"]]
    assert [(row["known"], row["replaced"]) for row in rows] == [
        (False, False), (True, False), (False, True), (True, False)
    ]  # fmt: skip
