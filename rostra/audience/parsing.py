"""From lines to typed columns in DuckDB: a fast path that splits, a slow one that matches, and the rest by reason.

Formats: our own JSON lines (`log.py`), and the common and combined log formats of Apache httpd and nginx.
"""

import re

import duckdb

from rostra.audience.lines import LONGEST_LINE

OWN, COMBINED, BEACON = "own", "combined", "beacon"

_TIME = "%d/%b/%Y:%H:%M:%S %z"
#: RE2: escaped quotes inside quoted fields, lines without referrer and agent, requests with blanks.
_SLOW = (
    r"^(\S+) \S+ .*?\[([^\]]+)\] \"((?:[^\"\\]|\\.)*)\" (\d{3}) (\d+|-)"
    r"(?: \"((?:[^\"\\]|\\.)*)\" \"((?:[^\"\\]|\\.)*)\".*)?$"
)
#: How a line of these begins, up to the request.
_BEGINNING = re.compile(r"^\S+ \S+ .*?\[[^\]]+\] \"", re.MULTILINE)

_COLUMNS = (
    "n, '' AS site, asked_at, NULL::BIGINT AS visitor, address, method, target, status, size, referrer, agent, "
    "NULL::DOUBLE AS seconds, '' AS read_in"
)

_FAST = f"""
CREATE OR REPLACE TEMP TABLE parsed AS
WITH cut AS (
  SELECT n, string_split(line, '"') AS p FROM batch WHERE length(line) <= {LONGEST_LINE}
), fields AS (
  SELECT n, split_part(p[1], ' ', 1) AS address,
    timezone('UTC', try_strptime(substr(p[1], strpos(p[1], '[') + 1, 26), '{_TIME}')) AS asked_at,
    string_split(p[2], ' ') AS request, string_split(p[3], ' ') AS answer, p[4] AS referrer, p[6] AS agent
  FROM cut WHERE len(p) = 7
), typed AS (
  SELECT n, address, asked_at, request[1] AS method, request[2] AS target, TRY_CAST(answer[2] AS SMALLINT) AS status,
    coalesce(TRY_CAST(answer[3] AS BIGINT), 0) AS size, referrer, agent
  FROM fields WHERE len(request) = 3
)
SELECT {_COLUMNS} FROM typed
WHERE asked_at IS NOT NULL AND status BETWEEN 100 AND 599 AND regexp_full_match(method, '[A-Z]{{3,16}}')
"""

_REST = f"""
INSERT INTO parsed
WITH missed AS (
  SELECT n, regexp_extract(line, '{_SLOW}', ['address', 'time', 'request', 'status', 'size', 'referrer', 'agent']) AS f
  FROM batch ANTI JOIN parsed USING (n) WHERE length(line) <= {LONGEST_LINE}
), typed AS (
  SELECT n, f.address AS address, timezone('UTC', try_strptime(f.time, '{_TIME}')) AS asked_at,
    regexp_extract(f.request, '^([A-Z]{{3,16}}) (.*?)(?: HTTP/[0-9.]+)?$', ['method', 'target']) AS r,
    TRY_CAST(f.status AS SMALLINT) AS status, coalesce(TRY_CAST(f.size AS BIGINT), 0) AS size, f.referrer, f.agent
  FROM missed WHERE f.address <> ''
)
SELECT n, '' AS site, asked_at, NULL::BIGINT AS visitor, address, r.method, r.target, status, size, referrer, agent,
  NULL::DOUBLE, ''
FROM typed WHERE asked_at IS NOT NULL AND status BETWEEN 100 AND 599
"""

_COMBINED_REASON = f"""
SELECT n, CASE WHEN length(line) > {LONGEST_LINE} THEN 'too_long'
  WHEN regexp_matches(line, '{_SLOW}') THEN 'bad_value' ELSE 'not_a_log_line' END AS reason
FROM batch ANTI JOIN parsed USING (n) WHERE trim(line) <> ''
"""

_SHAPE = (
    '{"at":"TIMESTAMPTZ","site":"VARCHAR","method":"VARCHAR","path":"VARCHAR","status":"SMALLINT","size":"BIGINT",'
    '"referrer":"VARCHAR","agent":"VARCHAR","seconds":"DOUBLE","visitor":"BIGINT","read_in":"VARCHAR"}'
)
_BEACON_SHAPE = (
    '{"at":"TIMESTAMPTZ","site":"VARCHAR","path":"VARCHAR","seconds":"DOUBLE","scroll":"SMALLINT","play":"DOUBLE"}'
)
_SITE = "regexp_full_match(j.site, '[A-Za-z0-9_-]{1,50}')"


def _json(shape: str, columns: str, sound: str) -> str:
    return f"""
CREATE OR REPLACE TEMP TABLE parsed AS
WITH read AS (
  SELECT n, json_transform(line, '{shape}') AS j FROM batch
  WHERE length(line) <= {LONGEST_LINE} AND json_valid(line) AND line LIKE '{{%'
)
SELECT {columns} FROM read WHERE j['at'] IS NOT NULL AND {_SITE} AND j.path IS NOT NULL AND {sound}
"""


_OWN = _json(
    _SHAPE,
    "n, j.site, timezone('UTC', j['at']) AS asked_at, j.visitor, '' AS address, j.method, j.path AS target, j.status, "
    "coalesce(j.size, 0) AS size, j.referrer, coalesce(j.agent, '') AS agent, j.seconds, "
    "j.read_in",
    "j.status BETWEEN 100 AND 599 AND j.visitor IS NOT NULL",
)
_ENGAGEMENT = _json(
    _BEACON_SHAPE,
    "n, j.site, timezone('UTC', j['at']) AS asked_at, j.path AS target, j.seconds, j.scroll, j.play",
    "j.seconds BETWEEN 0 AND 86400",
)
_JSON_REASON = f"""
SELECT n, CASE WHEN length(line) > {LONGEST_LINE} THEN 'too_long'
  WHEN json_valid(line) THEN 'bad_value' ELSE 'not_json' END AS reason
FROM batch ANTI JOIN parsed USING (n) WHERE trim(line) <> ''
"""


def looks_like(beginning: str) -> str:
    """The format of a log by how it begins; empty where it begins like none."""
    if beginning.lstrip().startswith("{"):
        return OWN
    return COMBINED if _BEGINNING.search(beginning) else ""


def parse(engine: duckdb.DuckDBPyConnection, form: str) -> list[tuple[int, str]]:
    """Read the relation `batch` (n, line) into the table `parsed`, and return what was rejected as (n, reason)."""
    if form == COMBINED:
        engine.execute(_FAST)
        engine.execute(_REST)
        return engine.execute(_COMBINED_REASON).fetchall()
    engine.execute(_OWN if form == OWN else _ENGAGEMENT)
    return engine.execute(_JSON_REASON).fetchall()
