"""Earlier texts of a version: who saved what when, what changed since, and the way back."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.models import Revision

from rostra.desk.compare import changed_passages, lines_of
from rostra.desk.frame import Screen, keys
from rostra.desk.version_form import FIELDS
from rostra.looks.frame import actor, attempt
from rostra.products import policy
from rostra.products.actions.edit import edit
from rostra.products.content import content_of
from rostra.products.models import LanguageVersion

PER_PAGE = 30


class RevisionList(Screen):
    """What a version said at each time it was saved."""

    template_name = "desk/revisions.html"
    icon = "history"

    @cached_property
    def version(self) -> LanguageVersion:
        """The version of the address."""
        found = LanguageVersion.objects.select_related("language", "product__picture")
        return get_object_or_404(found, product__slugline=self.kwargs["slugline"], language__code=self.kwargs["code"])

    @property
    def title(self) -> str:
        """What the screen is for."""
        return _("Earlier texts")

    def trail(self) -> list[tuple[str, Any]]:
        """Under the editor."""
        slugline, language = self.version.product.slugline, self.version.language
        return [
            (reverse("desk_products"), _("Products")),
            (reverse("desk_product", args=[slugline]), slugline),
            (reverse("desk_version", args=[slugline, language.code]), language.endonym),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The list, and one of them beside the text as it is."""
        version = self.version
        page = Paginator(version.revisions.select_related("user").order_by("-created_at", "-pk"), PER_PAGE).get_page(
            self.request.GET.get("p")
        )
        looked = self._named(self.request.GET.get("look", ""))
        changes = []
        if looked:
            then, now = ("\n".join(lines_of(content_of(each))) for each in (looked.as_object(), version))
            changes = changed_passages(then, now)
        return super().get_context_data(
            version=version,
            language=version.language,
            page=page,
            looked=looked,
            changes=changes,
            may_edit=policy.may(actor(self.request), policy.EDIT, version.language.code) and not version.sealed_at,
            **kwargs,
        )

    def post(self, request: HttpRequest, slugline: str, code: str) -> HttpResponseRedirect:
        """Make an earlier text the present one; the present one stays in the list."""
        revision = self._named(request.POST.get("revision", ""))
        if revision is None:
            return HttpResponseRedirect(reverse("desk_revisions", args=[slugline, code]))
        then = revision.as_object()
        fields = {name: getattr(then, name) for name in FIELDS}
        told = _("The earlier text is back; what stood here is in the list of earlier texts.")
        attempt(request, lambda: edit(self.version, by=actor(request), fields=fields), told)
        return HttpResponseRedirect(reverse("desk_version", args=[slugline, code]))

    def _named(self, pk: str) -> Revision | None:
        return self.version.revisions.filter(pk__in=keys([pk])).first()
