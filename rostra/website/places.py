"""Which office's site an address belongs to: by its host, or by the path of a centre under headquarters' host."""

from dataclasses import dataclass, field
from typing import NamedTuple

from rostra.network.models import Host, Office

_UNDER = "/centres/"


class Place(NamedTuple):
    """Where a request goes: the office's id (0 for a centre that there is not), its slug, and the path on its site."""

    site: int
    slug: str
    path: str


@dataclass(frozen=True)
class Places:
    """The hosts and centres of one moment.

    Attributes:
        hosts: host name -> (slug of the office, whether it is headquarters).
        offices: slug -> office id.
    """

    hosts: dict[str, tuple[str, bool]] = field(default_factory=dict)
    offices: dict[str, int] = field(default_factory=dict)

    def find(self, host: str, path: str) -> Place | None:
        """Where a request to this host (a name, in lower case) goes; None for a host of nobody's."""
        slug, is_headquarters = self.hosts.get(host, ("", False))
        if not slug:
            return None
        if is_headquarters and path.startswith(_UNDER):
            centre, _, rest = path[len(_UNDER) :].partition("/")
            known = centre in self.offices
            return Place(self.offices.get(centre, 0), centre if known else slug, f"/{rest}")
        return Place(self.offices.get(slug, 0), slug, path)


def places() -> Places:
    """Those of now, from the database."""
    headquarters = Office.Function.HEADQUARTERS
    rows = Host.objects.filter(purpose=Host.Purpose.SITE).values_list("name", "office__slug", "office__function")
    hosts = {name: (slug, function == headquarters) for name, slug, function in rows}
    return Places(hosts, dict(Office.objects.values_list("slug", "pk")))
