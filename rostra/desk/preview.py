"""A version as its readers would see it, before anybody may: the public page's own bytes, for the staff only."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from rostra.foundation import clock
from rostra.foundation.errors import Refusal
from rostra.network.models import Office
from rostra.products.content import content_of
from rostra.products.models import LanguageVersion
from rostra.products.rules import incompleteness
from rostra.release.freezing import canonical_text, pictures_in
from rostra.release.models import FrozenVersion, Release
from rostra.release.pages import renderer
from rostra.release.public_state import PublicState, Telling


def preview_page(version: LanguageVersion) -> str:
    """The page in the version's language on the site nearest to its office, its pictures from a private address.

    Raises:
        Refusal: `picture_missing`, `no_renderer`, or `no_site` where no site speaks the language.
    """
    if any(fault.code == "picture_missing" for fault in incompleteness(content_of(version))):
        raise Refusal("picture_missing", str(version), _("A picture in the text is gone; choose another one first."))
    render, site = renderer(), _site(version)
    if render is None:
        raise Refusal("no_renderer", str(version), _("No page renderer is registered."))
    if site is None:
        raise Refusal("no_site", str(version), _("No site speaks this language yet."))
    text = canonical_text(version)
    code = version.language.code
    # By its address: the text also stands in for languages that have none, under theirs.
    pages = (page for page in render(_state(version, text, site)) if page.path.startswith(f"/{code}/"))
    return _private(next(pages).body.decode(), text)


def _site(version: LanguageVersion) -> Office | None:
    speaking = Office.objects.with_site().filter(languages=version.language)
    own = speaking.filter(pk=version.product.office_id).first()
    return own or speaking.filter(function=Office.Function.HEADQUARTERS).first() or speaking.first()


def _state(version: LanguageVersion, text: dict[str, object], site: Office) -> PublicState:
    product, now = version.product, clock.now()
    code = version.language.code
    telling = Telling(
        language=code,
        fate=FrozenVersion.Fate.RELEASED,
        text=text,
        digest="",
        notices=(),
        first_released_at=now,
        changed_at=now,
        told_at=now,
    )
    return PublicState(
        release_id=0,
        product_id=product.pk,
        slugline=product.slugline,
        year=product.created_at.year,
        kind=product.kind.slug,
        act=Release.Act.ISSUE,
        instant=now,
        office=product.office.slug,
        sites=(site.slug,),
        serial=product.serial,
        tellings={code: telling},
    )


def _private(html: str, text: dict[str, object]) -> str:
    for rendition in pictures_in(text):
        html = html.replace(rendition["path"], reverse("desk_preview_picture", args=[rendition["digest"]]))
    banner = format_html(
        '<p role="note" dir="auto" style="position:sticky;inset-block-start:0;z-index:9;margin:0;padding:.5rem 1rem;'
        'background:#15181e;color:#fff;font:600 1rem system-ui">{}</p>',
        _("Preview: nobody outside sees this."),
    )
    return html.replace("<body>", f"<body>{banner}", 1)
