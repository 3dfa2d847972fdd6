"""A public site with every kind of page on it, and a browser to read it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from pytest_django.plugin import DjangoDbBlocker

from rostra.foundation import clock as time
from rostra.products.models import Kind
from rostra.release.actions.carry_out import carry_out
from rostra.release.actions.correct import correct
from rostra.release.actions.withdraw import withdraw
from rostra.website.front import Front
from tests.factories.products import ALL, cleared_product, kind, office, operator, theme
from tests.factories.website import make_public
from tests.website.browsing import Server

HOST = "http://hq.test"


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Server]:
    """Headquarters and a centre with stories whole, partial, corrected and withdrawn; served as in production.

    Made once for the tests of a module, which only read it.
    """
    with django_db_blocker.unblock():
        _publish()
        front = Front(get_wsgi_application())
        front.stop()
        server = Server(front)
        yield server
        server.close()
        call_command("flush", interactive=False, verbosity=0)


def _publish() -> None:
    with time_machine.travel(time.now() - timedelta(days=2), tick=False) as clock:
        office("hq", host="hq.test", about={"en": "We tell of rivers."}, email="a@hq.test", place={"en": "Port Alma"})
        office("south", codes=("ar", "en"))
        corrected, mistaken = cleared_product("corrected"), cleared_product("mistaken")
        partial = cleared_product("ice", ("en", "ru"), required=ALL, kind=kind("flash", policy=Kind.Policy.JOIN))
        for product in (cleared_product("clean-water", themes=[theme()]), partial, corrected, mistaken):
            make_public(product)
        corrected.versions.update(sealed_at=None)  # as the worker does once a release is live
        for release in (
            correct(corrected, by=operator(), note={"en": "Twelve, not ten."}, texts={"en": {"headline": "Twelve"}}),
            withdraw(mistaken, by=operator(), reason={"en": "It named the wrong river."}),
        ):
            clock.move_to(carry_out(release).instant + timedelta(seconds=1))
