"""The page before a withdrawal: what will happen, to how many readers, on how many sites, in which languages."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from rostra.desk.queries import readers
from rostra.desk.views import deeds
from rostra.desk.views.room import ProductRoom
from rostra.desk.wording import sites_by_language, withdraw_phrases
from rostra.foundation import clock
from rostra.release import policy, queries
from rostra.release.models import Release


class Withdraw(ProductRoom):
    """A page of its own before a withdrawal: it says what will happen, to how many."""

    template_name = "desk/withdraw.html"
    permissions = (policy.WITHDRAW,)

    @property
    def title(self) -> str:
        """What the screen is for."""
        return _("Withdraw")

    @cached_property
    def public(self) -> Release | None:
        """What the public reads, or would, had a restore not found that it was withdrawn: that is withdrawn again."""
        return super().public or queries.barred(self.product, clock.now())

    def trail(self) -> list[tuple[str, Any]]:
        """Under the product's room."""
        slugline = self.product.slugline
        return [*super().trail(), (reverse("desk_product", args=[slugline]), slugline)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What is public, where, to whom it went, and how much it was read."""
        context = super().get_context_data(**kwargs)
        public, told = context["public"], context["told"]
        read, sites = readers(self.product.slugline), sites_by_language()
        chosen = self.request.POST.getlist("languages") or [row.language.code for row in told]
        phrases = withdraw_phrases(len(told))
        pushed = public.deliveries.exclude(subscriber=None).values("subscriber").distinct().count() if public else 0
        return {
            "reason_form": self.words_form("reason"),
            **context,
            "rows_told": [
                {"frozen": row, "readers": read.get(row.language.code), "sites": sites[row.language.code]}
                for row in told
            ],
            "subscribers": pushed,
            "chosen": chosen,
            "withdraw_json": json.dumps(phrases),
            "withdraw_said": phrases["now"][min(len(chosen), len(told))],
        }

    def post(self, request: HttpRequest, slugline: str) -> HttpResponse:
        """Withdraw what was ticked."""
        form = self.words_form("reason", request.POST)
        if form.is_valid() and deeds.withdraw(request, self.product, form):
            return HttpResponseRedirect(reverse("desk_product", args=[slugline]))
        return self.render_to_response(self.get_context_data(reason_form=form), status=422)
