"""Give a release that is not live another instant."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from rostra.foundation import clock, ledger
from rostra.foundation.errors import Refusal
from rostra.foundation.models import User
from rostra.foundation.policy import require
from rostra.products.models import Product
from rostra.release import policy, queries
from rostra.release.models import Release
from rostra.release.preparing import lock, prepare
from rostra.release.taking_back import take_back


@transaction.atomic
def reschedule(release: Release, *, by: User, at: datetime | None) -> Release:
    """Move a release. One that is armed or held is cancelled and prepared anew, so that no number or page is stale.

    Args:
        at: the new instant; None for as soon as possible.

    Raises:
        Refusal: `forbidden`, `state`, `live`, `late` inside the lead, `bad_time`, `past`, `far`, `order`; `not_public`
            where what it was to change is not public any more.
    """
    require(by, policy.SCHEDULE, place=str(release))
    at = at and clock.in_utc(at, place=str(release))
    product = lock(release.product)
    release = Release.objects.select_for_update(of=("self",)).get(pk=release.pk)
    languages = list(release.languages.values_list("code", flat=True))
    act = Release.Act(release.act)
    take_back(release, by=by)
    _refuse_untold(product, act, languages)
    anew = prepare(product, act, by=by, languages=languages, at=at, note=release.note, asks=release.asks)
    ledger.record("reschedule", anew, by=by, instead_of=release.pk)
    return anew


def _refuse_untold(product: Product, act: Release.Act, languages: list[str]) -> None:
    """A restore can leave a correction or a withdrawal without what it was to change."""
    if act in {Release.Act.ISSUE, Release.Act.JOIN}:
        return
    if absent := set(languages) - set(queries.told(product, barred=act == Release.Act.WITHDRAWAL)):
        named = {"languages": ", ".join(sorted(absent))}
        raise Refusal("not_public", product.slugline, _("Not public: %(languages)s.") % named)
