"""Move a release that could not be armed in time; the whole release moves, and says so."""

from django.db import transaction

from rostra.foundation import clock, ledger
from rostra.release import rules, states
from rostra.release.models import Release


@transaction.atomic
def slip(release: Release) -> Release:
    """Give the release the next instant that keeps the lead, or, long after its time, leave it to a person."""
    now = clock.now()
    release = Release.objects.select_for_update(of=("self",)).get(pk=release.pk)
    if release.state not in {states.PREPARED, states.SEALED} or not rules.slips(now, release.instant):
        return release
    meant = release.slipped_from or release.instant
    # What must come down is tried until it is down.
    if now - meant > rules.SLIP_GRACE and release.act != Release.Act.WITHDRAWAL:
        release.state = states.SLIPPED
    else:
        # What was sealed shows the instant that has passed.
        release.state = states.PREPARED
        release.instant = rules.earliest_instant(now, pages=max(release.pages.count(), 30))
    release.slipped_from = meant
    release.save(update_fields=["state", "instant", "slipped_from"])
    ledger.record("slip", release, by=None, meant=meant.isoformat(), instant=release.instant.isoformat())
    return release
