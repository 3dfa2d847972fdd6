"""`rostra results`: one document, as its schema has it."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from config.environment import ROOT
from rostra.cli import Root
from rostra.foundation.models import User
from rostra.results import commands
from tests.conftest import NOON
from tests.factories.products import kind, languages, office, operator
from tests.factories.results import indicator, promise, read_by

pytestmark = pytest.mark.django_db
SCHEMA = json.loads((ROOT / "docs" / "schemas" / "results.json").read_text())


@pytest.fixture(autouse=True)
def house(clock):
    languages()
    office("hq")
    kind()
    operator()
    for code in ("R1c3", "R2a2", "R2b"):
        promise(indicator(code), baseline=1, target=2)
    read_by(*(("/ar/story/a", NOON - timedelta(days=n), "192.0.2.1") for n in range(1, 4)))


def run(*words):
    group = Root()
    commands.register(group)
    return CliRunner().invoke(group, ["results", *words])


@pytest.mark.parametrize("words", [(), ("R2a2",), ("R2b", "--from", "2026-01-01"), ("R2a2", "--rows", "5")])
def test_the_document_is_as_its_schema_says(words):
    done = run(*words, "--json")
    document = json.loads(done.stdout)
    Draft202012Validator(SCHEMA).validate(document)
    assert done.exit_code == 0
    assert len(document["indicators"]) == (1 if words else 3)


def test_one_indicator_has_its_series_and_as_many_rows_as_were_asked_for():
    found = json.loads(run("R2a2", "--rows", "2", "--json").stdout)["indicators"][0]
    assert (found["value"], found["rows"], found["counted_days"], found["verdict"]) == (1.0, 3, 3, "behind")
    assert [point["rows"] for point in found["series"]] == [1, 1, 1]
    assert [row["languages"] for row in found["evidence"]] == ["ar", "ar"]
    assert found["baseline"]["typed_in"] is True
    assert {row["figure"]: row["value"] for row in found["others"]} == {"visitor-days": 3.0, "views": 3.0}


def test_a_person_reads_the_rows_that_were_asked_for():
    lines = run("R2a2", "--rows", "2").stdout.splitlines()
    head = next(n for n, line in enumerate(lines) if line.startswith("asked_at\t"))
    at = lines[head].split("\t").index("languages")
    assert [line.split("\t")[at] for line in lines[head + 1 : head + 3]] == ["ar", "ar"]
    assert lines[head + 3 :] == [""]
    assert any(line == "R2a2" for line in run("--rows", "1").stdout.splitlines())


def test_a_person_reads_a_sentence():
    told = run("R2a2").stdout
    assert "1 things; the target is 2." in told
    assert "counted from 3 rows of 3 days" in told


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("R9",), "unknown_indicator"), (("--from", "yesterday"), "bad_day"), (("--from", "0001-01-01"), "bad_period"),
        (("--from", "2026-02-01", "--to", "2026-01-01"), "bad_period"), (("--as", "nobody"), "unknown_user"),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_one_clear_refusal(words, code):
    done = run(*words, "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["error"]["code"] == code


def test_only_who_may_see_indicators_is_told():
    User.objects.create_user("reader")
    assert json.loads(run("--as", "reader", "--json").stdout)["error"]["code"] == "forbidden"
