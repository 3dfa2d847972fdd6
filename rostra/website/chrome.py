"""What stands around every page: whose site, its sections, the languages. Never anything that a release decides."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from rostra.foundation.fallback import nearest
from rostra.foundation.models import Language
from rostra.looks import own_words
from rostra.mandates.models import Theme
from rostra.network.models import Host, Office, Person, Region
from rostra.products.models import Kind
from rostra.website.sites import Site, site_of


@dataclass(frozen=True)
class Alternate:
    """The same page in a language."""

    language: Language
    href: str
    url: str
    current: bool = False


class Surroundings:
    """The rows that all pages share, each read once."""

    @cached_property
    def languages(self) -> dict[str, Language]:
        """Every language by its code, in the institution's order."""
        return {language.code: language for language in Language.objects.all()}

    @cached_property
    def scripts(self) -> dict[str, str]:
        """The script of each language."""
        return {code: language.script for code, language in self.languages.items()}

    @cached_property
    def ranks(self) -> dict[str, int]:
        """The place of each language among those that stand in for others."""
        return {code: language.fallback_order for code, language in self.languages.items()}

    def nearest(self, wanted: str, available: Sequence[str]) -> str:
        """The language to answer in where the wanted one is not there."""
        return nearest(wanted, available, scripts=self.scripts, ranks=self.ranks)

    @cached_property
    def official(self) -> list[Language]:
        """Those on a par with each other."""
        return [language for language in self.languages.values() if language.official]

    @cached_property
    def offices(self) -> list[Office]:
        """Those with a site, in the network's order."""
        rows = Office.objects.with_site().select_related("region")
        return list(rows.prefetch_related("languages", "hosts"))

    @cached_property
    def headquarters(self) -> Office | None:
        """The office whose site is the front door."""
        return next((office for office in self.offices if office.function == Office.Function.HEADQUARTERS), None)

    @cached_property
    def sites(self) -> dict[str, Site]:
        """The sites by their offices' slugs."""
        return {office.slug: site_of(office, self.headquarters) for office in self.offices}

    @cached_property
    def front(self) -> Site | None:
        """Headquarters' site."""
        return self.sites.get(self.headquarters.slug) if self.headquarters else None

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        """The kinds of product by slug."""
        return {kind.slug: kind for kind in Kind.objects.all()}

    @cached_property
    def themes(self) -> dict[str, Theme]:
        """The themes by slug."""
        return {theme.slug: theme for theme in Theme.objects.all()}


def fingerprint() -> str:
    """A hash over every row that stands around pages: it changes when a list must be rendered anew.

    The wording of the interface is read anew for it, so that a list is never kept in words older than its hash.
    """
    found = hashlib.sha256(repr(own_words.read()).encode())
    for model in (Language, Region, Office, Office.languages.through, Host, Kind, Theme):
        found.update(repr(list(model.objects.order_by("pk").values_list())).encode())
    found.update(repr(list(Person.objects.filter(public=True).order_by("pk").values_list())).encode())
    return found.hexdigest()


def alternates(site: Site, language: Language, rest: str) -> list[Alternate]:
    """A page that is there in all languages of its site. `rest` follows the language in its address."""
    return [
        Alternate(each, site.path(f"/{each.code}{rest}"), site.url(f"/{each.code}{rest}"), each == language)
        for each in site.languages
    ]


def chrome(around: Surroundings, site: Site, language: Language, *, section: str = "") -> dict[str, Any]:
    """The context that every public page needs. Call in the page's language."""
    root = site.path(f"/{language.code}")
    front = around.front or site
    at_front = front.office.pk == site.office.pk
    return {
        "language": language,
        "languages": around.languages,
        "site": site,
        "root": root,
        "at_front": at_front,
        "front": front,
        "front_home": _front_home(front, site, language),
        "office": site.office,
        "sections": _sections(root, section, with_centres=len(around.offices) > 1),
        "kinds": around.kinds.values(),
        "themes": around.themes.values(),
    }


def _front_home(front: Site, site: Site, language: Language) -> str:
    code = language.code if language.code in front.by_code else front.default
    home = f"/{code}/"
    return home if front.origin == site.origin else front.url(home)


def _sections(root: str, section: str, *, with_centres: bool) -> list[dict[str, Any]]:
    """The main ways through the site."""
    ways = [
        ("home", "/", _("News")),
        ("themes", "/themes/", _("Themes")),
        ("documents", "/documents/", _("Documents")),
        ("search", "/search", _("Search")),
        ("centres", "/centres", _("Centres")),
        ("about", "/about", _("About this office")),
    ]
    return [
        {"href": f"{root}{rest}", "label": label, "current": name == section}
        for name, rest, label in ways
        if name != "centres" or with_centres
    ]
