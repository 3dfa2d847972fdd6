"""A bilingual ministry runs the same system: its languages come from a file, and nothing remembers the sample's."""

import json
from pathlib import Path

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory
from wagtail.models import Collection

from rostra.foundation.errors import Refusal
from rostra.foundation.models import Language
from rostra.looks.models import Wording
from rostra.network.models import Office
from rostra.products.actions.load import load
from rostra.products.models import Kind
from rostra.release.actions.schedule import schedule
from rostra.release.models import Release
from rostra.release.worker import run_until_idle
from rostra.sample.actions.init import init
from rostra.website.front import Front
from tests.factories.products import operator
from tests.factories.release import make_live

pytestmark = pytest.mark.django_db(transaction=True)

#: One of them has no catalogue of the interface and a script that none of the sample's languages has.
LANGUAGES = [
    {"code": "ka", "bcp47": "ka", "django": "ka", "endonym": "ქართული", "script": "Geor"},
    {"code": "ab", "bcp47": "ab", "endonym": "Аԥсшәа", "script": "Cyrl"},
]
FILE = {
    "slugline": "new-bridge",
    "kind": "story",
    "required": ["ka", "ab"],
    "versions": {
        "ka": {"headline": "ახალი ხიდი გაიხსნა", "body": [{"type": "paragraph", "value": "ხიდი მზადაა."}]},
        "ab": {"headline": "Ацҳа ҿыц", "body": [{"type": "paragraph", "value": "Ацҳа хиоуп."}]},
    },
}


@pytest.fixture
def ministry(settings, tmp_path: Path) -> Front:
    settings.HOME = tmp_path
    # Emptied tables have lost what Wagtail's migrations put there.
    Collection.objects.first() or Collection.add_root(name="Root")
    file = tmp_path / "languages.json"
    file.write_text(json.dumps(LANGUAGES))
    init(tmp_path, languages=file)
    front = Front(WSGIHandler())
    front.stop()
    return front


def read(front: Front, path: str) -> tuple[int, str]:
    seen: list[int] = []
    front.manifest.refresh()
    environ = RequestFactory().get(path, headers={"host": "localhost"}).environ
    body = b"".join(front(environ, lambda status, *_: seen.append(int(status[:3]))))
    return seen[-1], body.decode()


def test_a_ministry_of_two_languages_has_those_and_no_others(ministry: Front) -> None:
    assert [language.code for language in Language.objects.official()] == ["ka", "ab"]
    headquarters = Office.objects.headquarters()
    assert headquarters is not None
    assert [language.code for language in headquarters.languages.all()] == ["ka", "ab"]
    assert Kind.objects.filter(slug="story").exists()


def test_a_ministry_releases_both_languages_as_one_act(ministry: Front, clock) -> None:
    one = {**FILE, "versions": {"ka": {**FILE["versions"]["ka"], "cleared": True}}}
    product = load(one, by=operator())
    with pytest.raises(Refusal, match="Аԥсшәа"):
        schedule(product, by=operator())
    both = {**FILE, "versions": {code: {**text, "cleared": True} for code, text in FILE["versions"].items()}}
    release = schedule(load(both, by=operator()), by=operator())
    run_until_idle()
    assert {read(ministry, f"/{code}/story/new-bridge")[0] for code in ("ka", "ab")} == {404}
    make_live(Release.objects.get(pk=release.pk), clock)
    for code, text in FILE["versions"].items():
        status, page = read(ministry, f"/{code}/story/new-bridge")
        assert status == 200
        assert text["headline"] in page
        assert f'<html lang="{code}" dir="ltr"' in page
        assert text["headline"] in read(ministry, f"/{code}/")[1]
    assert read(ministry, "/en/")[0] == 404


def test_a_language_without_a_catalogue_gets_its_words_in_the_desk(ministry: Front, clock) -> None:
    whole = {**FILE, "versions": {code: {**text, "cleared": True} for code, text in FILE["versions"].items()}}
    assert "News" in read(ministry, "/ab/")[1]
    wording = Wording.objects.create(language=Language.objects.get(code="ab"), msgid="News", text="Ажәабжьқәа")
    assert "Ажәабжьқәа" in read(ministry, "/ab/")[1]
    assert "Ажәабжьқәа" not in read(ministry, "/ka/")[1]
    release = schedule(load(whole, by=operator()), by=operator())
    run_until_idle()
    make_live(Release.objects.get(pk=release.pk), clock)
    assert "Ажәабжьқәа" in read(ministry, "/ab/story/new-bridge")[1]
    wording.text = "Ажәабжь"
    wording.save()
    assert "Ажәабжьқәа" not in read(ministry, "/ab/")[1]
    assert "Ажәабжьқәа" in read(ministry, "/ab/story/new-bridge")[1], "What is sealed stays as it was sealed."
