"""The library on the sites: a document's page in each language, two languages beside each other, its file."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import override

from rostra.foundation import clock
from rostra.foundation.gate import Audience
from rostra.foundation.symbols import NotASymbolError, Symbol
from rostra.library import queries
from rostra.library.models import Expression, File, Work
from rostra.library.store import store
from rostra.website import document_facts as facts
from rostra.website import metadata
from rostra.website.chrome import alternates
from rostra.website.document_rows import rows_of
from rostra.website.document_text import Block, Writer, beside
from rostra.website.visits import Visit, called_site, public, readable

#: How many texts a process keeps written out; a text of forty pages takes about 300 kB.
MOST_WRITTEN = 128
#: Documents with the same number that are offered where the very one is not held.
MOST_OFFERED = 6


@public
def document(visit: Visit, symbol: str) -> HttpResponse:
    """A document by its symbol, however it is typed; in the nearest language where the wanted one is not held."""
    return answer(visit, symbol)


def answer(visit: Visit, typed: str) -> HttpResponse:
    """The page, the way to its one address, or help for a symbol that leads nowhere."""
    asked, work = meant(visit, typed)
    if asked is None or work is None:
        return missing(visit, typed, asked)
    if visit.rest != facts.rest_of(work):
        return redirect_to(visit.site.path(f"/{visit.language.code}{facts.rest_of(work)}"), visit, asked, work)
    return page(visit, work)


def meant(visit: Visit, typed: str) -> tuple[Symbol | None, Work | None]:
    """What somebody typed as a symbol, and the work that it means in the language of the visit; None each if not."""
    try:
        asked = Symbol.parse(typed, languages=frozenset(visit.site.by_code))
    except NotASymbolError:
        return None, None
    return asked, queries.find(asked, audience=Audience.ANONYMOUS, now=visit.now, language=visit.language.code)


def redirect_to(path: str, visit: Visit, asked: Symbol, work: Work) -> HttpResponse:
    """To the one address of a work, on the host that was called; for good where nothing but the spelling differs."""
    other = visit.request.GET.get("beside", "")
    query = f"?beside={other}" if other in visit.site.by_code else ""
    return visit.redirect(f"{path}{query}", permanent=asked.key == work.key)


def page(visit: Visit, work: Work) -> HttpResponse:
    """A work that passed the gate, in the reader's language or the nearest; with `?beside=` another one beside it."""
    held = _held(visit, work)
    if not held:
        return missing(visit, work.symbol, Symbol.parse(work.symbol))
    text = held[visit.around.nearest(visit.language.code, list(held))]
    context = _context(visit, work, held, text)
    others = facts.languages_of(visit.site, work, held, visit.language)
    other = visit.request.GET.get("beside", "")
    if other:
        if other not in held or other == text.language.code:
            raise Http404
        pairs = _pairs(text, held[other], visit.root)
        more = {"pairs": pairs, "other": held[other], "robots": "noindex"}
        return visit.answer("website/document_beside.html", {**context, **more}, section="documents", others=others)
    context["body"] = _written(text.pk, text.changed_at, visit.root, visit.language.django)
    return visit.answer("website/document.html", context, section="documents", others=others)


def _held(visit: Visit, work: Work) -> dict[str, Expression]:
    """The expressions by language, in the institution's order, without their texts."""
    rows = Expression.objects.visible_to(Audience.ANONYMOUS, visit.now).filter(work=work)
    return {row.language.code: row for row in rows.select_related("language").defer("text")}


def _context(visit: Visit, work: Work, held: dict[str, Expression], text: Expression) -> dict[str, Any]:
    front = visit.around.front or visit.site
    home = front if text.language.code in front.by_code else visit.site
    canonical = home.url(f"/{text.language.code}{facts.rest_of(work)}")
    fallback = text.language != visit.language
    file = _file_of(visit, text)
    return {
        "work": work,
        "text": text,
        "text_language": text.language,
        "fallback": fallback,
        "robots": "noindex" if fallback else "",
        "form": facts.form_words(work),
        "subjects": facts.subjects_of(work),
        "subjects_in": settings.SUBJECTS_LANGUAGE,
        "tongues": facts.tongues_of(visit.site, work, set(held)),
        "beside": [row.language for row in held.values() if row != text],
        "family": _family(visit, work),
        "file": file,
        "file_path": facts.file_path(file),
        "canonical": canonical,
        "address": visit.site.path(f"/{visit.language.code}{facts.rest_of(work)}"),
        "json_ld": metadata.in_script(
            facts.json_ld(
                work,
                text,
                canonical=canonical,
                front=front,
                file=file,
                subjects_in=visit.around.languages.get(settings.SUBJECTS_LANGUAGE),
            )
        ),
    }


def _file_of(visit: Visit, text: Expression) -> File | None:
    seen = File.objects.visible_to(Audience.ANONYMOUS, visit.now).filter(expression=text, digest=text.source_digest)
    file: File | None = seen.first()
    return file


def _family(visit: Visit, work: Work) -> list[dict[str, Any]]:
    others = queries.family_of(Symbol.parse(work.symbol), audience=Audience.ANONYMOUS, now=visit.now)
    return [{"work": other, "href": f"{visit.root}{facts.rest_of(other)}"} for other in others]


@lru_cache(maxsize=MOST_WRITTEN)
def _written(expression: int, changed_at: datetime, root: str, interface: str) -> SafeString:
    """A text written out; kept until it changes, and asked for only by those who passed the gate."""
    with override(interface or None):
        return Writer(root).whole(_blocks(expression))


def _blocks(expression: int) -> list[Block]:
    rows = Expression.objects.visible_to(Audience.ANONYMOUS, clock.now())
    text: list[Block] = rows.values_list("text", flat=True).get(pk=expression)
    return text


def _pairs(own: Expression, other: Expression, root: str) -> list[dict[str, Any]]:
    """Rows of two cells, each written out; only the first carries anchors."""
    writer = Writer(root)
    pairs = beside(_blocks(own.pk), _blocks(other.pk))
    return [
        {"own": writer.cell(mine) if mine else "", "other": writer.cell(theirs, anchors=False) if theirs else ""}
        for mine, theirs in pairs
    ]


def missing(visit: Visit, typed: str, asked: Symbol | None) -> HttpResponse:
    """Help: what a symbol looks like, which ones have its number or are near. What is hidden is as if it never was."""
    near = queries.near(asked.key if asked else typed, audience=Audience.ANONYMOUS, now=visit.now)
    family = queries.family_of(asked, audience=Audience.ANONYMOUS, now=visit.now)[:MOST_OFFERED] if asked else []
    others = [work for work in near if work not in family]
    printed = asked.printed if asked else ""
    context = {"asked": printed, "query": printed, "family": rows_of(visit, family), "near": rows_of(visit, others)}
    lists = alternates(visit.site, visit.language, "/documents/")
    return visit.answer("website/document_missing.html", context, section="documents", status=404, others=lists)


@readable
def source_file(request: HttpRequest, digest: str) -> HttpResponse:
    """The file that a document came in, as long as the document is public and has no newer one."""
    called_site(request)
    seen = File.objects.visible_to(Audience.ANONYMOUS, clock.now()).filter(digest=digest)
    row = seen.filter(expression__source_digest=F("digest")).select_related("expression__work", "expression__language")
    file = row.defer("expression__text").first()
    if file is None:
        raise Http404
    name = facts.file_name(file.expression.work, file.expression.language)
    reply = HttpResponse(store().get(digest), content_type=file.media_type)
    reply.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    reply.headers["ETag"] = f'"{digest[:32]}"'
    return reply
