"""Search betrays nothing: what is armed, withdrawn, restricted or changed is neither shown nor counted."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from rostra.foundation import clock as rostra_clock
from rostra.foundation.models import Language
from rostra.library.models import Work
from rostra.products.content import content_hash
from rostra.release.actions.correct import correct
from rostra.release.actions.withdraw import withdraw
from rostra.release.models import FrozenVersion
from rostra.release.sealed import store
from rostra.search import indexer
from rostra.search.answering import Answer
from rostra.search.models import Change
from tests.factories.products import ALL, cleared_product, operator
from tests.factories.release import armed_release, live_release, make_live
from tests.factories.website import public_product
from tests.search.making import ask, indexed, names, work

pytestmark = pytest.mark.django_db
#: A word of its own for each language, in its script, that stands nowhere else.
CANARIES = {
    "ar": "زمخشوقيل",
    "zh": "麒麟鹍鹏",
    "en": "quixotrel",
    "fr": "zéphyrange",
    "ru": "щебрюховик",
    "es": "ñanduzarzo",
}


def canary_product(slugline: str = "embargoed") -> Any:
    """A product cleared in all languages whose texts hold their canary."""
    product = cleared_product(slugline)
    for version in product.versions.select_related("language"):
        word = CANARIES[version.language.code]
        body = [{"type": "paragraph", "value": f"{word} {word}"}]
        type(version).objects.filter(pk=version.pk).update(headline=f"{word} water", summary=word, body=body)
    for version in product.versions.all():
        type(version).objects.filter(pk=version.pk).update(approved_hash=content_hash(version))
    return product


def outcome(found: Answer) -> tuple[Any, ...]:
    """All that a reader could tell two answers apart by."""
    hits = [(hit.entry.owner, hit.title, hit.snippet, hit.languages) for hit in found.found.hits]
    return found.found.total, hits, found.found.facets, found.elsewhere, found.found.nearness, found.pages


def questions() -> list[tuple[str, str]]:
    """Every prefix of each canary of up to four letters, the whole, its slugline, and words of what is public."""
    asked = [(code, word[:n]) for code, word in CANARIES.items() for n in (1, 2, 3, 4, len(word))]
    return [
        *asked,
        ("en", "embargoed"),
        ("en", "water"),
        ("fr", "villages"),
        ("en", '"quixotrel water"'),
        ("en", "-quixotrel"),
    ]


def test_an_armed_release_changes_no_answer_before_its_instant(clock: time_machine.Traveller) -> None:
    public_product("clean-water")
    work("A/RES/74/141")
    indexed()
    before = [outcome(ask(text, code)) for code, text in questions()]
    release = armed_release(canary_product(), at=rostra_clock.now() + timedelta(hours=1))
    clock.move_to(release.instant - timedelta(milliseconds=1))
    indexed()
    release.refresh_from_db()
    assert release.state == "armed"
    assert [outcome(ask(text, code)) for code, text in questions()] == before
    make_live(release, clock)
    indexed()
    for code, word in CANARIES.items():
        assert names(ask(word, code)) == ["embargoed"], f"{code}: the canaries would have been found"


def test_all_languages_of_a_release_are_found_at_once_without_the_worker(clock: time_machine.Traveller) -> None:
    indexer.run_until_idle()
    release = armed_release(canary_product())
    clock.move_to(release.instant)
    assert indexer.run_until_idle() == 1, "the indexer sees the release itself; the news comes later"
    assert [names(ask(word, code)) for code, word in CANARIES.items()] == [["embargoed"]] * len(ALL)
    indexed()
    assert [ask(word, code).found.total for code, word in CANARIES.items()] == [1] * len(ALL)


def test_a_withdrawal_is_gone_before_the_indexer_has_run(clock: time_machine.Traveller) -> None:
    product = canary_product()
    live_release(product, clock)
    public_product("clean-water")
    indexed()
    assert ask("water").found.total == 2
    release = withdraw(product, by=operator(), reason={"en": "Wrong."}, languages=["en"])
    make_live(release, clock)
    found = ask("water").found
    assert (found.total, found.facets["kind"]) == (1, {"story": 1})
    assert [hit.entry.slugline for hit in found.hits] == ["clean-water"]
    assert names(ask(CANARIES["fr"], "fr")) == ["embargoed"], "the other languages stay"
    indexed()
    assert ask("quixotrel").found.total == 0


def test_a_correction_shows_its_words_before_the_indexer_has_run(clock: time_machine.Traveller) -> None:
    product = canary_product()
    live_release(product, clock)
    indexed()
    texts = {"en": {"headline": "Put right", "summary": "quixotrel no more"}}
    release = correct(product, by=operator(), note={"en": "A word was wrong."}, texts=texts)
    make_live(release, clock)
    (hit,) = ask("quixotrel").found.hits
    assert hit.entry.title == "Put right"
    indexed()
    assert names(ask("put right")) == ["embargoed"]


@pytest.mark.parametrize("change", [{"restriction": "Closed"}, {"public_from": None}])
def test_a_restricted_record_is_gone_at_once_whoever_restricts_it(change: dict[str, Any]) -> None:
    made = work("A/RES/74/141")
    work("A/RES/74/1", {"en": ("Other", "Water.")})
    indexed()
    values = {name: value or rostra_clock.now() + timedelta(days=1) for name, value in change.items()}
    Work.objects.filter(pk=made.pk).update(**values)
    assert names(ask("water")) == ["A/RES/74/1"]
    assert ask("water").found.total == 1
    assert ask("A/RES/74/141").absent == []
    assert ask("A/RES/74/141").found.total == 0


def test_a_record_is_found_from_the_instant_on_that_it_is_public(clock: time_machine.Traveller) -> None:
    work("A/RES/74/141", public_from=rostra_clock.now() + timedelta(hours=1))
    indexed()
    assert ask("water").found.total == 0
    clock.shift(timedelta(hours=1))
    indexed()
    assert ask("water").found.total == 1


def test_a_removed_record_or_language_is_gone_at_once() -> None:
    made, other = work("A/RES/74/141"), work("A/RES/74/1", {"en": ("Other", "Water."), "fr": ("Autre", "Eau.")})
    indexed()
    made.delete()
    other.expressions.filter(language__code="en").delete()
    assert ask("water").found.total == 0
    assert names(ask("eau", "fr")) == ["A/RES/74/1"]
    indexed()
    assert not Change.objects.exists()
    assert ask("water").found.total == 0


def test_what_cannot_be_read_is_left_out_and_tried_again(clock: time_machine.Traveller) -> None:
    live_release(canary_product(), clock)
    indexed()
    row = FrozenVersion.objects.filter(language=Language.objects.get(code="en")).get()
    content = store().get(row.digest)
    store().path(row.digest).unlink()
    Change.objects.create(noun="product", object_id=row.product_id, due_at=rostra_clock.now())
    work("A/RES/74/141")
    indexed()
    assert names(ask("water")) == ["A/RES/74/141"], "one that fails does not hold up the others"
    assert "bytes_missing" in Change.objects.get().last_error
    store().put(content)
    clock.shift(timedelta(minutes=5))
    indexed()
    assert ask("quixotrel").found.total == 1
