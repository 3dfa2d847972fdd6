"""The product's room: where each language stands, what is in the way, and every deed of release."""

import json
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from rostra.desk.forms import ReasonForm, ReleaseForm
from rostra.desk.frame import SEE_DEEDS, Screen
from rostra.desk.queries import history, holds, most_telling, public_addresses, versions_to_check
from rostra.desk.views import deeds
from rostra.desk.wording import reach, release_phrases
from rostra.foundation import clock
from rostra.foundation.models import Language, User
from rostra.looks.frame import actor
from rostra.products import policy as product_policy
from rostra.products import states
from rostra.products.models import LanguageVersion, Product
from rostra.release import policy, queries, rules
from rostra.release.models import FrozenVersion, Release, Waiver
from rostra.release.preparing import find_obstacles
from rostra.release.sentences import sentences

#: So many of the newest deeds and releases stand in the room; all deeds in the journal.
MOST_DEEDS = 40
#: Nothing is awaited of a language that stands there, unless its working copy is being written anew.
AT_REST = {rules.RELEASED, rules.UNDER_CHECK, rules.WITHDRAWN}


class ProductRoom(Screen):
    """One product."""

    template_name = "desk/room.html"

    @cached_property
    def product(self) -> Product:
        """The product of the address."""
        found = Product.objects.select_related("kind", "office", "picture", "created_by")
        return get_object_or_404(found, slugline=self.kwargs["slugline"])

    @property
    def title(self) -> str:
        """Its slugline."""
        return self.product.slugline

    @cached_property
    def public(self) -> Release | None:
        """The release that the public reads, if there is one."""
        return queries.present(self.product, clock.now())

    @cached_property
    def told(self) -> list[FrozenVersion]:
        """What of it can be read."""
        frozen = self.public.frozen.select_related("language") if self.public else []
        return [row for row in frozen if row.fate != FrozenVersion.Fate.WITHDRAWN]

    def words_form(self, prefix: str, data: Any = None) -> ReasonForm:
        """What the public is told, in the languages in which there is anything to be told of."""
        return ReasonForm(data, prefix=prefix, languages=[row.language for row in self.told])

    def trail(self) -> list[tuple[str, Any]]:
        """Under the list."""
        return [(reverse("desk_products"), _("Products"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything about the product on one screen."""
        now, product, user = clock.now(), self.product, actor(self.request)
        cells = queries.cells([product], now)[product.pk]
        told, waivable = self.told, rules.waivable_languages(queries.facts([product], now)[product.pk])
        read_at = public_addresses(self.public) if self.public else {}
        rows = version_rows(product, cells, user, read_at, kwargs.get("typed", {}))
        return super().get_context_data(
            product=product,
            cells=cells,
            rows=rows,
            said=most_telling(row["version"] for row in rows if row["version"]),
            public=self.public,
            barred=queries.barred(product, now),
            told=told,
            **_release_box(product, user, now, kwargs.pop("form", None)),
            **_corrections(product, told, kwargs, self.words_form("note")),
            waivers=Waiver.objects.filter(product=product).select_related("language", "by"),
            in_force=set(Waiver.objects.in_force(now).filter(product=product).values_list("pk", flat=True)),
            waivable=[cell.language for cell in cells if cell.language.code in waivable],
            answered=kwargs["typed"].getlist("obligation") if "typed" in kwargs else [],
            endonyms=dict(Language.objects.values_list("code", "endonym")),
            history=history(product, now, MOST_DEEDS),
            may=_rights(user),
            **kwargs,
        )

    def post(self, request: HttpRequest, slugline: str) -> HttpResponse:
        """Do one of the deeds; each says what it did, or why not."""
        verb = request.POST.get("verb", "")
        if verb == "release":
            return self._release(request)
        if verb == "correct":
            return self._correct(request)
        if verb in deeds.DEEDS and not deeds.DEEDS[verb](request, self.product):
            return self.render_to_response(self.get_context_data(typed=request.POST), status=422)
        return HttpResponseRedirect(reverse("desk_product", args=[slugline]))

    def _correct(self, request: HttpRequest) -> HttpResponse:
        form = self.words_form("note", request.POST)
        if not form.is_valid():
            messages.error(request, _("Nothing was sent out: see the field marked below."))
        elif deeds.correct(request, self.product, form):
            return HttpResponseRedirect(reverse("desk_product", args=[self.product.slugline]))
        return self.render_to_response(self.get_context_data(note_form=form, typed=request.POST), status=422)

    def _release(self, request: HttpRequest) -> HttpResponse:
        facts = queries.facts([self.product], clock.now())[self.product.pk]
        form = release_form(self.product, actor(request), facts, data=request.POST)
        if not form.is_valid() or not deeds.release(request, self.product, form):
            # Shown again with what was typed: a refused clock change asks for a choice, not for all anew.
            return self.render_to_response(self.get_context_data(form=form), status=422)
        return HttpResponseRedirect(reverse("desk_product", args=[self.product.slugline]))


def release_form(product: Product, user: User, facts: list[rules.LanguageFacts], data: Any = None) -> ReleaseForm:
    """The form of the release box: the cleared languages, ticked unless they were withdrawn before."""
    wanted = rules.default_languages(facts)
    languages = Language.objects.filter(code__in=rules.offered_languages(facts))
    again = _("%(language)s (withdrawn before)")
    return ReleaseForm(
        data,
        user=user,
        offices=[product.office.time_zone],
        languages=[(row.code, row.endonym if row.code in wanted else again % {"language": row}) for row in languages],
        initial={"languages": wanted},
    )


def _release_box(product: Product, user: User, now: datetime, form: ReleaseForm | None) -> dict[str, Any]:
    """What is on its way or could be released, and what stands in the way."""
    facts = queries.facts([product], now)[product.pk]
    offered = rules.offered_languages(facts)
    coming = queries.ahead(product, now)
    phrases = release_phrases(len(offered))
    form = form or release_form(product, user, facts)
    ticked = form["languages"].value() or []
    obstacles = _in_the_way(product, offered, ticked, now)
    blocked = any(each["now"] for each in obstacles)
    return {
        "offered": offered,
        "obstacles": obstacles,
        "blocked": blocked,
        "coming": coming,
        "coming_count": coming.languages.count() if coming else 0,
        "hold": holds([coming]).get(coming.pk) if coming else None,
        "form": form,
        "may_press": ticked and not blocked,
        "says": phrases["blocked"] if blocked else phrases["now"][min(len(ticked), len(offered))],
        "phrases_json": json.dumps(phrases),
        "reach": reach(Language.objects.filter(code__in=offered)),
    }


def _in_the_way(product: Product, offered: list[str], ticked: list[str], now: datetime) -> list[dict[str, Any]]:
    """What stands in the way of a release in words, with whether it does `now`, and on which tick that depends.

    `while` is empty for what no tick can lift, else the `language` is in the way `ticked` or `unticked`.
    """
    found = [
        (each, "ticked" if each.language in offered else "")
        for each in find_obstacles(product, wanted=offered, now=now)
    ]
    found += [(each, "unticked") for each in find_obstacles(product, wanted=[], now=now) if each.language in offered]
    words = sentences(each for each, _while in found)
    return [
        {
            "words": told,
            "language": each.language,
            "while": on,
            "now": not on or (on == "ticked") == (each.language in ticked),
        }
        for (each, on), told in zip(found, words, strict=True)
    ]


def _corrections(
    product: Product, told: list[FrozenVersion], given: dict[str, Any], empty: ReasonForm
) -> dict[str, Any]:
    """What could be corrected, and what corrections still ask for; a refused form is taken from what is `given`."""
    corrected, form = _corrected(product, told), given.pop("note_form", None)
    codes = [version.language.code for version in corrected]
    return {
        "corrected": corrected,
        "others": sum(row.language.code not in codes for row in told),
        "is_answer": queries.answers_obligations(product, codes),
        "note_form": form or empty,
        "to_correct": form.data.getlist("languages") if form else codes,
        "to_check": versions_to_check(product),
    }


def version_rows(
    product: Product, cells: list[queries.Cell], user: User, read_at: dict[str, str], typed: Any
) -> list[dict[str, Any]]:
    """One row a language: its cell and public address, its version if any, what this person may do, and was refused."""
    again = typed.get("language") if typed.get("verb") == "assign" else None
    versions = {
        version.language_id: version
        for version in LanguageVersion.objects.filter(product=product).select_related(
            "language", "assigned_to", "cleared_by", "made_from__language"
        )
    }
    people = list(User.objects.filter(is_active=True).prefetch_related("languages").order_by("username"))
    return [
        {
            "cell": cell,
            "language": cell.language,
            "read_at": read_at.get(cell.language.code, ""),
            "version": (version := versions.get(cell.language.pk)),
            "work": bool(version and _is_under_way(version, cell.state)),
            "awaited": bool(version and (version.state != states.CLEARED or cell.state not in AT_REST)),
            "may_edit": product_policy.may(user, product_policy.EDIT, cell.language.code),
            "may_clear": product_policy.may(user, product_policy.CLEAR, cell.language.code),
            "again": typed if cell.language.code == again else None,
            "people": [one for one in people if one.works_in_language(cell.language.code)],
        }
        for cell in cells
    ]


def _is_under_way(version: LanguageVersion, cell: str) -> bool:
    """Whether the working copy says more than the cell: it differs from what is public."""
    if cell in {version.state, rules.ARMED} or version.state == states.PLANNED:
        return False
    return version.state != states.CLEARED or version.approved_hash != version.released_hash


def _corrected(product: Product, told: list[FrozenVersion]) -> list[LanguageVersion]:
    """Public versions that were changed and cleared since."""
    out = {row.language_id for row in told}
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
        "audit": SEE_DEEDS[0],
    }
    return {verb: user.has_perm(permission) for verb, permission in verbs.items()}
