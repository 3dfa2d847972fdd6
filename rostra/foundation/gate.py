"""The public gate: who may see a noun, and from when. Every public face reads through it."""

from datetime import datetime
from enum import IntEnum
from typing import Any, Self

from django.db import models


class Audience(IntEnum):
    """Who asks. Each sees what those before it see, where a noun does not say otherwise."""

    ANONYMOUS = 0
    READER = 1
    PRESS = 2
    PARTNER = 3
    DELEGATE = 4
    STAFF = 5
    IN_CHARGE = 6


class GatedQuerySet(models.QuerySet[Any]):
    """A set of rows with a public face; each noun says in `visible_to` what the gate lets through."""

    def visible_to(self, audience: Audience, now: datetime) -> Self:
        """The rows that this audience may see at this instant."""
        raise TypeError(f"{type(self).__name__} has a public face and must define visible_to().")
