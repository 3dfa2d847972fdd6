"""Many new rows in one prepared statement, made ready before the transaction that writes them."""

from collections.abc import Sequence
from typing import Any

from django.db import connection, models


class Insertion:
    """New rows of one model. Making it does all the work that needs no lock; `write` does the rest.

    `bulk_create` does all of it under the lock that keeps every other writer out (docs/decisions/13-insertion.md). It
    sends no signals and sets no keys on the objects.
    """

    def __init__(self, rows: Sequence[models.Model]) -> None:
        self._statement = ""
        self._values: list[tuple[Any, ...]] = []
        if not rows:
            return
        options = rows[0]._meta
        fields = [field for field in options.local_concrete_fields if not field.primary_key]
        quote = connection.ops.quote_name
        columns = ", ".join(quote(str(field.column)) for field in fields)
        marks = ", ".join(["%s"] * len(fields))
        self._statement = f"INSERT INTO {quote(options.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608 (names alone)
        self._values = list(zip(*(_column(field, rows) for field in fields), strict=True))

    def __len__(self) -> int:
        return len(self._values)

    def write(self) -> None:
        """Write the rows, in the transaction that is open."""
        if self._values:
            with connection.cursor() as cursor:
                cursor.executemany(self._statement, self._values)


def _column(field: "models.Field[Any, Any]", rows: Sequence[models.Model]) -> list[Any]:
    """One column as the database takes it; what many rows share is made ready once."""
    values = [getattr(row, field.attname) for row in rows]
    ready = {value: field.get_db_prep_save(value, connection) for value in set(values)}
    return [ready[value] for value in values]
