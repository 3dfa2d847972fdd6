"""What lists that are filtered and sorted by their address share."""

from collections.abc import Iterable
from typing import Any

from django.http import QueryDict


def state_views(states: Iterable[tuple[str, Any]], query: QueryDict) -> list[dict[str, Any]]:
    """One filter by state each, beside whatever else is asked for."""
    now, views = query.get("state", ""), []
    for key, name in states:
        query["state"] = key
        views.append({"name": name, "href": f"?{query.urlencode()}", "current": key == now})
    return views


def sortable(key: str, order: str, query: QueryDict) -> dict[str, Any]:
    """How the head of a column sorts by it: the address, which turns the order round, and the order as it is."""
    query["order"] = f"-{key}" if order == key else key
    sort = {key: "ascending", f"-{key}": "descending"}.get(order, "")
    return {"href": f"?{query.urlencode()}", "sort": sort}
