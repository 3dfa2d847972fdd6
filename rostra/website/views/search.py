"""Search: one box, results in the reader's language with why they were found, filters with counts, and ways on."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rostra.foundation.errors import Refusal
from rostra.foundation.gate import Audience
from rostra.foundation.symbols import Symbol
from rostra.library.models import Expression
from rostra.library.queries import family_of, near
from rostra.search.answering import Answer, answer
from rostra.search.documents import WORK, Entry
from rostra.search.index import FACETS
from rostra.search.querying import DATE, MOST_PAGES, RELEVANCE, SORTS, Hit
from rostra.website.chrome import alternates
from rostra.website.document_facts import FORMS
from rostra.website.document_rows import Row, rows_of
from rostra.website.listing import Tongue
from rostra.website.visits import Visit, public

#: Values of a filter that are seen at once; the others are one click away.
SEEN = 8
#: Documents that are offered for a symbol that the library does not hold.
NEAR = 3
#: Themes that stand as examples before anybody has asked.
EXAMPLES = 3
TITLES = {
    "collection": gettext_lazy("Collection"),
    "kind": gettext_lazy("Kind"),
    "year": gettext_lazy("Year"),
    "theme": gettext_lazy("Theme"),
}
COLLECTIONS = {"products": gettext_lazy("News and stories"), "library": gettext_lazy("Documents of the library")}


@public
def search(visit: Visit) -> HttpResponse:
    """A page of results, or, before anything is asked, how to ask. Never to be indexed by others."""
    asked = _asked(visit)
    chosen = {name: asked[name] for name in FACETS if asked[name]}
    found, status = None, 200
    if asked["q"] or chosen:
        try:
            found = _answer(visit, asked, chosen)
        except Refusal:
            status = 503
        if found and int(asked["page"]) > found.pages:
            raise Http404
    context = {
        "query": asked["q"],
        "canonical": "",
        "answer": found,
        "unready": status == 503,
        **(_results(visit, asked, found) if found else {"examples": _examples(visit)}),
    }
    others = alternates(visit.site, visit.language, f"/search{_query({'q': asked['q']})}")
    made = visit.answer("website/search.html", context, section="search", status=status, others=others)
    made.headers["X-Robots-Tag"] = "noindex"
    return made


def _asked(visit: Visit) -> dict[str, str]:
    """What the address asks for.

    Raises:
        Http404: for pages and orders that there are not, so that endless addresses are not crawled.
    """
    given = visit.request.GET
    asked = {name: given.get(name, "").strip()[:2000] for name in ("q", *FACETS)}
    asked |= {"sort": given.get("sort", RELEVANCE), "page": given.get("page", "1")}
    page = asked["page"]
    if asked["sort"] not in SORTS or not (re.fullmatch("[0-9]{1,4}", page) and 1 <= int(page) <= MOST_PAGES):
        raise Http404
    return asked


def _answer(visit: Visit, asked: Mapping[str, str], chosen: Mapping[str, str]) -> Answer:
    return answer(
        asked["q"],
        language=visit.language,
        others=visit.site.languages,
        filters=chosen,
        page=int(asked["page"]),
        sort=asked["sort"],
        site=visit.site.office.slug,
        now=visit.now,
    )


def _query(values: Mapping[str, str]) -> str:
    """The end of an address; what is as usual is left out."""
    usual = {"sort": RELEVANCE, "page": "1"}
    kept = {name: value for name, value in values.items() if value and value != usual.get(name)}
    return f"?{urlencode(kept)}" if kept else ""


def _results(visit: Visit, asked: dict[str, str], found: Answer) -> dict[str, Any]:
    first = {**asked, "page": "1"}
    page = int(asked["page"])

    def at(values: Mapping[str, str]) -> str:
        return f"{visit.root}/search{_query(values)}"

    def turned(number: int) -> str:
        return at({**asked, "page": str(number)}) if 1 <= number <= found.pages else ""

    return {
        "hits": [_row(visit, hit.entry, hit.languages, hit) for hit in found.found.hits],
        "absent": [_row(visit, entry, codes) for entry, codes in found.absent],
        "unheld": [(symbol.printed, _near(visit, symbol) if not at else []) for at, symbol in enumerate(found.unheld)],
        "facets": list(_facets(visit, first, found, at)),
        "matched": at({**first, "sort": RELEVANCE}),
        "sorts": [
            {"words": words, "href": at({**first, "sort": sort}), "chosen": asked["sort"] == sort}
            for sort, words in ((RELEVANCE, _("Best match")), (DATE, _("Newest")))
        ],
        "elsewhere": [
            (visit.site.by_code[code], visit.site.path(f"/{code}/search{_query({**first, 'sort': ''})}"), count)
            for code, count in found.elsewhere.items()
        ],
        "widened": at({"q": asked["q"], "sort": asked["sort"]}) if any(asked[name] for name in FACETS) else "",
        "paging": {"number": page, "pages": found.pages, "before": turned(page - 1), "after": turned(page + 1)},
    }


def _near(visit: Visit, symbol: Symbol) -> list[Row]:
    """Documents with the same number, then those with symbols like it."""
    family = family_of(symbol, audience=Audience.ANONYMOUS, now=visit.now)
    others = near(symbol.key, audience=Audience.ANONYMOUS, now=visit.now, most=NEAR)
    return rows_of(visit, list(dict.fromkeys([*family, *others]))[:NEAR])


def _row(visit: Visit, entry: Entry, codes: tuple[str, ...], hit: Hit | None = None) -> dict[str, Any]:
    """A result; without a hit, a record that is not there in the reader's language."""
    address = "".join(entry.symbol.split())
    rest = f"/documents/{address}" if entry.noun == WORK else f"/{entry.kind}/{entry.slugline}"
    kind = visit.around.kinds.get(entry.kind)
    tongues = [
        Tongue(language, visit.site.path(f"/{language.code}{rest}") if language.code in codes else "")
        for language in visit.site.languages
        if language.official or language.code in codes
    ]
    return {
        "entry": entry,
        "language": visit.around.languages[entry.language],
        "hit": hit,
        "kind": kind.name if kind and entry.noun != WORK else {},
        "form": FORMS.get(entry.kind, entry.kind) if entry.noun == WORK else "",
        "date": date.fromisoformat(entry.date) if entry.date else None,
        "href": f"{visit.root}{rest}",
        "tongues": tongues,
    }


def _facets(visit: Visit, first: dict[str, str], found: Answer, at: Any) -> Iterator[dict[str, Any]]:
    """The filters, each with its values, their counts and where they lead; a filter with one value says nothing."""
    for name, counts in found.found.facets.items():
        chosen = first[name]
        order = sorted(counts, reverse=True) if name == "year" else sorted(counts, key=lambda v: (-counts[v], v))
        values = [
            {
                **_value(visit, name, value),
                "count": counts[value],
                "href": at({**first, name: "" if value == chosen else value}),
                "chosen": value == chosen,
            }
            for value in order
        ]
        if len(values) > 1 or chosen:
            values.sort(key=lambda value: not value["chosen"])
            yield {"title": TITLES[name], "seen": values[:SEEN], "more": values[SEEN:], "all": at({**first, name: ""})}


def _value(visit: Visit, name: str, value: str) -> dict[str, Any]:
    """The words of a value: in all languages where it is a row of ours, else as they stand."""
    rows: Mapping[str, Mapping[str, Any]] = {"kind": visit.around.kinds, "theme": visit.around.themes}
    if name in rows and value in rows[name]:
        return {"said": rows[name][value].name}
    words = {"collection": COLLECTIONS, "kind": FORMS}.get(name, {})
    return {"words": words.get(value, value)}


def _examples(visit: Visit) -> dict[str, Any]:
    """Something of this site to try: its themes, and the symbol of its latest document."""
    texts = Expression.objects.visible_to(Audience.ANONYMOUS, visit.now).filter(language=visit.language)
    latest = texts.select_related("work").defer("text").order_by("-work__public_from", "-pk").first()
    names = (theme.name.get(visit.language.code, "") for theme in visit.around.themes.values())
    words = [name for name in names if name][:EXAMPLES]
    root = f"{visit.root}/search"
    return {
        "words": [(word, f"{root}{_query({'q': word})}") for word in words],
        "phrase": (f"“{words[0]}”", f"{root}{_query({'q': chr(34) + words[0] + chr(34)})}") if words else None,
        "symbol": (latest.work.symbol, f"{root}{_query({'q': latest.work.symbol})}") if latest else None,
        "news": f"{root}{_query({'collection': 'products'})}",
    }
