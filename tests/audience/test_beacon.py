"""The beacon: a few bounded numbers, nobody's name, never too many."""

import json

import pytest
from django.test import Client

from rostra.audience import jobs, views
from rostra.audience.beacon import Beacons, Bucket, read
from rostra.audience.models import LogSource
from rostra.foundation.errors import Refusal
from tests.factories.audience import NOON
from tests.factories.products import kind, languages, office

GOOD = {"path": "/en/story/a?mail=x", "seconds": 12.5, "scroll": 80, "play": 3}


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"[" * 1000, b'{"path": 1}', b'{"path": "en"}',
        b"{" + b" " * 2000 + b"}",
        *(json.dumps({**GOOD, "seconds": bad}).encode() for bad in (-1, 1e9, "1", None, True, [])),
        *(json.dumps({**GOOD, "seconds": float(bad)}).encode() for bad in ("nan", "inf")),
        json.dumps({**GOOD, "scroll": 101}).encode(), json.dumps({**GOOD, "path": "/" + "x" * 1020}).encode(),
    ],
)  # fmt: skip
def test_what_is_not_a_beacon_is_refused(body):
    with pytest.raises(Refusal, match="small JSON object"):
        read(body)


def test_a_bucket_gives_way_at_its_rate():
    bucket = Bucket(rate=2, burst=3)
    assert [bucket.take(100.0) for _ in range(4)] == [True, True, True, False]
    assert [bucket.take(101.0) for _ in range(3)] == [True, True, False]


def test_too_many_beacons_are_refused_and_the_log_stays_bounded(tmp_path):
    beacons = Beacons(tmp_path)
    with pytest.raises(Refusal, match="Too many"):
        for _ in range(1000):
            beacons.accept(json.dumps(GOOD).encode(), site="hq", now=NOON)
    beacons.flush()
    assert sum(1 for _ in next(tmp_path.glob("beacon-*")).open()) == 500


@pytest.mark.django_db
def test_a_page_sends_its_beacon_and_it_is_kept_without_its_query(home):
    languages(), kind(), office("hq", host="news.example")
    views.beacons.cache_clear()
    client = Client(headers={"host": "news.example"})
    assert client.post("/-/beacon", json.dumps(GOOD), content_type="text/plain").status_code == 204
    assert client.post("/-/beacon", b"{", content_type="text/plain").status_code == 400
    assert client.get("/-/beacon").status_code == 405
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert client.post("/-/beacon", json.dumps(GOOD), content_type="text/plain", headers=headers).status_code == 400
    views.beacons().flush()
    line = json.loads(next((home / "logs").glob("beacon-*")).read_text())
    assert {name: line[name] for name in ("site", "path", "seconds", "scroll", "play")} == {
        "site": "hq", "path": "/en/story/a", "seconds": 12.5, "scroll": 80, "play": 3.0
    }  # fmt: skip
    assert jobs.ingest_own_logs() == 1
    assert LogSource.objects.get().kind == "engagement"
