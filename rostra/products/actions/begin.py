"""Begin a version in a language that nobody has planned."""

from django.db import transaction

from rostra.foundation import ledger
from rostra.foundation.models import Language, User
from rostra.foundation.policy import require, require_language
from rostra.products import policy
from rostra.products.models import LanguageVersion, Product


@transaction.atomic
def begin(product: Product, *, language: Language, by: User) -> LanguageVersion:
    """The product's version in a language, made if there is none.

    Raises:
        Refusal: `forbidden`.
    """
    place = f"{product.slugline} [{language.code}]"
    require(by, policy.EDIT, place=place)
    require_language(by, language.code, place=place)
    version, new = LanguageVersion.objects.get_or_create(product=product, language=language)
    if new:
        ledger.record("begin", version, by=by)
    return version
