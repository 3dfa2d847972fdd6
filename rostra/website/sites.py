"""A site: an office as the public meets it, where it stands, and in which languages it speaks."""

from dataclasses import dataclass
from functools import cached_property

from rostra.foundation.models import Language
from rostra.network.models import Host, Office
from rostra.network.origins import origin


@dataclass(frozen=True)
class Site:
    """Where an office speaks.

    Attributes:
        office: who speaks.
        origin: scheme and host, without a slash at the end.
        prefix: "" on a host of its own, `/centres/{slug}` on headquarters' host.
        languages: those of the site, in the institution's order.
    """

    office: Office
    origin: str
    prefix: str
    languages: tuple[Language, ...]

    @cached_property
    def by_code(self) -> dict[str, Language]:
        """The languages of the site by their codes."""
        return {language.code: language for language in self.languages}

    @cached_property
    def default(self) -> str:
        """The language for readers who ask for none that the site speaks."""
        return next(iter(self.by_code), "")

    def path(self, rest: str) -> str:
        """An address of the site, from its host's root."""
        return f"{self.prefix}{rest}"

    def url(self, rest: str) -> str:
        """The same, whole."""
        return f"{self.origin}{self.prefix}{rest}"


def main_host(office: Office) -> str:
    """The name under which an office is known first; empty where it has none of its own."""
    hosts = [host for host in office.hosts.all() if host.purpose == Host.Purpose.SITE]
    return min(hosts, key=lambda host: host.pk).name if hosts else ""


def site_of(office: Office, headquarters: Office | None) -> Site:
    """The site of an office. `headquarters` is whose host carries those that have none."""
    languages = tuple(office.languages.all())
    own = main_host(office)
    if own or headquarters is None or office.pk == headquarters.pk:
        return Site(office, origin(own or "localhost"), "", languages)
    return Site(office, origin(main_host(headquarters) or "localhost"), f"/centres/{office.slug}", languages)
