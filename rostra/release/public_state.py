"""What the public can see of one product from an instant on: plain values, handed to renderers and channels."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict


class Notice(TypedDict):
    """A public remark on a version. `act`: correction, under_check, withdrawal; `language`: of the text itself."""

    act: str
    at: str
    text: str
    language: str


@dataclass(frozen=True)
class Telling:
    """One language of a product as the public has it.

    Attributes:
        language: the code as in addresses.
        fate: released, carried, under_check or withdrawn (`FrozenVersion.Fate`).
        text: the canonical text (see `docs/frozen.md`), or None where withdrawn.
        digest: the hash of the canonical text.
        notices: public remarks, newest first.
        first_released_at: when this language first became public.
        changed_at: when what is read came to be so: the release, or the newest notice that stands.
        told_at: when the public was last told anything of it, the lifting of a remark too.
    """

    language: str
    fate: str
    text: dict[str, Any] | None
    digest: str
    notices: tuple[Notice, ...]
    first_released_at: datetime
    changed_at: datetime
    told_at: datetime


@dataclass(frozen=True)
class PublicState:
    """A product's whole public state after a release.

    Attributes:
        release_id: the release that makes it so.
        product_id: the product.
        slugline: its address.
        year: when it was begun; a part of its name in feeds and at partners (`Voice.name_of`).
        kind: slug of its kind.
        act: issue, join, correction, withdrawal or checked.
        instant: from when it is so.
        office: slug of the office that tells it.
        sites: slugs of the offices on whose sites it stands.
        serial: the running number in its series, if it has one.
        tellings: by language code, in the institution's order; withdrawn ones too.
    """

    release_id: int
    product_id: int
    slugline: str
    year: int
    kind: str
    act: str
    instant: datetime
    office: str
    sites: tuple[str, ...]
    serial: int | None
    tellings: dict[str, Telling]

    @property
    def told(self) -> dict[str, Telling]:
        """The languages that can be read: all but the withdrawn."""
        return {code: telling for code, telling in self.tellings.items() if telling.fate != "withdrawn"}
