"""A public site with every kind of page on it, and a browser to read it."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from pytest_django.plugin import DjangoDbBlocker

from rostra.foundation import clock as time
from rostra.foundation.announcements import announce
from rostra.library.announcements import RecordAdded
from rostra.network.models import Host
from rostra.products.models import Kind, Product
from rostra.products.states import CLEARED
from rostra.release.actions.carry_out import carry_out
from rostra.release.actions.correct import correct
from rostra.release.actions.withdraw import withdraw
from rostra.search import generations
from rostra.website.front import Front
from tests.factories.library import full_body, imported, work
from tests.factories.products import (
    ALL,
    cleared_product,
    kind,
    office,
    operator,
    planned_product,
    text,
    theme,
    version,
)
from tests.factories.website import make_public
from tests.noninterference.world import picture, settle
from tests.website.browsing import Server

HOST = "http://hq.test"


@pytest.fixture(scope="module")
def site(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """Headquarters and a centre with stories whole, partial, corrected and withdrawn, a library, and an index of all;
    served as in production.

    Made once for the tests of a module, which only read it.
    """
    with django_db_blocker.unblock():
        _publish()
        _shelve(tmp_path_factory.mktemp("documents"))
        settle()
        front = Front(get_wsgi_application())
        front.stop()
        server = Server(front)
        yield server
        server.close()
        shutil.rmtree(generations.home())
        call_command("flush", interactive=False, verbosity=0)


def _publish() -> None:
    with time_machine.travel(time.now() - timedelta(days=2), tick=False) as clock:
        hq = office(host="hq.test", about={"en": "We tell of rivers."}, email="a@hq.test", place={"en": "Port Alma"})
        Host.objects.create(name="symbols.test", office=hq, purpose=Host.Purpose.SYMBOLS)
        south = office("south", codes=("ar", "en"))
        kind("speech")
        corrected, mistaken = cleared_product("corrected"), cleared_product("mistaken")
        partial = cleared_product("ice", ("en", "ru"), required=ALL, kind=kind("flash", policy=Kind.Policy.JOIN))
        water, own = cleared_product("clean-water", themes=[theme()]), cleared_product("dam", office=south)
        for product in (water, own, _pictured(), partial, corrected, mistaken):
            make_public(product)
        corrected.versions.update(sealed_at=None)  # as the worker does once a release is live
        for release in (
            correct(corrected, by=operator(), note={"en": "Twelve, not ten."}, texts={"en": {"headline": "Twelve"}}),
            withdraw(mistaken, by=operator(), reason={"en": "It named the wrong river."}),
        ):
            clock.move_to(carry_out(release).instant + timedelta(seconds=1))


def _pictured() -> Product:
    """A story with a picture, with every part that a body may have, and with an address that no line can hold."""
    shown = picture("river")
    made = planned_product("pictured", picture=shown)
    for code in ALL:
        words = text(code)
        title, summary = words["headline"], f"{words['summary']} https://example.org/{'long/' * 20}"
        parts: list[tuple[str, Any]] = [
            ("heading", title), ("quote", {"text": summary, "attribution": title}), ("list", [summary, summary]),
            ("link", {"text": summary, "url": "https://example.org/"}),
            ("document", {"symbol": "A/RES/90/1", "note": title}),
            ("image", {"image": shown.pk, "alternative": title, "caption": summary}),
        ]  # fmt: skip
        body = [*words["body"], *({"type": kind, "value": value} for kind, value in parts)]
        more = {"picture_alternative": title, "picture_caption": summary, "byline": summary, "dateline": title}
        version(made, code, state=CLEARED, body=body, summary=summary, **more)
    return made


def _shelve(folder: Path) -> None:
    """A library with a full text in every language, texts in one language only, and more than a page of others."""
    for code in ALL:
        imported(folder, code, symbol="A/RES/90/1", body=full_body(code))
    works = [work("A/RES/90/1/Add.1"), work("A/RES/90/3", "ar"), work("A/RES/90/4", "en")]
    works += [work(f"A/RES/91/{number}", *ALL) for number in range(1, 27)]
    for each in works:
        announce(RecordAdded(each.pk))
