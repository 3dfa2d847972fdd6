"""The sample's access logs: one file a site, written once and counted as any log is."""

from collections.abc import Iterable, Sequence
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
    """Write the invented visits of the past thirty days and count them; returns the sites that were not counted yet.

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
            _write(path, visits.lines(_site(office, pages), now=now))
        # Counted whoever wrote it: an earlier run may have been stopped in between. What is known counts once.
        if not all(counted.known for counted in ingest([path], site=office.slug, by=by)):
            made.append(office.slug)
    return made


def _write(path: Path, lines: Iterable[str]) -> None:
    """A whole file or none."""
    begun = path.with_suffix(".part")
    begun.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    begun.replace(path)


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
