"""The queue of deliveries, and what was given up."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from rostra.desk.forms import SearchForm
from rostra.desk.frame import SEE_DELIVERIES, Screen, keys
from rostra.desk.queries import products_saying
from rostra.foundation.leases import Leased
from rostra.looks.frame import actor, attempt
from rostra.network.models import Office
from rostra.release import policy
from rostra.release.actions.retry import retry
from rostra.release.models import Delivery

PER_PAGE = 40


DELIVERY_WORDS = {
    Leased.DEAD: gettext_lazy("given up"),
    Leased.WAITING: gettext_lazy("waiting"),
    Leased.DONE: gettext_lazy("delivered"),
    Leased.CANCELLED: gettext_lazy("cancelled"),
}


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
        search = SearchForm(self.request.GET)
        asked = _about(search.words)
        found = asked.filter(state=state).select_related("release__product", "frozen__language", "site")
        found = found.prefetch_related("release__product__versions__language")
        counts = dict(asked.order_by().values_list("state").annotate(Count("pk")))
        page = Paginator(found.order_by("-due_at", "-pk"), PER_PAGE).get_page(self.request.GET.get("p"))
        tabs = [{"state": key, "name": name, "count": counts.get(key, 0)} for key, name in DELIVERY_WORDS.items()]
        return super().get_context_data(
            state=state,
            search=search,
            page=page,
            tabs=tabs,
            query=urlencode({"state": state, "q": search.words}),
            words=urlencode({"q": search.words}),
            may_retry=state == Leased.DEAD and actor(self.request).has_perm(policy.SCHEDULE),
            **kwargs,
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """Try the ticked dead letters again, or all that the search finds."""
        chosen = keys(request.POST.getlist("delivery"))
        dead = _about(SearchForm(request.GET).words).filter(state=Leased.DEAD)
        dead = dead if request.POST.get("all") else dead.filter(pk__in=chosen)
        rows = list(dead.order_by("pk")[:1000])
        told = ngettext("%(count)s delivery is tried again.", "%(count)s deliveries are tried again.", len(rows))

        def all_of_them() -> None:
            for row in rows:
                retry(row, by=actor(request))

        attempt(request, all_of_them, told % {"count": len(rows)})
        return HttpResponseRedirect(reverse("desk_deliveries"))


def _about(words: str) -> QuerySet[Delivery]:
    """Deliveries of a product that has these words, or to a recipient whose name, as it is shown, has them."""
    found = Delivery.objects.all()
    if not words:
        return found
    offices = [office.pk for office in Office.objects.all() if words.casefold() in str(office).casefold()]
    about = Q(release__product__in=products_saying(words))
    return found.filter(about | Q(recipient__icontains=words) | Q(site__in=offices))
