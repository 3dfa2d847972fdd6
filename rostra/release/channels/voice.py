"""How the institution names itself, its languages and its addresses to the world outside."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rostra.foundation.models import Language
from rostra.foundation.text import say
from rostra.mandates.models import Theme
from rostra.network.models import Host, Office
from rostra.network.origins import origin

Words = Mapping[str, str]


@dataclass(frozen=True)
class Voice:
    """Plain values that turn codes and slugs into what an outsider understands.

    Attributes:
        host: the name under which headquarters is known first; names are given under its authority.
        tags: language code -> BCP 47.
        directions: language code -> ltr or rtl.
        catalogues: language code -> the name under which Django has our own words in it; may be empty.
        themes: slug -> name by language code.
        offices: slug -> name by language code.
    """

    host: str
    tags: Mapping[str, str] = field(default_factory=dict)
    directions: Mapping[str, str] = field(default_factory=dict)
    catalogues: Mapping[str, str] = field(default_factory=dict)
    themes: Mapping[str, Words] = field(default_factory=dict)
    offices: Mapping[str, Words] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        """Scheme and host of headquarters' site."""
        return origin(self.host)

    def page(self, language: str, kind: str, slugline: str) -> str:
        """The address of a product's page on headquarters' site."""
        return f"{self.origin}/{language}/{kind}/{slugline}"

    def name_of(self, slugline: str, language: str, *, year: int) -> str:
        """The tag URI (RFC 4151) of one language of a product.

        Args:
            year: when the product was begun; a year in which the name of the host was held.
        """
        return f"tag:{self.host},{year}:{slugline}/{language}"

    def theme(self, slug: str, language: str) -> str:
        """A theme's name in exactly this language; empty where it has none."""
        return self.themes.get(slug, {}).get(language, "")

    def office(self, slug: str, language: str) -> str:
        """An office's name, in this language or the nearest."""
        return say(self.offices.get(slug), language).text or slug


def voice() -> Voice:
    """The voice as it is now."""
    host = Host.objects.filter(office__function=Office.Function.HEADQUARTERS, purpose=Host.Purpose.SITE)
    languages = list(Language.objects.all())
    return Voice(
        # The oldest name stays the authority, however many are added.
        host=host.order_by("pk").values_list("name", flat=True).first() or "localhost",
        tags={language.code: language.bcp47 for language in languages},
        directions={language.code: language.direction for language in languages},
        catalogues={language.code: language.django for language in languages},
        themes=dict(Theme.objects.values_list("slug", "name")),
        offices=dict(Office.objects.values_list("slug", "name")),
    )
