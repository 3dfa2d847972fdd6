"""The load file: one product with its versions, checked whole before anything is stored (contracts, section 6)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from rostra.foundation import clock, text
from rostra.foundation.errors import Refusal
from rostra.foundation.models import Language
from rostra.mandates.models import Mandate, Theme
from rostra.media.models import Picture
from rostra.network.models import Office
from rostra.products import rules
from rostra.products.actions.edit import LINES
from rostra.products.models import Kind
from rostra.products.sluglines import check_slugline
from rostra.products.wording import refusal

TOP = {"slugline", "kind", "office", "required", "themes", "mandates", "occurred_at", "picture", "versions"}
VERSION = {*LINES, "summary", "body", "cleared", "made_from"}
#: A kind may be missing in a new instance; this one is made at need, as it asks for nothing.
DEFAULT_KIND = "story"


@dataclass(frozen=True)
class ProductFile:
    """A checked file, with rows in place of names. `described` holds only what the file names."""

    slugline: str
    described: dict[str, Any]
    versions: dict[str, dict[str, Any]]
    languages: dict[str, Language]


def read_product(data: Any) -> ProductFile:
    """Check a parsed file and find the rows it names.

    Raises:
        Refusal: `format` naming the place, such as `versions.ar.body[3]`; `unknown` for a name that no row has.
    """
    if not isinstance(data, dict):
        raise Refusal("format", "file", _("An object is expected."))
    _known(data, TOP, "")
    slugline = _text(data, "slugline", 120, required=True)
    check_slugline(slugline)
    languages = {language.code: language for language in Language.objects.all()}
    described = _described(data, languages)
    versions = data.get("versions", {})
    if not isinstance(versions, dict):
        raise Refusal("format", "versions", _("An object is expected."))
    for code, fields in versions.items():
        _row(languages, code, f"versions.{code}")
        _check_version(fields, f"versions.{code}", versions)
    return ProductFile(slugline, described, versions, languages)


def _described(data: dict[str, Any], languages: dict[str, Language]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "kind" in data:
        found["kind"] = kind_named(_text(data, "kind", 50, required=True))
    if "office" in data:
        slug = _text(data, "office", 50, required=True)
        found["office"] = _row({slug: Office.objects.filter(slug=slug).first()}, slug, "office")
    if "required" in data:
        found["required"] = [_row(languages, code, f"required[{n}]") for n, code in _names(data, "required")]
    if "themes" in data:
        themes = {theme.slug: theme for theme in Theme.objects.all()}
        found["themes"] = [_row(themes, slug, f"themes[{n}]") for n, slug in _names(data, "themes")]
    if "mandates" in data:
        names = _names(data, "mandates")
        mandates = {m.symbol: m for m in Mandate.objects.filter(symbol__in=[symbol for _n, symbol in names])}
        found["mandates"] = [_row(mandates, symbol, f"mandates[{n}]") for n, symbol in names]
    if "occurred_at" in data:
        found["occurred_at"] = _moment(data["occurred_at"])
    if "picture" in data:
        found["picture"] = _picture(data["picture"])
    return found


def kind_named(slug: str) -> Kind:
    """The kind with this slug; the default kind is given unsaved where there is none yet.

    Raises:
        Refusal: `unknown`.
    """
    found = Kind.objects.filter(slug=slug).first()
    if found is None and slug == DEFAULT_KIND:
        found = Kind(slug=slug, name={"en": "Story"}, plural={"en": "Stories"})
    if found is None:
        raise Refusal("unknown", "kind", _("There is no kind '%(name)s'.") % {"name": slug})
    return found


def _check_version(fields: Any, place: str, versions: dict[str, Any]) -> None:
    if not isinstance(fields, dict):
        raise Refusal("format", place, _("An object is expected."))
    _known(fields, VERSION, f"{place}.")
    faults: list[rules.Fault] = []
    for name, longest in {**LINES, "summary": rules.LONGEST_SUMMARY}.items():
        faults += rules.text_faults(fields.get(name, ""), f"{place}.{name}", longest)
    faults += rules.body_faults(fields.get("body", []), f"{place}.body")
    if faults:
        raise refusal("format", "", faults)
    if not isinstance(fields.get("cleared", False), bool):
        raise Refusal("format", f"{place}.cleared", _("True or false is expected."))
    source = fields.get("made_from")
    if source is not None and (not isinstance(source, str) or source not in versions or place == f"versions.{source}"):
        raise Refusal("unknown", f"{place}.made_from", _("This must be the code of another version in the file."))
    _check_pictures(fields.get("body", []), place)


def _check_pictures(body: list[Any], place: str) -> None:
    for number, block in enumerate(body):
        if block["type"] == "image" and not _small(block["value"]["picture"]):
            raise refusal("unknown", "", [rules.Fault("picture_missing", f"{place}.body[{number}]")])


def _small(key: int) -> bool:
    return 0 < key < 2**63 and Picture.objects.filter(pk=key).exists()


def _picture(key: Any) -> Picture | None:
    if key is None:
        return None
    if isinstance(key, bool) or not isinstance(key, int):
        raise Refusal("format", "picture", _("A number is expected: the picture's."))
    if not _small(key):
        raise Refusal("unknown", "picture", _("There is no such picture."))
    picture: Picture = Picture.objects.get(pk=key)
    return picture


def _known(data: dict[str, Any], known: set[str], prefix: str) -> None:
    if unknown := sorted(set(data) - known):
        name = text.one_line(unknown[0].encode("utf-8", "replace").decode())[:60]
        raise Refusal(
            "format",
            f"{prefix}{name}",
            _("There is no such key; known are %(known)s.") % {"known": ", ".join(sorted(known))},
        )


def _text(data: dict[str, Any], name: str, longest: int, *, required: bool = False) -> str:
    if faults := rules.text_faults(data.get(name, ""), name, longest, required=required):
        raise refusal("format", "", faults)
    return str(data.get(name, ""))


def _names(data: dict[str, Any], key: str) -> list[tuple[int, str]]:
    names = data[key]
    if not isinstance(names, list) or len(names) > rules.MOST_ITEMS:
        raise refusal("format", "", [rules.Fault("list_expected", key)])
    for number, name in enumerate(names):
        if faults := rules.text_faults(name, f"{key}[{number}]", 80, required=True):
            raise refusal("format", "", faults)
    return list(enumerate(names))


def _row(rows: dict[str, Any], name: Any, place: str) -> Any:
    if rows.get(name) is None:
        shown = text.one_line(str(name).encode("utf-8", "replace").decode())[:60]
        raise Refusal(
            "unknown",
            place[:120].encode("utf-8", "replace").decode(),
            _("There is no '%(name)s' here.") % {"name": shown},
        )
    return rows[name]


def _moment(value: Any) -> datetime | None:
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Refusal(
            "format", "occurred_at", _("A time with its zone is expected, such as 2026-03-01T09:00:00+00:00.")
        )
    if not clock.in_calendar(moment):
        raise Refusal("format", "occurred_at", _("No calendar is kept for this year."))
    return moment
