"""What is wrong with a version, for whoever writes it: the place in words, and the input of the form that it means."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue

from rostra.foundation.errors import Refusal
from rostra.products.content import content_of
from rostra.products.models import LanguageVersion
from rostra.products.rules import incompleteness
from rostra.products.wording import say_fault

_IN_BODY = re.compile(r"body\[(\d+)\](?:\.(\w+))?")
#: The part of a block that is asked for where a fault names none.
_FIRST_PART = {"quote": "text", "image": "image", "link": "url", "document": "symbol"}


@dataclass(frozen=True)
class Mistake:
    """Something wrong: where, in words; why; and the id of the input."""

    place: str
    reason: str
    field: str


def lacking(version: LanguageVersion) -> list[Mistake]:
    """What a version lacks before it can be handed in or cleared."""
    labels = {field.name: capfirst(str(field.verbose_name)) for field in version._meta.fields}
    found = []
    for fault in incompleteness(content_of(version)):
        if named := _IN_BODY.fullmatch(fault.place):
            index, part = int(named[1]), named[2] or _FIRST_PART.get(version.body[int(named[1])].block_type, "")
            place, field = _in_body(version.body, index, [part] if part else [])
        else:
            # Either a summary or a body is enough, and a summary is there to be typed into.
            name = "summary" if fault.place == "body" else fault.place
            place, field = labels[name], f"id_{name}"
        found.append(Mistake(place, say_fault(fault), field))
    return found


def why_not(refusal: Refusal, version: LanguageVersion) -> str:
    """The reason of a refusal; where something is missing, all that is, each with its place."""
    if refusal.code != "incomplete":
        return refusal.reason
    return " ".join(f"{each.place}: {each.reason}" for each in lacking(version))


def refused(form: forms.ModelForm[LanguageVersion]) -> list[Mistake]:
    """What a form would not take, field by field, down to the parts of the body's blocks."""
    found = [
        Mistake(str(form[name].label), " ".join(str(each) for each in errors), f"id_{name}")
        for name, errors in form.errors.items()
        if name != "body"
    ]
    for error in form.errors.as_data().get("body", []):
        for path, reason in _leaves(error):
            here = (str(form["body"].label), "")
            place, field = _in_body(form["body"].value(), path[0], path[1:]) if path else here
            found.append(Mistake(place, reason, field))
    return found


def _leaves(error: ValidationError) -> Iterator[tuple[list[Any], str]]:
    """Every message below an error of a block: the way to it, by numbers and names, and what it says."""
    deeper, own = getattr(error, "block_errors", {}), getattr(error, "non_block_errors", None)
    for key, inner in deeper.items():
        for path, reason in _leaves(inner):
            yield [key, *path], reason
    for reason in error.messages if own is None else own:
        yield [], str(reason)


def _in_body(body: StreamValue, index: int, path: list[Any]) -> tuple[str, str]:
    """A block, or a part of it, in words, counted among its like as readers count; and the id of its input."""
    block = body[index].block
    number = sum(body[other].block_type == body[index].block_type for other in range(index + 1))
    told = {"block": str(block.label), "number": number}
    field = f"body-{index}-value"
    if not path:
        return _("%(block)s %(number)s of the body") % told, field
    if isinstance(path[0], int):
        told["part"] = _("entry %(number)s") % {"number": path[0] + 1}
        field = f"{field}-{path[0]}-value"
    else:
        told["part"] = str(block.child_blocks[path[0]].label)
        field = f"{field}-{path[0]}"
    return _("%(block)s %(number)s of the body, %(part)s") % told, field
