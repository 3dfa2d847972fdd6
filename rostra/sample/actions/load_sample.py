"""Load the invented organization: network, mandates, logins, products, releases, figures."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import transaction

from rostra.foundation import clock, ledger
from rostra.foundation.errors import Refusal
from rostra.foundation.models import User
from rostra.foundation.policy import require
from rostra.network.models import Office
from rostra.products.actions.load import load
from rostra.products.actions.submit import submit
from rostra.products.models import Product
from rostra.release.actions.carry_out import carry_out
from rostra.release.actions.schedule import schedule
from rostra.release.models import Release
from rostra.sample import organization, policy
from rostra.sample.documents import make_documents
from rostra.sample.figures import make_indicators
from rostra.sample.files import products
from rostra.sample.logins import make_logins
from rostra.sample.stories import load_file
from rostra.sample.visit_logs import make_visits


def load_sample(home: Path, *, by: User, password: str, progress: Callable[..., Any]) -> dict[str, Any]:
    """Make what is missing of the sample; what is there stays as it is.

    Args:
        home: the instance's folder.
        password: of the sample's logins.
        progress: shows how far it is, as `Console.progress` does.

    Returns:
        what was made: {"offices", "mandates", "documents", "products", "released", "indicators", "logs"}, names.

    Raises:
        Refusal: `forbidden`; `not_empty` where the instance already belongs to a real institution.
    """
    require(by, policy.LOAD, place="sample")
    _refuse_real_institution()
    with transaction.atomic():
        made = {"offices": organization.make_organization(), "mandates": organization.make_mandates()}
        make_logins(password)
        organization.make_people()
        if made["offices"]:
            ledger.record("load sample", Office.objects.headquarters() or by, by=by, offices=made["offices"])
    made["documents"] = make_documents(home, by=by, progress=progress)
    told = list(products())
    with progress(told, label="Writing products") as bar:
        made["products"] = [shipped["slugline"] for shipped in bar if _write(shipped, by=by)]
    ready = [shipped for shipped in told if not shipped.get("hold_back")]
    with progress(ready, label="Releasing products") as bar:
        made["released"] = [shipped["slugline"] for shipped in bar if _release(shipped, by=by)]
    made["indicators"] = make_indicators()
    made["logs"] = make_visits(home, now=clock.now(), by=by, told=[shipped["slugline"] for shipped in ready])
    return made


def _refuse_real_institution() -> None:
    """The sample never mixes with real data: it is for an instance that has nothing but what `init` made."""
    if organization.is_there():
        return
    foreign = Office.objects.exclude(function=Office.Function.HEADQUARTERS).first() or Product.objects.first()
    if foreign is not None:
        raise Refusal("not_empty", str(foreign), "This instance has data of its own; load the sample into another one.")


def _write(shipped: dict[str, Any], *, by: User) -> bool:
    """Load one product, unless it is there: what people changed since is theirs."""
    if Product.objects.filter(slugline=shipped["slugline"]).exists():
        return False
    reviewed = [code for code, state in shipped.get("hold_back", {}).items() if state == "in_review"]
    with transaction.atomic():
        product = load(load_file(shipped, now=clock.now()), by=by)
        for version in product.versions.filter(language__code__in=reviewed):
            submit(version, by=by)
    return True


def _release(shipped: dict[str, Any], *, by: User) -> bool:
    """Release one product that never was: all languages at once, or some first where its kind lets others join."""
    product = Product.objects.get(slugline=shipped["slugline"])
    if Release.objects.filter(product=product).exists():
        return False
    carry_out(schedule(product, by=by, languages=shipped.get("first")))
    return True
