"""The sample's access logs: one file a site, written once and counted as any log is."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from rostra.audience.actions.ingest import ingest
from rostra.foundation.models import User
from rostra.mandates.models import Mandate, Theme
from rostra.network.models import Office
from rostra.products.models import Product
from rostra.sample import visits

#: Where the logs lie in the instance's folder, one file for each site, named by its slug.
LOGS = Path("sample") / "visits"


def make_visits(home: Path, *, now: datetime, by: User, told: Sequence[str]) -> list[str]:
    """Write the invented visits of the past thirty days and count them; returns the sites that had none.

    Args:
        told: sluglines of the products that readers come for, the most read first.
    """
    folder = home / LOGS
    folder.mkdir(parents=True, exist_ok=True)
    pages = _pages(told)
    made = []
    for office in Office.objects.with_site().prefetch_related("languages"):
        path = folder / f"{office.slug}.log"
        if not path.exists():
            path.write_text("".join(f"{line}\n" for line in visits.lines(_site(office, pages), now=now)), "utf-8")
            made.append(office.slug)
            ingest([path], site=office.slug, by=by)
    return made


def _site(office: Office, pages: list[str]) -> visits.Site:
    return visits.Site(
        slug=office.slug,
        languages=[language.code for language in office.languages.all()],
        is_headquarters=office.function == Office.Function.HEADQUARTERS,
        paths=pages,
    )


def _pages(told: Sequence[str]) -> list[str]:
    """What is visited, the most visited first: the front page, products, documents, search, themes, the rest."""
    kinds = dict(Product.objects.filter(slugline__in=told).values_list("slugline", "kind__slug"))
    products = [f"/{{lang}}/{kinds[slugline]}/{slugline}" for slugline in told if slugline in kinds]
    documents = [f"/{{lang}}/documents/{symbol}" for symbol in Mandate.objects.values_list("symbol", flat=True)]
    themes = [f"/{{lang}}/themes/{slug}" for slug in Theme.objects.values_list("slug", flat=True)]
    rest = [*documents, *themes, "/{lang}/about", "/{lang}/feed.atom"]
    return ["/{lang}/", *products[:3], "/{lang}/search?q=water", *products[3:], *rest]
