"""What a page says of a library document besides its text: facts, languages, and words for machines."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rostra.foundation.models import Language
from rostra.foundation.text import say
from rostra.library.models import Expression, File, Work
from rostra.website.chrome import Alternate
from rostra.website.listing import Tongue
from rostra.website.sites import Site

#: Forms of documents in words; others are shown as the file names them.
FORMS = {
    "resolution": gettext_lazy("Resolution"),
    "decision": gettext_lazy("Decision"),
    "report": gettext_lazy("Report"),
    "letter": gettext_lazy("Letter"),
    "document": gettext_lazy("Document"),
}
#: Forms that decide something, as schema.org has it.
_LAW = {"resolution", "decision"}
#: So many subjects stand on the page; the file has all.
MOST_SUBJECTS = 12


def form_words(work: Work) -> str:
    """What kind of document it is."""
    return str(FORMS.get(work.form, work.form))


def rest_of(work: Work) -> str:
    """What follows the language in the address of a work."""
    return f"/documents/{work.address}"


def languages_of(site: Site, work: Work, held: dict[str, Expression], current: Language) -> list[Alternate]:
    """The same document in each language of the site in which it is held."""
    rest = rest_of(work)
    return [
        Alternate(each, site.path(f"/{each.code}{rest}"), site.url(f"/{each.code}{rest}"), each == current)
        for each in site.languages
        if each.code in held
    ]


def tongues_of(site: Site, work: Work, held: set[str]) -> tuple[Tongue, ...]:
    """A cell for each official language of a site, and each other one in which the work is held."""
    rest = rest_of(work)
    return tuple(
        Tongue(each, site.path(f"/{each.code}{rest}") if each.code in held else "")
        for each in site.languages
        if each.official or each.code in held
    )


def subjects_of(work: Work) -> list[str]:
    """Subjects by their labels, each once."""
    labels = (str(subject.get("label", "")).strip() for subject in work.subjects)
    return list(dict.fromkeys(label for label in labels if label))[:MOST_SUBJECTS]


def file_path(file: File | None) -> str:
    """The address of a source file: it holds the digest, so it never means other bytes."""
    return f"/files/{file.digest}.xml" if file else ""


def file_name(work: Work, language: Language) -> str:
    """What a source file is called once it is saved: the symbol and the language."""
    safe = "".join(c if c.isalnum() or c in "-." else "_" for c in work.address)
    return f"{safe}-{language.code}.xml"


def json_ld(
    work: Work, text: Expression, *, canonical: str, front: Site, file: File | None, subjects_in: Language | None
) -> dict[str, Any]:
    """The page for schema.org: a resolution as Legislation, anything else as a Report.

    Args:
        subjects_in: the language of the headings; None where the institution has no row of it.
    """
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Legislation" if work.form in _LAW else "Report",
        "name": text.title,
        "identifier": work.symbol,
        "inLanguage": text.language.bcp47,
        "url": canonical,
        "mainEntityOfPage": canonical,
        "isAccessibleForFree": True,
        "publisher": {"@type": "Organization", "name": say(front.office.name, text.language.code).text},
    }
    if work.form in _LAW:
        told["legislationIdentifier"] = work.symbol
    else:
        told["reportNumber"] = work.symbol
    if work.adopted_on:
        told["legislationDate" if work.form in _LAW else "datePublished"] = work.adopted_on.isoformat()
    if subjects := subjects_of(work):
        tag = {"@language": subjects_in.bcp47} if subjects_in else {}
        told["keywords"] = [{"@value": subject, **tag} for subject in subjects]
    if file:
        whole = {"contentUrl": f"{front.origin}{file_path(file)}", "encodingFormat": file.media_type}
        told["encoding"] = {"@type": "MediaObject", **whole, "sha256": file.digest}
    return told


def title_of(work: Work, title: str) -> str:
    """Symbol and title for the title of the window."""
    return _("%(symbol)s: %(title)s") % {"symbol": work.symbol, "title": title}
