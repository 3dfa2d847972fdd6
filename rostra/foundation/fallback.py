"""Which language stands in for one that is missing: the same rule for words, texts and documents."""

from collections.abc import Mapping, Sequence

from rostra.foundation.models import Language


def nearest(wanted: str, available: Sequence[str], *, scripts: Mapping[str, str], ranks: Mapping[str, int]) -> str:
    """The language to read when the wanted one is not there: one in the same script, else any, the lowest rank first.

    Args:
        wanted: code of the language asked for.
        available: codes, at least one, in the institution's order, which decides between equal ranks.
        scripts: code -> ISO 15924 script, for all of them.
        ranks: code -> its place among the languages that stand in for others, for all of them.
    """
    if wanted in available:
        return wanted
    readable = [code for code in available if scripts.get(code) == scripts.get(wanted)]
    return min(readable or available, key=ranks.__getitem__)


def nearest_of(wanted: str, codes: Sequence[str]) -> str:
    """The same, by what the rows of languages say; codes that no row has come last."""
    rows = list(Language.objects.all())
    known = [row.code for row in rows if row.code in codes]
    scripts = {row.code: row.script for row in rows}
    ranks = {row.code: row.fallback_order for row in rows}
    return nearest(wanted, known, scripts=scripts, ranks=ranks) if known else min(codes)
