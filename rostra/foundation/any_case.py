"""`icontains`, and an order, in every script: SQLite by itself folds the capitals of ASCII alone."""

from typing import Any

from django.db.models import CharField, Func, TextField
from django.db.models.expressions import Expression
from django.db.models.lookups import IContains


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


class InOneCase(Func):
    """A text without its capitals, to sort by."""

    function = "LOWER"
    arity = 1

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """By the function that the connection was taught."""
        return self.as_sql(compiler, connection, function="CASEFOLD", **context)


def teach(connection: Any, **_signal: Any) -> None:
    """Give a connection to SQLite the function."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("CASEFOLD", 1, _folded, deterministic=True)


def _folded(text: str | None) -> str | None:
    return None if text is None else str(text).casefold()
