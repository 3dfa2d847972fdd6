"""Who may do which verb to products and versions, and what nobody may do while a version is locked."""

from django.utils.translation import gettext as _

from rostra.foundation.errors import Refusal
from rostra.foundation.models import User
from rostra.foundation.policy import require, require_language
from rostra.products.models import LanguageVersion

PLAN = "products.add_product"
DESCRIBE = "products.change_product"
LOAD = "products.load_product"
EDIT = "products.change_languageversion"
SUBMIT = "products.change_languageversion"
CLEAR = "products.clear_languageversion"


def require_editing(by: User, version: LanguageVersion) -> None:
    """Refuse a person who may not change this version now.

    Raises:
        Refusal: `forbidden`, `sealed` (a release on its way has frozen it) or `locked` (somebody keeps it).
    """
    require(by, EDIT, place=str(version))
    require_language(by, version.language.code, place=str(version))
    refuse_sealed(version)
    if version.locked and version.locked_by_id not in {None, by.pk}:
        raise Refusal("locked", str(version), _("%(person)s has locked this version.") % {"person": version.locked_by})


def require_clearing(by: User, version: LanguageVersion) -> None:
    """Refuse a person who may not clear this version, or send it back, now.

    Raises:
        Refusal: `forbidden` or `sealed`.
    """
    require(by, CLEAR, place=str(version))
    require_language(by, version.language.code, place=str(version))
    refuse_sealed(version)


def refuse_sealed(version: LanguageVersion) -> None:
    """Refuse to touch what a release on its way has frozen.

    Raises:
        Refusal: `sealed`.
    """
    if version.sealed_at:
        reason = _("A release on its way has sealed this version; it must be unsealed first.")
        raise Refusal("sealed", str(version), reason)


def may(by: User, permission: str, language: str = "") -> bool:
    """Whether a screen should offer a verb to this person."""
    return by.has_perm(permission) and (not language or by.works_in_language(language))
