"""What a release changes beside itself once it is armed, and how each of it is given back while it is not live."""

from rostra.products.models import Product
from rostra.release.models import FrozenVersion, Obligation, Release

#: What an act makes of the obligations of its languages.
_MEETS = {
    Release.Act.CORRECTION: Obligation.Outcome.CHANGED,
    Release.Act.WITHDRAWAL: Obligation.Outcome.CHANGED,
    Release.Act.CHECKED: Obligation.Outcome.UNAFFECTED,
}


def take_effect(release: Release) -> None:
    """End the reign before, number the product, meet and open obligations."""
    if release.follows_id:
        Release.objects.filter(pk=release.follows_id).update(until=release.instant)
    if release.serial:
        Product.objects.filter(pk=release.product_id).update(serial=release.serial)
    _oblige(release)


def give_back(release: Release) -> None:
    """Undo it: the release before reigns on, what this one would have met is open again, it asks for nothing."""
    if release.follows_id:
        Release.objects.filter(pk=release.follows_id).update(until=None)
    else:  # nobody was shown its number: the next in time gets it
        Product.objects.filter(pk=release.product_id).update(serial=None)
    Obligation.objects.filter(met_by=release).update(outcome=Obligation.Outcome.OPEN, by=None, at=None, met_by=None)
    Obligation.objects.filter(correction=release).delete()


def _oblige(release: Release) -> None:
    """A correction that asks obliges every version that stands; one corrected, withdrawn or checked has met its own."""
    open_ones = Obligation.objects.filter(version__product=release.product_id, outcome=Obligation.Outcome.OPEN)
    if outcome := _MEETS.get(Release.Act(release.act)):
        met = open_ones.filter(version__language__in=release.languages.all())
        met.update(outcome=outcome, by=release.made_by, at=release.armed_at, met_by=release)
    if not release.asks:
        return
    named = set(release.languages.values_list("pk", flat=True))
    standing = release.frozen.exclude(fate=FrozenVersion.Fate.WITHDRAWN)
    Obligation.objects.bulk_create(
        Obligation(
            correction=release,
            version_id=row.version_id,
            outcome=Obligation.Outcome.CHANGED if row.language_id in named else Obligation.Outcome.OPEN,
            by=release.made_by if row.language_id in named else None,
            at=release.armed_at if row.language_id in named else None,
            met_by=release if row.language_id in named else None,
        )
        for row in standing
    )
