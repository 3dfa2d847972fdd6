"""Before something is done to several versions at once: which ones, in which languages; afterwards, a way back."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages as with_buttons

from rostra.desk.frame import Screen
from rostra.foundation.errors import Refusal
from rostra.foundation.models import Language
from rostra.looks.frame import actor
from rostra.products import policy, states
from rostra.products.actions.clear import clear
from rostra.products.actions.send_back import send_back
from rostra.products.actions.submit import submit
from rostra.products.models import LanguageVersion

#: verb -> (action, states of the versions it is for, what it is called)
VERBS: dict[str, tuple[Callable[..., LanguageVersion], tuple[str, ...], Any]] = {
    "submit": (submit, (states.DRAFTING,), gettext_lazy("Hand in for review")),
    "clear": (clear, (states.DRAFTING, states.IN_REVIEW), gettext_lazy("Clear for release")),
    "send_back": (send_back, (states.IN_REVIEW, states.CLEARED), gettext_lazy("Send back to the writers")),
}
#: More than a page of products in every language.
MOST = 500


class Several(Screen):
    """Do one verb to several versions, once it was said to which."""

    template_name = "desk/several.html"

    @property
    def verb(self) -> str:
        """What is to be done."""
        verb = self.request.POST.get("verb") or self.request.GET.get("verb", "")
        if verb not in VERBS:
            raise Http404
        return verb

    @property
    def title(self) -> str:
        """The same in words."""
        return str(VERBS[self.verb][2])

    def trail(self) -> list[tuple[str, Any]]:
        """Under the list."""
        return [(reverse("desk_products"), _("Products"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The versions that would change, a row a product."""
        rows: dict[int, dict[str, Any]] = {}
        versions = list(self._versions(self.request.GET))
        for version in versions:
            row = rows.setdefault(version.product_id, {"product": version.product, "versions": []})
            row["versions"].append(version)
        return super().get_context_data(
            verb=self.verb, versions=versions, rows=list(rows.values()), back=self._back(), **kwargs
        )

    def post(self, request: HttpRequest) -> HttpResponseRedirect:
        """Do it, and say what was done and what was refused."""
        action, user = VERBS[self.verb][0], actor(request)
        why = {"reason": request.POST.get("reason", "")} if self.verb == "send_back" else {}
        done, refused = [], []
        for version in self._versions(request.POST):
            try:
                done.append(action(version, by=user, **why))
            except Refusal as refusal:
                refused.append(f"{refusal.place}: {refusal.reason}")
        self._tell([version.pk for version in done])
        for line in refused[:10]:
            messages.error(request, line)
        return HttpResponseRedirect(self._back())

    def _versions(self, asked: QueryDict) -> QuerySet[LanguageVersion]:
        """What is asked for by version, or by product and language; in the languages of the person."""
        user = actor(self.request)
        named = _numbers(asked.getlist("version"))
        about: dict[str, Any] = {"pk__in": named} if named else {"product__in": _numbers(asked.getlist("product"))}
        if code := asked.get("language"):
            about["language__code"] = code
        mine = [language for language in Language.objects.all() if user.works_in_language(language.code)]
        found = LanguageVersion.objects.filter(**about, language__in=mine, state__in=VERBS[self.verb][1])
        return found.select_related("product", "language").order_by("product__slugline", "language__order")[:MOST]

    def _tell(self, done: list[int]) -> None:
        told = ngettext("%(count)s version changed.", "%(count)s versions changed.", len(done)) % {"count": len(done)}
        if not done:
            messages.warning(self.request, told)
        elif self.verb != "send_back" and actor(self.request).has_perm(policy.CLEAR):
            back = urlencode({"verb": "send_back", "version": done, "back": self.request.GET.get("back", "")}, True)
            button = with_buttons.button(f"{reverse('desk_several')}?{back}", _("Send them back…"))
            with_buttons.success(self.request, told, buttons=[button])
        else:
            messages.success(self.request, told)

    def _back(self) -> str:
        """The list, filtered as it was."""
        query = QueryDict(self.request.GET.get("back", "")).urlencode()
        return f"{reverse('desk_products')}?{query}" if query else reverse("desk_products")


def _numbers(typed: list[str]) -> list[int]:
    return [int(pk) for pk in typed[:MOST] if pk.isdecimal() and len(pk) < 19]
