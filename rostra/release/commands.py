"""The verbs of release on the command line, and the worker."""

import json
import signal
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from rostra.foundation import clock
from rostra.foundation.console import Console, Result, verb
from rostra.foundation.errors import Refusal
from rostra.foundation.models import Language
from rostra.foundation.policy import require
from rostra.products.models import Product
from rostra.release import policy, queries, restoring, states
from rostra.release.actions import (
    cancel,
    carry_out,
    correct,
    hold,
    lift_waiver,
    reschedule,
    resume,
    retry,
    schedule,
    withdraw,
)
from rostra.release.actions.notice_restore import notice_restore
from rostra.release.models import Delivery, Release, Valve
from rostra.release.worker import Worker, run_until_idle


def register(root: click.Group) -> None:
    """Add `release` and `worker`."""
    root.add_command(release)

    @verb(root, "worker", nobodys=True)
    @click.option("--once", is_flag=True, help="Do what is due now, then end.")
    def worker(console: Console, *, once: bool) -> Result:
        """Seal, arm, announce and deliver until stopped."""
        if once:
            run_until_idle()
        else:
            running = Worker()
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: running.stop())
            running.run()
        return Result({"stopped": True})


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


def _when(place: str, at: str | None, *, now: bool) -> datetime | None:
    """The instant that is asked for; None for as soon as possible."""
    if bool(at) == now:
        raise Refusal("usage", place, "Say either --at T or --now.")
    return _instant(at) if at else None


def _coming(slugline: str) -> Release:
    coming = queries.ahead(_product(slugline), clock.now())
    if coming is None:
        raise Refusal("state", slugline, "No release of this product is on its way.")
    return coming


def describe(release: Release) -> dict[str, Any]:
    """A release as every command prints it."""
    now = clock.now()
    return {
        "release": release.pk,
        "slugline": release.product.slugline,
        "act": release.act,
        "state": "barred" if release.barred_at else "live" if release.is_live(now) else release.state,
        "instant": release.instant.isoformat(),
        "languages": [language.code for language in release.languages.all()],
        "sites": [site.slug for site in release.sites.all()],
        "serial": release.serial,
        "held": release.held_at is not None and release.state != states.CANCELLED,
        "fault": release.fault if release.state == states.PREPARED else "",
    }


def _line(told: dict[str, Any]) -> str:
    fault = f" could not be sealed: {told['fault']}" if told["fault"] else ""
    return f"{told['act']} {'held' if told['held'] else told['state']} {told['instant']}{fault}"


def _done(release: Release) -> Result:
    data = describe(release)
    line = f"{data['slugline']}: {data['act']} in {', '.join(data['languages'])}, {data['state']}, {data['instant']}"
    return Result(data, [line])


def _finish(prepared: Release, *, now: bool) -> Result:
    """Carry a release out here; with `now`, wait until it is live and what is due is sent."""
    notice_restore()  # by whoever comes first: what is prepared on a database that was put back is not armed
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
    prepared = schedule.schedule(
        _product(slugline),
        by=console.actor,
        at=_when(slugline, at, now=now),
        languages=list(languages) or None,
        waive=dict.fromkeys(without, reason),
    )
    return _finish(prepared, now=now)


@verb(release, "reschedule")
@click.argument("slugline")
@click.option("--at", "at", metavar="T", help="ISO 8601 instant; without an offset, UTC.")
@click.option("--now", "now", is_flag=True, help="As soon as the lead allows, and wait for it.")
def reschedule_command(console: Console, *, slugline: str, at: str | None, now: bool) -> Result:
    """Give the release of a product that is on its way, or held, another instant."""
    instant = _when(slugline, at, now=now)
    return _finish(reschedule.reschedule(_coming(slugline), by=console.actor, at=instant), now=now)


@verb(release, "cancel")
@click.argument("slugline")
def cancel_command(console: Console, *, slugline: str) -> Result:
    """Take back the release of a product that is on its way; its versions can be edited again."""
    return _done(cancel.cancel(_coming(slugline), by=console.actor))


@verb(release, "lift-waiver")
@click.argument("slugline")
@click.argument("language")
def lift_waiver_command(console: Console, *, slugline: str, language: str) -> Result:
    """Take back the waiver of LANGUAGE: it is required again before the product goes out."""
    count = lift_waiver.lift_waiver(_product(slugline), language=language, by=console.actor)
    return Result({"slugline": slugline, "language": language, "lifted": count}, [f"{slugline} [{language}]: lifted"])


@verb(release, "status")
@click.argument("slugline", required=False)
def status_command(console: Console, *, slugline: str | None) -> Result:
    """Show the cells of a product and its releases, or all releases on their way."""
    require(console.actor, policy.SEE, place=slugline or "release")
    now = clock.now()
    if slugline is None:
        coming = Release.objects.ahead(now).select_related("product").order_by("instant")
        rows, valve = [describe(each) for each in coming], Valve.read()
        told = [f"{row['slugline']}: {_line(row)}" for row in rows] or ["No release is on its way."]
        forgotten = _forgotten() if valve.paused_at else []
        shut = [f"All releases are held: {valve.reason}"] if valve.held_at else []
        held = valve.reason if valve.held_at else None
        return Result(
            {"ahead": rows, "held": held, "forgotten": forgotten}, [*shut, *_forgotten_lines(forgotten), *told]
        )
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
    return Result(data, lines + [f"#{row['release']} {_line(row)}" for row in releases])


def _deliveries(product: Product) -> list[dict[str, Any]]:
    return [_told(row) for row in Delivery.objects.filter(release__product=product).order_by("pk")]


def _told(row: Delivery) -> dict[str, Any]:
    """A delivery as every command prints it."""
    return {
        "key": row.key,
        "state": row.state,
        "attempts": row.attempts,
        "error": row.last_error,
        "due": row.due_at.isoformat(),
    }


def _load(path: str) -> dict[str, Any]:
    from rostra.products.json_files import read_json

    document: Any = read_json(Path(path))
    if not isinstance(document, dict):
        raise Refusal("bad_file", path, "A JSON object is expected.")
    return document


def _words(document: Any, place: str) -> dict[str, str]:
    """Words by language, refused where they are anything else."""
    if not isinstance(document, dict) or not all(isinstance(text, str) for text in document.values()):
        raise Refusal("bad_words", place, 'Words by language are expected, for example {"en": "..."}.')
    return document


def _first_fallback() -> str:
    """The official language that most readers are given where their own is missing."""
    found = Language.objects.official().order_by("fallback_order", "order", "code")
    return found.values_list("code", flat=True).first() or ""


@verb(release, "correct")
@click.argument("slugline")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option("--note-file", "note_file", required=True, type=click.Path(exists=True, dir_okay=False))
@click.option("--ask-others", is_flag=True, help="Have the other languages checked even by an answer to a correction.")
def correct_command(console: Console, *, slugline: str, file: str, note_file: str, ask_others: bool) -> Result:
    """Correct released languages: FILE holds {"versions": {LANG: {fields}}}, the note file {LANG: text}."""
    versions = _load(file).get("versions")
    if not isinstance(versions, dict) or not all(isinstance(fields, dict) for fields in versions.values()):
        raise Refusal("bad_file", file, 'An object with "versions" is expected, and fields for each language.')
    note = _words(_load(note_file), note_file)
    _warn(console, note, versions)
    prepared = correct.correct(_product(slugline), by=console.actor, note=note, texts=versions, ask_others=ask_others)
    return _finish(prepared, now=True)


def _warn(console: Console, words: Mapping[str, str], codes: Iterable[str]) -> None:
    """Say whose readers get public words in another language."""
    if lacking := sorted(set(codes) - {code for code, text in words.items() if text.strip()}):
        console.say(f"There are no words for {', '.join(lacking)}: readers get them in another language.")


@verb(release, "withdraw")
@click.argument("slugline")
@click.option("--lang", "languages", multiple=True, help="Only these languages.")
@click.option("--reason", required=True, help='The public reason: a sentence, or {"LANG": "sentence"}.')
@click.option("--reason-lang", "said_in", metavar="LANG", help="The language of a sentence; else the first fallback.")
def withdraw_command(
    console: Console, *, slugline: str, languages: tuple[str, ...], reason: str, said_in: str | None
) -> Result:
    """Withdraw a product everywhere, leaving a tombstone with its public reason."""
    product = _product(slugline)
    code, is_sentence = said_in or _first_fallback(), not reason.lstrip().startswith("{")
    try:
        words = {code: reason} if is_sentence else json.loads(reason)
    except (ValueError, RecursionError):
        raise Refusal("bad_words", slugline, "The reason is neither a sentence nor JSON.") from None
    told = _words(words, slugline)
    if is_sentence and not said_in:
        console.say(f"The reason is taken to be in {code}; --reason-lang names another language.")
    prepared = withdraw.withdraw(product, by=console.actor, reason=told, languages=list(languages) or None)
    _warn(console, told, prepared.languages.values_list("code", flat=True))
    return _finish(prepared, now=True)


@verb(release, "hold")
@click.argument("slugline", required=False)
@click.option("--reason", required=True)
def hold_command(console: Console, *, slugline: str | None, reason: str) -> Result:
    """Hold the release of a product that is on its way, or, without a slugline, every one."""
    count = hold.hold(_coming(slugline) if slugline else None, by=console.actor, reason=reason)
    return Result({"held": count}, [f"{count} held"])


@verb(release, "resume")
def resume_command(console: Console) -> Result:
    """End the hold of the whole instance; after a restore, first take over what the journal of receipts knows."""
    known = resume.resume(by=console.actor)
    forgotten = _forgotten()
    lines = ["Releases may be armed and deliveries leave again."]
    lines += [f"{known} deliveries had been accepted already and are not sent again."] if known else []
    lines += _forgotten_lines(forgotten)
    return Result({"resumed": True, "reconciled": known, "forgotten": forgotten}, lines)


def _forgotten() -> list[dict[str, Any]]:
    return [{"release": f.release_id, "slugline": f.slugline, "act": f.act} for f in restoring.forgotten()]


def _forgotten_lines(forgotten: list[dict[str, Any]]) -> list[str]:
    return [f"{f['slugline']}: {f['act']} #{f['release']} went out; this database does not know it" for f in forgotten]


@verb(release, "deliveries")
@click.option(
    "--state", type=click.Choice([name for name, _ in Delivery.STATES]), default=Delivery.DEAD, show_default=True
)
def deliveries_command(console: Console, *, state: str) -> Result:
    """List deliveries; those that failed for good unless another state is named."""
    require(console.actor, policy.SEE_DELIVERIES, place="deliveries")
    rows = [_told(row) for row in Delivery.objects.filter(state=state).order_by("due_at", "pk")]
    told = [f"{row['key']}: {row['attempts']} attempts; {row['error']}" for row in rows]
    return Result({"deliveries": rows}, told or [f"No delivery is {state}."])


@verb(release, "retry")
@click.argument("keys", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Every delivery that failed for good.")
def retry_command(console: Console, *, keys: tuple[str, ...], everything: bool) -> Result:
    """Try deliveries again that failed for good, by their keys (as 'release deliveries' prints them)."""
    if bool(keys) == everything:
        raise Refusal("usage", "retry", "Say which, or --all.")
    rows = Delivery.objects.filter(state=Delivery.DEAD) if everything else Delivery.objects.filter(key__in=keys)
    if unknown := set(keys) - set(rows.values_list("key", flat=True)):
        raise Refusal("unknown_delivery", sorted(unknown)[0], "There is no delivery with this key.")
    again = [retry.retry(row, by=console.actor).key for row in rows.order_by("pk")]
    return Result(
        {"retried": again}, [f"{key}: will be tried again" for key in again] or ["Nothing has failed for good."]
    )
