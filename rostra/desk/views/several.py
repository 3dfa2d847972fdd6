"""Before something is done to several versions at once: which ones, in which languages; afterwards, a way back."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages as with_buttons

from rostra.desk.frame import MOST, Screen, keys
from rostra.desk.mistakes import why_not
from rostra.desk.templatetags.desk import headline
from rostra.foundation.errors import Refusal
from rostra.looks.frame import actor
from rostra.products import policy, states
from rostra.products.actions.clear import clear
from rostra.products.actions.send_back import send_back
from rostra.products.actions.submit import submit
from rostra.products.models import LanguageVersion, Product

#: verb -> (action, states of the versions it is for, what it is called)
VERBS: dict[str, tuple[Callable[..., LanguageVersion], tuple[str, ...], Any]] = {
    "submit": (submit, (states.DRAFTING,), gettext_lazy("Hand in for review")),
    "clear": (clear, (states.DRAFTING, states.IN_REVIEW), gettext_lazy("Clear for release")),
    "send_back": (send_back, (states.IN_REVIEW, states.CLEARED), gettext_lazy("Send back to the writers")),
}
#: state of a version that a verb is not for -> why
NOT_FOR = {
    states.PLANNED: gettext_lazy("Nobody has begun to write it."),
    states.DRAFTING: gettext_lazy("It is with its writer already."),
    states.IN_REVIEW: gettext_lazy("It was handed in already."),
    states.CLEARED: gettext_lazy("It is cleared already."),
}


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

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Which ones; where nothing was ticked, the list again."""
        if self.verb and request.GET.keys().isdisjoint({"product", "version"}):
            messages.warning(
                request, _("Nothing was ticked: tick products in the list, then say what to do with them.")
            )
            return HttpResponseRedirect(self._back())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The versions that would change, and those that would not, a row a product."""
        asked = self.request.GET
        found = [(version, self._unfit(version)) for version in self._versions(asked)]
        without = Product.objects.filter(pk__in=keys(asked.getlist("product")))
        without = without.exclude(pk__in={version.product_id for version, _why in found})
        versions = [version for version, why in found if not why]
        return super().get_context_data(
            verb=self.verb,
            versions=versions,
            rows=_by_product(found, fit=True),
            left=_by_product(found, fit=False),
            without=without.prefetch_related("versions__language").order_by("slugline"),
            back=self._back(),
            **kwargs,
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """Do it, and say what was done and what was refused."""
        action, user = VERBS[self.verb][0], actor(request)
        why = {"reason": request.POST.get("reason", "")} if self.verb == "send_back" else {}
        done, refused = [], []
        if "version" not in request.POST:
            messages.error(request, _("Tick at least one version, or go back without a change."))
            return self.render_to_response(self.get_context_data(), status=422)
        for version in self._versions(request.POST):
            try:
                done.append(action(version, by=user, **why))
            except Refusal as refusal:
                refused.append((version, why_not(refusal, version)))
        self._tell([version.pk for version in done])
        self._tell_refused(refused)
        return HttpResponseRedirect(self._back())

    def _versions(self, asked: QueryDict) -> QuerySet[LanguageVersion]:
        """What is asked for by version, or by product and language."""
        named = keys(asked.getlist("version"))
        about: dict[str, Any] = {"pk__in": named} if named else {"product__in": keys(asked.getlist("product"))}
        if code := asked.get("language"):
            about["language__code"] = code
        found = LanguageVersion.objects.filter(**about).select_related("product", "language")
        return found.prefetch_related("product__versions__language").order_by("product__slugline", "language__order")[
            :MOST
        ]

    def _unfit(self, version: LanguageVersion) -> str:
        """Why the verb is not for a version; empty if it is."""
        if not actor(self.request).works_in_language(version.language.code):
            return _("You do not work in this language.")
        if version.sealed_at:
            return _("A release on its way has sealed this version; it must be unsealed first.")
        return "" if version.state in VERBS[self.verb][1] else str(NOT_FOR[version.state])

    def _tell_refused(self, refused: list[tuple[LanguageVersion, str]]) -> None:
        """Name each that could not be done, and say why."""
        if refused:
            told = ngettext("%(count)s version was not changed:", "%(count)s versions were not changed:", len(refused))
            lines = [
                (headline(version.product), version.product.slugline, version.language.endonym, why)
                for version, why in refused
            ]
            items = format_html_join("", "<li>{} <bdi>{}</bdi> · <bdi>{}</bdi> – {}</li>", lines)
            messages.error(self.request, format_html("{}<ul>{}</ul>", told % {"count": len(refused)}, items))

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


def _by_product(found: list[tuple[LanguageVersion, str]], *, fit: bool) -> list[dict[str, Any]]:
    """A row a product, with those of its versions that are fit, or with those that are not."""
    rows: dict[int, dict[str, Any]] = {}
    for version, why in found:
        if bool(why) != fit:
            row = rows.setdefault(version.product_id, {"product": version.product, "versions": []})
            row["versions"].append({"version": version, "why": why})
    return list(rows.values())
