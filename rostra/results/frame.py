"""What the screens of results share: Wagtail's frame, who may see them, and which days were asked for."""

from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from rostra.audience.queries import Span
from rostra.foundation.errors import Refusal
from rostra.foundation.models import User
from rostra.results import policy, queries, rules
from rostra.results.models import Indicator
from rostra.results.queries import Reading


def actor(request: HttpRequest) -> User:
    """The person who is logged in."""
    assert isinstance(request.user, User)
    return request.user


def attempt(request: HttpRequest, verb: Callable[[], object], told: str) -> bool:
    """Do a deed and say so, or show why not."""
    try:
        verb()
    except Refusal as refusal:
        messages.error(request, f"{refusal.place}: {refusal.reason}")
        return False
    messages.success(request, told)
    return True


class Screen(TemplateView):
    """One screen in Wagtail's frame, for those who may see indicators."""

    title: Any = _("Results")
    icon: ClassVar[str] = "order"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Wagtail has made sure that somebody is logged in; this asks for the right."""
        if not actor(request).has_perm(policy.SEE):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def trail(self) -> list[tuple[str, Any]]:
        """The screens above this one: (address, name)."""
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What Wagtail's header needs."""
        crumbs = [(reverse("wagtailadmin_home"), _("Home")), *self.trail(), ("", self.title)]
        furniture = {
            "breadcrumbs_items": [{"url": url, "label": label} for url, label in crumbs],
            "header_title": self.title,
            "page_title": self.title,
            "header_icon": self.icon,
        }
        return super().get_context_data(**furniture, **kwargs)


class IndicatorScreen(Screen):
    """A screen of one indicator over the days that its address names."""

    @cached_property
    def indicator(self) -> Indicator:
        """The indicator of the address."""
        try:
            return queries.indicator_of(self.kwargs["code"])
        except Refusal as refusal:
            raise Http404(refusal.reason) from refusal

    def trail(self) -> list[tuple[str, Any]]:
        """Under the list."""
        return [(reverse("results_list"), _("Results"))]

    @cached_property
    def span(self) -> Span:
        """The days asked for; the usual ones, with a word, where they make no period."""
        asked = [_day(self.request.GET.get(name, "")) for name in ("from", "to")]
        try:
            return queries.period(self.indicator, *asked)
        except Refusal as refusal:
            messages.error(self.request, f"{refusal.place}: {refusal.reason}")
            return queries.period(self.indicator, None, None)

    @cached_property
    def reading(self) -> Reading:
        """The figure asked for, over these days."""
        grain = self.request.GET.get("grain", "")
        part = self.request.GET.get("part", "")
        try:
            return queries.read(
                self.indicator, self.span, part=part, grain=grain if grain in {rules.DAY, rules.MONTH} else ""
            )
        except Refusal as refusal:
            raise Http404(refusal.reason) from refusal

    @property
    def days(self) -> str:
        """The days as they stand in addresses."""
        return f"from={self.span.first}&to={self.span.last}"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
