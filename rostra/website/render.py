"""Every page of a product's public state, as bytes: each language on each site, fallbacks, tombstones."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.template.loader import render_to_string
from django.utils.dateparse import parse_datetime
from django.utils.translation import override

from rostra.foundation.models import Language
from rostra.foundation.text import say
from rostra.release.pages import Page
from rostra.release.public_state import Notice, PublicState
from rostra.release.sentences import notice_title
from rostra.website import metadata, texts
from rostra.website.chrome import Alternate, Surroundings, alternates, chrome
from rostra.website.sites import Site

HTML = "text/html; charset=utf-8"


def render_pages(state: PublicState) -> Iterable[Page]:
    """The pages that a release puts on every site. The same state gives the same bytes, whenever it is rendered."""
    around = Surroundings()
    for slug in state.sites:
        site = around.sites.get(slug)
        if site is None:
            continue
        for language in site.languages:
            # Not yielded from inside: the reader's language must not leak to whoever asks for the next page.
            with override(language.django or None):
                page = _page(state, around, site, language)
            yield page


def _page(state: PublicState, around: Surroundings, site: Site, language: Language) -> Page:
    path = f"/{language.code}{_rest(state)}"
    own = state.tellings.get(language.code)
    if not state.told or (own is not None and own.fate == "withdrawn"):
        body = render_to_string("website/tombstone.html", _tombstone(state, around, site, language))
        return Page(site.office.slug, language.code, path, body.encode(), HTML, status=410)
    context = _product(state, around, site, language)
    body = render_to_string("website/product.html", context)
    return Page(site.office.slug, context["text_language"].code, path, body.encode(), HTML)


def _rest(state: PublicState) -> str:
    return f"/{state.kind}/{state.slugline}"


def _product(state: PublicState, around: Surroundings, site: Site, language: Language) -> dict[str, Any]:
    code = around.nearest(language.code, list(state.told))
    telling, used = state.told[code], around.languages[code]
    context = chrome(around, site, language)
    front = context["front"]
    canonical = _canonical(state, front, site, code)
    publisher = metadata.publisher_of(front, used)
    text = telling.text or {}
    article = metadata.news_article(telling, language=used, canonical=canonical, front=front, publisher=publisher)
    return {
        **context,
        **_facts(state, around, text),
        "text": text,
        "text_language": used,
        "fallback": used != language,
        "blocks": texts.blocks(text, root=context["root"]),
        "picture": texts.picture(text["picture"]),
        "notices": [_notice(notice) for notice in telling.notices],
        "released_at": telling.first_released_at,
        "changed_at": telling.changed_at,
        "was_changed": telling.changed_at != telling.first_released_at,
        "alternates": list(_alternates(state, site, language)),
        "canonical": canonical,
        "open_graph_locale": metadata.open_graph_locale(used),
        "publisher": publisher,
        "json_ld": metadata.in_script(article),
    }


def _facts(state: PublicState, around: Surroundings, text: dict[str, Any]) -> dict[str, Any]:
    kind, office = around.kinds.get(state.kind), around.sites.get(state.office)
    return {
        "kind": kind,
        "kind_path": f"/{state.kind}/",
        "serial": f"{text.get('series')}/{state.serial}" if state.serial and text.get("series") else "",
        "from_office": office.office if office else None,
        "told_themes": [around.themes[slug] for slug in text.get("themes", []) if slug in around.themes],
        "mandates": text.get("mandates", []),
    }


def _alternates(state: PublicState, site: Site, language: Language) -> Iterator[Alternate]:
    """Only the languages in which it can be read."""
    rest = _rest(state)
    for each in site.languages:
        if each.code in state.told:
            path = f"/{each.code}{rest}"
            yield Alternate(each, site.path(path), site.url(path), each == language)


def _canonical(state: PublicState, front: Site, site: Site, code: str) -> str:
    """The one address of this text: headquarters' where it speaks the language, else the site's own."""
    home = front if code in front.by_code and front.office.slug in state.sites else site
    return home.url(f"/{code}{_rest(state)}")


def _notice(notice: Notice) -> dict[str, Any]:
    return {
        "act": notice["act"],
        "title": notice_title(notice["act"]),
        "at": parse_datetime(notice["at"]),
        "text": notice["text"],
        "language": notice["language"],
    }


def _tombstone(state: PublicState, around: Surroundings, site: Site, language: Language) -> dict[str, Any]:
    own = state.tellings[around.nearest(language.code, list(state.tellings))]
    reason = next((notice for notice in own.notices if notice["act"] == "withdrawal"), None)
    kind, readable = around.kinds.get(state.kind), list(_alternates(state, site, language))
    return {
        **chrome(around, site, language),
        "kind": kind,
        "notice": _notice(reason) if reason else None,
        "released_at": own.first_released_at,
        "withdrawn_at": own.changed_at,
        "readable": readable,
        "alternates": readable or alternates(site, language, _rest(state)),  # else the reason, in one's own words
        "title": say(kind.name if kind else {}, language.code).text,
    }
