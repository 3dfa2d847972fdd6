"""Loading products from files: whole or not at all, and never a traceback."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from config.environment import ENVIRONMENT
from rostra.cli import rostra
from rostra.foundation.errors import Refusal
from rostra.foundation.text import one_line
from rostra.products import commands
from rostra.products.actions.load import load
from rostra.products.json_files import parse_json
from rostra.products.models import LanguageVersion, Product
from tests.factories.products import languages, office, operator
from tests.products.test_actions import person

pytestmark = pytest.mark.django_db


def file(**changes: Any) -> dict[str, Any]:
    versions = {
        "fr": {"headline": "Un titre", "body": [{"type": "paragraph", "value": "Un texte."}], "cleared": True},
        "en": {"headline": "A headline", "summary": "Short.", "made_from": "fr", "cleared": True},
    }
    return {"slugline": "a-story", "kind": "story", "required": ["en", "fr"], "versions": versions, **changes}


@pytest.fixture(autouse=True)
def _instance() -> None:
    languages()
    office()


def test_a_file_becomes_a_product_with_cleared_versions() -> None:
    product = load(file(), by=operator())
    english = product.versions.get(language__code="en")
    assert (product.kind.slug, product.office.slug, english.state) == ("story", "hq", "cleared")
    assert english.made_from_hash == product.versions.get(language__code="fr").approved_hash


def test_loading_twice_changes_nothing_and_loading_a_change_changes_only_that() -> None:
    load(file(), by=operator())
    before = list(LanguageVersion.objects.order_by("pk").values())
    load(file(), by=operator())
    assert list(LanguageVersion.objects.order_by("pk").values()) == before
    changed = file()
    changed["versions"]["fr"]["headline"] = "Autre titre"
    product = load(changed, by=operator())
    french, english = product.versions.get(language__code="fr"), product.versions.get(language__code="en")
    assert french.state == "cleared"
    assert english.made_from_hash != french.approved_hash


def test_cleared_counts_only_from_those_who_may_clear_in_that_language() -> None:
    rights = ("load_product", "add_product", "change_languageversion", "clear_languageversion")
    product = load(
        file(versions={"en": file()["versions"]["en"] | {"made_from": None}}), by=person(*rights, works_in=("en",))
    )
    assert product.versions.get(language__code="en").state == "cleared"
    product = load(file(slugline="b-story"), by=person(*rights[:3]))
    assert {v.language.code: v.state for v in product.versions.all()} == {"en": "in_review", "fr": "in_review"}


#: A picture that is not there.
NO_PICTURE = {"type": "image", "value": {"picture": 9, "alternative": "x"}}


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"slugline": "../x"}, "../x"), ({"slugline": 3}, "slugline"), ({"colour": 1}, "colour"),
        ({"kind": "poem"}, "kind"),
        ({"required": ["tlh"]}, "required[0]"), ({"required": "en"}, "required"), ({"versions": []}, "versions"),
        ({"versions": {"tlh": {}}}, "versions.tlh"), ({"versions": {"en": []}}, "versions.en"),
        ({"versions": {"en": {"body": ["x"]}}}, "versions.en.body[0]"), ({"themes": ["none"]}, "themes[0]"),
        ({"versions": {"en": {"headline": "x" * 301}}}, "versions.en.headline"),
        ({"occurred_at": "today"}, "occurred_at"), ({"occurred_at": "0001-01-01T00:00:00+14:00"}, "occurred_at"),
        ({"occurred_at": "9999-12-31T23:59:59-14:00"}, "occurred_at"),
        ({"versions": {"en": {"headline": "\ud800"}}}, "versions.en.headline"),
        ({"mandates": ["A/1"]}, "mandates[0]"),
        ({"versions": {"en": {"made_from": "en"}}}, "versions.en.made_from"), ({"picture": 10**30}, "picture"),
        ({"versions": {"en": {"cleared": "yes"}}}, "versions.en.cleared"), ({"office": "moon"}, "office"),
        ({"versions": {"en": {"body": [NO_PICTURE]}}}, "versions.en.body[0]"),
    ],
)  # fmt: skip
def test_a_fault_is_refused_with_its_place_and_nothing_is_stored(changes: dict[str, Any], place: str) -> None:
    with pytest.raises(Refusal) as refusal:
        load(file(**changes), by=operator())
    assert refusal.value.place == place
    assert not Product.objects.exists()


def test_what_is_missing_for_clearing_stops_the_whole_file() -> None:
    with pytest.raises(Refusal, match="headline is missing"):
        load(file(versions={"en": {"summary": "x", "cleared": True}}), by=operator())
    assert not Product.objects.exists()


def _run(path: Path) -> tuple[int, dict[str, Any]]:
    if "product" not in rostra.commands:
        commands.register(rostra)
    done = CliRunner().invoke(rostra, ["product", "load", str(path), "--json"])
    assert done.exception is None or isinstance(done.exception, SystemExit), (path.name, done.exception)
    return done.exit_code, json.loads(done.stdout)


def test_the_command_prints_one_document(tmp_path: Path) -> None:
    operator()
    path = tmp_path / "story.json"
    path.write_text(json.dumps(file()))
    assert _run(path) == (
        0,
        {
            "slugline": "a-story", "kind": "story", "office": "hq", "required": ["en", "fr"],
            "versions": {"en": "cleared", "fr": "cleared"},
        },
    )  # fmt: skip
    assert _run(tmp_path / "none.json")[1]["error"]["code"] == "unreadable"


def test_hostile_json_is_refused_in_one_clear_line_and_stores_nothing() -> None:
    operator()
    files = [path for path in sorted((ENVIRONMENT.hostile / "json").rglob("*")) if path.is_file()]
    if not files:
        pytest.skip(f"no hostile JSON under {ENVIRONMENT.hostile}")
    for path in files:
        code, document = _run(path)
        assert (code, list(document)) == (1, ["error"]), path.name
        assert document["error"]["reason"], path.name
    assert not Product.objects.exists()


@pytest.mark.parametrize(
    "content", [b"NaN", b"[Infinity]", b'{"a":1,"a":2}', b"[" * 100_000, b"1e999", b"9" * 5000, b"\xff", b'{"a":', b""]
)
def test_json_with_more_than_one_meaning_or_none_is_refused(content: bytes) -> None:
    with pytest.raises(Refusal):
        parse_json(content, place="x")


def strings() -> list[str]:
    """Every line of every file of the corpus."""
    corpus = ENVIRONMENT.hostile / "strings"
    files = [path for path in sorted(corpus.rglob("*")) if path.suffix in {".txt", ".json"}]
    return [line for path in files for line in path.read_text("utf-8", "replace").splitlines() if line.strip()]


def test_hostile_strings_are_kept_as_text_or_refused() -> None:
    lines, kept = strings(), 0
    if not lines:
        pytest.skip(f"no hostile strings under {ENVIRONMENT.hostile}")
    before = load(file(slugline="before"), by=operator())
    stood = list(before.versions.order_by("pk").values())
    for number, line in enumerate(lines):
        told = file(slugline=f"line-{number}", versions={"en": {"headline": line[:300], "body": paragraph(line)}})
        try:
            version = load(told, by=operator()).versions.get(language__code="en")
        except Refusal as refusal:
            assert f"line-{number}" in refusal.place and refusal.reason, line
            assert not Product.objects.filter(slugline=f"line-{number}").exists(), line
            continue
        kept += 1
        assert version.headline == one_line(line[:300]), line
        assert "<script" not in json.dumps(version.body.get_prep_value()).lower(), line
    assert kept > len(lines) / 2
    assert list(before.versions.order_by("pk").values()) == stood


def paragraph(line: str) -> list[dict[str, str]]:
    return [{"type": "paragraph", "value": line[:20_000]}]
