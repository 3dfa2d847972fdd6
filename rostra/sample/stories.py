"""The sample's products: from the shipped files to what `product load` takes."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.files.images import ImageFile

from rostra.media.models import Picture
from rostra.sample import rules
from rostra.sample.files import PICTURES

#: Keys of a shipped file that are for this stage, not for `product load`.
OWN = ("order", "picture", "occurred_at", "hold_back", "first")


def load_file(shipped: dict[str, Any], *, now: datetime) -> dict[str, Any]:
    """A shipped product as a load file: pictures stored, relative time made absolute, what is held back taken out.

    `hold_back` names languages that are not ready, so that the desk has something to show: `missing` leaves the
    version out, `in_review` and `drafting` leave it uncleared.
    """
    held = shipped.get("hold_back", {})
    picture = shipped.get("picture")
    versions = {}
    for code, version in shipped["versions"].items():
        if held.get(code) == "missing":
            continue
        fields = {**version, "body": [_block(block) for block in version["body"]], "cleared": code not in held}
        if picture:
            fields["picture_alternative"] = picture["alternative"][code]
            fields["picture_caption"] = picture["caption"][code]
        if held.get(fields.get("made_from", "")) == "missing":
            del fields["made_from"]
        versions[code] = fields
    product = {name: value for name, value in shipped.items() if name not in OWN}
    product["occurred_at"] = rules.moment(shipped["occurred_at"], now=now).isoformat()
    product["picture"] = store_picture(picture).pk if picture else None
    return {**product, "versions": versions}


def pictures_of(shipped: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every picture that a shipped product shows: the main one, and those of its bodies."""
    if shipped.get("picture"):
        yield shipped["picture"]
    for version in shipped["versions"].values():
        yield from (block["value"] for block in version["body"] if block["type"] == "image")


def store_picture(picture: dict[str, Any]) -> Picture:
    """The stored picture of a shipped file's name, made at first use."""
    title = f"Sample: {picture['file']}"
    known: Picture | None = Picture.objects.filter(title=title).first()
    if known:
        return known
    with (PICTURES / picture["file"]).open("rb") as file:
        stored = Picture(title=title, file=ImageFile(file, name=picture["file"]), credit="Rostra")
        if isinstance(picture["alternative"], dict):
            stored.alternative, stored.caption = picture["alternative"], picture["caption"]
        stored.save()
    return stored


def _block(block: dict[str, Any]) -> dict[str, Any]:
    if block["type"] != "image":
        return block
    value = block["value"]
    stored = store_picture(value)
    words = {name: value[name] for name in ("alternative", "caption")}
    return {"type": "image", "value": {"picture": stored.pk, **words}}
