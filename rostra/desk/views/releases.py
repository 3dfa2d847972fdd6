"""Releases: what is on its way, what slipped, what went out; and the switch that stops all."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rostra.desk.forms import STANDINGS, ReleaseFilterForm
from rostra.desk.frame import SEE_RELEASES, Screen
from rostra.desk.queries import find_releases, holds, slipped, upcoming
from rostra.desk.views.listing import sortable, state_views
from rostra.foundation import clock
from rostra.looks.frame import actor, attempt
from rostra.release import policy, restoring
from rostra.release.actions.hold import hold
from rostra.release.actions.resume import resume
from rostra.release.models import Release, Valve
from rostra.release.queries import cells

PER_PAGE = 40


class ReleaseList(Screen):
    """What is on its way, what slipped, what went out; and the switch that stops all."""

    template_name = "desk/releases.html"
    title = gettext_lazy("Releases")
    icon = "date"
    permissions = SEE_RELEASES

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The next first, then the newest; in one list where a state or an order is asked for."""
        now, form = clock.now(), ReleaseFilterForm(self.request.GET)
        form.full_clean()
        wanted, query = form.cleaned_data, self.request.GET.copy()
        query.pop("p", None)
        valve = Valve.objects.filter(pk=1).select_related("by").first()
        found, whole = find_releases(wanted, now), not (wanted.get("state") or wanted.get("order"))
        page = Paginator(found.gone_live(now) if whole else found, PER_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(
            form=form,
            asked=form.asked(),
            filtered=bool(form.errors or form.asked()),
            query=query.urlencode(),
            views=state_views(STANDINGS, query.copy()),
            instant=sortable("instant", str(wanted.get("order") or ""), query.copy()),
            whole=whole,
            **(_on_the_way(found, now) if whole else {}),
            upcoming_count=upcoming(now).count(),
            rows=_release_rows(page.object_list, now),
            page=page,
            valve=valve,
            forgotten=restoring.forgotten() if valve and valve.paused_at else [],
            may_hold=actor(self.request).has_perm(policy.HOLD),
            **kwargs,
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """Hold or resume the whole instance."""
        if request.POST.get("verb") == "hold":
            reason = request.POST.get("reason", "")
            told = _("Everything is held: nothing new becomes public.")
            attempt(request, lambda: hold(None, by=actor(request), reason=reason), told)
        elif request.POST.get("verb") == "resume":
            attempt(request, lambda: resume(by=actor(request)), _("Releases and deliveries go on."))
        return HttpResponseRedirect(reverse("desk_releases"))


def _on_the_way(found: QuerySet[Release], now: datetime) -> dict[str, Any]:
    """Of what was found, what is yet to go out, the next first; what slipped is told of apart."""
    return {
        "upcoming": _release_rows(upcoming(now).filter(pk__in=found), now),
        "slipped": _release_rows(slipped().filter(pk__in=found), now),
    }


def _release_rows(found: Iterable[Release], now: datetime) -> list[dict[str, Any]]:
    """One row a release, with the strip of its product, and who holds it."""
    releases = list(found)
    strips = cells([release.product for release in releases], now)
    held = holds(releases)
    return [
        {"release": release, "cells": strips[release.product_id], "hold": held.get(release.pk)} for release in releases
    ]
