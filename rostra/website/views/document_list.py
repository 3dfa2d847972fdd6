"""The documents of the library, newest first, by session, body, or the language that they lack."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Exists, F, OuterRef
from django.http import Http404, HttpResponse

from rostra.foundation.gate import Audience
from rostra.library.models import Expression, Work, WorkQuerySet
from rostra.website.document_rows import rows_of
from rostra.website.views.lists import paged
from rostra.website.visits import Visit, public

#: Rows of a page.
PAGE = 25
_FILTERS = ("session", "body", "missing")


@public
def documents(visit: Visit) -> HttpResponse:
    """The list, as far as the filters ask for it. Values that no document has are 404: nothing endless is crawled."""
    seen = Work.objects.visible_to(Audience.ANONYMOUS, visit.now)
    choices = _choices(visit, seen)
    wanted = {name: value for name in _FILTERS if (value := visit.request.GET.get(name, ""))}
    if any(value not in choices[name] for name, value in wanted.items()):
        raise Http404
    found = _filtered(visit, seen, wanted).order_by(F("adopted_on").desc(nulls_last=True), "-pk")
    context = {
        **_page(visit, found, wanted),
        "filters": [_filter(name, choices[name], wanted.get(name, "")) for name in _FILTERS],
        "wanted": wanted,
        "robots": "noindex" if wanted else "",
    }
    return visit.answer("website/documents.html", context, section="documents")


def _choices(visit: Visit, seen: WorkQuerySet) -> dict[str, dict[str, str]]:
    """What can be chosen: value to words."""
    sessions = sorted(set(seen.order_by().values_list("session", flat=True).distinct()) - {""}, key=_newest_first)
    bodies = sorted(set(seen.order_by().values_list("body", flat=True).distinct()) - {""})
    return {
        "session": {session: session for session in sessions},
        "body": {body: body for body in bodies},
        "missing": {language.code: language.endonym for language in visit.site.languages},
    }


def _newest_first(session: str) -> tuple[int, int, str]:
    """Ordinary sessions by number downwards, then special ones."""
    return (0, -int(session), "") if session.isdigit() and len(session) < 9 else (1, 0, session)


def _filtered(visit: Visit, seen: WorkQuerySet, wanted: dict[str, str]) -> WorkQuerySet:
    found = seen.filter(**{name: wanted[name] for name in ("session", "body") if name in wanted})
    if code := wanted.get("missing"):
        texts = Expression.objects.visible_to(Audience.ANONYMOUS, visit.now).filter(work=OuterRef("pk"))
        found = found.exclude(Exists(texts.filter(language__code=code)))
    return found


def _page(visit: Visit, found: WorkQuerySet, wanted: dict[str, str]) -> dict[str, Any]:
    pages = Paginator(found, PAGE)
    page, paging = paged(visit, pages, lambda number: _path(visit, wanted, number))
    return {"rows": rows_of(visit, list(page.object_list)), "paging": paging, "total": pages.count}


def _path(visit: Visit, wanted: dict[str, str], number: int) -> str:
    query = urlencode({**wanted, **({"page": number} if number > 1 else {})})
    return f"{visit.request.path}?{query}" if query else visit.request.path


def _filter(name: str, choices: dict[str, str], chosen: str) -> dict[str, Any]:
    options = [{"value": value, "words": words, "chosen": value == chosen} for value, words in choices.items()]
    return {"name": name, "options": options}
