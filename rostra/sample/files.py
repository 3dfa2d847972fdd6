"""The data files that ship with this stage."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent / "data"
PICTURES = Path(__file__).resolve().parent / "pictures"


def read(name: str) -> Any:
    """One of the shipped JSON files."""
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def products() -> Iterator[dict[str, Any]]:
    """The sample products, in the order of their `order`."""
    told = [read(f"products/{path.name}") for path in (DATA / "products").glob("*.json")]
    yield from sorted(told, key=lambda product: (product["order"], product["slugline"]))
