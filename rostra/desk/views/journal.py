"""What was done, by whom and when: the ledger as whoever may audit reads it."""

from collections.abc import Iterable
from datetime import UTC
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from rostra.desk.forms import DeedForm
from rostra.desk.frame import SEE_DEEDS, Screen
from rostra.desk.queries import deeds
from rostra.desk.templatetags.desk import zone_of
from rostra.desk.wording import deed_words
from rostra.foundation.models import LedgerEntry
from rostra.products.models import LanguageVersion, Product
from rostra.results.exporting import written

PER_PAGE = 60
COLUMNS = ("at", "by", "verb", "noun", "subject", "name", "reason")


class Journal(Screen):
    """What was done, the newest first."""

    template_name = "desk/journal.html"
    title = gettext_lazy("What was done")
    icon = "history"
    permissions = SEE_DEEDS

    @cached_property
    def form(self) -> DeedForm:
        """What is asked for."""
        return DeedForm(self.request.GET)

    @property
    def found(self) -> QuerySet[LedgerEntry]:
        """The deeds that are asked for; none where that cannot be asked."""
        if not self.form.is_valid():
            return LedgerEntry.objects.none()
        return deeds(self.form.cleaned_data, zone_of(self.request.user))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One page of deeds."""
        page = Paginator(self.found, PER_PAGE).get_page(self.request.GET.get("p"))
        query = self.request.GET.copy()
        query.pop("p", None)
        return super().get_context_data(
            form=self.form,
            filtered=any(self.request.GET.get(name) for name in self.form.fields),
            page=page,
            rows=_rows(page.object_list),
            query=query.urlencode(),
            **kwargs,
        )


class JournalFile(Journal):
    """The same deeds, all of them, as CSV. Texts before and after an edit stay where only their desk reads them."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        """The file, written as it is read; the screen, which says why, where that cannot be asked."""
        if not self.form.is_valid():
            return HttpResponseRedirect(f"{reverse('desk_deeds')}?{request.GET.urlencode()}")
        lines = written(COLUMNS, map(_cells, self.found.iterator()))
        answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        answer.headers["Content-Disposition"] = 'attachment; filename="deeds.csv"'
        return answer


def _cells(entry: LedgerEntry) -> tuple[str, ...]:
    at, by = entry.at.astimezone(UTC).isoformat(timespec="seconds"), entry.by.username if entry.by else ""
    return at, by, entry.verb, entry.noun, entry.subject, entry.subject_name, str(entry.details.get("reason", ""))


def _rows(found: Iterable[LedgerEntry]) -> list[dict[str, Any]]:
    """One row a deed: in words, why, and where the desk shows what it was done to."""
    entries, rows = list(found), []
    addresses = _addresses(entries)
    for entry in entries:
        told, _code, reason = deed_words(entry)
        address = addresses.get((entry.noun, entry.subject), "")
        rows.append({"entry": entry, "told": told, "reason": reason, "address": address})
    return rows


def _addresses(entries: list[LedgerEntry]) -> dict[tuple[str, str], str]:
    """Screens of products, versions and releases, by noun and number."""
    product, version, release = "products.Product", "products.LanguageVersion", "release.Release"
    pks = {noun: {each.subject for each in entries if each.noun == noun} for noun in (product, version, release)}
    products = Product.objects.filter(pk__in=pks[product]).values_list("pk", "slugline")
    versions = LanguageVersion.objects.filter(pk__in=pks[version])
    return {
        **{(product, str(pk)): reverse("desk_product", args=[slugline]) for pk, slugline in products},
        **{
            (version, str(pk)): reverse("desk_version", args=names)
            for pk, *names in versions.values_list("pk", "product__slugline", "language__code")
        },
        **{(release, pk): reverse("desk_release", args=[pk]) for pk in pks[release]},
    }
