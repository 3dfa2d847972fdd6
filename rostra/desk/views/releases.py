"""Releases, their rooms, deliveries, and what corrections still ask for."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rostra.desk.forms import ReleaseForm
from rostra.desk.frame import SEE_DELIVERIES, SEE_RELEASES, Screen, actor, attempt
from rostra.desk.queries import dead_deliveries, open_obligations, slipped, upcoming
from rostra.foundation import clock
from rostra.foundation.leases import Leased
from rostra.release import policy
from rostra.release.actions.cancel import cancel
from rostra.release.actions.find_unaffected import find_unaffected
from rostra.release.actions.hold import hold
from rostra.release.actions.reschedule import reschedule
from rostra.release.actions.resume import resume
from rostra.release.actions.retry import retry
from rostra.release.models import Delivery, Release, Valve

PER_PAGE = 40


class ReleaseList(Screen):
    """What is on its way, what slipped, what went out; and the switch that stops all."""

    template_name = "desk/releases.html"
    title = gettext_lazy("Releases")
    icon = "date"
    permissions = SEE_RELEASES

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The next first, then the newest."""
        now = clock.now()
        gone = Release.objects.gone_live(now).select_related("product").prefetch_related("languages")
        page = Paginator(gone.order_by("-instant", "-pk"), PER_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(
            upcoming=upcoming(now),
            slipped=slipped(),
            page=page,
            valve=Valve.objects.filter(pk=1).select_related("by").first(),
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


class ReleaseRoom(Screen):
    """One release: its life, and language by place who has it."""

    template_name = "desk/release.html"
    icon = "date"
    permissions = SEE_RELEASES

    @cached_property
    def release(self) -> Release:
        """The release of the address."""
        found = Release.objects.select_related("product__office", "product__kind", "made_by", "follows")
        return get_object_or_404(found, pk=self.kwargs["pk"])

    @property
    def title(self) -> str:  # type: ignore[override]
        """Its name."""
        return str(self.release)

    def trail(self) -> list[tuple[str, Any]]:
        """Under the list."""
        return [(reverse("desk_releases"), _("Releases"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The release, its matrix of deliveries, and what may be done."""
        release, now = self.release, clock.now()
        codes = list(release.languages.all())
        return super().get_context_data(
            release=release,
            live=release.is_live(now),
            languages=codes,
            matrix=_matrix(release),
            held=release.held_at,
            form=kwargs.pop("form", None) or self._form(None),
            may={
                "schedule": actor(self.request).has_perm(policy.SCHEDULE),
                "hold": actor(self.request).has_perm(policy.HOLD),
            },
            can_change=not release.is_live(now) and release.state != "cancelled",
            **kwargs,
        )

    def _form(self, data: Any) -> ReleaseForm:
        codes = [(language.code, language.endonym) for language in self.release.languages.all()]
        return ReleaseForm(
            data,
            user=actor(self.request),
            offices=[self.release.product.office.time_zone],
            languages=codes,
            initial={"languages": [code for code, _name in codes]},
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Hold, cancel or reschedule."""
        verb, by = request.POST.get("verb", ""), actor(request)
        if verb == "reschedule":
            return self._reschedule(request)
        if verb == "hold":
            reason = request.POST.get("reason", "")
            attempt(request, lambda: hold(self.release, by=by, reason=reason), _("The release is held."))
        elif verb == "cancel":
            attempt(request, lambda: cancel(self.release, by=by), _("The release is cancelled."))
        return HttpResponseRedirect(reverse("desk_release", args=[pk]))

    def _reschedule(self, request: HttpRequest) -> HttpResponse:
        form = self._form(request.POST)
        anew: list[Release] = []
        if form.is_valid() and attempt(
            request,
            lambda: anew.append(reschedule(self.release, by=actor(request), at=form.instant())),
            _("The release has another instant."),
        ):
            return HttpResponseRedirect(reverse("desk_release", args=[anew[0].pk]))
        return self.render_to_response(self.get_context_data(form=form), status=422)


def _matrix(release: Release) -> list[dict[str, Any]]:
    """One row a place (channel and recipient), one cell a language: the delivery and its last receipt."""
    languages = list(release.languages.all())
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    found = release.deliveries.select_related("frozen__language", "site", "subscriber").prefetch_related("receipts")
    for delivery in found.order_by("channel", "recipient"):
        row = rows.setdefault((delivery.channel, delivery.recipient), {"of": {}, "first": delivery})
        row["of"][delivery.frozen.language.code] = {
            "delivery": delivery,
            "receipt": next(iter(delivery.receipts.all()), None),
        }
    codes = list(
        dict.fromkeys(
            [*(language.code for language in languages), *(code for row in rows.values() for code in row["of"])]
        )
    )
    return [
        {
            "channel": channel,
            "recipient": recipient,
            "cells": [{"code": code, **row["of"].get(code, {"delivery": None, "receipt": None})} for code in codes],
        }
        for (channel, recipient), row in rows.items()
    ]


class DeliveryList(Screen):
    """The queue, and what was given up."""

    template_name = "desk/deliveries.html"
    title = gettext_lazy("Deliveries")
    icon = "mail"
    permissions = SEE_DELIVERIES

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Dead letters first unless another state is asked for."""
        state = self.request.GET.get("state", Leased.DEAD)
        state = state if state in dict(Leased.STATES) else Leased.DEAD
        found = Delivery.objects.filter(state=state).select_related("release__product", "frozen__language")
        counts = dict(Delivery.objects.order_by().values_list("state").annotate(Count("pk")))
        page = Paginator(found.order_by("-due_at", "-pk"), PER_PAGE).get_page(self.request.GET.get("p"))
        names = {
            Leased.DEAD: _("given up"),
            Leased.WAITING: _("waiting"),
            Leased.DONE: _("delivered"),
            Leased.CANCELLED: _("cancelled"),
        }
        tabs = [{"state": key, "name": name, "count": counts.get(key, 0)} for key, name in names.items()]
        return super().get_context_data(state=state, page=page, tabs=tabs, query=f"state={state}", **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Try the ticked dead letters again, or all of them."""
        chosen = [int(pk) for pk in request.POST.getlist("delivery") if pk.isdecimal() and len(pk) < 19]
        dead = dead_deliveries() if request.POST.get("all") else dead_deliveries().filter(pk__in=chosen)
        rows = list(dead.order_by("pk")[:1000])
        told = ngettext("%(count)s delivery is tried again.", "%(count)s deliveries are tried again.", len(rows))

        def all_of_them() -> None:
            for row in rows:
                retry(row, by=actor(request))

        attempt(request, all_of_them, told % {"count": len(rows)})
        return HttpResponseRedirect(reverse("desk_deliveries"))


class CorrectionList(Screen):
    """What corrections still ask for, the oldest first."""

    template_name = "desk/corrections.html"
    title = gettext_lazy("Corrections")
    icon = "warning"
    permissions = SEE_RELEASES

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Open obligations."""
        return super().get_context_data(obligations=open_obligations(), **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Note that a version was checked and needs no change."""
        pk = request.POST.get("obligation", "")
        obligation = open_obligations().filter(pk=int(pk) if pk.isdecimal() and len(pk) < 19 else 0).first()
        if obligation is not None:
            told = _("Noted: checked and unaffected.")
            deed: Callable[[], object] = lambda: find_unaffected(obligation, by=actor(request))  # noqa: E731
            attempt(request, deed, told)
        return HttpResponseRedirect(reverse("desk_corrections"))
