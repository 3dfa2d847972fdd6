"""The first step of every release, whatever its act: one prepared row, with nothing else on its way."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from rostra.foundation import clock, ledger
from rostra.foundation.errors import Refusal
from rostra.foundation.models import Language, User
from rostra.network.models import Office
from rostra.products.models import Kind, Product
from rostra.release import queries, rules
from rostra.release.models import Release
from rostra.release.sentences import sentences


def lock(product: Product) -> Product:
    """The product, locked until the transaction ends: releases of one product are decided one after another."""
    return Product.objects.select_for_update(of=("self",)).select_related("kind", "office").get(pk=product.pk)


def check(product: Product, *, wanted: list[str], at: datetime, but: Release | None = None) -> None:
    """Refuse a release that anything stands in the way of at an instant; `but` itself is not in its own way.

    Raises:
        Refusal: `obstacles`, naming every one.
    """
    found = find_obstacles(product, wanted=wanted, now=at, but=but)
    if found:
        raise Refusal("obstacles", product.slugline, " ".join(sentences(found)))


def find_obstacles(
    product: Product, *, wanted: list[str], now: datetime, but: Release | None = None
) -> list[rules.Obstacle]:
    """Everything in the way of releasing these languages at an instant.

    What is on its way now is in the way of any other, whenever that is to be: held at the last moment, its texts would
    go out as part of the next.
    """
    busy = queries.ahead(product, clock.now())
    return rules.obstacles(
        queries.facts([product], now)[product.pk],
        wanted=wanted,
        together=product.kind.policy == Kind.Policy.TOGETHER,
        busy=busy is not None and busy != but,
        held=but is None and queries.valve_is_shut(),
    )


def prepare(
    product: Product,
    act: Release.Act,
    *,
    by: User,
    languages: list[str],
    at: datetime | None,
    note: Mapping[str, str] | None = None,
    asks: bool = False,
) -> Release:
    """Write a prepared release. Call inside a transaction, with the product locked.

    Args:
        at: the instant, in UTC; None for as soon as possible.
        asks: whether the other languages are to be checked.

    Raises:
        Refusal: `past`, `far` or `order` for an instant that cannot be.
    """
    now = clock.now()
    offices = list(Office.objects.with_site())
    instant = at or rules.earliest_instant(now, pages=sum(office.languages.count() for office in offices))
    _check_instant(product, instant, now)
    release = Release.objects.create(
        product=product,
        act=act,
        instant=instant,
        as_soon_as_possible=at is None,
        follows=queries.latest_armed(product),
        note=dict(note or {}),
        asks=asks,
        made_by=by,
    )
    release.languages.set(Language.objects.filter(code__in=languages))
    release.sites.set(offices)
    ledger.record(f"prepare {act}", release, by=by, languages=languages, instant=instant.isoformat())
    return release


def _check_instant(product: Product, instant: datetime, now: datetime) -> None:
    told = {"instant": f"{instant:%Y-%m-%d %H:%M:%S}", "lead": rules.LEAD.seconds}
    if instant <= now:
        raise Refusal("past", product.slugline, _("%(instant)s UTC has passed.") % told)
    if instant < now + rules.LEAD:
        raise Refusal("past", product.slugline, _("%(instant)s UTC is too soon; the lead is %(lead)s s.") % told)
    if instant > now + timedelta(days=3650):
        raise Refusal(
            "far", product.slugline, _("An instant more than ten years ahead is taken for a slip of the hand.")
        )
    before = queries.latest_armed(product)
    if before is not None and before.instant >= instant:
        armed = {"instant": f"{before.instant:%Y-%m-%d %H:%M:%S}"}
        raise Refusal("order", product.slugline, _("An earlier release is armed for %(instant)s UTC.") % armed)
