"""A killed story leaves every channel."""

from rostra.release.actions.retry import retry
from rostra.release.actions.schedule import schedule
from rostra.release.actions.withdraw import withdraw
from rostra.release.models import Delivery, Subscriber
from rostra.release.worker import run_until_idle
from tests.factories.products import ALL, LANGUAGES, TEXTS, cleared_product, operator, theme
from tests.journeys.newsroom import Newsroom, newsroom  # noqa: F401 (a fixture)
from tests.release.conftest import box, partner  # noqa: F401 (fixtures)

REASON = {"en": "The people named have asked for protection.", "ar": "طلب المذكورون الحماية."}


def test_a_killed_story_leaves_every_channel(newsroom: Newsroom) -> None:  # noqa: F811
    newsroom.partner()
    wire = newsroom.partner("Wire", "ok")
    product = cleared_product(themes=[theme()])
    newsroom.carry(schedule(product, by=operator()))
    assert set(newsroom.pages().values()) == {200}
    Subscriber.objects.filter(pk=wire.pk).update(endpoint=newsroom.box.url("status/403"))
    newsroom.carry(withdraw(product, by=operator(), reason=REASON))

    assert set(newsroom.pages().values()) == {410}, "on every site in every language"
    assert REASON["ar"] in newsroom.page("ar").text
    assert REASON["en"] in newsroom.page("fr").text, "the same script"
    assert REASON["ar"] in newsroom.page("ru").text, "else the institution's first"
    left = newsroom.everything()
    for code in ALL:
        tellers = [path for path, text in left.items() if TEXTS[code][0] in text]
        assert tellers == [], "its headline is nowhere"
        assert "deleted-entry" in left[f"/{code}/feed.atom"]
    assert set(newsroom.strip(product).values()) == {"withdrawn"}
    recalled = [m.document["language"] for m in newsroom.box.messages("ok") if m.document["pubStatus"] == "canceled"]
    assert sorted(recalled) == sorted(row[0] for row in LANGUAGES.values())

    missing = Delivery.objects.filter(subscriber=wire, release__act="withdrawal", state="dead")
    assert missing.count() == len(ALL), "the receipts that are missing are listed"
    Subscriber.objects.filter(pk=wire.pk).update(endpoint=newsroom.box.url("ok"))
    for row in missing:
        retry(row, by=operator())
    run_until_idle()
    assert newsroom.unanswered() == []
