"""The editor: what is typed is kept, whose it is shows, and nobody overwrites anybody unawares."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import translation
from django.utils.html import escape
from wagtail.users.models import UserProfile

from rostra.foundation import clock
from rostra.products import states
from rostra.products.actions.clear import clear
from rostra.products.actions.edit import edit
from rostra.products.models import LanguageVersion, Product
from rostra.release.actions.schedule import schedule
from rostra.release.actions.seal import seal
from tests.desk.conftest import LogIn, told
from tests.desk.typing_in import form_of
from tests.factories.products import cleared_product, operator, planned_product, version

pytestmark = pytest.mark.django_db


@pytest.fixture
def product() -> Product:
    return planned_product()


def address(made: LanguageVersion) -> str:
    return f"/desk/products/{made.product.slugline}/{made.language.code}/"


def fresh(made: LanguageVersion) -> LanguageVersion:
    return LanguageVersion.objects.get(pk=made.pk)


def test_what_is_typed_is_saved_in_its_language(desk: Client, product: Product) -> None:
    made = version(product, "ar")
    form = form_of(made, headline="عنوان جديد", paragraphs=["<p>فقرة <b>أولى</b></p>", "<p>ثانية</p>"], verb="save")
    response = desk.post(address(made), form, follow=True)
    assert told(response) == ["Saved."]
    assert fresh(made).headline == "عنوان جديد"
    assert [block.value.source for block in fresh(made).body] == ["فقرة <b>أولى</b>", "ثانية"]


def test_a_language_that_nobody_planned_is_begun_by_writing(desk: Client, product: Product) -> None:
    empty = LanguageVersion(product=product, language=version(product, "en").language)
    response = desk.post("/desk/products/clean-water/ru/", form_of(empty, headline="Вода", expected="", verb="save"))
    assert response.status_code == 302
    assert product.versions.get(language__code="ru").headline == "Вода"


@pytest.mark.parametrize(("verb", "state"), [("submit", states.IN_REVIEW), ("clear", states.CLEARED)])
def test_save_and_hand_on_in_one_step(desk: Client, product: Product, verb: str, state: str) -> None:
    made = version(product, "fr")
    desk.post(address(made), form_of(made, headline="Un titre", verb=verb))
    assert (fresh(made).state, fresh(made).headline) == (state, "Un titre")


def test_a_public_text_that_was_changed_and_cleared_says_that_it_is_not_public_yet(
    desk: Client, product: Product
) -> None:
    made = version(product, "en", state=states.CLEARED)
    product.versions.update(released_hash=made.approved_hash)
    response = desk.post(address(made), form_of(made, headline="Anew", verb="clear"), follow=True)
    assert "send this one out as a correction" in told(response)[1]


def test_what_is_incomplete_is_saved_but_not_handed_in(desk: Client, product: Product) -> None:
    made = version(product, "en", summary="", body=[])
    response = desk.post(address(made), form_of(made, headline="Only this", verb="submit"), follow=True)
    assert fresh(made).headline == "Only this"
    assert fresh(made).state == states.DRAFTING
    assert any("neither a summary nor a body" in line for line in told(response))


def test_a_reviewer_sends_back_with_a_reason_that_the_writer_sees(desk: Client, product: Product) -> None:
    made = version(product, "es", state=states.IN_REVIEW)
    refused = desk.post(address(made), {"verb": "send_back", "reason": " "}, follow=True)
    assert any("Say why" in line for line in told(refused))
    response = desk.post(address(made), {"verb": "send_back", "reason": "The figure in line two"}, follow=True)
    assert fresh(made).state == states.DRAFTING
    assert "The figure in line two" in response.content.decode()


def test_somebody_who_saved_meanwhile_is_not_overwritten(desk: Client, product: Product) -> None:
    made = version(product, "en")
    mine = form_of(made, headline="Mine", verb="save")
    edit(fresh(made), by=operator(), fields={"headline": "Theirs"})
    response = desk.post(address(made), mine)
    assert response.status_code == 409
    assert fresh(made).headline == "Theirs"
    page = response.content.decode()
    assert 'value="Mine"' in page, "what was typed must not be lost"
    assert "<ins>Theirs</ins>" in page
    assert "your text is in the form below" in page
    assert told(response) == [], "it is said once, and so that it is true"
    desk.post(address(made), {**mine, **over_theirs(page, mine)})
    assert fresh(made).headline == "Mine"


def over_theirs(page: str, mine: dict[str, str]) -> dict[str, list[str]]:
    """What the button adds to the form: a browser sends it where it stands, before the fields of the same name."""
    button = re.search(r'<button[^>]* form="version-form" name="(\w+)" value="(\w+)"', page)
    assert button is not None
    name, value = button.groups()
    return {name: [value, mine[name]] if name in mine else [value]}


def test_what_was_saved_after_the_comparison_is_not_overwritten_unseen(desk: Client, product: Product) -> None:
    made = version(product, "en")
    mine = form_of(made, headline="Mine", verb="save")
    edit(fresh(made), by=operator(), fields={"headline": "Theirs"})
    anyway = over_theirs(desk.post(address(made), mine).content.decode(), mine)
    edit(fresh(made), by=operator(), fields={"headline": "Theirs again"})
    response = desk.post(address(made), {**mine, **anyway})
    assert response.status_code == 409
    assert fresh(made).headline == "Theirs again"


SEALED_MEANWHILE = "Your text was not saved."


def test_what_was_typed_while_a_release_sealed_the_version_stays_on_the_form(desk: Client, product: Product) -> None:
    made = version(product, "en", state=states.CLEARED)
    mine = form_of(made, headline="Mine", paragraphs=["<p>A paragraph of mine</p>"], verb="save")
    product.versions.update(sealed_at=clock.now())
    response = desk.post(address(made), mine)
    assert response.status_code == 409
    page = response.content.decode()
    assert 'value="Mine"' in page
    assert "A paragraph of mine" in page
    assert SEALED_MEANWHILE in page
    assert 'data-w-unsaved-force-value="true"' in page, "leaving asks first"
    assert SEALED_MEANWHILE not in desk.get(address(made)).content.decode()
    product.versions.update(sealed_at=None)
    desk.post(address(made), mine)
    assert fresh(made).headline == "Mine"


def test_the_editor_says_that_a_release_is_about_to_seal_the_version(desk: Client, plain: None) -> None:
    product = cleared_product()
    made, about = product.versions.get(language__code="en"), "is about to seal this version"
    assert about not in desk.get(address(made)).content.decode()
    release = schedule(product, by=operator(), at=clock.now() + timedelta(days=1))
    assert about in desk.get(address(made)).content.decode()
    seal(release)
    page = desk.get(address(made)).content.decode()
    assert about not in page
    assert "has sealed this version" in page


def test_a_headline_that_is_too_long_is_refused_and_kept_on_the_form(desk: Client, product: Product) -> None:
    made = version(product, "en")
    response = desk.post(address(made), form_of(made, headline="x" * 301, verb="save"))
    assert response.status_code == 422
    assert "x" * 301 in response.content.decode()
    assert fresh(made).headline != "x" * 301


def inputs(page: str) -> list[str]:
    """The tags of what can be typed in, outside the blocks."""
    return re.findall(r"<(?:input|textarea)[^>]* name=\"(?:headline|summary|byline|dateline)\"[^>]*>", page)


@pytest.mark.parametrize(("code", "bcp47", "way"), [("fr", "fr", "ltr"), ("ar", "ar", "rtl"), ("zh", "zh-Hans", "ltr")])
@pytest.mark.parametrize("interface", ["en", "ar"])
def test_every_input_has_the_language_and_direction_of_its_text(
    desk: Client, product: Product, code: str, bcp47: str, way: str, interface: str
) -> None:
    profile = UserProfile.get_for_user(operator())
    profile.preferred_language = interface
    profile.save()
    made = version(product, code)
    with translation.override(interface):
        page = desk.get(address(made)).content.decode()
    found = inputs(page)
    assert len(found) == 4
    assert all(f'lang="{bcp47}"' in tag and f'dir="{way}"' in tag for tag in found)
    blocks = page.replace("&quot;", '"').replace("\\&quot;", '"').replace('\\"', '"').replace("\\u003C", "<")
    assert f'"textDirectionality": "{way.upper()}"' in blocks
    assert f'lang="{bcp47}" dir="{way}"' in blocks


def test_the_source_stands_beside_in_its_own_direction(desk: Client, product: Product) -> None:
    source, made = version(product, "ar"), version(product, "fr")
    page = desk.get(address(made) + "?from=ar").content.decode()
    assert '<article class="told" lang="ar" dir="rtl">' in page
    assert source.headline in page


OUT_OF_DATE = "This source is itself out of date"


def test_who_begins_a_language_reads_from_the_original(desk: Client, product: Product) -> None:
    original = version(product, "fr")
    edit(version(product, "ar"), by=operator(), fields={"made_from": original})
    begun = version(product, "es", headline="")
    assert 'name="up_to_date_with" value="fr"' in desk.get(address(begun)).content.decode()


def test_a_source_that_is_itself_out_of_date_says_so(desk: Client, product: Product) -> None:
    original = clear(version(product, "en"), by=operator())
    between = edit(version(product, "ar"), by=operator(), fields={"made_from": original})
    begun = version(product, "es", made_from=between)
    assert OUT_OF_DATE not in desk.get(address(begun)).content.decode()
    clear(edit(original, by=operator(), fields={"headline": "Another"}), by=operator())
    assert OUT_OF_DATE in desk.get(address(begun)).content.decode()
    assert OUT_OF_DATE not in desk.get(address(begun) + "?from=en").content.decode()


def test_what_changed_in_the_source_shows_word_by_word(desk: Client, product: Product) -> None:
    source = edit(version(product, "en"), by=operator(), fields={"headline": "Clean water reaches twelve villages"})
    source = clear(source, by=operator())
    made = edit(version(product, "fr"), by=operator(), fields={"made_from": source})
    source = edit(source, by=operator(), fields={"headline": "Clean water reaches fourteen villages"})
    clear(source, by=operator())
    page = desk.get(address(made)).content.decode()
    assert "<del>twelve</del>" in page
    assert "<ins>fourteen</ins>" in page
    desk.post(address(made), form_of(fresh(made), up_to_date_with="en", verb="save"))
    assert "<del>" not in desk.get(address(made)).content.decode()


def test_a_change_without_meaning_leaves_others_as_they_are(desk: Client, product: Product) -> None:
    source = clear(edit(version(product, "en"), by=operator(), fields={"byline": "A"}), by=operator())
    made = edit(version(product, "fr"), by=operator(), fields={"made_from": source})
    assert "meaning is unchanged" in desk.get(address(source)).content.decode()
    form = form_of(fresh(source), byline="B", meaning_unchanged="1", verb="clear")
    desk.post(address(source), form)
    assert fresh(source).byline == "B"
    assert not desk.get(address(made)).context["stale"]


def test_an_earlier_text_is_compared_and_brought_back(desk: Client, product: Product) -> None:
    made = edit(version(product, "ru"), by=operator(), fields={"headline": "Первый"})
    edit(made, by=operator(), fields={"headline": "Второй"})
    first = made.revisions.order_by("pk").first()
    page = desk.get(f"{address(made)}revisions/?look={first.pk}").content.decode()
    assert "<del>Первый</del><ins>Второй</ins>" in page
    desk.post(f"{address(made)}revisions/", {"revision": str(first.pk)})
    assert fresh(made).headline == "Первый"
    assert made.revisions.count() == 3, "the second text is still there"


def test_open_direction_signs_are_pointed_at(desk: Client, product: Product) -> None:
    made = version(product, "ar", summary="نص \u202eمعكوس")
    assert len(desk.get(address(made)).context["turned"]) == 1


def test_others_read_but_do_not_write(log_in: LogIn, product: Product) -> None:
    translator = log_in("Translator", "ar")
    made = version(product, "fr")
    page = translator.get(address(made)).content.decode()
    assert 'id="version-form"' not in page
    assert escape(made.headline) in page
    response = translator.post(address(made), form_of(made, headline="Intrus", verb="save"), follow=True)
    assert any("does not work in" in line for line in told(response))
    assert fresh(made).headline != "Intrus"


def test_a_reviewer_who_typed_nothing_clears_from_the_reading_screen(log_in: LogIn, product: Product) -> None:
    editor = log_in("Editor")
    made = version(product, "fr", state=states.IN_REVIEW)
    editor.post(address(made), {"verb": "clear"})
    assert fresh(made).state == states.CLEARED
