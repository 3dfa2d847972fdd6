"""The desk's screens for the library: works with their strips, restriction by an action, import."""

from collections.abc import Iterable
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import path
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from rostra.foundation import clock
from rostra.foundation.models import Language, LedgerEntry
from rostra.library import queries
from rostra.library.actions.restrict import restrict
from rostra.library.models import Expression, Work
from rostra.library.screens import ImportDocuments, cells_of
from rostra.looks.templatetags.looks import strip

#: What of Wagtail's generic screens stays: works are restricted, not deleted, and the ledger is their history.
KEPT = {"index", "index_results", "edit"}


def _title(work: Work) -> SafeString | str:
    """The title in the language of the interface, or the first there is, marked with its language."""
    texts = {text.language.code: text for text in work.expressions.all()}
    text = texts.get((get_language() or "").split("-")[0]) or next(iter(texts.values()), None)
    if text is None:
        return ""
    words = (text.language.bcp47, text.language.direction, text.title)
    return format_html('<span lang="{}" dir="{}">{}</span>', *words)


def _strip(work: Work, languages: Iterable[Language]) -> str:
    cells = cells_of(work, languages, clock.now())
    return render_to_string("looks/strip.html", {**strip(cells), "compact": True})


def _adopted(work: Work) -> SafeString | str:
    return format_html("<bdi>{}</bdi>", work.adopted_on.isoformat()) if work.adopted_on else ""


class WorkFilters(WagtailFilterSet):
    """By session, form, the language that is missing, and whether the public may see it."""

    session = django_filters.ChoiceFilter(label=_("Session"), choices=lambda: _values("session"))
    form = django_filters.ChoiceFilter(label=_("Form"), choices=lambda: _values("form"))
    missing = django_filters.ModelChoiceFilter(
        label=_("Missing in"), queryset=Language.objects.all(), method="filter_missing"
    )
    public = django_filters.BooleanFilter(label=_("Public"), method="filter_public")

    class Meta:
        model = Work
        fields: list[str] = []

    def filter_missing(self, found: QuerySet[Work], name: str, language: Language) -> QuerySet[Work]:
        """Works that lack a language."""
        return found.exclude(Exists(Expression.objects.filter(work=OuterRef("pk"), language=language)))

    def filter_public(self, found: QuerySet[Work], name: str, wanted: bool) -> QuerySet[Work]:
        """Works that are public now, or those that are not."""
        public = Q(public_from__lte=clock.now(), restriction="")
        return found.filter(public) if wanted else found.exclude(public)


def _values(name: str) -> list[tuple[str, str]]:
    return [(value, value) for value in sorted(set(Work.objects.order_by().values_list(name, flat=True))) if value]


class WorkList(IndexView):
    """Every work, a strip each, and how many there are in each language."""

    @cached_property
    def columns(self) -> list[Column]:
        """The others, and the strips; languages are read once for all rows."""
        languages = list(Language.objects.all())
        strips = Column("languages", label=_("Languages"), accessor=lambda work: _strip(work, languages))
        return [*super().columns, strips]

    def get_base_queryset(self) -> QuerySet[Work]:
        """Works with their titles, without their texts."""
        texts = Expression.objects.select_related("language").defer("text")
        works: QuerySet[Work] = super().get_base_queryset()
        return works.prefetch_related(Prefetch("expressions", queryset=texts))

    def search_queryset(self, queryset: QuerySet[Work]) -> QuerySet[Work]:
        """By symbol, however it is typed, or by words of a title in any language."""
        if not self.is_searching:
            return queryset
        squeezed = "".join(self.search_query.upper().split())
        titles = Expression.objects.filter(work=OuterRef("pk"), title__icontains=self.search_query)
        return queryset.filter(Q(key__icontains=squeezed) | Exists(titles))

    @cached_property
    def add_item_label(self) -> Any:
        """What the button in the header does."""
        return _("Import documents")

    def get_delete_url(self, instance: Work) -> None:
        """Works are not deleted."""

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The list, and the figures of parity."""
        return {**super().get_context_data(*args, **kwargs), "parity": queries.parity()}


class WorkScreen(EditView):
    """What is known of a work, and who may see it."""

    can_delete = False

    def get_delete_url(self) -> None:
        """Works are not deleted."""

    def get_history_url(self) -> None:
        """The ledger is shown on the screen itself."""

    def get_usage_url(self) -> None:
        """Nothing refers to works."""

    def save_instance(self) -> Work:
        """By the action, so that it is in the ledger and the index follows."""
        given = self.form.cleaned_data
        work = Work.objects.get(pk=self.object.pk)
        return restrict(work, by=self.request.user, restriction=given["restriction"], public_from=given["public_from"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The work's languages, files and history."""
        work = Work.objects.get(pk=self.object.pk)
        texts = work.expressions.select_related("language").defer("text").prefetch_related("files")
        deeds = LedgerEntry.objects.filter(noun="library.Work", subject=str(work.pk)).select_related("by")[:20]
        more = {"work": work, "texts": texts, "deeds": deeds, "strip": _strip(work, Language.objects.all())}
        return {**super().get_context_data(**kwargs), **more}


class Works(ModelViewSet):
    """The library."""

    model = Work
    icon = "folder-open-inverse"
    menu_label = _("Library")
    menu_order = 60
    add_to_admin_menu = True
    index_view_class = WorkList
    edit_view_class = WorkScreen
    index_template_name = "library/works.html"
    edit_template_name = "library/work.html"
    filterset_class = WorkFilters
    search_fields = ["key"]
    list_per_page = 30
    list_display = [
        TitleColumn("symbol", label=_("Symbol"), sort_key="key", url_name="works:edit", width="13rem"),
        Column("title", label=_("Title"), accessor=_title),
        Column("form", label=_("Form"), sort_key="form"),
        Column("adopted_on", label=_("Adopted"), accessor=_adopted, sort_key="adopted_on", width="8rem"),
    ]
    form_fields = ["restriction", "public_from"]
    copy_view_enabled = False

    def get_urlpatterns(self) -> list[Any]:
        """The screens that are kept, and the import in the place of adding one by hand."""
        patterns = [each for each in super().get_urlpatterns() if each.name in KEPT]
        return [*patterns, path("import/", ImportDocuments.as_view(), name="add")]


@hooks.register("insert_global_admin_css")
def style() -> SafeString:
    """The library's style sheet, beside the desk's."""
    return format_html('<link rel="stylesheet" href="{}">', static("library/library.css"))


@hooks.register("register_admin_viewset")
def register_works() -> Works:
    """Add the library's screens."""
    return Works("works")
