"""Releases: what is on its way, what slipped, what went out; and the switch that stops all."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rostra.desk.forms import SearchForm
from rostra.desk.frame import SEE_RELEASES, Screen
from rostra.desk.queries import WITH_HEADLINES, holds, products_saying, slipped, upcoming
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
        """The next first, then the newest."""
        now, search = clock.now(), SearchForm(self.request.GET)
        asked = {"product__in": products_saying(search.words)} if search.words else {}
        gone = (
            Release.objects.gone_live(now).filter(**asked).select_related("product").prefetch_related(*WITH_HEADLINES)
        )
        valve = Valve.objects.filter(pk=1).select_related("by").first()
        page = Paginator(gone.order_by("-instant", "-pk"), PER_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(
            search=search,
            query=urlencode({"q": search.words}) if search.words else "",
            upcoming=_release_rows(upcoming(now).filter(**asked), now),
            upcoming_count=upcoming(now).count(),
            slipped=_release_rows(slipped().filter(**asked), now),
            gone=_release_rows(page.object_list, now),
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


def _release_rows(found: Iterable[Release], now: datetime) -> list[dict[str, Any]]:
    """One row a release, with the strip of its product, and who holds it."""
    releases = list(found)
    strips = cells([release.product for release in releases], now)
    held = holds(releases)
    return [
        {"release": release, "cells": strips[release.product_id], "hold": held.get(release.pk)} for release in releases
    ]
