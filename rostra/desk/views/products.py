"""The list of products with their strips, and what can be done to several at once."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rostra.desk.forms import STATES, FilterForm
from rostra.desk.frame import Screen, actor
from rostra.desk.queries import find_products, most_telling
from rostra.foundation import clock
from rostra.foundation.errors import Refusal
from rostra.foundation.models import Language
from rostra.products import policy, states
from rostra.products.actions.clear import clear
from rostra.products.actions.submit import submit
from rostra.products.models import LanguageVersion
from rostra.release.queries import cells

PER_PAGE = 30
#: verb -> (action, states of the versions it is for)
BULK: dict[str, tuple[Callable[..., LanguageVersion], tuple[str, ...]]] = {
    "submit": (submit, (states.DRAFTING,)),
    "clear": (clear, (states.DRAFTING, states.IN_REVIEW)),
}


class ProductList(Screen):
    """Every product, a strip each."""

    template_name = "desk/products.html"
    title = gettext_lazy("Products")
    icon = "doc-full-inverse"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The page of products that the filters ask for."""
        now = clock.now()
        form = FilterForm(self.request.GET)
        wanted = form.cleaned_data if form.is_valid() else {}
        page = Paginator(find_products(wanted, now), PER_PAGE).get_page(self.request.GET.get("p"))
        strips = cells(page.object_list, now)
        rows = [{"product": row, "cells": strips[row.pk], "said": most_telling(row.versions.all())} for row in page]
        query = self.request.GET.copy()
        query.pop("p", None)
        return super().get_context_data(
            form=form,
            rows=rows,
            page=page,
            query=query.urlencode(),
            full_query=self.request.GET.urlencode(),
            views=_views(query.copy()),
            languages=Language.objects.all(),
            may_clear=actor(self.request).has_perm(policy.CLEAR),
            filtered=any(value for name, value in wanted.items() if name != "order"),
            columns=_columns(str(wanted.get("order") or ""), query),
            may_plan=actor(self.request).has_perm(policy.PLAN),
            **kwargs,
        )

    def post(self, request: HttpRequest) -> HttpResponseRedirect:
        """Submit or clear, in one language or all of the person's, for every product that was ticked."""
        verb, code = request.POST.get("verb", ""), request.POST.get("language", "")
        if verb in BULK:
            _do_to_several(request, verb, code)
        return HttpResponseRedirect(f"{reverse('desk_products')}?{request.META.get('QUERY_STRING', '')}")


def _views(query: Any) -> list[dict[str, Any]]:
    """One filter by state each, beside whatever else is asked for."""
    now, views = query.get("state", ""), []
    for key, name in STATES:
        query["state"] = key
        views.append({"name": name if key else _("all"), "href": f"?{query.urlencode()}", "current": key == now})
    return views


def _columns(order: str, query: Any) -> list[dict[str, Any]]:
    names = {
        "slugline": _("Product"),
        "kind__slug": _("Kind"),
        "office__slug": _("Office"),
        "occurred_at": _("Happened"),
        "created_at": _("Planned"),
    }
    columns = []
    for key, name in names.items():
        query["order"] = f"-{key}" if order == key else key
        sort = {key: "ascending", f"-{key}": "descending"}.get(order, "")
        columns.append({"name": name, "href": f"?{query.urlencode()}", "sort": sort, "key": key})
    return columns


def _do_to_several(request: HttpRequest, verb: str, code: str) -> None:
    action, before = BULK[verb]
    user = actor(request)
    chosen = [int(pk) for pk in request.POST.getlist("product") if pk.isdecimal() and len(pk) < 19]
    found = LanguageVersion.objects.filter(product__in=chosen, state__in=before).select_related("product", "language")
    if code:
        found = found.filter(language__code=code)
    done, refused = 0, []
    for version in found:
        if not code and not user.works_in_language(version.language.code):
            continue
        try:
            action(version, by=user)
            done += 1
        except Refusal as refusal:
            refused.append(f"{refusal.place}: {refusal.reason}")
    told = ngettext("%(count)s version changed.", "%(count)s versions changed.", done) % {"count": done}
    (messages.success if done else messages.warning)(request, told)
    for line in refused[:10]:
        messages.error(request, line)
