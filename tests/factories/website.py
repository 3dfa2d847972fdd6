"""Public states as a page renderer gets them, and products that are public already."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from rostra.foundation import clock
from rostra.products.models import Product
from rostra.release.actions.carry_out import carry_out
from rostra.release.actions.schedule import schedule
from rostra.release.models import Release
from rostra.release.public_state import Notice, PublicState, Telling
from tests.factories.products import ALL, cleared_product, operator, text

INSTANT = datetime(2026, 5, 3, 13, 0, tzinfo=UTC)


def frozen(code: str, **values: Any) -> dict[str, Any]:
    """A canonical text in a language."""
    words = text(code)
    body = [{"type": "paragraph", "html": block["value"]} for block in words["body"]]
    return {
        "schema": "rostra/frozen/1",
        "slugline": "clean-water",
        "year": INSTANT.year,
        "kind": "story",
        "series": "",
        "language": code,
        "occurred_at": None,
        "office": "hq",
        "themes": [],
        "mandates": [],
        "headline": words["headline"],
        "summary": words["summary"],
        "byline": "",
        "dateline": "",
        "picture": None,
        "body": body,
        **values,
    }


def telling(code: str, *, fate: str = "released", notices: Sequence[Notice] = (), **values: Any) -> Telling:
    """One language of a product as the public has it."""
    return Telling(
        language=code,
        fate=fate,
        text=None if fate == "withdrawn" else frozen(code, **values),
        digest="0" * 64,
        notices=tuple(notices),
        first_released_at=INSTANT,
        changed_at=INSTANT,
        told_at=INSTANT,
    )


def public_state(*tellings: Telling, sites: Sequence[str] = ("hq",), **values: Any) -> PublicState:
    """The public state of a story with these languages; all of them when none is named."""
    told = tellings or tuple(telling(code) for code in ALL)
    fields: dict[str, Any] = {
        "release_id": 1,
        "product_id": 1,
        "slugline": "clean-water",
        "year": INSTANT.year,
        "kind": "story",
        "act": "issue",
    }
    fields |= {"instant": INSTANT, "office": "hq", "sites": tuple(sites), "serial": None, **values}
    return PublicState(tellings={each.language: each for each in told}, **fields)


def make_public(
    product: Product, *, since: timedelta = timedelta(hours=1), languages: list[str] | None = None
) -> Release:
    """Release a product that is cleared, and move the release into the past."""
    release = carry_out(schedule(product, by=operator(), at=None, languages=languages))
    at = clock.now() - since
    Release.objects.filter(pk=release.pk).update(instant=at)
    release.frozen.update(first_released_at=at, changed_at=at, told_at=at)
    return Release.objects.get(pk=release.pk)


def public_product(slugline: str = "clean-water", languages: Sequence[str] = ALL, **values: Any) -> Product:
    """A product that the public can read in these languages."""
    product = cleared_product(slugline, languages, **values)
    make_public(product)
    return product
