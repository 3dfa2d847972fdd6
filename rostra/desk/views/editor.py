"""Source beside target: one version on its form, another to read from, each in its own language and direction."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin import messages as buttons

from rostra.desk.bidi import turned_lines
from rostra.desk.compare import changed_passages, lines_of, source_changes
from rostra.desk.frame import Screen
from rostra.desk.mistakes import lacking, refused, why_not
from rostra.desk.version_form import FIELDS, VersionForm
from rostra.foundation import clock
from rostra.foundation.errors import Refusal
from rostra.foundation.models import Language, LedgerEntry, User
from rostra.looks.frame import actor, attempt, refuse
from rostra.products import policy, states
from rostra.products.actions.begin import begin
from rostra.products.actions.clear import clear
from rostra.products.actions.edit import edit
from rostra.products.actions.send_back import send_back
from rostra.products.actions.submit import submit
from rostra.products.content import content_hash, content_of
from rostra.products.models import LanguageVersion, Product
from rostra.products.rules import is_stale
from rostra.release import states as release_states
from rostra.release.actions.seal import FREEZING_ACTS
from rostra.release.models import Release
from rostra.release.queries import cells


class Editor(Screen):
    """One language of a product."""

    template_name = "desk/editor.html"
    icon = "edit"

    @cached_property
    def product(self) -> Product:
        """The product of the address."""
        found = Product.objects.select_related("kind", "office", "picture")
        return get_object_or_404(found, slugline=self.kwargs["slugline"])

    @cached_property
    def language(self) -> Language:
        """The language of the address."""
        return get_object_or_404(Language, code=self.kwargs["code"])

    @cached_property
    def version(self) -> LanguageVersion | None:
        """The version, if anybody planned it."""
        found = self.product.versions.select_related(
            "language", "product__picture", "made_from__language", "made_from__product"
        )
        return found.filter(language=self.language).first()

    @property
    def title(self) -> str:
        """The language, by its own name."""
        return self.language.endonym

    def trail(self) -> list[tuple[str, Any]]:
        """Under the product's room."""
        slugline = self.product.slugline
        return [(reverse("desk_products"), _("Products")), (reverse("desk_product", args=[slugline]), slugline)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form, the source, and what is wrong."""
        version, user = self.version or LanguageVersion(product=self.product, language=self.language), self._user
        form = kwargs.pop("form", None) or VersionForm(instance=version, for_user=user)
        others = [
            other for other in self.product.versions.select_related("language", "product") if other.pk != version.pk
        ]
        content, free = _illustrated(version), not version.sealed_at
        return super().get_context_data(
            product=self.product,
            language=self.language,
            version=version,
            content=content,
            cells=cells([self.product], clock.now())[self.product.pk],
            form=form,
            media=form.media,
            **self._beside(version, others),
            expected=kwargs.pop("expected", None) or content_hash(version),
            mistakes=refused(form),
            lacks=lacking(version) if version.headline or version.state != states.PLANNED else [],
            turned=turned_lines(lines_of(content)),
            sent_back=self._sent_back(version),
            about_to_seal=self._about_to_seal(version),
            # What was typed stays on its form, whatever happened meanwhile.
            may_edit=form.is_bound or (policy.may(user, policy.EDIT, self.language.code) and free),
            may_clear=policy.may(user, policy.CLEAR, self.language.code) and free,
            **kwargs,
        )

    @property
    def _user(self) -> User:
        return actor(self.request)

    def _beside(self, version: LanguageVersion, others: list[LanguageVersion]) -> dict[str, Any]:
        """The text to read from, and what changed in the one that this was made from."""
        source = self._source(version, others)
        stale = self._is_stale(version)
        return {
            "others": [other for other in others if other.headline],
            "source": source,
            "source_content": _illustrated(source) if source else None,
            "source_stale": source is not None and self._is_stale(source),
            "stale": stale,
            "changes": source_changes(version) if stale else None,
            "made_of_it": version.made_of_it.exists() if version.pk else False,
        }

    def post(self, request: HttpRequest, slugline: str, code: str) -> HttpResponse:
        """Save; then, if asked, submit or clear. Or send back."""
        if self.version is None:
            try:
                self.version = begin(self.product, language=self.language, by=actor(request))
            except Refusal as refusal:
                refuse(request, refusal)
                return HttpResponseRedirect(reverse("desk_product", args=[slugline]))
        verb, version = request.POST.get("verb", "save"), self.version
        if verb == "send_back":
            attempt(
                request,
                lambda: send_back(version, by=actor(request), reason=request.POST.get("reason", "")),
                _("The version went back to its writer."),
            )
            return self._again()
        if verb not in VERBS:
            raise Http404
        if verb == "clear" and "body-count" not in request.POST:
            # From a screen that only shows the text: nothing was typed.
            return self._hand_on(request, version, clear, _("Cleared for release."))
        return self._save(request, version, verb)

    def _save(self, request: HttpRequest, version: LanguageVersion, verb: str) -> HttpResponse:
        # The button that writes over another's text names that text: the form still carries the hash of an earlier one.
        expected = request.POST.get("overwrite") or request.POST.get("expected", "")
        # The form writes into its instance; the action gets the row as it is stored.
        typed = LanguageVersion.objects.select_related("language", "product__picture").get(pk=version.pk)
        form = VersionForm(request.POST, instance=typed, for_user=request.user)
        if not form.is_valid():
            messages.error(request, _("Nothing was saved: see the fields marked below."))
            return self.render_to_response(self.get_context_data(form=form, expected=expected), status=422)
        try:
            saved = edit(
                version,
                by=actor(request),
                fields={**{name: form.cleaned_data[name] for name in FIELDS}, **self._link(request)},
                meaning_unchanged=bool(request.POST.get("meaning_unchanged")),
                expected=expected,
            )
        except Refusal as refusal:
            conflict = self._conflict(version, typed) if refusal.code == "overtaken" else None
            if conflict is None:  # else the note above the form says it: here, what was typed is kept
                refuse(request, refusal)
            context = self.get_context_data(form=form, expected=expected, conflict=conflict)
            return self.render_to_response(context, status=409)
        action, told = VERBS[verb]
        if action is not None:
            return self._hand_on(request, saved, action, told())
        messages.success(request, told())
        return self._again()

    def _hand_on(
        self, request: HttpRequest, version: LanguageVersion, action: Callable[..., object], told: str
    ) -> HttpResponse:
        """Hand in or clear what is stored; where something is missing, the screen goes to it."""
        try:
            action(version, by=actor(request))
        except Refusal as refusal:
            messages.error(request, why_not(refusal, version))
            return self._again(missing=refusal.code == "incomplete")
        messages.success(request, told)
        if action is clear and version.released_hash:
            self._say_what_is_next(request)
        return self._again()

    def _say_what_is_next(self, request: HttpRequest) -> None:
        room = reverse("desk_product", args=[self.product.slugline])
        buttons.warning(
            request,
            _("The public still reads the earlier text: send this one out as a correction."),
            buttons=[buttons.button(room, _("To the product's room"))],
        )

    def _conflict(self, stored: LanguageVersion, typed: LanguageVersion) -> dict[str, Any]:
        """What somebody else saved meanwhile, beside what was typed here."""
        last = stored.revisions.select_related("user").order_by("-created_at", "-pk").first()
        mine, theirs = ("\n".join(lines_of(content_of(each))) for each in (typed, stored))
        return {
            "by": last.user if last else None,
            "at": last.created_at if last else None,
            "changes": changed_passages(mine, theirs),
            "hash": content_hash(stored),
        }

    def _link(self, request: HttpRequest) -> dict[str, Any]:
        """The source, where the person says that this version is up to date with it."""
        code = request.POST.get("up_to_date_with", "")
        source = (
            self.product.versions.filter(language__code=code).exclude(language=self.language).first() if code else None
        )
        return {"made_from": source} if source else {}

    def _again(self, *, missing: bool = False) -> HttpResponse:
        source = self.request.GET.get("from", "")
        address = reverse("desk_version", args=[self.product.slugline, self.language.code])
        known = source and Language.objects.filter(code=source).exists()
        query = {**({"from": source} if known else {}), **({"missing": "1"} if missing else {})}
        return HttpResponseRedirect(f"{address}?{urlencode(query)}" if query else address)

    def _source(self, version: LanguageVersion, others: list[LanguageVersion]) -> LanguageVersion | None:
        wanted = self.request.GET.get("from", "")
        told = [other for other in others if other.headline]
        named = [other for other in told if other.language.code == wanted]
        made = [other for other in told if other.pk == version.made_from_id]
        # The original before what was made of it: its changes then reach every version at one remove.
        read = {other.made_from_id for other in others}
        original = [other for other in told if other.pk in read and other.made_from_id is None]
        ready = [other for other in told if other.approved_hash]
        return next(iter([*named, *made, *original, *ready, *told]), None)

    def _is_stale(self, version: LanguageVersion) -> bool:
        source = version.made_from
        if source is None:
            return False
        pairs = source.unchanged_meanings.values_list("before", "after")
        return is_stale(version.made_from_hash, source.approved_hash, pairs)

    def _about_to_seal(self, version: LanguageVersion) -> bool:
        """Whether a release has been made that freezes this text any moment."""
        made = Release.objects.filter(product=self.product, languages=self.language, act__in=FREEZING_ACTS)
        return version.sealed_at is None and made.filter(state=release_states.PREPARED).exists()

    def _sent_back(self, version: LanguageVersion) -> LedgerEntry | None:
        if version.state != states.DRAFTING:
            return None
        about = LedgerEntry.objects.filter(noun="products.LanguageVersion", subject=str(version.pk))
        last = about.filter(verb__in=["send_back", "submit", "clear"]).select_related("by").first()
        return last if last and last.verb == "send_back" else None


def _illustrated(version: LanguageVersion) -> dict[str, Any]:
    """What a version says, with each picture itself as `image` among its words."""
    content = content_of(version)
    if content["picture"]:
        content["picture"]["image"] = version.product.picture
    for told, block in zip(content["body"], version.body, strict=True):
        if told["type"] == "image":
            told["picture"]["image"] = block.value["image"]
    return content


VERBS: dict[str, tuple[Callable[..., object] | None, Callable[[], str]]] = {
    "save": (None, lambda: _("Saved.")),
    "submit": (submit, lambda: _("Saved and handed in for review.")),
    "clear": (clear, lambda: _("Saved and cleared for release.")),
}
