"""A flash goes in English, Arabic joins."""

from datetime import timedelta

from rostra.products import states
from rostra.products.actions.clear import clear
from rostra.release.actions.schedule import schedule
from rostra.release.models import Release
from tests.factories.products import TEXTS, cleared_product, kind, operator, version
from tests.journeys.newsroom import Newsroom, newsroom  # noqa: F401 (a fixture)
from tests.release.conftest import box, partner  # noqa: F401 (fixtures)


def test_a_flash_goes_in_english_arabic_joins(newsroom: Newsroom) -> None:  # noqa: F811
    newsroom.partner()
    flash = kind("flash", policy="join", join_hours=6)
    product = cleared_product("quake", languages=["en"], required=["ar", "en"], kind=flash)
    arabic = version(product, "ar", state=states.IN_REVIEW)
    first = newsroom.carry(schedule(product, by=operator(), languages=["en"]))
    assert (first.act, newsroom.strip(product)["ar"]) == (Release.Act.ISSUE, "in_review")
    english, waiting = newsroom.page("en", "quake", kind="flash"), newsroom.page("ar", "quake", kind="flash")
    assert TEXTS["en"][0] in english.text
    assert TEXTS["en"][0] in waiting.text
    assert 'hreflang="ar"' not in english.text, "no link to a language that cannot be read yet"
    arabic.refresh_from_db()
    assert arabic.due_at == first.instant + timedelta(hours=6), "the deadline runs from the release"
    newsroom.clock.shift(timedelta(hours=1))
    clear(arabic, by=operator())
    joined = newsroom.carry(schedule(product, by=operator()))
    assert joined.act == Release.Act.JOIN
    assert {newsroom.strip(product)[code] for code in ("ar", "en")} == {"released"}
    assert TEXTS["ar"][0] in newsroom.page("ar", "quake", kind="flash").text
    assert 'hreflang="ar"' in newsroom.page("en", "quake", kind="flash").text
    assert newsroom.received() == ["en", "ar"], "the partner gets what is new, and English not again"
    assert TEXTS["ar"][0] in newsroom.read("/ar/feed.atom").text
    assert newsroom.unanswered() == []
