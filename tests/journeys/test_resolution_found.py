"""A resolution is found by its symbol and by its words in six languages."""

import zipfile
from pathlib import Path

import pytest
from lxml import html

from config.environment import ENVIRONMENT
from rostra.library.actions.import_akn import import_akn
from rostra.library.models import Work
from tests.factories.library import archive
from tests.factories.products import ALL, LANGUAGES, kind, operator
from tests.journeys.newsroom import Newsroom, newsroom  # noqa: F401 (a fixture)
from tests.release.conftest import box, partner  # noqa: F401 (fixtures)
from tests.search.conftest import _no_index  # noqa: F401 (a fixture)
from tests.search.making import indexed

REAL = ENVIRONMENT.data / "un" / "ga-resolutions-akn-74"
NAMES = {"ar": "Arabic", "zh": "Chinese", "en": "English", "fr": "French", "ru": "Russian", "es": "Spanish"}
#: What readers ask for who remember the subject: other forms than the title's, accents and all left out.
WORDS = {
    "ar": "مياه شرب مأمونة",
    "zh": "安全饮用水",
    "en": "safe drinking water human right",
    "fr": "droit de l'homme eau potable",
    "ru": "право на питьевую воду",
    "es": "derecho agua potable saneamiento",
}
SYMBOLS = ("A/RES/74/141", "a/res/74/141", "A_RES_74_141-FR", "resolution 74/141", "74/141", " A/RES/74/141 ")
ADDRESS = "/documents/A/RES/74/141"


def some_of(name: str, target: Path) -> Path:
    """Some forty resolutions of the 74th session in a language, the one about water among them."""
    source = REAL / f"74session_{name}.zip"
    if not source.exists():
        pytest.skip(f"The resolutions of the 74th session are not there: {source}")
    with zipfile.ZipFile(source) as whole:
        numbers = {str(number) for number in range(110, 150)}
        wanted = [each for each in whole.namelist() if Path(each).stem.split("_")[1] in numbers]
        return archive(target / source.name, {each: whole.read(each) for each in wanted})


def hits(room: Newsroom, code: str, asked: str) -> list[str]:
    """The addresses of what a reader is shown, in order."""
    page = room.read(f"/{code}/search?q={asked}")
    assert page.status == 200
    return [str(link.get("href")) for link in html.fromstring(page.text).xpath("//*[@class='row-headline']/a")]


def test_a_resolution_is_found_by_its_symbol_and_by_its_words_in_six_languages(
    newsroom: Newsroom,  # noqa: F811
    tmp_path: Path,
) -> None:
    kind()
    report = import_akn([some_of(name, tmp_path) for name in NAMES.values()], by=operator())
    assert report.new_works >= 35
    assert indexed() >= report.new_works
    subjects = Work.objects.get(symbol="A/RES/74/141").subjects
    assert "women's rights" in [subject["label"] for subject in subjects], "as people write it"
    for code in ALL:
        page = newsroom.read(f"/{code}{ADDRESS}")
        tree = html.fromstring(page.text)
        tag, _, _, direction, _ = LANGUAGES[code]
        assert page.status == 200
        assert (tree.get("lang"), tree.get("dir")) == (tag, direction)
        assert tree.xpath("//*[@id='para-1']"), "a paragraph has its anchor"
        for asked in SYMBOLS:
            assert hits(newsroom, code, asked)[0] == f"/{code}{ADDRESS}", f"{asked} in {code}"
        assert f"/{code}{ADDRESS}" in hits(newsroom, code, WORDS[code])[:3], f"{WORDS[code]} in {code}"
