"""The protocol by which `website` hands page bytes to a release, and the registry of the one renderer."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rostra.release.public_state import PublicState


@dataclass(frozen=True)
class Page:
    """Bytes for an address.

    Attributes:
        site: an office's slug; None for a file that stands on every site.
        language: that of the text on it, which may stand in for the one of the address; None for a file.
    """

    site: str | None
    language: str | None
    path: str
    body: bytes
    media_type: str
    status: int = 200


#: Given a product's public state, every page of it: each language on each site, fallbacks, tombstones (410).
PageRenderer = Callable[[PublicState], Iterable[Page]]
_renderer: list[PageRenderer] = []


def register_renderer(renderer: PageRenderer) -> None:
    """Called once by `website` at start-up; a system check fails where nobody did."""
    _renderer[:] = [renderer]


def renderer() -> PageRenderer | None:
    """The registered renderer, if any."""
    return _renderer[0] if _renderer else None
