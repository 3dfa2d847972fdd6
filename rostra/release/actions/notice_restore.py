"""Hold the whole instance when its database was restored from a backup, until a person resumes it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext_noop

from rostra.foundation import clock, ledger
from rostra.foundation.models import LedgerEntry
from rostra.release import mark, restoring, states
from rostra.release.effects import give_back, take_effect
from rostra.release.models import Receipt, Release, Valve, open_at

#: Kept as they stand, and said in the language of whoever reads them (`Valve.why`).
_RESTORED = gettext_noop("The database was restored from a backup; everything waits to be looked at.")
_PUT_BACK = gettext_noop("The instance's folder was moved, or put back from a copy; everything waits to be looked at.")


@transaction.atomic
def notice_restore() -> str:
    """Look for signs that a backup was put back, and shut everything where there is one.

    A database behind the mark outside it is the older one. A folder that is not where the database knew it was moved,
    or put back as a whole, and then nothing tells what happened since: a person must say.

    Held is what was armed and had not gone live when the backup was made, but for withdrawals. Barred is what was
    withdrawn since: that is forgotten, so the text would be public again. What went out since waits for a person.

    Returns why everything is shut, or an empty text.
    """
    valve = Valve.locked()
    if mark.is_older():
        valve.mark, valve.place = mark.told(), mark.place()
        _shut(valve, _RESTORED)
    elif not valve.paused_at and mark.is_put_back():
        _shut(valve, _PUT_BACK)
    return valve.reason if valve.paused_at else ""


def _shut(valve: Valve, reason: str) -> None:
    now, out, lost = clock.now(), restoring.went_out(), restoring.forgotten()
    if valve.paused_at:  # held for want of the journal, which now shows them gone out
        for release in Release.objects.filter(pk__in=out, held_at=valve.paused_at).order_by("instant", "pk"):
            release.held_at = None
            release.save(update_fields=["held_at"])
            take_effect(release)
    armed = Release.objects.filter(state=states.ARMED, held_at=None)
    held = list(armed.filter(instant__gt=_last_word()).exclude(Q(pk__in=out) | Q(act=Release.Act.WITHDRAWAL)))
    for release in held:
        give_back(release)
    Release.objects.filter(pk__in=[release.pk for release in held]).update(held_at=now)
    withdrawn = [each.slugline for each in lost if each.act == Release.Act.WITHDRAWAL]
    barred = list(Release.objects.filter(open_at(now), product__slugline__in=withdrawn))
    Release.objects.filter(pk__in=[release.pk for release in barred]).update(barred_at=now)
    Release.objects.filter(pk__in=[each.release_id for each in lost]).exclude(state=states.CANCELLED).update(
        state=states.SLIPPED
    )
    restoring.skip_numbers(out)
    valve.held_at = valve.paused_at = now
    valve.by, valve.reason = None, reason
    valve.save()
    told = {"held": list(map(str, held)), "barred": list(map(str, barred)), "forgotten": _named(lost)}
    ledger.record("notice restore", valve, by=None, **told)


def _last_word() -> datetime:
    """The latest moment of which the database knows: about when the backup was made."""
    said = LedgerEntry.objects.aggregate(last=Max("at"))["last"]
    came = Receipt.objects.aggregate(last=Max("at"))["last"]
    return max(moment for moment in (said, came, datetime.min.replace(tzinfo=clock.now().tzinfo)) if moment)


def _named(lost: list[restoring.Forgotten]) -> list[str]:
    return [f"{each.slugline} #{each.release_id} ({each.act})" for each in lost]
