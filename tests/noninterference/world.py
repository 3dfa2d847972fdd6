"""Two instances to compare: a small public network, and the same with releases under embargo."""

import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import time_machine
from django.conf import settings
from django.core.files.images import ImageFile
from django.core.wsgi import get_wsgi_application
from PIL import Image
from wagtail.models import Collection

from rostra.foundation.announcements import announce
from rostra.library.announcements import RecordAdded
from rostra.library.models import Work
from rostra.media.models import Picture
from rostra.network.models import Host
from rostra.products import states
from rostra.products.actions.describe import describe
from rostra.products.actions.edit import edit
from rostra.products.models import Kind, Product
from rostra.release.actions.correct import correct
from rostra.release.actions.reschedule import reschedule
from rostra.release.actions.schedule import schedule
from rostra.release.actions.withdraw import withdraw
from rostra.release.models import Release
from rostra.release.worker import run_until_idle
from rostra.search.indexer import Indexer
from rostra.website.front import Front
from tests.conftest import NOON
from tests.factories.library import imported, work
from tests.factories.products import (
    ALL,
    cleared_product,
    kind,
    office,
    operator,
    planned_product,
    theme,
    version,
)  # fmt: skip
from tests.factories.release import live_product, live_release, make_live

#: When the embargoed releases become public.
INSTANT = NOON + timedelta(hours=1)
#: So long before it a sealed release is armed at the latest.
ARMING = timedelta(seconds=59)
SLUGLINE = "zqslugline"
#: Fields of a version that carry a token of their own in each language.
FIELDS = (
    "headline", "summary", "byline", "dateline", "paragraph", "heading", "quote", "attribution", "item", "link", "note",
    "mainalternative", "maincaption", "alternative", "caption", "document",
)  # fmt: skip


def token(code: str, field: str) -> str:
    """A word that stands nowhere else: in one field of one language."""
    return f"zq{code}{field}"


TOKENS = tuple(token(code, field) for code in ALL for field in FIELDS)
#: In a correction and a withdrawal that are on their way.
CHANGES = ("zqcorrected", "zqnote", "zqreason")
#: In the file of the picture, in the desk's name for it, in a restricted document, in a working copy: never public.
BURIED = ("zqexif", "zqfilename", "zqtitle", "zqrestricted", "zqworking", "zqworksummary")


@dataclass(frozen=True)
class Secret:
    """What an embargo hides: its products, and the addresses that will answer one day."""

    product: Product
    releases: tuple[Release, ...]
    media: tuple[str, ...]
    pages: dict[str, str]


def open_front() -> Front:
    """The web process of this instance, as it would start now; it looks for releases only when it is told to."""
    front = Front(get_wsgi_application())
    front.stop()
    return front


def picture(name: str, *, buried: str = "") -> Picture:
    """A small photograph, with words in its metadata if wanted."""
    image = Image.new("RGB", (640, 400), (20, 80, len(name)))
    exif = Image.Exif()
    if buried:
        exif[0x010E] = buried
    file = io.BytesIO()
    image.save(file, "JPEG", exif=exif)
    # Emptying the tables between two instances takes away what migrations put there.
    Collection.objects.first() or Collection.add_root(name="Root")
    made: Picture = Picture.objects.create(title=name, file=ImageFile(file, name=f"{name}.jpg"), width=640, height=400)
    return made


def public_network(clock: time_machine.Traveller) -> None:
    """Headquarters and two centres with stories, a flash in two languages, a tombstone, and a document; all public."""
    clock.move_to(NOON - timedelta(hours=3))
    Host.objects.create(name="symbols.test", office=office("hq", host="hq.test"), purpose=Host.Purpose.SYMBOLS)
    office("north", host="north.test", codes=("ar", "en"))
    office("south", codes=("es",))
    theme("water")
    theme("coasts")
    flash = kind("flash", policy=Kind.Policy.JOIN)
    live_product("clean-water", clock, themes=[theme("water")], picture=picture("river"))
    live_release(cleared_product("ice", ("en", "ru"), required=ALL, kind=flash), clock, languages=["en", "ru"])
    live_product("budget", clock, kind=kind("press-release", series="PR"))
    live_release(cleared_product("snow", ("ar", "en")), clock)
    mistaken = live_product("mistaken", clock)
    make_live(withdraw(mistaken, by=operator(), reason={"en": "It named the wrong river."}), clock)
    _document()
    clock.move_to(NOON)
    settle()


def _document() -> None:
    folder = Path(settings.HOME) / "incoming"
    folder.mkdir(exist_ok=True)
    imported(folder, "en", "ar", symbol="A/RES/74/270")


def _coming_document() -> None:
    """A document that becomes public with the releases, and one that never does."""
    coming = work("A/RES/74/271", *ALL, public_from=INSTANT)
    for expression in coming.expressions.select_related("language"):
        expression.title = token(expression.language.code, "document")
        expression.save()
    work("A/RES/74/272", *ALL, public=False).expressions.update(title="zqrestricted")
    for each in Work.objects.filter(key__in=["A/RES/74/271", "A/RES/74/272"]):
        announce(RecordAdded(each.pk))


def under_embargo() -> Secret:
    """The same network's secrets.

    A story in all languages with pictures, a press release, a flash's other language, a correction, a withdrawal, and a
    public story that is being written anew.
    """
    shown = picture("zqfilename", buried="zqexif")
    shown.title = "zqtitle"
    shown.save()
    product = planned_product(SLUGLINE, themes=[theme("water")], picture=shown)
    for code in ALL:
        version(product, code, state=states.CLEARED, **_canaries(code, shown))
    secrets = [product, cleared_product("zqpress", kind=kind("press-release"))]
    _coming_document()
    flash = Product.objects.get(slugline="ice")
    version(flash, "ar", state=states.CLEARED)
    releases = [schedule(each, by=operator(), at=INSTANT) for each in secrets]
    releases.append(schedule(flash, by=operator(), at=INSTANT, languages=["ar"]))
    releases += _changes_on_their_way()
    _write_anew(Product.objects.get(slugline="clean-water"))
    settle()
    rows = [page for release in releases for page in release.pages.select_related("site")]
    media = tuple(page.path for page in rows if page.site is None)
    return Secret(product, tuple(releases), media, {page.path: page.digest for page in rows if page.site})


def _changes_on_their_way() -> list[Release]:
    """A correction and a withdrawal of what is public."""
    budget, snow = (Product.objects.get(slugline=slugline) for slugline in ("budget", "snow"))
    texts = {"en": {"headline": "zqcorrected"}}
    prepared = [
        correct(budget, by=operator(), note={"en": "zqnote"}, texts=texts),
        withdraw(snow, by=operator(), reason={"en": "zqreason"}),
    ]
    return [reschedule(release, by=operator(), at=INSTANT) for release in prepared]


def _write_anew(product: Product) -> None:
    """Change the working copy of what is public; no release takes it up."""
    english = product.versions.get(language__code="en")
    edit(english, by=operator(), fields={"headline": "zqworking", "summary": "zqworksummary"})
    describe(
        product,
        by=operator(),
        fields={"themes": [theme("water"), theme("coasts")], "occurred_at": NOON, "picture": None},
    )


def skip_a_number() -> None:
    """Leave a gap in the numbers of press releases: the one trace of a release not yet live that is allowed."""
    assert Product.objects.filter(serial__gt=1).count() == 0, "the numbers go on without a gap where nothing is hidden"
    planned_product("skipped", kind=kind("press-release"), required=(), serial=2)


def later_press_release(clock: time_machine.Traveller) -> Product:
    """A press release that is numbered after the embargoed one and public before it."""
    live_release(cleared_product("tides", ("ar", "en"), kind=kind("press-release")), clock)
    return Product.objects.get(slugline="tides")


def _canaries(code: str, shown: Picture) -> dict[str, Any]:
    word = {field: token(code, field) for field in FIELDS}
    body: list[dict[str, Any]] = [
        {"type": "paragraph", "value": word["paragraph"]},
        {"type": "heading", "value": word["heading"]},
        {"type": "quote", "value": {"text": word["quote"], "attribution": word["attribution"]}},
        {"type": "list", "value": [word["item"]]},
        {"type": "link", "value": {"text": word["link"], "url": "https://example.org/"}},
        {"type": "document", "value": {"symbol": "A/RES/74/270", "note": word["note"]}},
        {"type": "image", "value": {"image": shown.pk, "alternative": word["alternative"], "caption": word["caption"]}},
    ]
    return {
        "headline": word["headline"],
        "summary": word["summary"],
        "byline": word["byline"],
        "dateline": word["dateline"],
        "picture_alternative": word["mainalternative"],
        "picture_caption": word["maincaption"],
        "body": body,
    }


def settle(at: datetime | None = None, clock: time_machine.Traveller | None = None) -> None:
    """Move the clock, and let the worker and the indexer do all that is due then."""
    if at is not None and clock is not None:
        clock.move_to(at)
    run_until_idle()
    Indexer().run_until_idle()
