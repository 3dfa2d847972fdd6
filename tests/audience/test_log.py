"""The access log: one event one line, no address, a new hash every day."""

import json
import multiprocessing
import stat
import threading
from datetime import timedelta

import pytest

from config.environment import ENVIRONMENT
from rostra.audience.keys import DailyKeys
from rostra.audience.log import _said
from tests.factories.audience import NOON, own_log, request


def lines(folder):
    return [
        json.loads(line) for path in sorted(folder.glob("access-*.jsonl")) for line in path.read_text().splitlines()
    ]


def hostile_strings():
    folder = ENVIRONMENT.hostile / "strings"
    if not folder.is_dir():
        pytest.skip(f"The corpus of bad inputs is not there: {folder}")
    found = [line for path in folder.rglob("*.txt") for line in path.read_text("utf-8", "surrogateescape").split("\n")]
    for path in folder.rglob("*.json"):
        found += [text for text in json.loads(path.read_text("utf-8", "surrogateescape")) if isinstance(text, str)]
    return found


def test_no_text_of_a_request_can_make_a_second_line_or_another_field(tmp_path):
    log = own_log(tmp_path)
    texts = [*hostile_strings(), '"\n{"site":"forged"}', "a\r\nb", "\u2028\u2029\x85", "\ud800", "\x00", '\\"']
    for text in texts:
        request(log, "/" + text, user_agent=text, referrer=text, language=text, host=text, method=text)
    log.flush()
    raw = next(tmp_path.glob("access-*.jsonl")).read_bytes()
    assert raw.count(b"\n") == len(texts)
    assert raw.isascii()
    assert {line["site"] for line in lines(tmp_path)} == {"hq"}


def test_the_same_reader_has_one_hash_a_day_and_another_the_next_day(tmp_path):
    log = own_log(tmp_path)
    for hours in (0, 1, 24):
        request(log, "/en/", at=NOON + timedelta(hours=hours))
    log.flush()
    first, second, next_day = (line["visitor"] for line in lines(tmp_path))
    assert first == second != next_day


def test_the_address_of_a_reader_is_in_no_file(tmp_path):
    log = own_log(tmp_path)
    request(log, "/en/?session=secret", address="203.0.113.77", referrer="https://example.org/?mail=a@b.example")
    log.flush()
    for path in tmp_path.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert b"203.0.113.77" not in content
            assert b"secret" not in content
            assert b"a@b" not in content


def _key(folder, found):
    found.put(DailyKeys(folder).key(NOON.date()))


def test_processes_that_start_at_once_share_the_key_of_the_day(tmp_path):
    found = multiprocessing.Queue()
    started = [multiprocessing.Process(target=_key, args=(tmp_path, found)) for _ in range(4)]
    for process in started:
        process.start()
    keys = {found.get(timeout=20) for _ in started}
    for process in started:
        process.join()
    assert len(keys) == 1
    assert stat.S_IMODE((tmp_path / NOON.date().isoformat()).stat().st_mode) == 0o600


def test_old_keys_are_destroyed_and_todays_is_kept(tmp_path):
    keys = DailyKeys(tmp_path)
    keys.key(NOON.date() - timedelta(days=400))
    kept = keys.key(NOON.date() + timedelta(days=36_500))
    assert keys.destroy_old(NOON + timedelta(days=36_500)) == [NOON.date() - timedelta(days=400)]
    assert keys.key(NOON.date() + timedelta(days=36_500)) == kept


def test_threads_write_whole_lines(tmp_path):
    log = own_log(tmp_path)
    threads = [threading.Thread(target=lambda: [request(log, "/en/") for _ in range(500)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    log.flush()
    assert len(lines(tmp_path)) == 2000


def test_what_is_longer_than_any_reader_asks_is_written_and_not_remembered(tmp_path):
    log = own_log(tmp_path)
    request(log, "/en/")
    held = _said.cache_info().currsize
    for number in range(5):
        request(log, "/en/", user_agent=f"{number}{'a' * 3_000}")
    log.flush()
    assert _said.cache_info().currsize == held
    assert len(next(tmp_path.glob("access-*.jsonl")).read_text().splitlines()) == 6
