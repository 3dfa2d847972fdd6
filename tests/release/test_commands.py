"""The verbs of release on the command line: what they print is what their schemas say, and a refusal is one."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from click.testing import CliRunner
from jsonschema import Draft202012Validator, FormatChecker

from config.environment import ROOT
from rostra.cli import rostra
from rostra.foundation.models import Language, User
from rostra.products import commands as product_commands
from rostra.release import commands
from rostra.release.models import Delivery, Release
from tests.factories.products import cleared_product, operator
from tests.factories.release import armed_release

pytestmark = pytest.mark.django_db(transaction=True)

for module in (commands, product_commands):
    module.register(rostra)


def validated(document: Any, schema: str) -> Any:
    rules = json.loads((ROOT / "docs" / "schemas" / f"{schema}.json").read_text())
    assert list(Draft202012Validator(rules, format_checker=FormatChecker()).iter_errors(document)) == []
    return document


def run(*words: str, schema: str) -> Any:
    """Run a command that succeeds; its document, found to be as its schema says."""
    done = CliRunner().invoke(rostra, [*words, "--json"])
    assert done.exit_code == 0, done.stdout + done.stderr
    return validated(json.loads(done.stdout), schema)


def refused(*words: str) -> str:
    """Run a command that is refused; the code of the refusal."""
    done = CliRunner().invoke(rostra, [*words, "--json"])
    assert done.exit_code == 1, done.output
    return str(validated(json.loads(done.stdout), "error")["error"]["code"])


def test_a_list_of_nothing_says_so() -> None:
    operator()
    said = [CliRunner().invoke(rostra, ["release", *words]).stdout for words in (["status"], ["deliveries"])]
    assert said == ["No release is on its way.\n", "No delivery is dead.\n"]


@pytest.fixture
def ticking() -> None:
    """No clock that stands: `--now` waits for the instant."""
    operator()


def write(folder: Path, name: str, document: Any) -> str:
    (folder / name).write_text(json.dumps(document))
    return str(folder / name)


def test_a_products_life_on_the_command_line(ticking: None, tmp_path: Path) -> None:
    cleared_product("water", languages=["en", "fr"], required=["ar", "en", "fr"])
    assert refused("release", "schedule", "water", "--now") == "obstacles"
    waived = ("--except", "ar", "--reason", "The desk is closed.")
    assert run("release", "schedule", "water", "--now", *waived, schema="release")["state"] == "live"
    status = run("release", "status", "water", schema="release-status")
    assert {code: cell for code, cell in status["cells"].items() if cell != "not_required"} == {
        "ar": "waived", "en": "released", "fr": "released"
    }  # fmt: skip
    assert {row["state"] for row in status["deliveries"]} == {"done"}
    assert run("release", "lift-waiver", "water", "ar", schema="release-lift-waiver")["lifted"] == 1
    assert refused("release", "lift-waiver", "water", "ar") == "not_waived"
    file = write(tmp_path, "c.json", {"versions": {"en": {"headline": "Water reaches three villages"}}})
    note = write(tmp_path, "n.json", {"en": "The number was wrong."})
    correction = ("release", "correct", "water", file, "--note-file", note, "--ask-others")
    assert run(*correction, schema="release")["act"] == "correction"
    assert run("release", "status", "water", schema="release-status")["cells"]["fr"] == "under_check"
    said = CliRunner().invoke(rostra, ["release", "withdraw", "water", "--reason", "Wrong.", "--reason-lang", "en"])
    assert "There are no words for fr: readers get them in another language." in said.stderr
    assert run("release", "status", "water", schema="release-status")["cells"]["en"] == "withdrawn"


@pytest.mark.parametrize(("more", "code"), [((), "fr"), (("--reason-lang", "ar"), "ar")])
def test_a_reason_is_in_a_language_of_the_institution(ticking: None, more: tuple[str, ...], code: str) -> None:
    cleared_product("water", languages=["ar", "fr"], required=["ar", "fr"])
    Language.objects.exclude(code__in=["ar", "fr"]).delete()
    Language.objects.filter(code="ar").update(fallback_order=2)
    Language.objects.filter(code="fr").update(fallback_order=1)
    run("release", "schedule", "water", "--now", schema="release")
    said = ("release", "withdraw", "water", "--reason", "C'était faux.")
    assert refused(*said, "--reason-lang", "en") == "unknown_language"
    done = CliRunner().invoke(rostra, [*said, *more])
    assert ("The reason is taken to be in fr;" in done.stderr) == (not more)
    assert Release.objects.get(act="withdrawal").note == {code: "C'était faux."}
    assert {row.notices[0]["language"] for row in Release.objects.get(act="withdrawal").frozen.all()} == {code}


def test_hold_and_resume(clock: time_machine.Traveller) -> None:
    release = armed_release(cleared_product("water"))
    assert [row["slugline"] for row in run("release", "status", schema="release-status")["ahead"]] == ["water"]
    assert run("release", "hold", "water", "--reason", "Wait.", schema="release-hold") == {"held": 1}
    for words in (("status",), ("status", "water")):
        assert "issue held 2026-" in CliRunner().invoke(rostra, ["release", *words]).stdout
    assert run("release", "hold", "--reason", "All of it.", schema="release-hold") == {"held": 0}
    assert run("release", "status", schema="release-status")["held"] == "All of it."
    assert run("release", "resume", schema="release-resume")["resumed"]
    assert Release.objects.get(pk=release.pk).held_at


def test_a_release_is_moved_after_a_hold_and_taken_back(clock: time_machine.Traveller) -> None:
    first = armed_release(cleared_product("water"))
    run("release", "hold", "water", "--reason", "Wait.", schema="release-hold")
    moved = run("release", "reschedule", "water", "--at", "2026-03-03T09:00Z", schema="release")
    assert (moved["state"], moved["instant"]) == ("sealed", "2026-03-03T09:00:00+00:00")
    assert Release.objects.get(pk=first.pk).state == "cancelled"
    told = {
        row["release"]: row["held"] for row in run("release", "status", "water", schema="release-status")["releases"]
    }
    assert told == {first.pk: False, moved["release"]: False}, "what was taken back is held no more"
    gone = run("release", "cancel", "water", schema="release")
    assert (gone["release"], gone["state"]) == (moved["release"], "cancelled")
    assert refused("release", "reschedule", "water", "--now") == refused("release", "cancel", "water") == "state"


def test_an_instant_is_told_in_utc_whatever_zone_it_was_given_in(clock: time_machine.Traveller) -> None:
    cleared_product("water")
    moved = run("release", "schedule", "water", "--at", "2026-03-02T15:30+02:00", schema="release")
    assert moved["instant"] == "2026-03-02T13:30:00+00:00"
    done = CliRunner().invoke(rostra, ["release", "reschedule", "water", "--at", "2026-03-02T13:30+02:00"])
    assert done.stderr == "water: 2026-03-02 11:30:00 UTC has passed. [past]\n"
    assert refused("release", "reschedule", "water", "--at", "9999-12-31T23:59-14:00") == "bad_time"
    assert Release.objects.get().instant.hour == 13


def test_a_release_can_be_moved_to_now(ticking: None) -> None:
    cleared_product("water")
    later = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    run("release", "schedule", "water", "--at", later, schema="release")
    assert run("release", "reschedule", "water", "--now", schema="release")["state"] == "live"


def test_dead_letters_are_listed_and_tried_again(clock: time_machine.Traveller) -> None:
    armed_release(cleared_product("water"))
    Delivery.objects.update(state="dead", last_error="503: not now")
    rows = run("release", "deliveries", schema="release-deliveries")["deliveries"]
    assert len(rows) == Delivery.objects.count()
    first = rows[0]["key"]
    assert run("release", "retry", first, schema="release-retry") == {"retried": [first]}
    assert len(run("release", "retry", "--all", schema="release-retry")["retried"]) == len(rows) - 1
    assert run("release", "deliveries", schema="release-deliveries")["deliveries"] == []


def test_what_cannot_be_done_is_refused_by_name(clock: time_machine.Traveller, tmp_path: Path) -> None:
    cleared_product("water")
    User.objects.create_user("nobody")
    lists = write(tmp_path, "list.json", [1])
    bare = write(tmp_path, "bare.json", {"versions": {"en": "text"}})
    deep = tmp_path / "deep.json"
    deep.write_text("[" * 100_000)
    note = write(tmp_path, "n.json", {"en": "Wrong."})
    expected = {
        ("schedule", "nothing", "--now"): "unknown_product",
        ("schedule", "water", "--at", "tomorrow"): "bad_time",
        ("schedule", "water", "--at", "2020-01-01T00:00Z"): "past",
        ("schedule", "water", "--at", "9999-12-31T23:59-14:00"): "bad_time",
        ("schedule", "water", "--at", "0001-01-01T00:00+14:00"): "bad_time",
        ("schedule", "water"): "usage",
        ("schedule", "water", "--at", "2026-03-02T13:00Z", "--as", "nobody"): "forbidden",
        ("schedule", "water", "--at", "2026-03-02T13:00Z", "--as", "no-such"): "unknown_user",
        ("correct", "water", lists, "--note-file", note): "bad_file",
        ("correct", "water", bare, "--note-file", note): "bad_file",
        ("correct", "water", note, "--note-file", lists): "bad_file",
        ("withdraw", "water", "--reason", '{"en": 1}'): "bad_words",
        ("withdraw", "water", "--reason", '{"en'): "bad_words",
        ("withdraw", "water", "--reason", "Wrong."): "not_public",
        ("hold", "water", "--reason", "x"): "state",
        ("cancel", "nothing"): "unknown_product",
        ("cancel", "water"): "state",
        ("reschedule", "water", "--now"): "state",
        ("reschedule", "water"): "usage",
        ("reschedule", "water", "--at", "soon"): "bad_time",
        ("hold", "--reason", " "): "reason_missing",
        ("retry", "1:en:push:nobody"): "unknown_delivery",
        ("retry",): "usage",
    }
    found = {words: refused("release", *words) for words in expected}
    assert found == expected
    assert refused("release", "correct", "water", str(deep), "--note-file", note)
    assert not Release.objects.exists()


def test_the_worker_does_what_is_due_and_ends(clock: time_machine.Traveller) -> None:
    release = armed_release(cleared_product("water"))
    clock.move_to(release.instant)
    done = CliRunner().invoke(rostra, ["worker", "--once"])
    assert done.exit_code == 0
    assert not release.deliveries.exclude(state="done").exists()
