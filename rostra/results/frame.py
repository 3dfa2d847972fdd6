"""What the screens of results share: Wagtail's frame, who may see them, and which days were asked for."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from rostra.audience.queries import Span
from rostra.foundation.errors import Refusal
from rostra.looks import frame
from rostra.looks.frame import attempt, refuse
from rostra.results import policy, queries, rules
from rostra.results.checks import day_of
from rostra.results.models import Indicator
from rostra.results.queries import Reading


class Screen(frame.Screen):
    """One screen of results, for those who may see indicators."""

    title: Any = _("Results")
    icon = "order"
    permissions: ClassVar[tuple[str, ...]] = (policy.SEE,)


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

    @property
    def asked(self) -> Span:
        """The days asked for.

        Raises:
            Refusal: `bad_day`, `bad_period`.
        """
        first, last = (day_of(self.request.GET.get(name, "")) for name in ("from", "to"))
        return queries.period(self.indicator, first, last)

    @cached_property
    def span(self) -> Span:
        """The days asked for; the usual ones, with a word, where they make no period."""
        try:
            return self.asked
        except Refusal as refusal:
            refuse(self.request, refusal)
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

    def settle(self, form: Form, verb: Callable[[], object], told: str, *, name: str = "form") -> HttpResponse:
        """Do what a form asks for and show the targets; else the form again, with what was typed, under its name."""
        if form.is_valid() and attempt(self.request, verb, told):
            return HttpResponseRedirect(reverse("results_target", args=[self.indicator.code]))
        return self.render_to_response(self.get_context_data(**{name: form}), status=422)

    @property
    def days(self) -> str:
        """The days as they stand in addresses."""
        return f"from={self.span.first}&to={self.span.last}"
