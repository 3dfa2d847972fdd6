"""The product's room: where each language stands, what is in the way, and every deed of release."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from rostra.desk.forms import ReasonForm, ReleaseForm
from rostra.desk.frame import Screen, actor
from rostra.desk.queries import history
from rostra.desk.views import deeds
from rostra.foundation import clock
from rostra.foundation.models import Language, User
from rostra.products import policy as product_policy
from rostra.products.models import LanguageVersion, Product
from rostra.release import policy, queries, rules
from rostra.release.models import FrozenVersion, Obligation, Release, Waiver
from rostra.release.preparing import find_obstacles
from rostra.release.sentences import sentences


class ProductRoom(Screen):
    """One product."""

    template_name = "desk/room.html"

    @cached_property
    def product(self) -> Product:
        """The product of the address."""
        found = Product.objects.select_related("kind", "office", "picture", "created_by")
        return get_object_or_404(found, slugline=self.kwargs["slugline"])

    @property
    def title(self) -> str:  # type: ignore[override]
        """Its slugline."""
        return self.product.slugline

    def trail(self) -> list[tuple[str, Any]]:
        """Under the list."""
        return [(reverse("desk_products"), _("Products"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything about the product on one screen."""
        now, product = clock.now(), self.product
        cells = queries.cells([product], now)[product.pk]
        facts = queries.facts([product], now)[product.pk]
        wanted = rules.default_languages(facts)
        coming, public = queries.ahead(product, now), queries.present(product, now)
        frozen = list(public.frozen.select_related("language")) if public else []
        form = kwargs.pop("form", None) or release_form(product, actor(self.request), wanted)
        return super().get_context_data(
            product=product,
            cells=cells,
            rows=version_rows(product, cells, actor(self.request)),
            wanted=wanted,
            obstacles=sentences(find_obstacles(product, wanted=None, now=now)) if wanted or not public else [],
            coming=coming,
            public=public,
            frozen=frozen,
            form=form,
            waivers=Waiver.objects.filter(product=product).select_related("language", "by"),
            waivable=[cell.language for cell in cells if cell.state in {"missing", "drafting", "in_review", "stale"}],
            corrected=_corrected(product, frozen),
            note_form=ReasonForm(prefix="note"),
            obligations=Obligation.objects.filter(version__product=product, outcome="open").select_related(
                "version__language"
            ),
            history=history(product),
            people=User.objects.filter(is_active=True).order_by("username"),
            may=_rights(actor(self.request)),
            **kwargs,
        )

    def post(self, request: HttpRequest, slugline: str) -> HttpResponse:
        """Do one of the deeds; each says what it did, or why not."""
        verb = request.POST.get("verb", "")
        if verb == "release":
            return self._release(request)
        if verb in deeds.DEEDS:
            deeds.DEEDS[verb](request, self.product)
        return HttpResponseRedirect(reverse("desk_product", args=[slugline]))

    def _release(self, request: HttpRequest) -> HttpResponse:
        facts = queries.facts([self.product], clock.now())[self.product.pk]
        form = release_form(self.product, actor(request), rules.default_languages(facts), data=request.POST)
        if not form.is_valid() or not deeds.release(request, self.product, form):
            # Shown again with what was typed: a refused clock change asks for a choice, not for all anew.
            return self.render_to_response(self.get_context_data(form=form), status=422)
        return HttpResponseRedirect(reverse("desk_product", args=[self.product.slugline]))


def release_form(product: Product, user: User, wanted: list[str], data: Any = None) -> ReleaseForm:
    """The form of the release box: the cleared languages, ticked."""
    languages = Language.objects.filter(code__in=wanted)
    return ReleaseForm(
        data,
        user=user,
        offices=[product.office.time_zone],
        languages=[(language.code, language.endonym) for language in languages],
        initial={"languages": wanted},
    )


def version_rows(product: Product, cells: list[queries.Cell], user: User) -> list[dict[str, Any]]:
    """One row a language: its cell, its version if there is one, and what this person may do."""
    versions = {
        version.language_id: version
        for version in LanguageVersion.objects.filter(product=product).select_related(
            "language", "assigned_to", "cleared_by", "made_from__language"
        )
    }
    return [
        {
            "cell": cell,
            "language": cell.language,
            "version": versions.get(cell.language.pk),
            "may_edit": product_policy.may(user, product_policy.EDIT, cell.language.code),
        }
        for cell in cells
    ]


def _corrected(product: Product, frozen: list[FrozenVersion]) -> list[LanguageVersion]:
    """Released versions that were changed and cleared since."""
    out = {row.language_id for row in frozen if row.fate != FrozenVersion.Fate.WITHDRAWN}
    cleared = product.versions.filter(language__in=out).cleared().select_related("language")  # type: ignore[attr-defined]
    return [version for version in cleared if version.approved_hash != version.released_hash]


def _rights(user: User) -> dict[str, bool]:
    verbs = {
        "schedule": policy.SCHEDULE,
        "hold": policy.HOLD,
        "unseal": policy.UNSEAL,
        "correct": policy.CORRECT,
        "withdraw": policy.WITHDRAW,
        "waive": policy.WAIVE,
        "describe": product_policy.DESCRIBE,
    }
    return {verb: user.has_perm(permission) for verb, permission in verbs.items()}


class Withdraw(ProductRoom):
    """A page of its own before a withdrawal: it says what will happen, to how many."""

    template_name = "desk/withdraw.html"
    permissions = (policy.WITHDRAW,)

    @property
    def title(self) -> str:  # type: ignore[override]
        """What the screen is for."""
        return _("Withdraw")

    def trail(self) -> list[tuple[str, Any]]:
        """Under the product's room."""
        slugline = self.product.slugline
        return [*super().trail(), (reverse("desk_product", args=[slugline]), slugline)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What is public, where, and to whom it went."""
        public = queries.present(self.product, clock.now())
        told = list(public.frozen.exclude(fate="withdrawn").select_related("language")) if public else []
        release = public or Release()
        kwargs.setdefault("reason_form", ReasonForm(prefix="reason"))
        return super().get_context_data(
            told=told,
            sites=release.sites.count() if public else 0,
            subscribers=release.deliveries.exclude(subscriber=None).values("subscriber").distinct().count()
            if public
            else 0,
            chosen=self.request.POST.getlist("languages") or [row.language.code for row in told],
            **kwargs,
        )

    def post(self, request: HttpRequest, slugline: str) -> HttpResponse:
        """Withdraw what was ticked."""
        form = ReasonForm(request.POST, prefix="reason")
        if form.is_valid() and deeds.withdraw(request, self.product, form):
            return HttpResponseRedirect(reverse("desk_product", args=[slugline]))
        return self.render_to_response(self.get_context_data(reason_form=form), status=422)
