"""One release: its life, and language by place who has it."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from rostra.desk.forms import ReleaseForm
from rostra.desk.frame import SEE_RELEASES, Screen
from rostra.desk.queries import holds
from rostra.desk.templatetags.desk import zone_of
from rostra.desk.views.deliveries import DELIVERY_WORDS
from rostra.foundation import clock
from rostra.foundation.leases import Leased
from rostra.foundation.models import Language
from rostra.looks.frame import actor, attempt
from rostra.release import policy
from rostra.release.actions.cancel import cancel
from rostra.release.actions.hold import hold
from rostra.release.actions.reschedule import reschedule
from rostra.release.models import Release
from rostra.release.queries import cells


class ReleaseRoom(Screen):
    """One release: its life, and language by place who has it."""

    template_name = "desk/release.html"
    icon = "date"
    permissions = SEE_RELEASES

    @cached_property
    def release(self) -> Release:
        """The release of the address."""
        found = Release.objects.select_related("product__office", "product__kind", "made_by", "follows")
        found = found.prefetch_related("product__versions__language")
        release: Release = get_object_or_404(found, pk=self.kwargs["pk"])
        return release

    @property
    def title(self) -> str:
        """Its number: what it releases stands below, in full."""
        return _("Release #%(number)s") % {"number": self.release.pk}

    def trail(self) -> list[tuple[str, Any]]:
        """Under the list."""
        return [(reverse("desk_releases"), _("Releases"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The release, its matrix of deliveries, and what may be done."""
        release, now = self.release, clock.now()
        languages, matrix = list(release.languages.all()), _matrix(release)
        deliveries = [cell["delivery"] for row in matrix for cell in row["cells"] if cell["delivery"]]
        return super().get_context_data(
            release=release,
            cells=cells([release.product], now)[release.product_id],
            languages=languages,
            columns=_columns(release),
            matrix=matrix,
            tally={"done": sum(each.state == Leased.DONE for each in deliveries), "total": len(deliveries)},
            steps=_steps(release, now),
            notes=_notes(release),
            hold=holds([release]).get(release.pk),
            form=kwargs.pop("form", None) or self._form(None),
            may={
                "schedule": actor(self.request).has_perm(policy.SCHEDULE),
                "hold": actor(self.request).has_perm(policy.HOLD),
            },
            can_change=Release.objects.ahead(now).filter(pk=release.pk).exists(),
            **kwargs,
        )

    def _form(self, data: Any) -> ReleaseForm:
        """Another instant; the present one stands there, so that a careless click releases nothing at once."""
        local = self.release.instant.astimezone(zone_of(self.request.user))
        ahead = self.release.instant > clock.now()
        moment = {"date": local.date(), "time": local.time()} if ahead else {"date": None, "time": None}
        codes = [(language.code, language.endonym) for language in self.release.languages.all()]
        return ReleaseForm(
            data,
            user=actor(self.request),
            offices=[self.release.product.office.time_zone],
            languages=codes,
            initial={"languages": [code for code, _name in codes], "when": "at", **moment},
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Hold, cancel or reschedule."""
        verb, by = request.POST.get("verb", ""), actor(request)
        if verb == "reschedule":
            return self._reschedule(request)
        if verb == "hold":
            reason = request.POST.get("reason", "")
            if not attempt(request, lambda: hold(self.release, by=by, reason=reason), _("The release is held.")):
                return self.render_to_response(self.get_context_data(typed=request.POST), status=422)
        elif verb == "cancel":
            attempt(request, lambda: cancel(self.release, by=by), _("The release is cancelled."))
        return HttpResponseRedirect(reverse("desk_release", args=[pk]))

    def _reschedule(self, request: HttpRequest) -> HttpResponse:
        form = self._form(request.POST)
        anew: list[Release] = []
        if form.is_valid() and attempt(
            request,
            lambda: anew.append(form.do(lambda at: reschedule(self.release, by=actor(request), at=at))),
            _("The release has another instant."),
        ):
            return HttpResponseRedirect(reverse("desk_release", args=[anew[0].pk]))
        return self.render_to_response(self.get_context_data(form=form), status=422)


def _steps(release: Release, now: datetime) -> list[dict[str, Any]]:
    """The life of a release: when each step was done, and at which one it is."""
    if shut := release.barred_at or release.held_at:
        word = _("closed to the public") if release.barred_at else _("held")
        return [{"name": word, "at": shut, "done": False, "current": True}]
    live = release.is_live(now)
    met = [
        (_("prepared"), release.made_at),
        (_("sealed"), release.sealed_at),
        (_("armed"), release.armed_at),
        (_("live"), release.instant if live else None),
    ]
    last = max(number for number, (_name, at) in enumerate(met) if at)
    return [
        {"name": name, "at": at, "done": number <= last, "current": number == last}
        for number, (name, at) in enumerate(met)
    ]


def _notes(release: Release) -> list[dict[str, Any]]:
    return [
        {"language": language, "text": release.note[language.code]}
        for language in Language.objects.all()
        if release.note.get(language.code)
    ]


def _columns(release: Release) -> list[Language]:
    """The languages that go out or are told of the change, in the institution's order."""
    named = Q(pk__in=release.languages.all()) | Q(pk__in=release.deliveries.values("frozen__language"))
    return list(Language.objects.filter(named))


def _matrix(release: Release) -> list[dict[str, Any]]:
    """One row a place (channel and recipient), one cell a language: the delivery and its last receipt."""
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    found = release.deliveries.select_related("frozen__language", "site").prefetch_related("receipts")
    for delivery in found.order_by("channel", "recipient"):
        row = rows.setdefault((delivery.channel, delivery.recipient), {"any": delivery})
        row[delivery.frozen.language.code] = {
            "delivery": delivery,
            "word": DELIVERY_WORDS[delivery.state],
            "receipt": next(iter(delivery.receipts.all()), None),
        }
    codes = [language.code for language in _columns(release)]
    return [
        {
            "any": row["any"],
            "cells": [{"code": code, **row.get(code, {"delivery": None, "receipt": None})} for code in codes],
        }
        for row in rows.values()
    ]
