"""Releases for tests, each in a named state, with a plain page renderer where the website's is not wanted."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import time_machine

from rostra.foundation.models import User
from rostra.products.models import Product
from rostra.release.actions.carry_out import carry_out
from rostra.release.actions.schedule import schedule
from rostra.release.models import Release
from rostra.release.pages import Page
from rostra.release.public_state import PublicState
from rostra.release.worker import run_until_idle
from tests.factories.products import cleared_product, operator


def plain_pages(state: PublicState) -> Iterable[Page]:
    """One short page a site and language: enough to see what is public where."""
    for site in state.sites:
        for code, telling in state.tellings.items():
            text = telling.text["headline"] if telling.text else "withdrawn"
            body = f"{code} {text} {[n['act'] for n in telling.notices]} {sorted(state.told)}".encode()
            path = f"/{code}/{state.kind}/{state.slugline}"
            yield Page(site, code, path, body, "text/html; charset=utf-8", 200 if telling.text else 410)


def armed_release(product: Product, *, by: User | None = None, at: datetime | None = None, **options: Any) -> Release:
    """A release sealed and armed, its instant still to come."""
    return carry_out(schedule(product, by=by or operator(), at=at, **options))


def live_release(product: Product, clock: time_machine.Traveller, **options: Any) -> Release:
    """A release whose instant has passed, with all that the worker does then."""
    return make_live(armed_release(product, **options), clock)


def make_live(release: Release, clock: time_machine.Traveller) -> Release:
    """Carry a prepared or armed release over its instant."""
    release = carry_out(release) if release.state != "armed" else release
    clock.move_to(release.instant)
    run_until_idle()
    return Release.objects.get(pk=release.pk)


def live_product(slugline: str, clock: time_machine.Traveller, **options: Any) -> Product:
    """A product in all languages that is public."""
    product = cleared_product(slugline, **options)
    live_release(product, clock)
    return product
