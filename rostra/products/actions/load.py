"""Load a product from a file: the working copy becomes what the file says."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from rostra.foundation import ledger
from rostra.foundation.errors import Refusal
from rostra.foundation.models import User
from rostra.foundation.policy import require
from rostra.network.models import Office
from rostra.products import policy, states
from rostra.products.actions.begin import begin
from rostra.products.actions.clear import clear
from rostra.products.actions.describe import describe
from rostra.products.actions.edit import edit
from rostra.products.actions.plan import plan
from rostra.products.actions.submit import submit
from rostra.products.content import content_hash
from rostra.products.files import DEFAULT_KIND, ProductFile, kind_named, read_product
from rostra.products.models import Kind, LanguageVersion, Product


@transaction.atomic
def load(data: Any, *, by: User) -> Product:
    """Make or change a product and its versions, all of the file or nothing. Loading it twice changes nothing.

    A version marked `cleared` is cleared if the actor may clear in its language, else it is put in review. What was
    made from another version of the file is up to date with it where its own text is new.

    Args:
        data: the parsed file (contracts, section 6).

    Raises:
        Refusal: `forbidden`, `format`, `unknown`, and those of the verbs it does: edit, submit, clear.
    """
    require(by, policy.LOAD, place="file")
    file = read_product(data)
    product = _product(file, by)
    versions: dict[str, LanguageVersion] = {}
    fresh: set[str] = set()
    for code, fields in file.versions.items():
        version = begin(product, language=file.languages[code], by=by)
        before = content_hash(version)
        texts = {name: value for name, value in fields.items() if name not in {"cleared", "made_from"}}
        versions[code] = edit(version, by=by, fields=texts)
        fresh |= {code} if content_hash(versions[code]) != before else set()
    for code, fields in file.versions.items():
        _link(versions, code, fields.get("made_from"), by=by, fresh=code in fresh)
    for code, fields in file.versions.items():
        if fields.get("cleared"):
            _clear(versions[code], by=by)
    ledger.record("load", product, by=by, versions=sorted(versions))
    return product


def _product(file: ProductFile, by: User) -> Product:
    described = dict(file.described)
    product = Product.objects.filter(slugline=file.slugline).first()
    if product is not None:
        if "kind" in described:
            _saved(described["kind"])
        return describe(product, by=by, fields=described) if described else product
    described["kind"] = _saved(described.get("kind") or kind_named(DEFAULT_KIND))
    described.setdefault("office", _headquarters())
    return plan(file.slugline, by=by, **described)


def _saved(kind: Kind) -> Kind:
    if kind.pk is None:
        kind.save()
    return kind


def _headquarters() -> Office:
    office = Office.objects.headquarters() or Office.objects.first()
    if office is None:
        raise Refusal("unknown", "office", _("There is no office yet; 'rostra init' makes one."))
    return office


def _link(versions: dict[str, LanguageVersion], code: str, source: str | None, *, by: User, fresh: bool) -> None:
    version = versions[code]
    if source and (fresh or version.made_from_id != versions[source].pk):
        edit(version, by=by, fields={"made_from": versions[source]})


def _clear(version: LanguageVersion, *, by: User) -> None:
    if version.state == states.CLEARED:
        return
    if policy.may(by, policy.CLEAR, version.language.code):
        clear(version, by=by)
    elif version.state != states.IN_REVIEW:
        submit(version, by=by)
