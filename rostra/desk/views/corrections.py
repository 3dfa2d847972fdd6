"""What corrections still ask for."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rostra.desk.frame import SEE_RELEASES, Screen, keys
from rostra.desk.queries import open_obligations, versions_to_check
from rostra.foundation import clock
from rostra.looks.frame import actor, attempt
from rostra.release import policy
from rostra.release.actions.find_unaffected import find_unaffected


class CorrectionList(Screen):
    """What corrections still ask for, the oldest first."""

    template_name = "desk/corrections.html"
    title = gettext_lazy("Corrections")
    icon = "warning"
    permissions = SEE_RELEASES

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Versions to check, each with what was corrected."""
        return super().get_context_data(
            rows=[
                {
                    **each,
                    "product": each["version"].product,
                    "language": each["version"].language,
                    "corrected": list(dict.fromkeys(one for c in each["corrections"] for one in c.languages.all())),
                }
                for each in versions_to_check()
            ],
            may_correct=actor(self.request).has_perm(policy.CORRECT),
            **kwargs,
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """Note that a version was checked and needs no change."""
        named = keys(request.POST.getlist("obligation"))
        obligation = open_obligations(clock.now()).filter(pk__in=named).first()
        if obligation is not None:
            told = _("Noted: checked and unaffected.")
            deed: Callable[[], object] = lambda: find_unaffected(obligation, by=actor(request))  # noqa: E731
            attempt(request, deed, told)
        return HttpResponseRedirect(reverse("desk_corrections"))
