"""What corrections still ask for."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rostra.desk.frame import SEE_RELEASES, Screen
from rostra.desk.queries import open_obligations
from rostra.foundation.text import in_interface_language
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
        """Open obligations, each with what was corrected."""
        found = list(open_obligations().prefetch_related("correction__languages"))
        return super().get_context_data(
            obligations=found,
            rows=[
                {
                    "obligation": each,
                    "product": each.version.product,
                    "language": each.version.language,
                    "corrected": list(each.correction.languages.all()),
                    "note": in_interface_language(each.correction.note),
                }
                for each in found
            ],
            may_correct=actor(self.request).has_perm(policy.CORRECT),
            **kwargs,
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """Note that a version was checked and needs no change."""
        pk = request.POST.get("obligation", "")
        obligation = open_obligations().filter(pk=int(pk) if pk.isdecimal() and len(pk) < 19 else 0).first()
        if obligation is not None:
            told = _("Noted: checked and unaffected.")
            deed: Callable[[], object] = lambda: find_unaffected(obligation, by=actor(request))  # noqa: E731
            attempt(request, deed, told)
        return HttpResponseRedirect(reverse("desk_corrections"))
