"""The dashboard: every indicator at a glance, one with its charts, the rows behind a figure, and its targets."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from rostra.audience.queries import Span
from rostra.foundation import clock
from rostra.foundation.errors import Refusal
from rostra.looks.frame import actor, attempt
from rostra.results import exporting, policy, queries, rules, sentences
from rostra.results.actions.annotate import annotate
from rostra.results.actions.set_baseline import set_baseline
from rostra.results.actions.set_target import set_target
from rostra.results.actions.withdraw_target import withdraw_target
from rostra.results.forms import BaselineForm, NoteForm, TargetForm, WithdrawalForm
from rostra.results.frame import IndicatorScreen, Screen
from rostra.results.measures.registry import Where
from rostra.results.models import Indicator, Target
from rostra.results.queries import Reading

PER_PAGE = 50


class ResultList(Screen):
    """Every indicator: what was reached beside what was promised, over time, per language."""

    template_name = "results/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One row an indicator, over the period of its present target so far."""
        from rostra.results import charts

        rows = []
        for indicator in Indicator.objects.all():
            reading = queries.read(indicator, queries.period(indicator, None, None))
            rows.append({"reading": reading, "spark": charts.spark(reading) if reading.series else ""})
        return super().get_context_data(rows=rows, **kwargs)


class IndicatorPage(IndicatorScreen):
    """One indicator over a period."""

    template_name = "results/indicator.html"

    @property
    def title(self) -> str:
        """Its code and name."""
        return str(self.indicator)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The figure, its charts with their tables, where it comes from, and what may be done."""
        from rostra.results import charts

        reading, user = self.reading, actor(self.request)
        drawn = {
            "over_time": charts.over_time(reading),
            "by_language": charts.by_language(reading),
            "parity": charts.parity(reading),
            "each_language": charts.each_language(reading),
        }
        return super().get_context_data(
            reading=reading,
            charts=drawn if reading.extent else {},
            others=queries.others(reading),
            series=_series(reading),
            breakdowns=[
                {"slug": slug, "name": name, "rows": queries.breakdown(reading, slug)}
                for slug, name in reading.measure.dimensions.items()
            ],
            choices=_choices(self.indicator, self.span),
            notes=self.indicator.notes.filter(starts_on__lte=self.span.last, ends_on__gte=self.span.first),
            note_form=kwargs.pop("note_form", None) or NoteForm(initial=_ends(self.span)),
            may={"set_target": user.has_perm(policy.SET_TARGET), "annotate": user.has_perm(policy.ANNOTATE)},
            days=self.days,
            **kwargs,
        )

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        """Leave a note on a period."""
        form = NoteForm(request.POST)
        if form.is_valid():
            text = form.cleaned_data["text"]
            attempt(
                request, lambda: annotate(self.indicator, by=actor(request), span=form.span, text=text), _("Noted.")
            )
            return HttpResponseRedirect(request.get_full_path())
        return self.render_to_response(self.get_context_data(note_form=form), status=422)


def _series(reading: Reading) -> list[dict[str, Any]]:
    """The days or months, each with the whole's figure and every language's."""
    spoken = [[(language, point.figure) for point in points] for language, points in reading.by_language.items()]
    return [
        {"point": point, "spoken": [figures[n] for figures in spoken], **_bucket(point.at, reading)}
        for n, point in enumerate(reading.series)
    ]


def _bucket(first: Any, reading: Reading) -> dict[str, Any]:
    """A day or month of the series, in words and as days in an address."""
    days = rules.days_in(first, reading.grain, reading.span.first, reading.span.last)
    start = max(first, reading.span.first)
    last = rules.buckets(start, reading.span.last, rules.DAY)[days - 1]
    return {"words": sentences.bucket(first, reading.grain), "days": f"from={start}&to={last}"}


def _ends(span: Span) -> dict[str, Any]:
    return {"first": span.first, "last": span.last}


def _choices(indicator: Indicator, span: Span) -> list[dict[str, Any]]:
    """Periods that people ask for."""
    today = clock.now().date()
    usual = queries.period(indicator, None, None)
    year = today.year
    found = [
        (_("Target's period so far"), usual),
        (_("Last 30 days"), Span(rules.days_before(today, 29), today)),
        (_("This month"), Span(today.replace(day=1), today)),
        (_("This year"), Span(today.replace(month=1, day=1), today)),
        (_("Last year"), Span(today.replace(year - 1, 1, 1), today.replace(year - 1, 12, 31))),
    ]
    names: dict[Span, str] = {}
    for name, each in found:
        names.setdefault(each, name)
    return [
        {"name": name, "query": f"from={each.first}&to={each.last}", "current": each == span}
        for each, name in names.items()
    ]


class RowList(IndicatorScreen):
    """The very rows that a figure counts."""

    template_name = "results/rows.html"

    @property
    def title(self) -> str:
        """What is listed."""
        return _("Rows of %(code)s") % {"code": self.indicator.code}

    def trail(self) -> list[tuple[str, Any]]:
        """Under the indicator."""
        page = reverse("results_indicator", args=[self.indicator.code])
        return [*super().trail(), (f"{page}?{self.days}", self.indicator.code)]

    @property
    def where(self) -> Where:
        """The group that was asked for: a language, or a value of a dimension."""
        names = ("language", *self.reading.measure.dimensions)
        return {name: value for name in names if (value := self.request.GET.get(name, ""))}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One page of rows."""
        reading, where = self.reading, self.where
        asked = self.request.GET.get("p", "1")
        number = int(asked) if asked.isdecimal() and len(asked) < 7 else 1
        count, _first = reading.measure.rows(reading.part, reading.span, where=where, most=0)
        page = Paginator(range(count), PER_PAGE).get_page(number)
        start = (page.number - 1) * PER_PAGE
        found = reading.measure.rows(reading.part, reading.span, where=where, offset=start, most=PER_PAGE)[1]
        columns = reading.measure.columns
        query = self.request.GET.copy()
        query.pop("p", None)
        return super().get_context_data(
            reading=reading,
            where=where,
            columns=columns.values(),
            rows=[[exporting.shown(row.get(name)) for name in columns] for row in found],
            count=count,
            page=page,
            query=query.urlencode(),
            **kwargs,
        )


class RowFile(RowList):
    """The same rows, all of them, as CSV."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        """The file, written as it is read; a word on why not, where its days make no period."""
        try:
            self.span = self.asked
        except Refusal as refusal:
            said = f"{refusal.place}: {refusal.reason}"
            return HttpResponseBadRequest(said, content_type="text/plain; charset=utf-8")
        lines = exporting.lines(self.reading, self.where, remark=sentences.remark(self.reading))
        answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        group = map(slugify, self.where.values())
        name = [self.indicator.code, self.reading.part.slug, *group, self.span.first, self.span.last]
        answer.headers["Content-Disposition"] = f'attachment; filename="{"-".join(map(str, name))}.csv"'
        return answer


class SetTarget(IndicatorScreen):
    """Targets and baselines of an indicator, and the forms that set them."""

    template_name = "results/target.html"

    @property
    def title(self) -> str:
        """What is set."""
        return _("Targets and baselines of %(code)s") % {"code": self.indicator.code}

    def trail(self) -> list[tuple[str, Any]]:
        """Under the indicator."""
        page = reverse("results_indicator", args=[self.indicator.code])
        return [*super().trail(), (page, self.indicator.code)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What is promised now, what was before, and the forms."""
        return super().get_context_data(
            indicator=self.indicator,
            targets=self.indicator.targets.select_related("language", "set_by"),
            baselines=self.indicator.baselines.select_related("language"),
            form=kwargs.pop("form", None) or TargetForm(initial=self._initial()),
            baseline_form=kwargs.pop("baseline_form", None) or BaselineForm(prefix="baseline"),
            may_set=actor(self.request).has_perm(policy.SET_TARGET),
            **kwargs,
        )

    def _initial(self) -> dict[str, Any]:
        year = clock.now().year
        target = Target.objects.filter(indicator=self.indicator).of("").around(clock.now().date()).first()
        if target:
            return {"first": target.starts_on, "last": target.ends_on}
        return {"first": f"{year}-01-01", "last": f"{year}-12-31"}

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        """Set a target."""
        form = TargetForm(request.POST)
        return self.settle(
            form, lambda: set_target(self.indicator, by=actor(request), **form.given), _("The target is set.")
        )


class SetBaseline(SetTarget):
    """The same screen, asked to set a baseline."""

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        """Set a baseline."""
        form = BaselineForm(request.POST, prefix="baseline")
        return self.settle(
            form,
            lambda: set_baseline(self.indicator, by=actor(request), **form.given),
            _("The baseline is set."),
            name="baseline_form",
        )


class WithdrawTarget(IndicatorScreen):
    """A target, and the question whether it is to be withdrawn."""

    template_name = "results/withdraw_target.html"

    @property
    def title(self) -> str:
        """What would be withdrawn."""
        return _("Withdraw a target of %(code)s") % {"code": self.indicator.code}

    def trail(self) -> list[tuple[str, Any]]:
        """Under the targets."""
        return [*super().trail(), (reverse("results_target", args=[self.indicator.code]), self.indicator.code)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The target, and the form for the reason."""
        target = get_object_or_404(self.indicator.targets, pk=self.kwargs["pk"])
        form = kwargs.pop("form", None) or WithdrawalForm()
        return super().get_context_data(indicator=self.indicator, target=target, form=form, **kwargs)

    def post(self, request: HttpRequest, code: str, pk: int) -> HttpResponse:
        """Withdraw it."""
        form, target = WithdrawalForm(request.POST), get_object_or_404(self.indicator.targets, pk=pk)
        return self.settle(
            form, lambda: withdraw_target(target, by=actor(request), **form.cleaned_data), _("The target is withdrawn.")
        )
