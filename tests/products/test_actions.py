"""The verbs of language versions: who may, when, and what follows."""

from collections.abc import Callable

import pytest
import time_machine
from django.contrib.auth.models import Permission

from rostra.foundation.errors import Refusal
from rostra.foundation.models import LedgerEntry, User
from rostra.products import states
from rostra.products.actions.assign import assign
from rostra.products.actions.clear import clear
from rostra.products.actions.describe import describe
from rostra.products.actions.edit import edit
from rostra.products.actions.plan import plan
from rostra.products.actions.send_back import send_back
from rostra.products.actions.submit import submit
from rostra.products.content import content_hash, content_of
from rostra.products.models import UnchangedMeaning
from rostra.products.rules import is_stale
from rostra.products.wagtail_hooks import Kinds
from rostra.release.actions.withdraw import withdraw
from tests.factories.products import cleared_product, kind, languages, office, operator, planned_product, theme, version
from tests.factories.release import live_product, make_live

pytestmark = pytest.mark.django_db


def person(*codenames: str, works_in: tuple[str, ...] = ()) -> User:
    made = User.objects.create_user("-".join(["p", *codenames, *works_in])[:150])
    made.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    made.languages.set(languages(works_in).values())
    return User.objects.get(pk=made.pk)


def says(code: str) -> Callable[[Refusal], bool]:
    return lambda refusal: refusal.code == code


def test_a_planned_product_has_a_planned_version_in_each_language_of_its_office() -> None:
    product = plan("new-one", by=operator(), kind=kind(), office=office(codes=("en", "ar")), themes=[theme()])
    assert {v.language.code: v.state for v in product.versions.all()} == {"ar": "planned", "en": "planned"}


@pytest.mark.parametrize("slugline", ["", "a", "A-b", "a--b", "a/b", "../x", "-a", "a" * 121, "é-x"])
def test_a_slugline_that_cannot_be_an_address_is_refused(slugline: str) -> None:
    with pytest.raises(Refusal, check=says("slugline")):
        plan(slugline, by=operator(), kind=kind(), office=office())


def test_an_edit_keeps_a_revision_and_puts_a_cleared_version_back_to_drafting() -> None:
    english = cleared_product().versions.get(language__code="en")
    edit(english, by=operator(), fields={"headline": "Another headline"})
    assert (english.state, english.revisions.count()) == (states.DRAFTING, 1)
    assert LedgerEntry.objects.get(verb="edit").details["after"] == content_hash(english)


def test_an_edit_that_changes_nothing_leaves_a_version_cleared() -> None:
    english = cleared_product().versions.get(language__code="en")
    edit(english, by=operator(), fields={"headline": english.headline, "body": english.body})
    assert (english.state, english.revisions.count()) == (states.CLEARED, 0)


def test_an_edit_is_refused_without_the_right_the_language_or_while_sealed_or_locked() -> None:
    arabic = version(planned_product(), "ar")
    with pytest.raises(Refusal, check=says("forbidden")):
        edit(arabic, by=person(), fields={})
    with pytest.raises(Refusal, check=says("forbidden")):
        edit(arabic, by=person("change_languageversion", works_in=("fr",)), fields={})
    arabic.locked, arabic.locked_by = True, operator()
    arabic.save()
    editor = person("change_languageversion", works_in=("ar",))
    with pytest.raises(Refusal, check=says("locked")):
        edit(arabic, by=editor, fields={"headline": "x"})
    arabic.sealed_at = "2026-01-01T00:00:00Z"
    arabic.save()
    with pytest.raises(Refusal, check=says("sealed")):
        edit(arabic, by=operator(), fields={"headline": "x"})


def test_of_two_editors_the_second_to_save_is_told_and_overwrites_nothing() -> None:
    english = version(planned_product(), "en")
    seen = content_hash(english)
    edit(english, by=operator(), fields={"headline": "First"}, expected=seen)
    with pytest.raises(Refusal, check=says("overtaken")):
        edit(english, by=operator(), fields={"headline": "Second"}, expected=seen)
    english.refresh_from_db()
    assert english.headline == "First"


def test_fields_that_do_not_exist_or_fit_are_refused_by_name() -> None:
    english = version(planned_product(), "en")
    for fields in ({"colour": "red"}, {"headline": "x" * 301}, {"body": [{"type": "video", "value": "x"}]}):
        with pytest.raises(Refusal, check=says("field")):
            edit(english, by=operator(), fields=fields)


def test_a_changed_source_makes_stale_unless_its_meaning_is_declared_unchanged() -> None:
    product = planned_product()
    french, english = version(product, "fr", state=states.CLEARED), version(product, "en")
    edit(english, by=operator(), fields={"made_from": french})
    for headline in ("Un titre", "Un autre titre"):
        edit(french, by=operator(), fields={"headline": headline}, meaning_unchanged=True)
        clear(french, by=operator())
        pairs = list(UnchangedMeaning.objects.values_list("before", "after"))
        assert not is_stale(english.made_from_hash, french.approved_hash, pairs)
    edit(french, by=operator(), fields={"headline": "Tout autre chose"})
    clear(french, by=operator())
    pairs = list(UnchangedMeaning.objects.values_list("before", "after"))
    assert is_stale(english.made_from_hash, french.approved_hash, pairs)
    edit(english, by=operator(), fields={"made_from": french})
    assert not is_stale(english.made_from_hash, french.approved_hash, pairs)


def test_clearing_keeps_the_hash_and_who_and_when() -> None:
    english = submit(version(planned_product(), "en"), by=operator())
    assert english.state == states.IN_REVIEW
    clear(english, by=operator())
    assert (english.approved_hash, english.cleared_by) == (content_hash(english), operator())
    assert english.cleared_at


def test_an_incomplete_version_can_be_neither_submitted_nor_cleared() -> None:
    english = version(planned_product(), "en", headline="")
    for verb in (submit, clear):
        with pytest.raises(Refusal, check=says("incomplete")):
            verb(english, by=operator())


def test_clearing_needs_its_own_right_and_the_language() -> None:
    arabic = version(planned_product(), "ar", state=states.IN_REVIEW)
    for somebody in (person("change_languageversion"), person("clear_languageversion", works_in=("en",))):
        with pytest.raises(Refusal, check=says("forbidden")):
            clear(arabic, by=somebody)
    assert clear(arabic, by=person("clear_languageversion", works_in=("ar",))).state == states.CLEARED


def test_what_is_sent_back_is_drafted_again_and_says_why() -> None:
    english = version(planned_product(), "en", state=states.IN_REVIEW)
    with pytest.raises(Refusal, check=says("reason_missing")):
        send_back(english, by=operator(), reason=" ")
    assert send_back(english, by=operator(), reason="Check the number").state == states.DRAFTING
    assert LedgerEntry.objects.get(verb="send_back").details == {"reason": "Check the number"}


def test_a_person_is_given_only_versions_in_their_languages() -> None:
    arabic = version(planned_product(), "ar")
    with pytest.raises(Refusal, check=says("wrong_language")):
        assign(arabic, by=operator(), to=person(works_in=("fr",)), due_at=None)
    assert assign(arabic, by=operator(), to=person(works_in=("ar",)), due_at=None).assigned_to


def test_a_slugline_is_fixed_once_released_and_new_required_languages_are_planned() -> None:
    product = cleared_product(languages=["en"])
    describe(product, by=operator(), fields={"slugline": "cleaner-water", "required": languages(("en", "ru")).values()})
    assert product.versions.get(language__code="ru").state == states.PLANNED
    product.versions.update(sealed_at="2026-01-01T00:00:00Z")
    with pytest.raises(Refusal, check=says("slugline_fixed")):
        describe(product, by=operator(), fields={"slugline": "cleanest-water"})


def test_slugline_and_kind_stay_after_everything_was_withdrawn(clock: time_machine.Traveller) -> None:
    product = live_product("clean-water", clock)
    make_live(withdraw(product, by=operator(), reason={"en": "It was wrong."}), clock)
    describe(product, by=operator(), fields={"slugline": "clean-water", "kind": product.kind, "themes": [theme()]})
    for name, value in {"slugline": "other-water", "kind": kind("brief")}.items():
        with pytest.raises(Refusal, check=says(f"{name}_fixed")):
            describe(product, by=operator(), fields={name: value})


def test_the_slug_of_a_kind_in_use_stays() -> None:
    story = planned_product().kind
    for each, expected in ((story, "story"), (kind("brief"), "tale")):
        form = Kinds("kinds").get_form_class()
        filled = form({"slug": "tale", "policy": "together", "join_hours": 1, "order": 1}, instance=each)
        assert filled.is_valid(), filled.errors
        assert filled.save(commit=False).slug == expected


def test_a_body_from_the_load_file_is_cleaned_when_edited() -> None:
    english = version(planned_product(), "en")
    edit(english, by=operator(), fields={"body": [{"type": "paragraph", "value": "<p onclick=x>a <u>b</u></p>"}]})
    assert content_of(english)["body"] == [{"type": "paragraph", "html": "a b"}]
