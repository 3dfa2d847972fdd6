"""The indexer: killed at any step it loses nothing; a rebuild beside readers and changes loses nothing either."""

import os
import signal
import threading
from datetime import timedelta

import pytest
import time_machine

from rostra.foundation import clock as rostra_clock
from rostra.foundation.errors import Refusal
from rostra.foundation.leases import MOST_ATTEMPTS
from rostra.foundation.models import User
from rostra.library.models import Expression, Work
from rostra.search import analysis, draining, generations, indexer
from rostra.search.actions import rebuild as rebuilding
from rostra.search.actions.rebuild import rebuild
from rostra.search.index import Writing
from rostra.search.matching import SIMILAR
from rostra.search.models import Change
from rostra.search.noting import note
from tests.factories.products import languages, operator
from tests.factories.release import live_product
from tests.release.dying import Steps, counting, in_child
from tests.search.making import ask, indexed, names, work

#: The suite takes every seventh step; with ROSTRA_SWEEP=whole, as `make prove` sets it, all of them.
STRIDE = 1 if os.environ.get("ROSTRA_SWEEP") == "whole" else 7


def reword(made: Work, words: str) -> None:
    """Change the English text of a work and note it."""
    block = {"tag": "p", "anchor": "para-1", "number": "", "runs": [{"text": words}]}
    row = made.expressions.get(language__code="en")
    row.text = [block]
    row.save()
    note(Change.Noun.WORK, made.pk, due_at=rostra_clock.now())


@pytest.mark.django_db
def test_what_is_indexed_is_done_and_its_row_is_gone() -> None:
    made = work("A/RES/74/141")
    indexed()
    reword(made, "Glaciers.")
    assert Change.objects.count() == 1
    assert indexer.run_until_idle() == 1
    assert not Change.objects.exists()
    assert names(ask("glaciers")) == ["A/RES/74/141"]
    assert ask("sanitation").found.total == 0


@pytest.mark.django_db
def test_the_mark_of_a_footnote_is_no_part_of_the_word_before_it_and_its_text_is_found() -> None:
    made = work("A/RES/74/42")
    row = made.expressions.get(language__code="en")
    marked = [{"text": "Treaty on Nuclear Weapons"}, {"text": "6", "note": "note-1"}, {"text": ", 2010-2015"}]
    row.text = [
        {"tag": "p", "number": "1.", "runs": [*marked, {"text": "3", "note": "note-2"}]},
        {"tag": "note", "anchor": "note-1", "number": "6", "runs": [{"text": "See Treaty Series, vol. 729."}]},
    ]
    row.save()
    indexed()
    assert ask("20153").found.total == 0
    assert ask("Weapons6").found.nearness == SIMILAR, "at most taken for a slip of the hand"
    (hit,) = ask("nuclear weapons").found.hits
    assert "Treaty on Nuclear Weapons, 2010-2015 6 See Treaty Series" in hit.entry.text
    assert names(ask("treaty series 729")) == ["A/RES/74/42"]


@pytest.mark.django_db
def test_a_release_is_found_at_once_behind_any_import(clock: time_machine.Traveller) -> None:
    indexed()
    old = rostra_clock.now() - timedelta(hours=1)
    waiting = (Change(noun=Change.Noun.WORK, object_id=10_000 + n, due_at=old) for n in range(1_000))
    Change.objects.bulk_create(waiting)
    live_product("clean-water", clock)
    running = indexer.Indexer()
    running.stop()  # told to end, it takes one claim and no more
    assert running.round() <= draining.AT_ONCE
    assert names(ask("water")) == ["clean-water"]
    assert Change.objects.count() >= 900, "the works still wait"


@pytest.mark.django_db
def test_a_change_is_written_down_once_unless_somebody_is_reading() -> None:
    now = rostra_clock.now()
    note("work", 7, due_at=now)
    note("work", 7, due_at=now + timedelta(microseconds=1))
    assert Change.objects.count() == 1
    Change.objects.claim(now=now + timedelta(seconds=1), worker="someone")
    note("work", 7, due_at=now)
    assert Change.objects.count() == 2, "whoever reads may have read the old text"
    note("work", 7, due_at=now + timedelta(days=1))
    note("work", 7, due_at=now + timedelta(days=1))
    assert Change.objects.count() == 3, "what becomes public tomorrow is read tomorrow"


def _drain(fatal: int) -> int:
    """One batch in this process, which dies at a step; returns the steps."""
    steps = Steps(fatal)
    folder = generations.current()
    assert folder is not None
    writing = Writing(folder)
    commit = writing.commit

    def stepping() -> None:
        steps.step()
        commit()
        steps.step()

    writing.commit = stepping  # type: ignore[method-assign]
    with counting(steps):
        draining.drain(writing, worker="doomed")
    return steps.taken


@pytest.mark.django_db(transaction=True)
def test_a_kill_at_any_step_of_a_batch_loses_nothing() -> None:
    made = [work(f"A/RES/74/{number}", {"en": (f"Text {number}", "Nothing yet.")}) for number in range(1, 4)]
    indexed()
    for each in made:
        reword(each, "Word0.")
    steps = _count_steps()
    assert steps >= 15
    for fatal in range(1, steps + 1, STRIDE):
        for each in made:
            reword(each, f"Word{fatal}.")
        in_child(lambda fatal=fatal: _drain(fatal) and None)
        indexer.run_until_idle()
        assert ask(f"word{fatal}").found.total == 3, f"killed at step {fatal}"
        assert not Change.objects.exists()


def _count_steps() -> int:
    """How many steps a batch takes that nobody kills; what it read is noted again."""
    read, write = os.pipe()
    in_child(lambda: os.write(write, str(_drain(0)).encode()) and None)
    taken = int(os.read(read, 20))
    os.close(read)
    os.close(write)
    for pk in Work.objects.values_list("pk", flat=True):
        note(Change.Noun.WORK, pk, due_at=rostra_clock.now())
    return taken


@pytest.mark.django_db(transaction=True)
def test_a_rebuild_keeps_what_changes_meanwhile_and_readers_notice_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    early, late = work("A/RES/74/1", {"en": ("One", "Water.")}), work("A/RES/74/2", {"en": ("Two", "Water.")})
    indexed()
    old, seen = generations.current(), []
    write = rebuilding._write

    def written_then_changed(*arguments: object) -> dict[str, str]:
        failed = write(*arguments)  # type: ignore[arg-type]
        reword(early, "Glaciers.")
        work("A/RES/74/3", {"en": ("Three", "Water.")})
        late.delete()
        indexed()
        seen.append((sorted(names(ask("water"))), names(ask("glaciers"))))
        assert Change.objects.filter(state=Change.DONE).count() >= 3, "what is done is kept for the rebuild"
        return failed

    monkeypatch.setattr(rebuilding, "_write", written_then_changed)
    built = rebuild(by=operator())
    assert built == {"objects": 2, "failed": {}}
    assert generations.current() != old
    assert seen == [(["A/RES/74/3"], ["A/RES/74/1"])], "readers had the old index, kept in step"
    assert sorted(names(ask("water"))) == ["A/RES/74/3"]
    assert names(ask("glaciers")) == ["A/RES/74/1"]
    assert not Change.objects.exists()
    assert [folder for folder in generations.home().iterdir() if folder.is_dir() and not folder.is_symlink()] == [
        generations.current()
    ]


@pytest.mark.django_db(transaction=True)
def test_readers_go_on_while_generations_are_switched_under_them() -> None:
    work("A/RES/74/1", {"en": ("One", "Water.")})
    indexed()
    found, over = [], threading.Event()

    def read() -> None:
        while not over.is_set():
            searcher = generations.searcher()
            found.append(searcher.num_docs if searcher else -1)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for _ in range(4):
        rebuild(by=None)
    over.set()
    for reader in readers:
        reader.join()
    assert set(found) == {1}, "nobody ever found nothing"


@pytest.mark.django_db(transaction=True)
def test_a_killed_rebuild_leaves_the_old_index_and_no_litter() -> None:
    work("A/RES/74/1", {"en": ("One", "Water.")})
    indexed()
    old = generations.current()

    def die() -> None:
        generations.switch = lambda _folder: os.kill(os.getpid(), signal.SIGKILL)  # type: ignore[assignment]
        rebuild(by=None)

    assert in_child(die) == signal.SIGKILL
    assert generations.current() == old
    assert names(ask("water")) == ["A/RES/74/1"]
    reword(Work.objects.get(), "Glaciers.")
    indexer.run_until_idle()
    assert names(ask("glaciers")) == ["A/RES/74/1"]
    assert [f.name for f in generations.home().iterdir() if f.is_dir() and not f.is_symlink()] == [old and old.name]


@pytest.mark.django_db
def test_another_format_is_rebuilt_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    work("A/RES/74/1", {"en": ("One", "Water.")})
    indexed()
    monkeypatch.setattr(generations, "FORMAT", analysis.FORMAT + 1)
    with pytest.raises(Refusal, match="no index"):
        ask("water")
    indexer.run_until_idle()
    assert names(ask("water")) == ["A/RES/74/1"]


@pytest.mark.django_db
def test_only_one_writes_and_only_one_rebuilds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexer, "PATIENCE", 0.1)
    with generations.lock(generations.WRITER), pytest.raises(Refusal) as refused:
        indexer.run_until_idle()
    assert refused.value.code == "busy"
    with generations.lock(generations.REBUILD), pytest.raises(Refusal) as refused:
        rebuild(by=operator())
    assert refused.value.code == "busy"


@pytest.mark.django_db
def test_a_rebuild_needs_the_right() -> None:
    with pytest.raises(Refusal) as refused:
        rebuild(by=User.objects.create_user("reader"))
    assert refused.value.code == "forbidden"


@pytest.mark.django_db
def test_what_a_rebuild_cannot_read_is_told_and_tried_again(clock: time_machine.Traveller) -> None:
    made = work("A/RES/74/1", {"en": ("One", "Water.")})
    work("A/RES/74/2", {"en": ("Two", "Water.")})
    good = made.expressions.get().text
    Expression.objects.filter(work=made).update(text=[{"runs": 7}])
    built = rebuild(by=operator())
    assert list(built["failed"]) == [f"work:{made.pk}"]
    assert names(ask("water")) == ["A/RES/74/2"]
    Expression.objects.filter(work=made).update(text=good)
    indexed()
    assert ask("water").found.total == 2


@pytest.mark.django_db
def test_what_the_indexer_gave_up_a_rebuild_reads_again() -> None:
    made = work("A/RES/74/1", {"en": ("One", "Water.")})
    good = made.expressions.get().text
    Expression.objects.filter(work=made).update(text=[{"runs": 7}])
    given_up = {"attempts": MOST_ATTEMPTS, "state": Change.DEAD}
    Change.objects.create(noun="work", object_id=made.pk, due_at=rostra_clock.now(), **given_up)
    rebuild(by=operator())
    assert [(row.state, row.attempts) for row in Change.objects.all()] == [(Change.WAITING, 0)], "it failed again"
    Expression.objects.filter(work=made).update(text=good)
    rebuild(by=operator())
    assert names(ask("water")) == ["A/RES/74/1"]


@pytest.mark.django_db
def test_an_indexer_stops_when_told() -> None:
    languages()
    running = indexer.Indexer()
    running.stop()
    running.run()
    assert not generations.is_held(generations.WRITER)
