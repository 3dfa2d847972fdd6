"""A missing language stops a release; a waiver with a reason lets it go."""

import pytest

from rostra.foundation.errors import Refusal
from rostra.foundation.models import LedgerEntry
from rostra.products import states
from rostra.release.actions.schedule import schedule
from rostra.release.models import Release, Waiver
from tests.factories.products import ALL, LANGUAGES, TEXTS, cleared_product, operator, version
from tests.journeys.newsroom import Newsroom, newsroom  # noqa: F401 (a fixture)
from tests.release.conftest import box, partner  # noqa: F401 (fixtures)


def test_a_missing_language_stops_a_release_a_waiver_with_a_reason_lets_it_go(newsroom: Newsroom) -> None:  # noqa: F811
    newsroom.partner()
    ready = ["zh", "en", "fr", "es"]
    product = cleared_product(languages=ready, required=ALL)
    version(product, "ru", state=states.IN_REVIEW)
    with pytest.raises(Refusal) as refused:
        schedule(product, by=operator())
    assert refused.value.code == "obstacles"
    assert all(LANGUAGES[code][2] in refused.value.reason for code in ("ar", "ru")), "every obstacle, not the first"
    assert not Release.objects.exists()
    with pytest.raises(Refusal, match="reason"):
        schedule(product, by=operator(), waive={"ar": "The desk is closed.", "ru": " "})
    assert not Waiver.objects.exists(), "all or nothing"
    reasons = {"ar": "The desk is closed for the feast.", "ru": "The reviewer is in the air."}
    newsroom.carry(schedule(product, by=operator(), waive=reasons))
    assert newsroom.strip(product) == dict.fromkeys(ready, "released") | dict.fromkeys(reasons, "waived")
    assert {waiver.language.code: waiver.reason for waiver in Waiver.objects.all()} == reasons
    assert LedgerEntry.objects.filter(verb="waive", by=operator()).count() == 2
    arabic = newsroom.page("ar")
    assert arabic.status == 200
    assert 'class="notice notice-language"' in arabic.text, "the page says that it is not in the wanted language"
    assert TEXTS["zh"][0] in arabic.text, "none is in its script, so the institution's first"
    assert '<html lang="ar" dir="rtl"' in arabic.text
    assert sorted(newsroom.received()) == sorted(LANGUAGES[code][0] for code in ready)
    assert '"items": []' in newsroom.read("/ar/feed.json").text, "a feed has its own language only"
