"""The public reads a note as it can be kept and shown, or who wrote it is told at once what is wrong with it."""

import json
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner

from rostra.cli import rostra
from rostra.foundation.errors import Refusal
from rostra.foundation.text import LONGEST_WORDS
from rostra.release import commands
from rostra.release.actions.correct import correct
from rostra.release.actions.waive import waive
from rostra.release.actions.withdraw import withdraw
from rostra.release.models import Release, Waiver
from tests.factories.products import cleared_product, operator
from tests.factories.release import live_product, make_live

pytestmark = pytest.mark.django_db(transaction=True)
Clock = time_machine.Traveller
#: Half a character, the one that PostgreSQL cannot keep, one that turns what follows, and lines of two systems.
WRITTEN = " Names \ud800were\x00 \u202eshown.\r\n\r\nWe are sorry.\u2028 "
SHOWN = "Names were shown.\n\nWe are sorry."

commands.register(rostra)


def told(release: Release) -> str:
    """What stands on the page in English."""
    return str(release.frozen.get(language__code="en").notices[0]["text"])


def test_a_reason_is_shown_clean_and_holds_no_withdrawal_up(clock: Clock) -> None:
    product = live_product("water", clock)
    assert told(make_live(withdraw(product, by=operator(), reason={"en": WRITTEN, "fr": "\x00"}), clock)) == SHOWN
    assert Release.objects.get(act="withdrawal").note == {"en": SHOWN}


def test_a_note_is_shown_clean(clock: Clock) -> None:
    product = live_product("water", clock)
    texts = {"en": {"headline": "Put right"}}
    assert told(make_live(correct(product, by=operator(), note={"en": WRITTEN}, texts=texts), clock)) == SHOWN


@pytest.mark.parametrize(
    ("words", "code", "place"),
    [
        ({"en": "x" * (LONGEST_WORDS + 1)}, "too_long", "water [en]"),
        ({"en": "Wrong.", "xx\ud800": "Wrong."}, "unknown_language", "water [xx]"),
        ({"en": " \x00\u202e"}, "missing", "water"),
    ],
)
def test_what_cannot_be_shown_is_refused_where_it_is_written(
    clock: Clock, words: dict[str, str], code: str, place: str
) -> None:
    product = live_product("water", clock)
    for deed in (
        lambda: withdraw(product, by=operator(), reason=words),
        lambda: correct(product, by=operator(), note=words, texts={"en": {"headline": "Put right"}}),
    ):
        with pytest.raises(Refusal) as refused:
            deed()
        assert refused.value.code.endswith(code)
        assert refused.value.place == place
    assert not Release.objects.exclude(act="issue").exists()


def test_the_command_line_says_in_one_line_that_a_note_is_too_long(clock: Clock, tmp_path: Path) -> None:
    live_product("water", clock)
    note, texts = tmp_path / "note.json", tmp_path / "texts.json"
    note.write_text(json.dumps({"en": "x" * 3_000_000}))
    texts.write_text(json.dumps({"versions": {"en": {"headline": "Put right"}}}))
    done = CliRunner().invoke(rostra, ["release", "correct", "water", str(texts), "--note-file", str(note)])
    assert done.exit_code == 1
    assert done.stderr.splitlines()[-1] == "water [en]: At most 5000 characters in each language. [too_long]"


def test_the_reason_of_a_waiver_can_be_kept(clock: Clock) -> None:
    waive(cleared_product(), language="fr", by=operator(), reason=WRITTEN)
    assert Waiver.objects.get().reason == "Names were shown. We are sorry."
