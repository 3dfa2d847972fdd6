"""The web channel: a delivery is done when the sealed bytes stand at the address that the public asks."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rostra.foundation import clock
from rostra.network.models import Office
from rostra.release.channels.registry import Outcome, Recipient
from rostra.release.models import SealedPage, open_at
from rostra.release.public_state import PublicState
from rostra.release.sealed import store

if TYPE_CHECKING:
    from rostra.release.models import Delivery


class WebChannel:
    """Each language on each site that carries it."""

    name = "web"

    def recipients(self, state: PublicState) -> Iterable[Recipient]:
        """One per site and language that the site speaks."""
        pairs = Office.objects.filter(slug__in=state.sites, languages__code__in=state.tellings)
        for pk, slug, language in pairs.values_list("pk", "slug", "languages__code"):
            if language in state.tellings:
                yield Recipient(slug, language, site_id=pk)

    def render(self, state: PublicState, language: str) -> bytes:
        """Pages are sealed in the manifest, so nothing is carried."""
        return b""

    def send(self, delivery: "Delivery", payload: bytes) -> Outcome:
        """Read the page as the gate gives it now, and re-hash its bytes."""
        page = SealedPage.objects.filter(
            open_at(clock.now(), "release__"),
            release__product=delivery.frozen.product_id,
            site=delivery.site_id,
            path__startswith=f"/{delivery.frozen.language.code}/",
        ).first()
        if page is None:
            return Outcome(accepted=False, status="absent", detail="No page stands at the address.")
        store().get(page.digest)
        return Outcome(accepted=True, status=str(page.status), detail=f"{page.path} {page.digest}")
