"""Counting log files: the real log, once each, bad lines by number, robots out, double clicks once."""

import gzip
import os
import re
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from config.environment import ENVIRONMENT
from rostra.audience import jobs, queries, rules
from rostra.audience.actions.ingest import ingest
from rostra.audience.ingesting import LINGER, folder, logs
from rostra.audience.models import LogSource
from rostra.foundation import clock as time
from rostra.foundation.errors import Refusal
from rostra.foundation.models import LedgerEntry, User
from tests.factories.audience import NOON, combined, own_log, request
from tests.factories.products import kind, languages, office, operator

pytestmark = pytest.mark.django_db
DAY = queries.Span(NOON.date(), NOON.date())
REAL_DAYS = queries.Span(date(2015, 5, 1), date(2015, 5, 31))


@pytest.fixture(autouse=True)
def house():
    languages()
    kind()
    office("hq")
    office("nairobi")


def log_file(tmp_path, *lines, name="access.log"):
    path = tmp_path / name
    path.write_bytes("".join(lines).encode("utf-8", "surrogateescape"))
    return path


def real_log():
    path = ENVIRONMENT.data / "logs" / "elastic_apache_logs.log"
    if not path.exists():
        pytest.skip(f"The real log is not there: {path}")
    return path


def test_the_real_log_is_read_as_an_independent_reading_says():
    path = real_log()
    pattern = re.compile(
        r'^\S+ \S+ \S+ \[[^\]]+\] "(?:[^"\\]|\\.)*" \d{3} (?:\d+|-) "(?:[^"\\]|\\.)*" "(?:[^"\\]|\\.)*"$'
    )
    bad = [n for n, line in enumerate(path.read_text().splitlines(), 1) if not pattern.match(line)]
    source = ingest([path], site="hq", by=operator())[0].source
    assert (source.lines, source.accepted, source.rejected) == (10_000, 10_000 - len(bad), len(bad))
    assert source.rejects == {"not_a_log_line": {"count": len(bad), "lines": bad}}
    assert sum(source.classes.values()) == source.accepted
    assert 0.18 < source.classes["robot"] / source.accepted < 0.25
    assert "counter-robots" in source.lists


def test_figures_of_the_real_log_are_those_of_plain_sql_over_the_parquet():
    ingest([real_log()], site="hq", by=operator())
    plain = """
      WITH people AS (SELECT *, lead(ms) OVER (PARTITION BY day, visitor, site, path ORDER BY ms, source, line) AS nxt
        FROM read_parquet(?) WHERE agent_class = 'human' AND method = 'GET' AND status IN (200, 304)
        AND page NOT IN ('asset', 'feed'))
      SELECT day, count(*), count(DISTINCT visitor) FROM people WHERE nxt IS NULL OR nxt - ms > 30000
      GROUP BY day ORDER BY day
    """
    expected = duckdb.execute(plain, [str(folder() / "requests/*/*/*.parquet")]).fetchall()
    assert [(row["day"], row["views"], row["visitors"]) for row in queries.daily(REAL_DAYS)] == expected
    assert queries.total(REAL_DAYS) == [
        {"views": sum(r[1] for r in expected), "visitor_days": sum(r[2] for r in expected)}
    ]


def test_a_log_counts_once_however_it_is_named_or_packed(tmp_path):
    path = log_file(tmp_path, *(combined("/en/story/a", at=NOON + timedelta(minutes=m)) for m in range(5)))
    packed = tmp_path / "old.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    done = ingest([path, path, packed], site="hq", by=operator())
    assert [counted.known for counted in done] == [False, True, True]
    assert queries.total(DAY)[0]["views"] == 5
    assert LogSource.objects.count() == 1


def test_a_file_that_grew_takes_its_own_earlier_place(tmp_path):
    lines = [combined("/en/story/a", at=NOON + timedelta(minutes=m)) for m in range(5)]
    ingest([log_file(tmp_path, *lines[:3])], site="hq", by=operator())
    again = ingest([log_file(tmp_path, *lines, name="access.log.1")], site="hq", by=operator())[0]
    assert (again.known, again.replaced) == (False, 1)
    assert queries.total(DAY)[0]["views"] == 5
    jobs.ingest_own_logs(NOON + timedelta(days=3650))
    assert len(list(folder().rglob("*.parquet"))) == 1


def test_a_file_of_one_short_line_that_grew_takes_its_own_place_too(tmp_path):
    lines = [f'192.0.2.{n} - - [20/Nov/2026:1{n}:00:00 +0000] "GET /en/ HTTP/1.0" 200 12\n' for n in range(6)]
    for end in range(1, len(lines) + 1):
        ingest([log_file(tmp_path, *lines[:end])], site="hq", by=operator())
    assert list(LogSource.objects.values_list("accepted", flat=True)) == [len(lines)]


def test_the_same_lines_on_two_sites_are_two_logs(tmp_path):
    path = log_file(tmp_path, combined("/en/story/a"))
    ingest([path], site="hq", by=operator())
    ingest([path], site="nairobi", by=operator())
    assert queries.total(DAY, by=["site"]) == [
        {"site": "hq", "views": 1, "visitor_days": 1}, {"site": "nairobi", "views": 1, "visitor_days": 1}
    ]  # fmt: skip


def test_of_two_clicks_within_thirty_seconds_the_later_counts(tmp_path):
    seconds = [0, 20, 40, 71, 200]
    ingest(
        [log_file(tmp_path, *(combined("/en/story/a", at=NOON + timedelta(seconds=s)) for s in seconds))],
        site="hq",
        by=operator(),
    )
    number, rows = queries.rows(DAY)
    assert number == 3
    assert [(row["asked_at"] - NOON.replace(tzinfo=None)).total_seconds() for row in rows] == [40, 71, 200]


def test_robots_and_machines_and_nameless_agents_are_kept_apart(tmp_path):
    agents = ["Googlebot/2.1 (+http://www.google.com/bot.html)", "curl/8.5.0", "python-requests/2.32", "-"]
    source = ingest(
        [log_file(tmp_path, combined("/en/"), *(combined("/en/", agent=agent) for agent in agents))],
        site="hq",
        by=operator(),
    )[0].source
    assert source.classes == {"human": 1, "machine": 3, "robot": 1}
    assert queries.total(DAY)[0] == {"views": 1, "visitor_days": 1}


def test_bad_lines_are_counted_with_their_numbers_and_the_rest_is_read(tmp_path):
    bad_time = combined("/en/").replace("Nov", "Xxx")
    lines = [combined("/en/"), "nonsense\n", "\n", bad_time, "\ud8ff\x00\n", "x" * 70_000 + "\n", combined("/ar/")]
    source = ingest([log_file(tmp_path, *[line.replace("\ud8ff", "?") for line in lines])], site="hq", by=operator())[
        0
    ].source
    assert (source.accepted, source.rejected, source.lines) == (2, 4, 6)
    assert source.rejects["not_a_log_line"]["lines"] == [2, 5]
    assert source.rejects["bad_value"]["lines"] == [4]
    assert source.rejects["too_long"]["lines"] == [6]


def test_quotes_blanks_and_missing_agents_take_the_slow_path(tmp_path):
    lines = [
        combined("/en/", agent='Mozilla \\"quoted\\" Firefox'),
        combined("/en/a b"),
        '192.0.2.1 - - [20/Nov/2026:12:00:00 +0000] "GET /en/ HTTP/1.0" 200 12\n',
        '192.0.2.1 - - [20/Nov/2026:12:00:00 +0000] "-" 408 -\n',
        '2001:db8::1 - frank lloyd [20/Nov/2026:14:00:00 +0200] "GET /en/story/x HTTP/2.0" 304 - "-" "Firefox"\n',
    ]
    source = ingest([log_file(tmp_path, *lines)], site="hq", by=operator())[0].source
    assert (source.accepted, source.rejected) == (5, 0)
    assert source.first_at == source.last_at == NOON


def test_a_log_that_cannot_be_read_is_refused_by_name_and_harms_nothing(tmp_path):
    whole = log_file(tmp_path, *(combined("/en/") for _ in range(2000)))
    cut = tmp_path / "cut.gz"
    cut.write_bytes(gzip.compress(whole.read_bytes())[:-20])
    with pytest.raises(Refusal, match=r"cut\.gz"):
        ingest([cut], site="hq", by=operator())
    with pytest.raises(Refusal, match="no such file"):
        ingest([tmp_path / "absent"], site="hq", by=operator())
    with pytest.raises(Refusal, match="--site"):
        ingest([whole], by=operator())
    with pytest.raises(Refusal, match="right"):
        ingest([whole], site="hq", by=User.objects.create_user("reader"))
    assert queries.total(DAY)[0]["views"] == 0


@pytest.mark.parametrize(
    ("content", "site", "code", "reason"),
    [
        (b"", "hq", "empty", "is empty"), (b"", "", "empty", "is empty"),
        (b"\n \n", "hq", "not_a_log", "all are blank"), (gzip.compress(b"", mtime=0), "hq", "empty", "is empty"),
        (b"[Sun Dec 04 04:47:44 2005] [notice] Ready\n" * 3, "hq", "not_a_log", "not_a_log_line: 3 (from"),
        (b"[Sun Dec 04 04:47:44 2005] [notice] Ready\n" * 3, "", "not_a_log", "does not begin like"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "hq", "not_a_log", "No line of it"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "", "not_a_log", "does not begin like"),
        (b"{}\n", "", "not_a_log", "bad_value: 1"), (combined("/en/").encode(), "", "site_missing", "--site"),
    ],
)  # fmt: skip
def test_a_file_of_which_no_line_can_be_read_is_refused_and_leaves_nothing(tmp_path, content, site, code, reason):
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(Refusal) as refused:
        ingest([path], site=site, by=operator())
    assert (refused.value.code, refused.value.place) == (code, str(path))
    assert reason in refused.value.reason
    assert not LogSource.objects.exists() and not LedgerEntry.objects.exists()
    assert not list(folder().glob("*/*"))


def test_what_is_no_file_is_called_what_it_is(tmp_path):
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    for path, reason in ((tmp_path, "a folder"), (Path("/dev/null"), "neither"), (loop, "symbolic links")):
        with pytest.raises(Refusal, match=reason):
            ingest([path], site="hq", by=operator())
    assert not LogSource.objects.exists()


def test_no_address_of_a_counted_log_is_in_any_file_of_the_instance(tmp_path, home):
    source = tmp_path.parent / f"{tmp_path.name}-outside"
    source.mkdir()
    ingest(
        [log_file(source, combined("/en/", address="203.0.113.77"), "203.0.113.77 junk\n")], site="hq", by=operator()
    )
    assert LogSource.objects.get().rejected == 1
    assert "203.0.113.77" not in str(LogSource.objects.values())
    assert not any(b"203.0.113.77" in path.read_bytes() for path in home.rglob("*") if path.is_file())


def test_own_logs_are_counted_as_they_grow_under_the_site_of_their_path():
    log = own_log()
    request(log, "/en/story/a", address="192.0.2.1")
    log.flush()
    assert jobs.ingest_own_logs(NOON) == 1
    assert jobs.ingest_own_logs(NOON) == 0
    request(log, "/centres/nairobi/ar/story/a", address="192.0.2.2")
    log.flush()
    assert jobs.ingest_own_logs(NOON) == 1
    found = queries.total(DAY, by=["site", "language", "slugline"], page="product")
    assert [(row["site"], row["language"], row["slugline"], row["views"]) for row in found] == [
        ("hq", "en", "a", 1), ("nairobi", "ar", "a", 1)
    ]  # fmt: skip


def own_file(day="2026-11-20"):
    return next(logs().glob(f"access-{day}.*.jsonl"))


def test_a_large_log_is_read_again_when_it_grew_by_a_tenth_or_an_hour_has_passed(monkeypatch, clock):
    monkeypatch.setattr(rules, "SMALL_LOG", 1000)
    clock.move_to(NOON)
    log = own_log()

    def grow_and_count(lines, after):
        for _ in range(lines):
            request(log, "/en/story/a")
        log.flush()
        clock.move_to(NOON + after)
        return jobs.ingest_own_logs()

    assert grow_and_count(40, timedelta()) == 1
    assert grow_and_count(1, timedelta(minutes=1)) == 0, "a fortieth"
    assert grow_and_count(4, timedelta(minutes=2)) == 1, "an eighth since it was counted"
    assert grow_and_count(1, timedelta(minutes=3)) == 0
    assert grow_and_count(1, timedelta(minutes=62)) == 1, "an hour"
    assert grow_and_count(1, timedelta(minutes=63)) == 0
    assert grow_and_count(0, timedelta(hours=12, minutes=1)) == 1, "the day is over"
    assert LogSource.objects.get().accepted == 48


def test_replaced_files_linger_from_the_moment_they_are_replaced():
    log = own_log()
    request(log, "/en/story/a")
    log.flush()
    jobs.ingest_own_logs()
    (old,) = folder().rglob("*.parquet")
    os.utime(old, (old.stat().st_mtime - 2 * LINGER,) * 2)
    request(log, "/en/story/a")
    log.flush()
    jobs.ingest_own_logs()
    assert old.exists() and len(list(folder().rglob("*.parquet"))) == 2
    jobs.ingest_own_logs(time.now() + timedelta(seconds=LINGER + 60))
    assert len(list(folder().rglob("*.parquet"))) == 1


def test_a_log_goes_once_it_is_counted_and_old_and_its_figures_stay():
    log = own_log()
    request(log, "/en/story/a")
    log.flush()
    jobs.ingest_own_logs(NOON + timedelta(days=30), log_days=30)
    jobs.ingest_own_logs(NOON + timedelta(days=30), log_days=30)
    with own_file().open("a") as file:
        file.write("a late line\n")
    jobs.ingest_own_logs(NOON + timedelta(days=31), log_days=30)
    assert own_file().exists(), "its last line was not counted before"
    (logs() / "access-copy.jsonl").write_text("{}\n")
    jobs.ingest_own_logs(NOON + timedelta(days=31), log_days=30)
    assert [path.name for path in logs().glob("*.jsonl")] == ["access-copy.jsonl"]
    assert queries.total(DAY)[0]["views"] == 1


def test_switching_language_is_one_visitor_of_the_day_and_one_of_each_language():
    log = own_log()
    for path in ("/en/story/a", "/ar/story/a"):
        request(log, path)
    log.flush()
    jobs.ingest_own_logs(NOON)
    assert queries.total(DAY)[0] == {"views": 2, "visitor_days": 1}
    assert [row["visitor_days"] for row in queries.total(DAY, by=["language"])] == [1, 1]


def test_a_text_that_stands_in_for_another_language_is_read_in_its_own():
    log = own_log()
    request(log, "/ar/story/a", read_in="en")
    request(log, "/zh/story/a")
    log.flush()
    jobs.ingest_own_logs(NOON)
    assert [row["language"] for row in queries.total(DAY, by=["language"])] == ["en", "zh"]


def test_forged_lines_of_our_own_format_are_rejected():
    logs().mkdir(parents=True)
    bad = ['{"at":"x"}', "[1]", "{", '{"at":"2026-11-20T12:00:00Z","site":"../x","path":"/","status":200,"visitor":1}']
    (logs() / "access-2026-11-20.1.jsonl").write_text("\n".join(["{}", *bad]) + "\n")
    jobs.ingest_own_logs(NOON)
    source = LogSource.objects.get()
    assert (source.accepted, source.rejected) == (0, 5)
    assert source.rejects["not_json"]["lines"] == [4]
