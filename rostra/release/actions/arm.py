"""Arm a sealed release: one short transaction after which only the clock, or a hold, decides."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from rostra.foundation import clock, ledger
from rostra.foundation.announcements import announce
from rostra.foundation.errors import Refusal
from rostra.products.models import Product
from rostra.release import queries, rules, states
from rostra.release.announcements import ReleaseLive
from rostra.release.channels.registry import channels
from rostra.release.composing import state_of
from rostra.release.effects import take_effect
from rostra.release.insertion import Insertion
from rostra.release.models import Delivery, Release, Valve
from rostra.release.preparing import check


def arm(release: Release) -> Release:
    """Write every delivery, number the product, and open the gate at the instant.

    A hold of the instance stops what is not yet live; it does not keep up what must come down.

    Raises:
        Refusal: `obstacles` where a language has come to be missing since; `held`; `late` when the lead is gone;
            `changed` if it was sealed anew meanwhile; `resealing` when what was sealed is no longer true; `state`.
    """
    # Whoever calls may have read it long ago: others have slipped it and sealed it anew since.
    seen = Release.objects.select_related("product__office", "product__kind").get(pk=release.pk)
    _refuse_missing(seen)
    deliveries = Insertion(_deliveries(seen))
    with transaction.atomic():
        release = Release.objects.select_for_update(of=("self",)).select_related("product__kind").get(pk=release.pk)
        states.RELEASE.require(release.state, states.ARMED, place=str(release))
        if release.sealed_at != seen.sealed_at:
            raise Refusal("changed", str(release), _("The release was sealed anew while it was being armed."))
        if Valve.locked().held_at and release.act != Release.Act.WITHDRAWAL:
            raise Refusal("held", str(release), _("All releases are held."))
        follows, serial = queries.latest_armed(release.product), queries.next_serial(release.product)
        if (release.follows, release.serial) != (follows, serial):
            raise Refusal("resealing", str(release), _("What was sealed is no longer true; it must be sealed again."))
        _refuse_late(release)
        _write(release, deliveries, clock.now())
        # Asked again: what is committed must leave every process the whole lead to load it.
        _refuse_late(release)
    return release


def _refuse_missing(release: Release) -> None:
    """Parity as it stands at the instant: a waiver may have ended, a language may be required since."""
    if release.act in {Release.Act.ISSUE, Release.Act.JOIN}:
        wanted = list(release.languages.values_list("code", flat=True))
        check(release.product, wanted=wanted, at=release.instant, but=release)


def _refuse_late(release: Release) -> None:
    if rules.slips(clock.now(), release.instant):
        raise Refusal("late", str(release), _("It is too late to arm for this instant."))


def _write(release: Release, deliveries: Insertion, now: datetime) -> None:
    release.state, release.armed_at = states.ARMED, now
    release.save(update_fields=["state", "armed_at"])
    Product.objects.filter(pk=release.product_id, addressed_at=None).update(addressed_at=now)
    deliveries.write()
    take_effect(release)
    ledger.record("arm", release, by=None, instant=release.instant.isoformat(), deliveries=len(deliveries))
    announce(ReleaseLive(release.pk), at=release.instant)


def _deliveries(release: Release) -> list[Delivery]:
    rows = {row.language.code: row for row in release.frozen.select_related("language")}
    state = state_of(release, rows.values())
    return [
        Delivery(
            release=release,
            frozen=rows[recipient.language],
            channel=name,
            recipient=recipient.name,
            site_id=recipient.site_id,
            subscriber_id=recipient.subscriber_id,
            key=f"{release.pk}:{recipient.language}:{name}:{recipient.name}",
            payload=release.payloads[name][recipient.language],
            due_at=release.instant,
        )
        for name, channel in channels().items()
        if name in release.payloads
        for recipient in channel.recipients(state)
        if rows[recipient.language].told_at == release.instant
    ]
