"""Change what a version says."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue

from rostra.foundation import ledger
from rostra.foundation.errors import Refusal
from rostra.foundation.models import User
from rostra.foundation.text import one_line
from rostra.media.models import Picture
from rostra.products import policy, rules, states
from rostra.products.content import content_hash, raw_body, text_of, tidy_body
from rostra.products.models import LanguageVersion, UnchangedMeaning
from rostra.products.wording import refusal

LINES = {"headline": 300, "byline": 200, "dateline": 120, "picture_caption": 500, "picture_alternative": 500}


@transaction.atomic
def edit(
    version: LanguageVersion,
    *,
    by: User,
    fields: Mapping[str, Any],
    meaning_unchanged: bool = False,
    expected: str = "",
) -> LanguageVersion:
    """Set the named fields, keep a revision, and put the version back to drafting. No change leaves all as it was.

    Args:
        fields: some of headline, summary, byline, dateline, picture_caption, picture_alternative (texts); body (a
            StreamField value, or a list of `{"type", "value"}` as in the load file); made_from (a version or None:
            the version is up to date with what that one says now).
        meaning_unchanged: the editor's word that versions made from this one need no change.
        expected: the content hash that the editor began with; empty to overwrite whatever is there.

    Raises:
        Refusal: `forbidden`, `sealed`, `locked`; `overtaken` if somebody else saved since; `field` naming what is
            wrong.
    """
    # The row is locked, then read again: two people who save at once are put in line.
    LanguageVersion.objects.select_for_update().get(pk=version.pk)
    version.refresh_from_db()
    policy.require_editing(by, version)
    before = content_hash(version)
    if expected and expected != before:
        raise Refusal(
            "overtaken", str(version), _("Somebody saved this version since you opened it; your text was not kept.")
        )
    linked = _set(version, fields)
    after = content_hash(version)
    if after == before and not linked:
        return version
    return _save(version, by=by, before=before, after=after, meaning_unchanged=meaning_unchanged)


def _save(version: LanguageVersion, *, by: User, before: str, after: str, meaning_unchanged: bool) -> LanguageVersion:
    if after != before:
        states.VERSION.require(version.state, states.DRAFTING, place=str(version))
        version.state = states.DRAFTING
    version.save()
    version.save_revision(user=by, clean=False)
    if meaning_unchanged and after != before:
        UnchangedMeaning.objects.create(version=version, before=before, after=after, by=by)
    ledger.record("edit", version, by=by, before=before, after=after, meaning_unchanged=meaning_unchanged)
    return version


def _set(version: LanguageVersion, fields: Mapping[str, Any]) -> bool:
    if unknown := set(fields) - {*LINES, "summary", "body", "made_from"}:
        raise Refusal("field", str(version), _("There is no field '%(name)s'.") % {"name": min(unknown)})
    for name in LINES.keys() & fields.keys():
        setattr(version, name, _checked(version, name, one_line(fields[name]), LINES[name]))
    if "summary" in fields:
        version.summary = _checked(version, "summary", text_of(fields["summary"]), rules.LONGEST_SUMMARY)
    if "body" in fields:
        version.body = _raw(version, fields["body"])
    if "made_from" not in fields:
        return False
    return _link(version, fields["made_from"])


def _checked(version: LanguageVersion, name: str, text: str, longest: int) -> str:
    if faults := rules.text_faults(text, name, longest):
        raise refusal("field", str(version), faults)
    return text


def _raw(version: LanguageVersion, body: Any) -> list[dict[str, Any]]:
    if isinstance(body, StreamValue):
        return tidy_body(body.get_prep_value())
    if faults := rules.body_faults(body, "body"):
        raise refusal("field", str(version), faults)
    wanted = {block["value"]["picture"] for block in body if block["type"] == "image"}
    if wanted - set(Picture.objects.filter(pk__in=wanted).values_list("pk", flat=True)):
        raise refusal("field", str(version), [rules.Fault("picture_missing", "body")])
    return raw_body(body)


def _link(version: LanguageVersion, source: LanguageVersion | None) -> bool:
    if source and (source.product_id != version.product_id or source.pk == version.pk):
        raise Refusal("field", str(version), _("A version is made from another version of the same product."))
    known = content_hash(source) if source else ""
    changed = (version.made_from_id, version.made_from_hash) != (source.pk if source else None, known)
    version.made_from, version.made_from_hash = source, known
    return changed
