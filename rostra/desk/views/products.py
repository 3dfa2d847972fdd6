"""The list of products with their strips, where several are ticked."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rostra.desk.actions.forget_view import forget_view
from rostra.desk.actions.save_view import save_view
from rostra.desk.forms import ORDERS, STATES, FilterForm
from rostra.desk.frame import Screen
from rostra.desk.models import SavedView
from rostra.desk.queries import find_products, newest_releases
from rostra.desk.views.listing import sortable, state_views
from rostra.foundation import clock
from rostra.foundation.models import Language, User
from rostra.looks.frame import actor, attempt
from rostra.products import policy
from rostra.release.queries import cells

PER_PAGE = 30


class ProductList(Screen):
    """Every product, a strip each."""

    template_name = "desk/products.html"
    title = gettext_lazy("Products")
    icon = "doc-full-inverse"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The page of products that the filters ask for."""
        now, user = clock.now(), actor(self.request)
        form = FilterForm(self.request.GET)
        form.full_clean()
        wanted = form.cleaned_data  # what was understood; the form says what was not
        page = Paginator(find_products(wanted, now), PER_PAGE).get_page(self.request.GET.get("p"))
        strips, newest = cells(page.object_list, now), newest_releases(page.object_list)
        rows = [{"product": row, "cells": strips[row.pk], "release": newest.get(row.pk)} for row in page]
        kept = kept_query(self.request.GET)
        saved = _saved(user, kept)
        query = self.request.GET.copy()
        query.pop("p", None)
        return super().get_context_data(
            form=form,
            rows=rows,
            page=page,
            query=query.urlencode(),
            full_query=self.request.GET.urlencode(),
            views=state_views([("", _("all")), *STATES[1:]], query.copy()),
            saved=saved,
            kept=kept,
            keepable=bool(kept) and not any(view["current"] for view in saved),
            languages=Language.objects.all(),
            may_submit=policy.may(user, policy.SUBMIT),
            may_clear=policy.may(user, policy.CLEAR),
            filtered=bool(form.errors) or any(value for name, value in wanted.items() if name != "order"),
            columns=_columns(str(wanted.get("order") or ""), query),
            may_plan=policy.may(user, policy.PLAN),
            **kwargs,
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep what is shown as a view of one's own, or forget one; then show the same list."""
        user, name, query = actor(request), request.POST.get("name", ""), kept_query(request.GET)
        if request.POST.get("verb") == "forget":
            attempt(request, lambda: forget_view(name, by=user), _("The view is forgotten."))
        else:
            attempt(request, lambda: save_view(name, query=query, by=user), _("The view is kept for you."))
        return HttpResponseRedirect(f"{reverse('desk_products')}?{query}" if query else reverse("desk_products"))


def kept_query(asked: QueryDict) -> str:
    """What of an address chooses products or their order, in one spelling, and only what the form understands."""
    form = FilterForm(asked)
    form.full_clean()
    kept = QueryDict(mutable=True)
    for name in form.fields:
        if form.cleaned_data.get(name):
            kept[name] = asked.get(name, "")
    return kept.urlencode()


def _saved(user: User, query: str) -> list[dict[str, Any]]:
    own = SavedView.objects.filter(user=user)
    return [{"name": view.name, "href": f"?{view.query}", "current": view.query == query} for view in own]


def _columns(order: str, query: QueryDict) -> list[dict[str, Any]]:
    """The heads; the slugline stands below the headline."""
    names = {**ORDERS, "headline": _("Product")}
    return [{"name": name, **sortable(key, order, query)} for key, name in names.items() if key != "slugline"]
