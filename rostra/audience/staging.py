"""One log on its way to Parquet: parsed batch by batch, words looked up once each, written by day and site."""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb
import pyarrow as pa

from rostra.audience import agents, parsing, rules
from rostra.audience.keys import DailyKeys
from rostra.audience.log import GROUP

#: DuckDB spills to the instance folder beyond this.
MEMORY = "512MB"
#: How many line numbers of each reason are told.
_TOLD = 50
#: Distinct values looked up for one log and then forgotten, so that a log of nothing but new words stays within memory.
_MOST_LOOKED_UP = 500_000

_REQUESTS = """
CREATE TABLE events (day DATE, site VARCHAR, asked_at TIMESTAMP, ms BIGINT, visitor BIGINT, method VARCHAR,
  path VARCHAR, status SMALLINT, size BIGINT, seconds DOUBLE, referrer VARCHAR, agent_class VARCHAR,
  agent_lists VARCHAR, page VARCHAR, language VARCHAR, kind VARCHAR, slugline VARCHAR, symbol VARCHAR,
  theme VARCHAR, source VARCHAR, line BIGINT);
"""
_ENGAGEMENT = """
CREATE TABLE events (day DATE, site VARCHAR, asked_at TIMESTAMP, path VARCHAR, seconds DOUBLE, scroll SMALLINT,
  play DOUBLE, page VARCHAR, language VARCHAR, kind VARCHAR, slugline VARCHAR, symbol VARCHAR, theme VARCHAR,
  source VARCHAR, line BIGINT);
"""
_LOOKUPS = """
CREATE TABLE agents (agent VARCHAR, agent_class VARCHAR, agent_lists VARCHAR);
CREATE TABLE paths (path VARCHAR, below VARCHAR, page VARCHAR, language VARCHAR, kind VARCHAR, slugline VARCHAR,
  symbol VARCHAR, theme VARCHAR);
CREATE TABLE visitors (address VARCHAR, agent VARCHAR, day DATE, hashed BIGINT);
"""
#: The path without scheme, host, query and fragment; nothing personal stays in it.
_PATH = (
    f"left(split_part(split_part(regexp_replace(target, '^https?://[^/]*', ''), '?', 1), '#', 1), {rules.LONGEST_PATH})"
)
_WITH_PATH = f"""
CREATE OR REPLACE TEMP TABLE placed AS
SELECT * EXCLUDE (target), {_PATH} AS path, CAST(asked_at AS DATE) AS day FROM parsed
"""
_KEEP_REQUESTS = """
INSERT INTO events
SELECT e.day, coalesce(nullif(p.below, ''), nullif(e.site, ''), $site), e.asked_at, epoch_ms(e.asked_at),
  coalesce(e.visitor, v.hashed),
  e.method, e.path, e.status, e.size, e.seconds, regexp_extract(e.referrer, '^https?://([^/:?#]{1,253})', 1),
  a.agent_class, a.agent_lists, p.page, coalesce(nullif(e.read_in, ''), p.language), p.kind, p.slugline, p.symbol,
  p.theme, $source, e.n
FROM placed e JOIN paths p USING (path) JOIN agents a USING (agent)
LEFT JOIN visitors v ON v.address = e.address AND v.agent = e.agent AND v.day = e.day
"""
_KEEP_ENGAGEMENT = """
INSERT INTO events
SELECT e.day, coalesce(nullif(p.below, ''), e.site), e.asked_at, e.path, e.seconds, e.scroll, e.play, p.page,
  p.language, p.kind, p.slugline, p.symbol, p.theme, $source, e.n
FROM placed e JOIN paths p USING (path)
"""


@dataclass
class Tally:
    """What came of the lines of one log."""

    lines: int = 0
    accepted: int = 0
    rejected: int = 0
    rejects: dict[str, dict[str, Any]] = field(default_factory=dict)

    def reject(self, found: Iterable[tuple[int, str]]) -> None:
        """Count rejected lines, and keep the numbers of the first ones of each reason."""
        for number, reason in sorted(found):
            row = self.rejects.setdefault(reason, {"count": 0, "lines": []})
            row["count"] += 1
            self.rejected += 1
            if len(row["lines"]) < _TOLD:
                row["lines"].append(number)


class Staging:
    """A DuckDB in memory that spills into a folder, which is removed at the end."""

    def __init__(self, folder: Path, *, form: str, site: str, source: str, keys: DailyKeys, known: rules.Known) -> None:
        self.folder = folder
        self.form = form
        self.site = site
        self.source = source
        self.keys = keys
        self.known = known
        self.tally = Tally()
        self._visitors: dict[date, blake2b] = {}

    def __enter__(self) -> Self:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": MEMORY,
            "threads": 2,
            "temp_directory": str(self.folder / "spill"),
        }
        self.engine = duckdb.connect(config=settings)
        self.engine.execute("SET TimeZone = 'UTC'")
        self.engine.execute((_ENGAGEMENT if self.form == parsing.BEACON else _REQUESTS) + _LOOKUPS)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.engine.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def take(self, number: int, lines: list[str]) -> None:
        """Parse a batch whose first line has this number, and keep its events."""
        size = len(lines)
        batch = pa.table(
            {"n": pa.array(range(number, number + size), pa.int64()), "line": pa.array(lines, pa.string())}
        )
        self.engine.register("batch", batch)
        self.tally.reject(parsing.parse(self.engine, self.form))
        self.engine.unregister("batch")
        self.engine.execute(_WITH_PATH)
        self._look_up_paths()
        values = {"source": self.source}
        if self.form == parsing.BEACON:
            kept = self.engine.execute(_KEEP_ENGAGEMENT, values).fetchall()
        else:
            self._look_up_agents()
            self._look_up_visitors()
            kept = self.engine.execute(_KEEP_REQUESTS, {**values, "site": self.site}).fetchall()
        self.tally.accepted += kept[0][0]
        self.tally.lines += sum(1 for line in lines if line.strip())

    def write(self, folder: Path) -> None:
        """Write the events as Parquet under `folder/day=.../site=.../`."""
        self.engine.execute(
            f"COPY (SELECT * FROM events ORDER BY day, site, line) TO '{_quoted(folder)}' "
            f"(FORMAT parquet, COMPRESSION zstd, PARTITION_BY (day, site), "
            f"WRITE_PARTITION_COLUMNS true, FILENAME_PATTERN '{self.source}_{{i}}')"
        )

    def facts(self) -> tuple[Any, Any, dict[str, int]]:
        """First and last instant (without zone, in UTC), and requests by class of agent."""
        first, last = self.engine.execute("SELECT min(asked_at), max(asked_at) FROM events").fetchall()[0]
        if self.form == parsing.BEACON:
            return first, last, {}
        classes = self.engine.execute("SELECT agent_class, count(*) FROM events GROUP BY ALL ORDER BY ALL").fetchall()
        return first, last, dict(classes)

    def _look_up_paths(self) -> None:
        self._look_up(
            "paths", ["path"], "SELECT DISTINCT path FROM placed", lambda row: tuple(rules.address(row[0], self.known))
        )

    def _look_up_agents(self) -> None:
        self._look_up(
            "agents", ["agent"], "SELECT DISTINCT agent FROM placed", lambda row: tuple(agents.classify(row[0][:512]))
        )

    def _look_up_visitors(self) -> None:
        if self.form == parsing.OWN:
            return
        asked = "SELECT DISTINCT address, agent, day FROM placed"
        self._look_up("visitors", ["address", "agent", "day"], asked, lambda row: (self._visitor(*row),))

    def _visitor(self, address: str, agent: str, day: date) -> int:
        if day not in self._visitors:
            self._visitors[day] = rules.visitors(self.keys.key(day), group=GROUP)
        return rules.visitor(self._visitors[day], address=address, agent=agent)

    def _look_up(
        self, table: str, keys: list[str], asked: str, answer: Callable[[tuple[Any, ...]], tuple[Any, ...]]
    ) -> None:
        """Add to a table the answers for the distinct values of this batch that it does not have yet."""
        held = self.engine.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]
        if held > _MOST_LOOKED_UP:
            self.engine.execute(f"DELETE FROM {table}")
        found = self.engine.execute(f"{asked} EXCEPT SELECT {', '.join(keys)} FROM {table}").fetchall()
        if not found:
            return
        columns = list(zip(*[row + answer(row) for row in found], strict=True))
        names = [column[0] for column in self.engine.execute(f"DESCRIBE {table}").fetchall()]
        self.engine.register(
            "fresh", pa.table({name: pa.array(values) for name, values in zip(names, columns, strict=True)})
        )
        self.engine.execute(f"INSERT INTO {table} SELECT * FROM fresh")
        self.engine.unregister("fresh")


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
