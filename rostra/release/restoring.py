"""After a restore: what the journal knows and the database has forgotten."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from rostra.foundation.leases import Leased
from rostra.release import journal, states
from rostra.release.models import Delivery, Release
from rostra.release.sending import recall_receipt


@dataclass(frozen=True)
class Forgotten:
    """A release that went out, as the journal says, and of which the database does not know so."""

    release_id: int
    slugline: str
    act: str

    @property
    def act_in_words(self) -> str:
        """The act as it is shown, where it is one that is known."""
        return str(dict(Release.Act.choices).get(self.act, self.act))


def went_out() -> set[int]:
    """The numbers of all releases of which something was accepted."""
    return {int(entry["key"].partition(":")[0]) for entry in journal.read()}


def forgotten() -> list[Forgotten]:
    """Releases that the journal knows as gone out and the database does not, the oldest first."""
    armed = set(Release.objects.filter(state=states.ARMED).values_list("pk", flat=True))
    found = {}
    for entry in journal.read():
        number = int(entry["key"].partition(":")[0])
        if number not in armed:
            found[number] = Forgotten(number, entry.get("product", ""), entry.get("act", ""))
    return [found[number] for number in sorted(found)]


def reconcile() -> int:
    """Finish every delivery that the journal knows as accepted; returns how many. Safe to repeat."""
    rows = Delivery.objects.filter(state__in=[Leased.WAITING, Leased.DEAD])
    known = journal.accepted(dict(rows.values_list("key", "payload")))
    for row in rows.filter(key__in=known):
        recall_receipt(row, known[row.key])
    return len(known)


def skip_numbers(taken: Iterable[int]) -> None:
    """Never give a release a number that went out before: partners know messages by it."""
    last, table = max(taken, default=0), Release._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("UPDATE sqlite_sequence SET seq = max(seq, %s) WHERE name = %s", [last, table])
            return
        cursor.execute(f"SELECT coalesce(max(id), 1) FROM {table}")  # noqa: S608 (a name of ours)
        highest = max(last, cursor.fetchone()[0])
        cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, highest])
