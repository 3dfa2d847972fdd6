"""An embargoed story reaches six languages at once."""

from datetime import timedelta

from rostra.foundation import clock as rostra_clock
from rostra.release.actions.schedule import schedule
from rostra.release.models import Delivery
from rostra.release.worker import run_until_idle
from tests.factories.products import ALL, LANGUAGES, TEXTS, cleared_product, kind, operator, theme
from tests.journeys.newsroom import SITES, Newsroom, newsroom  # noqa: F401 (a fixture)
from tests.release.conftest import box, partner  # noqa: F401 (fixtures)


def test_an_embargoed_story_reaches_six_languages_at_once(newsroom: Newsroom) -> None:  # noqa: F811
    newsroom.partner()
    theme()
    kind()
    before = newsroom.everything()
    product = cleared_product(themes=[theme()])
    release = schedule(product, by=operator(), at=rostra_clock.now() + timedelta(hours=1))
    assert newsroom.everything() == before
    run_until_idle()
    newsroom.at(release.instant - timedelta(seconds=30))
    assert set(newsroom.strip(product).values()) == {"armed"}
    newsroom.at(release.instant - timedelta(milliseconds=1))
    assert newsroom.everything() == before, "a millisecond before, nothing betrays it"
    assert newsroom.received() == []
    newsroom.clock.move_to(release.instant)
    for site in SITES:
        for code in ALL:
            page = newsroom.page(code, site=site)
            tag, _, _, direction, _ = LANGUAGES[code]
            assert page.status == 200
            assert TEXTS[code][0].replace("'", "&#x27;") in page.text
            assert f'lang="{tag}"' in page.text
            assert f'dir="{direction}"' in page.text
            assert all(f'hreflang="{LANGUAGES[other][0]}"' in page.text for other in ALL)
    run_until_idle()
    assert sorted(newsroom.received()) == sorted(row[0] for row in LANGUAGES.values())
    assert newsroom.unanswered() == []
    channels = set(Delivery.objects.filter(release=release).values_list("channel", flat=True))
    assert channels >= {"web", "feed", "push"}
    after = newsroom.everything()
    assert all(TEXTS[code][0] in after[f"/{code}/feed.json"] for code in ALL)
    assert all(after[path] != before[path] for path in before if "/themes/" not in path or "water" in path)
