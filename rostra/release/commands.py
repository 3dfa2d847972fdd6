"""The verbs of release on the command line, and the worker."""

import json
import signal
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from rostra.foundation import clock
from rostra.foundation.console import Console, Result, verb
from rostra.foundation.errors import Refusal
from rostra.products.models import Product
from rostra.release import queries
from rostra.release.actions import carry_out, correct, hold, resume, schedule, withdraw
from rostra.release.models import Release
from rostra.release.worker import Worker, run_until_idle


def register(root: click.Group) -> None:
    """Add `release` and `worker`."""
    root.add_command(release)
    root.add_command(worker)


@click.group()
def release() -> None:
    """Release, correct, withdraw and hold products."""


def _product(slugline: str) -> Product:
    product = Product.objects.select_related("kind", "office").filter(slugline=slugline).first()
    if product is None:
        raise Refusal("unknown_product", slugline, "There is no product with this slugline.")
    return product


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise Refusal("bad_time", text, "An ISO 8601 time is expected, for example 2026-12-01T15:00Z.") from None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def describe(release: Release) -> dict[str, Any]:
    """A release as every command prints it."""
    now = clock.now()
    return {
        "release": release.pk,
        "slugline": release.product.slugline,
        "act": release.act,
        "state": "live" if release.is_live(now) else release.state,
        "instant": release.instant.isoformat(),
        "languages": [language.code for language in release.languages.all()],
        "sites": [site.slug for site in release.sites.all()],
        "serial": release.serial,
        "held": release.held_at is not None,
    }


def _done(release: Release) -> Result:
    data = describe(release)
    line = f"{data['slugline']}: {data['act']} in {', '.join(data['languages'])}, {data['state']}, {data['instant']}"
    return Result(data, [line])


def _finish(prepared: Release, *, now: bool) -> Result:
    """Carry a release out here; with `now`, wait until it is live and what is due is sent."""
    done = carry_out.carry_out(prepared, wait=now)
    if now:
        run_until_idle()
    return _done(done)


@verb(release, "schedule")
@click.argument("slugline")
@click.option("--at", "at", metavar="T", help="ISO 8601 instant; without an offset, UTC.")
@click.option("--now", "now", is_flag=True, help="As soon as the lead allows, and wait for it.")
@click.option("--lang", "languages", multiple=True, help="Only these languages (kinds that let others join).")
@click.option("--except", "without", multiple=True, metavar="LANG", help="Waive a language; needs --reason.")
@click.option("--reason", "reason", default="", help="Why the languages after --except may be missing.")
def schedule_command(
    console: Console,
    *,
    slugline: str,
    at: str | None,
    now: bool,
    languages: tuple[str, ...],
    without: tuple[str, ...],
    reason: str,
) -> Result:
    """Release a product in all its languages at one instant."""
    if bool(at) == now:
        raise Refusal("usage", slugline, "Say either --at T or --now.")
    prepared = schedule.schedule(
        _product(slugline),
        by=console.actor,
        at=_instant(at) if at else None,
        languages=list(languages) or None,
        waive=dict.fromkeys(without, reason),
    )
    return _finish(prepared, now=now)


@verb(release, "status")
@click.argument("slugline", required=False)
def status_command(console: Console, *, slugline: str | None) -> Result:
    """Show the cells of a product and its releases, or all releases on their way."""
    now = clock.now()
    if slugline is None:
        coming = Release.objects.ahead(now).select_related("product").order_by("instant")
        rows = [describe(each) for each in coming]
        return Result({"ahead": rows}, [f"{r['slugline']}: {r['act']} {r['state']} {r['instant']}" for r in rows])
    product = _product(slugline)
    cells = queries.cells([product], now)[product.pk]
    releases = [describe(each) for each in product.releases.all()]
    data = {
        "slugline": slugline,
        "cells": {cell.language.code: cell.state for cell in cells},
        "releases": releases,
        "deliveries": _deliveries(product),
    }
    lines = [" ".join(f"{cell.language.code}:{cell.state}" for cell in cells)]
    return Result(data, lines + [f"#{r['release']} {r['act']} {r['state']} {r['instant']}" for r in releases])


def _deliveries(product: Product) -> list[dict[str, Any]]:
    from rostra.release.models import Delivery

    rows = Delivery.objects.filter(release__product=product).order_by("pk")
    return [
        {
            "key": row.key,
            "state": row.state,
            "attempts": row.attempts,
            "error": row.last_error,
            "due": row.due_at.isoformat(),
        }
        for row in rows
    ]


def _load(path: str) -> dict[str, Any]:
    from rostra.products.json_files import read_json

    document: dict[str, Any] = read_json(Path(path))
    return document


@verb(release, "correct")
@click.argument("slugline")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option("--note-file", "note_file", required=True, type=click.Path(exists=True, dir_okay=False))
def correct_command(console: Console, *, slugline: str, file: str, note_file: str) -> Result:
    """Correct released languages: FILE holds {"versions": {LANG: {fields}}}, the note file {LANG: text}."""
    versions = _load(file).get("versions")
    if not isinstance(versions, dict):
        raise Refusal("bad_file", file, 'An object with "versions" is expected.')
    note = _load(note_file)
    prepared = correct.correct(_product(slugline), by=console.actor, note=note, texts=versions)
    return _finish(prepared, now=True)


@verb(release, "withdraw")
@click.argument("slugline")
@click.option("--lang", "languages", multiple=True, help="Only these languages.")
@click.option("--reason", required=True, help='The public reason: a sentence, or {"LANG": "sentence"}.')
def withdraw_command(console: Console, *, slugline: str, languages: tuple[str, ...], reason: str) -> Result:
    """Withdraw a product everywhere, leaving a tombstone with its public reason."""
    product = _product(slugline)
    try:
        words = json.loads(reason) if reason.lstrip().startswith("{") else {"en": reason}
    except ValueError:
        raise Refusal("bad_reason", slugline, "The reason is neither a sentence nor JSON.") from None
    prepared = withdraw.withdraw(product, by=console.actor, reason=words, languages=list(languages) or None)
    return _finish(prepared, now=True)


@verb(release, "hold")
@click.argument("slugline", required=False)
@click.option("--reason", required=True)
def hold_command(console: Console, *, slugline: str | None, reason: str) -> Result:
    """Hold the release of a product that is on its way, or, without a slugline, every one."""
    target = queries.ahead(_product(slugline), clock.now()) if slugline else None
    if slugline and target is None:
        raise Refusal("state", slugline, "No release of this product is on its way.")
    count = hold.hold(target, by=console.actor, reason=reason)
    return Result({"held": count}, [f"{count} held"])


@verb(release, "resume")
def resume_command(console: Console) -> Result:
    """End the hold of the whole instance and let deliveries leave again."""
    resume.resume(by=console.actor)
    return Result({"resumed": True}, ["Releases may be armed and deliveries leave again."])


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
def worker(*, once: bool) -> None:
    """Seal, arm, announce and deliver until stopped."""
    if once:
        run_until_idle()
        return
    running = Worker()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: running.stop())
    running.run()
