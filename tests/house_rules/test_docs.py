"""Documentation that fails the build: glossary, reference, decisions, schemas of what commands print."""

import json
import re
from collections.abc import Iterator
from importlib import import_module

import click
import pytest
from django.apps import apps
from jsonschema import Draft202012Validator

from config import reference
from config.environment import ROOT
from tests.house_rules.tree import HEIGHT, listed, sources

_TERM = re.compile(r"^\| \*\*(?P<term>[^*|]+)\*\* \| (?P<meaning>[^|]+) \| (?P<source>[^|]+) \|$", re.MULTILINE)
_LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")


def glossary() -> dict[str, tuple[str, str]]:
    """Term -> its meaning and its source."""
    text = (ROOT / "docs" / "glossary.md").read_text()
    return {m["term"].strip(): (m["meaning"].strip(), m["source"].strip()) for m in _TERM.finditer(text)}


def _words_of(name: str) -> str:
    """`LanguageVersion` as people say it: 'language version'."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", name).lower()


def test_every_noun_of_the_code_stands_in_the_glossary() -> None:
    nouns = {m.__name__ for m in apps.get_models() if m._meta.app_label in HEIGHT}
    missing = {noun for noun in nouns if _words_of(noun) not in {term.lower() for term in glossary()}}
    assert not missing, f"Add to docs/glossary.md: {sorted(map(_words_of, missing))}"


def test_every_term_has_a_meaning_and_a_source() -> None:
    assert all(meaning and source for meaning, source in glossary().values())


def test_every_variable_that_code_reads_is_declared_in_one_place() -> None:
    reads = re.compile(r"os\.environ(?:\.get\(|\[)\s*[\"']((?:ROSTRA_|DATABASE_)[A-Z_]+)")
    found = [
        f"{s.path}: {name}"
        for s in sources("rostra", "config")
        for name in reads.findall(s.text)
        if s.path != "config/environment.py"
    ]
    assert not found, listed(found)


def test_every_declared_variable_is_explained() -> None:
    names = set(re.findall(r"\"((?:ROSTRA_|DATABASE_)[A-Z_]+)\"", (ROOT / "config" / "environment.py").read_text()))
    assert names == set(re.findall(r"^### ((?:ROSTRA|DATABASE)_\w+)$", "".join(reference.environment()), re.MULTILINE))


def test_the_reference_is_what_the_code_says() -> None:
    assert reference.TARGET.read_text() == reference.written(), "Run: make reference"


def test_every_right_that_an_action_or_a_command_asks_for_stands_in_the_reference() -> None:
    told = set(re.findall(r"^\| `([a-z]+\.[a-z_]+)` \|", "".join(reference.rights()), re.MULTILINE))
    own = {f"{m._meta.app_label}.{code}" for m in apps.get_models() for code, _words in m._meta.permissions}
    assert {right for right in own if right.partition(".")[0] in HEIGHT} <= told
    asked = re.compile(r"\brequire\(\w+, (?:policy\.)?([A-Z_]+|\"[\w.]+\"),")
    for source in sources("rostra"):
        policy = import_module(f"rostra.{source.stage}.policy") if source.stage and asked.search(source.text) else None
        for right in asked.findall(source.text):
            assert getattr(policy, right, right.strip('"')) in told, f"{source.path}: {right}"


def test_every_announcement_channel_and_state_graph_is_explained() -> None:
    for part in (reference.announcements(), reference.channels(), reference.states()):
        for section in "".join(part).split("### ")[1:]:
            name, _, words = section.partition("\n")
            assert len(words.split()) > 3, f"{name} has no docstring"


@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "decisions").glob("*.md")), ids=lambda p: p.stem)
def test_a_decision_says_what_was_refused(page) -> None:
    text = page.read_text()
    assert "## Refused" in text
    assert len(text.split()) < 420, "half a page"


def test_links_between_pages_lead_somewhere() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    found = []
    for page in pages:
        for link in _LINK.findall(page.read_text()):
            if "://" not in link and not (page.parent / link).exists():
                found.append(f"{page.relative_to(ROOT)}: {link}")
    assert not found, listed(found)


#: Commands whose documents are told by the schema of another name.
_SCHEMAS = {
    **{f"release-{verb}": "release" for verb in ("schedule", "reschedule", "cancel", "correct", "withdraw")},
    "search-query": "search",
}


def _leaves(group: click.Group, above: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _leaves(command, (*above, name))
        else:
            yield "-".join((*above, name)), command


def test_every_command_takes_json_and_has_a_schema_and_every_schema_a_command() -> None:
    commands = dict(_leaves(reference.gathered()))
    assert not [name for name, command in commands.items() if not any("--json" in p.opts for p in command.params)]
    there = {path.stem for path in (ROOT / "docs" / "schemas").glob("*.json")}
    assert {_SCHEMAS.get(name, name) for name in commands} | {"error"} == there


@pytest.mark.parametrize("schema", sorted((ROOT / "docs" / "schemas").glob("*.json")), ids=lambda p: p.stem)
def test_a_schema_is_a_schema(schema) -> None:
    document = json.loads(schema.read_text())
    Draft202012Validator.check_schema(document)
    assert document["title"]
    assert document["description"]
