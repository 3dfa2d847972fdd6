"""The desk's first screen: what needs me."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from wagtail.admin.ui.components import Component

from rostra.desk import queries
from rostra.desk.frame import SEE_DELIVERIES, SEE_PRODUCTS, SEE_RELEASES, actor
from rostra.foundation import clock
from rostra.release.queries import valve_is_shut

MOST = 10


class FirstScreen(Component):
    """One panel that holds what waits for this person, and what goes out next."""

    name = "first_screen"
    order = 10
    template_name = "desk/home.html"

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Only what this person may see."""
        user, now = actor(self.request), clock.now()
        context: dict[str, Any] = {"request": self.request, "user": user}
        if any(user.has_perm(permission) for permission in SEE_PRODUCTS):
            context |= {
                "sees_products": True,
                "reviews": queries.awaiting_review(user)[:MOST],
                "review_count": queries.awaiting_review(user).count(),
                "mine": queries.assigned_to(user)[:MOST],
                "parity": queries.parity(now),
            }
        if any(user.has_perm(permission) for permission in SEE_RELEASES):
            context |= {
                "sees_releases": True,
                "upcoming": queries.upcoming(now)[:MOST],
                "slipped": queries.slipped()[:MOST],
                "obligation_count": queries.open_obligations().count(),
                "held": valve_is_shut(),
            }
        if any(user.has_perm(permission) for permission in SEE_DELIVERIES):
            context |= {"sees_deliveries": True, "dead_count": queries.dead_deliveries().count()}
        return context
