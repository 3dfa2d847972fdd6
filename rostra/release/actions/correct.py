"""Correct what was released, in one or more languages, and oblige all the others to look."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from rostra.foundation import clock
from rostra.foundation.errors import Refusal
from rostra.foundation.models import User
from rostra.foundation.policy import require
from rostra.foundation.text import public_words
from rostra.products.actions.clear import clear
from rostra.products.actions.edit import edit
from rostra.products.models import LanguageVersion, Product
from rostra.release import policy, queries
from rostra.release.models import FrozenVersion, Release
from rostra.release.preparing import lock, prepare


@transaction.atomic
def correct(
    product: Product,
    *,
    by: User,
    note: Mapping[str, str],
    texts: Mapping[str, Mapping[str, Any]],
    ask_others: bool = False,
) -> Release:
    """Change released texts and prepare the correction for as soon as possible.

    Args:
        note: what was corrected, for the public, by language code.
        texts: language code -> the fields that change (as in `products.actions.edit`); empty fields for a
            version that was edited and cleared already.
        ask_others: have the other languages checked even where each of these is under check itself, so that this
            would only answer an earlier correction: it corrects something else too.

    Raises:
        Refusal: `forbidden`, `note_missing`, `busy`, `not_public`, or what public words, editing and clearing refuse.
    """
    require(by, policy.CORRECT, place=product.slugline)
    note = public_words(note, place=product.slugline)
    if not note:
        raise Refusal("note_missing", product.slugline, _("A correction needs a public note."))
    product = lock(product)
    public = queries.present(product, clock.now())
    if queries.ahead(product, clock.now()) is not None:
        raise Refusal("busy", product.slugline, _("Another release of this product is on its way."))
    told = [] if public is None else public.frozen.exclude(fate=FrozenVersion.Fate.WITHDRAWN)
    codes = {row.language.code for row in told}
    absent = set(texts) - codes
    if absent or not texts:
        named = {"languages": ", ".join(sorted(absent)) or "–"}
        raise Refusal("not_public", product.slugline, _("Not public, so nothing to correct: %(languages)s.") % named)
    for code, fields in texts.items():
        _change(product, code, dict(fields), by=by)
    asks = bool(codes - set(texts)) and (ask_others or not queries.answers_obligations(product, texts))
    return prepare(product, Release.Act.CORRECTION, by=by, languages=list(texts), at=None, note=note, asks=asks)


def _change(product: Product, code: str, fields: dict[str, Any], *, by: User) -> None:
    version = LanguageVersion.objects.get(product=product, language__code=code)
    if fields:
        version = edit(version, by=by, fields=fields)
        version = clear(version, by=by)
    if version.state != "cleared":
        raise Refusal("not_cleared", str(version), _("The corrected version is not cleared."))
    if version.approved_hash == version.released_hash:
        raise Refusal("unchanged", str(version), _("This text is the same as the released one."))
