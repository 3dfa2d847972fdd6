"""A log that was counted by mistake is taken out of every figure, on record."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from rostra.audience import jobs, queries
from rostra.audience.actions.forget import forget
from rostra.audience.actions.ingest import ingest
from rostra.audience.ingesting import LINGER, folder, logs
from rostra.audience.models import LogSource
from rostra.foundation import clock as time
from rostra.foundation.errors import Refusal
from rostra.foundation.models import LedgerEntry, User
from rostra.results.measures.online_readers import MEASURE
from tests.factories.audience import NOON, combined, own_log, request
from tests.factories.products import kind, languages, office, operator

pytestmark = pytest.mark.django_db
SPAN = queries.Span(NOON.date() - timedelta(days=9), NOON.date())


@pytest.fixture(autouse=True)
def house() -> None:
    languages()
    kind()
    office("hq")
    office("nairobi")
    operator()


def counted(path: Path, content: str, *, site: str = "hq") -> str:
    path.write_text(content)
    return ingest([path], site=site, by=operator())[0].source.digest


def refused(log: str, *, reason: str = "A test's.", by: User | None = None) -> tuple[str, str]:
    with pytest.raises(Refusal) as said:
        forget(log, reason=reason, by=by or operator())
    return said.value.code, said.value.place


def readers() -> float | None:
    return MEASURE.figures(MEASURE.parts[1], SPAN)[()].value


def test_a_forgotten_log_is_in_no_figure_and_its_days_are_unknown_again(tmp_path: Path) -> None:
    wrong, right = tmp_path / "wrong.log", tmp_path / "right.log"
    early = combined("/en/story/a", at=NOON - timedelta(days=3))
    digest = counted(wrong, early)
    counted(right, combined("/en/story/a"))
    assert readers() == 2
    wrong.rename(moved := tmp_path / "moved.log")
    source = forget(str(moved), reason="  Another house's. ", by=operator())
    assert (source.name, source.digest) == ("wrong.log", digest)
    assert (readers(), queries.counted_days()) == (1, [NOON.date()])
    entry = LedgerEntry.objects.get(verb="forget")
    assert (entry.subject_name, entry.by) == ("wrong.log", operator())
    told = {"site": "hq", "digest": digest, "accepted": 1, "reason": "Another house's."}
    assert entry.details == told
    ingest([moved], site="hq", by=operator())
    assert (readers(), len(queries.counted_days())) == (2, 2)


def test_the_same_content_counted_again_with_other_words_is_read_anew(tmp_path: Path) -> None:
    digest = counted(tmp_path / "a.log", combined("/en/flash/a"))
    assert readers() == 0
    kind("flash")
    forget(digest, reason="Counted before there were flashes.", by=operator())
    counted(tmp_path / "a.log", combined("/en/flash/a"))
    assert readers() == 1


def test_the_files_of_a_forgotten_log_linger_and_go() -> None:
    log = own_log()
    request(log, "/en/story/a")
    log.flush()
    jobs.ingest_own_logs()
    (file,) = folder().rglob("*.parquet")
    os.utime(file, (file.stat().st_mtime - 2 * LINGER,) * 2)
    digest = LogSource.objects.get().digest
    assert refused(digest)[0] == "own_log"
    (own,) = logs().glob("access-*.jsonl")
    own.unlink()
    forget(digest, reason="A drill's.", by=operator())
    jobs.ingest_own_logs()
    assert file.exists() and not LogSource.objects.exists()
    jobs.ingest_own_logs(time.now() + timedelta(seconds=LINGER + 60))
    assert not file.exists()


def test_of_a_log_of_two_sites_one_must_be_named(tmp_path: Path) -> None:
    for site in ("hq", "nairobi"):
        digest = counted(tmp_path / "a.log", combined("/en/story/a"), site=site)
    assert refused(digest) == ("which_site", digest)
    forget(digest, site="nairobi", reason="It came to headquarters.", by=operator())
    assert LogSource.objects.get().site == "hq"


def test_what_cannot_be_forgotten_is_refused_and_stays(tmp_path: Path) -> None:
    log = str(tmp_path / "a.log")
    counted(Path(log), combined("/en/story/a"))
    assert refused(log, by=User.objects.create_user("nobody")) == ("forbidden", "audience")
    assert refused(log, reason=" ") == ("no_reason", log)
    assert refused("0" * 64) == ("unknown_log", "0" * 64)
    assert refused("x" * 300) == ("unreadable", "x" * 300), "no file can have such a name"
    (other := tmp_path / "other.log").write_text("another content")
    assert refused(str(other)) == ("unknown_log", str(other))
    assert LogSource.objects.count() == 1
    assert not LedgerEntry.objects.filter(verb="forget").exists()
