"""The deeds of the product's room: each takes what the form says to an action, and says what came of it.

Each returns whether it was done, or nothing is left to do; else the room is shown again with what was typed.
"""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rostra.desk.forms import ReasonForm, ReleaseForm
from rostra.desk.frame import keys
from rostra.desk.templatetags.desk import zone_of
from rostra.foundation import clock
from rostra.foundation.errors import Refusal
from rostra.foundation.models import Language, User
from rostra.looks.frame import actor, attempt
from rostra.products.actions.assign import assign as assign_version
from rostra.products.actions.begin import begin as begin_version
from rostra.products.models import LanguageVersion, Product
from rostra.release import queries
from rostra.release.actions.cancel import cancel as cancel_release
from rostra.release.actions.correct import correct as correct_product
from rostra.release.actions.find_unaffected import find_unaffected
from rostra.release.actions.hold import hold as hold_release
from rostra.release.actions.lift_waiver import lift_waiver as lift_product_waiver
from rostra.release.actions.schedule import schedule
from rostra.release.actions.unseal import unseal as unseal_version
from rostra.release.actions.waive import waive as waive_language
from rostra.release.actions.withdraw import withdraw as withdraw_product
from rostra.release.models import Obligation, Release


def release(request: HttpRequest, product: Product, form: ReleaseForm) -> bool:
    """Schedule what the release box asks for."""
    chosen = form.cleaned_data["languages"]
    told = ngettext(
        "%(count)s language is on its way.", "%(count)s languages are on their way.", len(chosen)
    ) % {"count": len(chosen)}  # fmt: skip
    by = actor(request)
    return attempt(request, lambda: form.do(lambda at: schedule(product, by=by, at=at, languages=chosen)), told)


def waive(request: HttpRequest, product: Product) -> bool:
    """Waive a language, with a reason."""
    code, reason = request.POST.get("language", ""), request.POST.get("reason", "")
    return attempt(
        request,
        lambda: waive_language(
            product, language=code, by=actor(request), reason=reason, until=_local(request, "until")
        ),
        _("The language is waived; the reason is kept."),
    )


def lift_waiver(request: HttpRequest, product: Product) -> bool:
    """Take a waiver back."""
    code = request.POST.get("language", "")
    return attempt(
        request,
        lambda: lift_product_waiver(product, language=code, by=actor(request)),
        _("The waiver is lifted: the language is asked for again."),
    )


def hold(request: HttpRequest, product: Product) -> bool:
    """Hold the release on its way."""
    reason = request.POST.get("reason", "")
    return attempt(
        request,
        lambda: hold_release(_coming(product), by=actor(request), reason=reason),
        _("The release is held: nothing of it becomes public."),
    )


def cancel(request: HttpRequest, product: Product) -> bool:
    """Cancel the release on its way."""
    return attempt(
        request,
        lambda: cancel_release(_coming(product), by=actor(request)),
        _("The release is cancelled; its versions can be edited again."),
    )


def unseal(request: HttpRequest, product: Product) -> bool:
    """Free a sealed version; the release that holds it falls."""
    return attempt(
        request,
        lambda: unseal_version(_version(request, product), by=actor(request)),
        _("The release fell, and the version can be edited."),
    )


def begin(request: HttpRequest, product: Product) -> bool:
    """Plan a version in one more language."""
    language = Language.objects.filter(code=request.POST.get("language", "")).first()
    return language is None or attempt(
        request, lambda: begin_version(product, language=language, by=actor(request)), _("The version is planned.")
    )


def assign(request: HttpRequest, product: Product) -> bool:
    """Say who holds a version, until when."""
    name = request.POST.get("to", "")
    to = User.objects.filter(username=name).first() if name else None
    return attempt(
        request,
        lambda: assign_version(_version(request, product), by=actor(request), to=to, due_at=_local(request, "due")),
        _("The version is given out."),
    )


def correct(request: HttpRequest, product: Product, form: ReasonForm) -> bool:
    """Send out what was changed and cleared since the release, as a correction."""
    texts: dict[str, dict[str, object]] = {code: {} for code in request.POST.getlist("languages")}
    words, ask_others = form.cleaned_data["words"], "ask_others" in request.POST
    return attempt(
        request,
        lambda: correct_product(product, by=actor(request), note=words, texts=texts, ask_others=ask_others),
        _say_who_is_asked,
    )


def _say_who_is_asked(correction: Release) -> str:
    if correction.asks:
        return _("The correction is on its way; the other languages say that they are being checked.")
    return _("The correction is on its way; no other language is asked to be checked.")


def unaffected(request: HttpRequest, product: Product) -> bool:
    """Close obligations: the ticked languages were checked and need no change."""
    ticked = keys(request.POST.getlist("obligation"))
    found = list(Obligation.objects.filter(pk__in=ticked, version__product=product))
    if not found:
        messages.error(request, _("Tick at least one language"))
        return False
    return attempt(
        request,
        lambda: find_unaffected(*found, by=actor(request)),
        _("Noted: checked and unaffected. The public remark will be lifted."),
    )


def withdraw(request: HttpRequest, product: Product, form: ReasonForm) -> bool:
    """Withdraw the ticked languages."""
    codes = request.POST.getlist("languages")
    return attempt(
        request,
        lambda: withdraw_product(product, by=actor(request), reason=form.cleaned_data["words"], languages=codes),
        _("The withdrawal is on its way."),
    )


def _coming(product: Product) -> Release:
    coming = queries.ahead(product, clock.now())
    if coming is None:
        raise Refusal("not_ahead", product.slugline, _("No release of this product is on its way."))
    return coming


def _version(request: HttpRequest, product: Product) -> LanguageVersion:
    code = request.POST.get("language", "")
    version = product.versions.filter(language__code=code).select_related("language", "product").first()
    if version is None:
        raise Refusal("unknown_language", product.slugline, _("There is no version in this language."))
    return version


def _local(request: HttpRequest, name: str) -> datetime | None:
    """A wall-clock time in the person's zone, from an `<input type="datetime-local">`."""
    text = request.POST.get(name, "")
    if not text:
        return None
    try:
        naive = datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise Refusal("bad_time", name, _("A date and a time are expected.")) from None
    fold = {"0": 0, "1": 1}.get(request.POST.get("fold", ""))
    return clock.local_instant(naive, str(zone_of(request.user)), fold=fold)


DEEDS: dict[str, Callable[[HttpRequest, Product], bool]] = {
    "waive": waive,
    "lift waiver": lift_waiver,
    "hold": hold,
    "cancel": cancel,
    "unseal": unseal,
    "begin": begin,
    "assign": assign,
    "unaffected": unaffected,
}
