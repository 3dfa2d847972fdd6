"""`icontains`, and an order, in every script: SQLite by itself folds the capitals of ASCII alone."""

import unicodedata
from typing import Any

from django.db.models import CharField, Func, TextField
from django.db.models.expressions import Expression
from django.db.models.lookups import IContains

#: The first and the last Chinese character of Unicode's main block.
_HAN = ("\u4e00", "\u9fff")


@CharField.register_lookup
@TextField.register_lookup
class ContainsInAnyCase(IContains):
    """Takes the place of Django's own; PostgreSQL keeps what that one asks for."""

    def as_sqlite(self, compiler: Any, connection: Any) -> Any:
        """Both sides are folded by Python, of which the connection is told when it is made."""
        if isinstance(self.rhs, Expression):
            return self.as_sql(compiler, connection)
        left, parameters = self.process_lhs(compiler, connection)
        return f"INSTR(CASEFOLD({left}), %s) > 0", [*parameters, str(self.rhs).casefold()]


class InOrder(Func):
    """What a text is sorted by, where no one language decides: neither capitals nor accents; Chinese by sound."""

    function = "SORTED_BY"
    arity = 1

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """By the CLDR's Chinese collation, whatever the database was made with: the root's, with Chinese by pinyin."""
        template = 'LOWER(%(expressions)s COLLATE "zh-x-icu")'
        return self.as_sql(compiler, connection, template=template, **context)


def teach(connection: Any, **_signal: Any) -> None:
    """Give a connection to SQLite the functions."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("CASEFOLD", 1, _folded, deterministic=True)
        connection.connection.create_function(InOrder.function, 1, _sorted_by, deterministic=True)


def _folded(text: str | None) -> str | None:
    return None if text is None else str(text).casefold()


def _sorted_by(text: str | None) -> str | None:
    if text is None:
        return None
    plain = (each for each in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(each))
    return "".join(_by_sound(each) if _HAN[0] <= each <= _HAN[1] else each for each in plain)


def _by_sound(character: str) -> str:
    """GB 18030 has the characters in common use (GB 2312, level 1) by pinyin; between digits and letters, as CLDR."""
    return "`" + character.encode("gb18030", "replace").decode("latin-1")
