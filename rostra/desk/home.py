"""The desk's first screen: what needs me."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from wagtail.admin.ui.components import Component

from rostra.desk import queries
from rostra.desk.frame import SEE_DELIVERIES, SEE_PRODUCTS, SEE_RELEASES
from rostra.foundation import clock
from rostra.foundation.models import User
from rostra.looks.frame import actor
from rostra.looks.templatetags.looks import CELL_WORDS
from rostra.release.queries import cells, valve_is_shut

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
        if _may(user, SEE_PRODUCTS):
            context |= _work(user, now)
        if _may(user, SEE_RELEASES):
            context |= _releases(now)
        if _may(user, SEE_DELIVERIES):
            context |= {"sees_deliveries": True, "dead_count": queries.dead_deliveries().count()}
        return context


def _may(user: User, rights: tuple[str, ...]) -> bool:
    return any(user.has_perm(right) for right in rights)


def _work(user: User, now: datetime) -> dict[str, Any]:
    met, parity, total = queries.parity(now)
    awaited, overdue = queries.awaited(now)
    return {
        "sees_products": True,
        "reviews": queries.awaiting_review(user)[:MOST],
        "review_count": queries.awaiting_review(user).count(),
        "mine": queries.assigned_to(user)[:MOST],
        "mine_count": queries.assigned_to(user).count(),
        "awaited_count": awaited,
        "awaited_overdue": overdue,
        "parity": parity,
        "parity_states": [{"state": state, "word": CELL_WORDS[state]} for state in met],
        "parity_total": total,
    }


def _releases(now: datetime) -> dict[str, Any]:
    coming = list(queries.upcoming(now)[:MOST])
    strips = cells([release.product for release in coming], now)
    return {
        "sees_releases": True,
        "upcoming": [{"release": release, "cells": strips[release.product_id]} for release in coming],
        "upcoming_count": queries.upcoming(now).filter(held_at=None).count(),
        "held_count": queries.upcoming(now).exclude(held_at=None).count(),
        "slipped": queries.slipped()[:MOST],
        "check_count": queries.open_obligations(now).values("version").distinct().count(),
        "held": valve_is_shut(),
    }
