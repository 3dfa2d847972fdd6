"""The rows behind a figure as CSV, written as they are read; no spreadsheet takes a text of ours for a formula."""

import csv
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any

from rostra.results import rules
from rostra.results.measures.registry import ALL, Where
from rostra.results.queries import Reading

#: Rows read at once: many, since a measure finds all its rows anew each time; few enough to be held.
_STEP = 100_000


class _Echo:
    """A file that hands each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def all_rows(reading: Reading, where: Where = ALL) -> Iterator[dict[str, Any]]:
    """Every row that a figure counts, of one group or of all, oldest first."""
    offset = 0
    while True:
        _number, found = reading.measure.rows(reading.part, reading.span, where=where, offset=offset, most=_STEP)
        yield from found
        offset += _STEP
        if len(found) < _STEP:
            return


def written(columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """The lines of a file: names of columns first, and after it one line a row."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(columns)
    for row in rows:
        yield writer.writerow(map(rules.cell, row))


def lines(reading: Reading, where: Where = ALL, *, remark: str = "") -> Iterator[str]:
    """The lines of the file of a figure's rows.

    Args:
        remark: what the figure is subject to; it stands in a column of its own, on every row.
    """
    columns = list(reading.measure.columns)
    said = {"remark": remark} if remark else {}
    rows = ([*(plain(row.get(column)) for column in columns), *said.values()] for row in all_rows(reading, where))
    yield from written([*columns, *said], rows)


def shown(value: Any) -> Any:
    """The same for a person: instants to the second, with UTC named."""
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        return f"{aware.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    return plain(value)


def plain(value: Any) -> Any:
    """A value of a row as one text or number: lists joined, instants in ISO 8601, UTC."""
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        return aware.astimezone(UTC).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return " ".join(map(str, value))
    return round(value, 2) if isinstance(value, float) else value
