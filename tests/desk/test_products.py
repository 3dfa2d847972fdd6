"""The list of products: found, sorted, and done to several at once; planned and described."""

import re
from html import unescape

import pytest
from django.test import Client
from lxml import html

from rostra.desk.models import SavedView
from rostra.foundation.models import Language
from rostra.products import states
from rostra.products.actions.edit import edit
from rostra.products.models import LanguageVersion, Product
from rostra.release.actions.cancel import cancel
from rostra.release.actions.schedule import schedule
from rostra.release.actions.withdraw import withdraw
from tests.desk.conftest import LogIn, told
from tests.desk.test_room import Clock, clock_after
from tests.factories.products import cleared_product, kind, office, operator, planned_product, theme, version
from tests.factories.release import live_product, make_live

pytestmark = pytest.mark.django_db
LIST = "/desk/products/"


def found(desk: Client, **query: str) -> list[str]:
    return [row["product"].slugline for row in desk.get(LIST, query).context["rows"]]


def test_an_empty_list_teaches(desk: Client) -> None:
    page = desk.get(LIST).content.decode()
    assert "Plan one: give it a slugline" in page
    planned_product()
    assert "No product matches" in desk.get(LIST, {"q": "volcano"}).content.decode()


def test_products_are_found_by_words_state_and_what_is_missing(desk: Client) -> None:
    version(planned_product("first"), "zh", headline="稻田", state=states.IN_REVIEW)
    cleared_product("second", themes=[theme()], kind=kind("statement"))
    assert found(desk, q="稻") == ["first"]
    assert found(desk, q="seco") == ["second"]
    assert found(desk, state="in_review") == ["first"]
    assert found(desk, theme=str(theme().pk)) == ["second"]
    assert found(desk, kind=str(kind("statement").pk)) == ["second"]
    assert found(desk, missing=str(Language.objects.get(code="ru").pk)) == ["first"]


@pytest.mark.parametrize(
    ("headline", "asked"), [("Вода в горах", "ВОДА"), ("ÉCOLE OUVERTE", "école o"), ("Łódź wita", "łÓDŹ")]
)
def test_words_are_found_whatever_their_capitals_in_any_script(desk: Client, headline: str, asked: str) -> None:
    version(planned_product("told"), "ru", headline=headline)
    version(planned_product("other"), "ru", headline="100% другое")
    assert found(desk, q=asked) == ["told"]
    assert found(desk, q="%") == ["other"], "a sign of patterns is a sign like others"


def test_products_are_sorted_both_ways(desk: Client) -> None:
    planned_product("b")
    planned_product("a")
    assert found(desk, order="slugline") == ["a", "b"]
    assert found(desk, order="-slugline") == ["b", "a"]
    assert found(desk, order="password") == ["a", "b"], "an unknown order is the usual one: the newest first"
    page = html.fromstring(desk.get(LIST, {"order": "-kind"}).content.decode())
    assert [" ".join(head.text_content().split()) for head in page.xpath("//th[@aria-sort='descending']")] == ["Kind ▼"]
    assert page.xpath("//select[@name='order']/option[@selected]/text()") == ["Kind, descending"]


def test_products_are_sorted_by_what_they_are_called_in_the_language_of_the_interface(desk: Client) -> None:
    for slugline, headlines in {
        "a": {"en": "zebras Return", "fr": "Allons"},
        "b": {"en": "Bees return", "fr": ""},
        "c": {"ru": "Вода", "es": "Agua"},
        "d": {"ru": "аист"},
        "e": {"fr": ""},
        "f": {"fr": "Écluses"},
    }.items():
        product = planned_product(slugline)
        for code, headline in headlines.items():
            version(product, code, headline=headline)
    assert found(desk, order="headline") == ["b", "f", "a", "d", "c", "e"]
    assert found(desk, order="-headline") == ["c", "d", "a", "f", "b", "e"], "what has none is last"
    french = desk.get(LIST, {"order": "headline"}, headers={"accept-language": "fr"})
    assert [row["product"].slugline for row in french.context["rows"]] == ["a", "b", "f", "d", "c", "e"]
    assert "Headline, ascending" in desk.get(LIST).content.decode()


def test_products_are_sorted_by_what_their_kinds_and_offices_are_called(desk: Client) -> None:
    for slugline, names in {
        "a": {"en": "Zoo", "zh": "动物"},
        "b": {"en": "élan", "zh": "麋鹿"},
        "c": {"en": "Ark"},
    }.items():
        planned_product(slugline, kind=kind(slugline, name=names), office=office(f"at-{slugline}", name=names))
    for order in ("kind", "office"):
        assert found(desk, order=order) == ["c", "b", "a"]
        assert found(desk, order=f"-{order}") == ["a", "b", "c"]
        chinese = desk.get(LIST, {"order": order}, headers={"accept-language": "zh-hans"})
        assert [row["product"].slugline for row in chinese.context["rows"]] == ["a", "b", "c"], "dongwu, milu, Ark"


def test_products_are_sorted_by_their_last_change(desk: Client, clock: Clock) -> None:
    for number, slugline in enumerate(("a", "b", "c")):
        clock.move_to(clock_after(hours=number))
        if slugline != "b":
            version(planned_product(slugline), "en")
        else:
            planned_product(slugline)
    clock.move_to(clock_after(hours=5))
    edit(LanguageVersion.objects.get(product__slugline="a"), by=operator(), fields={"headline": "Anew"})
    assert found(desk, order="-last_change") == ["a", "c", "b"]
    assert found(desk, order="last_change") == ["b", "c", "a"]
    page = html.fromstring(desk.get(LIST, {"order": "-last_change"}).content.decode())
    assert page.xpath("//td[@data-name='Changed']")[0].text_content().startswith("2 Mar 2026, 17:00 UTC")


def test_a_view_is_kept_by_name_for_oneself_found_again_and_forgotten(desk: Client, log_in: LogIn) -> None:
    theme()
    there = f"{LIST}?q=&state=in_review&kind=99999&order=slugline&p=7"
    assert told(desk.post(there, {"verb": "save", "name": "  My   reviews "}, follow=True)) == [
        "The view is kept for you."
    ]
    page = desk.get(LIST)
    assert 'href="?state=in_review&amp;order=slugline"' in page.content.decode()
    assert "My reviews" in page.content.decode()
    assert "Forget this view" in desk.get(f"{LIST}?order=slugline&state=in_review").content.decode()
    assert not log_in("Press officer").get(LIST).context["saved"], "it is one's own"
    forgotten = desk.post(f"{LIST}?state=in_review", {"verb": "forget", "name": "My reviews"}, follow=True)
    assert told(forgotten) == ["The view is forgotten."]
    assert not forgotten.context["saved"]


def test_a_view_that_cannot_be_kept_says_why(desk: Client) -> None:
    where = f"{LIST}?q=water"
    assert "needs a name" in told(desk.post(where, {"verb": "save", "name": " "}, follow=True))[0]
    assert "the whole list" in told(desk.post(LIST, {"verb": "save", "name": "All"}, follow=True))[0]
    assert "no view of this name" in told(desk.post(where, {"verb": "forget", "name": "x"}, follow=True))[0]
    for number in range(21):
        desk.post(where, {"verb": "save", "name": f"View {number}"})
    assert SavedView.objects.count() == 20
    desk.post(f"{LIST}?q=fire", {"verb": "save", "name": "View 3"})
    assert SavedView.objects.get(name="View 3").query == "q=fire"


def test_tabs_mean_what_the_strip_says(desk: Client, clock: Clock) -> None:
    live_product("public", clock)
    make_live(withdraw(live_product("withdrawn", clock), by=operator(), reason={"en": "Wrong."}), clock)
    cleared_product("waiting")
    assert found(desk, state="public") == ["public"]
    assert found(desk, state="cleared") == ["waiting"]


def test_long_lists_are_paged(desk: Client) -> None:
    for number in range(31):
        planned_product(f"p{number}")
    assert len(found(desk)) == 30
    assert found(desk, p="2") == ["p0"]
    assert len(found(desk, p="nonsense")) == 30


def test_the_strip_shows_each_language_in_the_same_order(desk: Client) -> None:
    version(planned_product(), "fr")
    row = desk.get(LIST).context["rows"][0]
    assert [cell.language.code for cell in row["cells"]] == ["ar", "zh", "en", "fr", "ru", "es"]
    assert [cell.state for cell in row["cells"]][3] == "drafting"


def test_what_a_filter_cannot_mean_is_said(desk: Client) -> None:
    planned_product("first")
    answer = desk.get(LIST, {"q": "x" * 101, "kind": "99999", "state": "asleep"})
    assert set(answer.context["form"].errors) == {"q", "kind", "state"}
    page = answer.content.decode()
    assert "at most 100 characters" in page
    assert page.count("Select a valid choice") == 2


SEVERAL = "/desk/several/"


def do_to_several(client: Client, verb: str, products: list[Product], **asked: str) -> list[str]:
    """Tick products, look at what would change, and do it."""
    query = {"verb": verb, "product": [str(product.pk) for product in products], **asked}
    shown = client.get(SEVERAL, query).context["versions"]
    return told(client.post(SEVERAL, {"verb": verb, "version": [str(each.pk) for each in shown]}, follow=True))


def test_several_are_handed_in_at_once_in_one_language(desk: Client) -> None:
    made = [planned_product(slugline) for slugline in ("one", "two")]
    for product in made:
        version(product, "en")
        version(product, "fr")
    assert do_to_several(desk, "submit", made, language="en")[0].startswith("2 versions changed.")
    moved = LanguageVersion.objects.filter(state=states.IN_REVIEW)
    assert {v.language.code for v in moved} == {"en"}


def test_a_bulk_deed_says_each_refusal_and_does_the_rest(log_in: LogIn) -> None:
    translator = log_in("Translator", "ar", "en")
    product = planned_product()
    version(product, "ar")
    version(product, "en", headline="")
    version(product, "fr")
    lines = do_to_several(translator, "submit", [product])
    assert lines[0] == "1 version changed.", "no way back is offered to who may not send back"
    assert any("headline is missing" in line for line in lines)
    assert product.versions.get(language__code="fr").state == states.DRAFTING


@pytest.mark.parametrize(
    ("role", "offered"),
    [("Editor", ["submit", "clear"]), ("Translator", ["submit"]), ("Librarian", []), ("Programme manager", [])],
)
def test_only_deeds_that_a_role_may_do_are_offered_for_several(log_in: LogIn, role: str, offered: list[str]) -> None:
    planned_product()
    page = log_in(role).get(LIST).content.decode()
    assert re.findall(r'name="verb" value="(submit|clear)"', page) == offered
    assert ('type="checkbox" name="product"' in page) == bool(offered), "ticks are for deeds"


def test_several_are_only_cleared_once_it_was_said_which(desk: Client) -> None:
    made = [planned_product(slugline) for slugline in ("one", "two")]
    for product in made:
        version(product, "ar")
        version(product, "zh", state=states.CLEARED)
    page = desk.get(SEVERAL, {"verb": "clear", "product": [str(p.pk) for p in made], "back": "state=drafting"})
    assert [row["product"].slugline for row in page.context["rows"]] == ["one", "two"]
    assert {each.language.code for each in page.context["versions"]} == {"ar"}
    assert "2 versions will change:" in page.content.decode()
    assert 'href="/desk/products/?state=drafting"' in page.content.decode()
    assert not LanguageVersion.objects.filter(language__code="ar", state=states.CLEARED).exists()
    assert desk.get(SEVERAL, {"verb": "burn"}).status_code == 404


def test_what_was_cleared_by_mistake_is_sent_back_from_the_message(desk: Client) -> None:
    made = [planned_product(slugline) for slugline in ("one", "two")]
    for product in made:
        version(product, "ar")
        version(product, "zh", state=states.CLEARED)
    line = do_to_several(desk, "clear", made)[0]
    found = re.search(r'href="([^"]+)" class="button', line)
    assert found is not None
    back = unescape(found.group(1))
    shown = desk.get(back).context["versions"]
    form = {"verb": "send_back", "version": [str(each.pk) for each in shown], "reason": "By mistake."}
    assert told(desk.post(back, form, follow=True)) == ["2 versions changed."]
    assert set(LanguageVersion.objects.filter(language__code="ar").values_list("state", flat=True)) == {"drafting"}
    assert set(LanguageVersion.objects.filter(language__code="zh").values_list("state", flat=True)) == {"cleared"}


def test_each_that_several_leaves_out_is_named_with_its_reason(log_in: LogIn) -> None:
    translator = log_in("Translator", "ar", "en", "ru")
    product, bare = planned_product(), planned_product("bare")
    version(product, "ar")
    version(product, "en", state=states.IN_REVIEW)
    version(product, "ru", state=states.PLANNED)
    version(product, "fr")
    page = html.fromstring(
        translator.get(SEVERAL, {"verb": "submit", "product": [str(product.pk), str(bare.pk)]}).content.decode()
    )
    assert [line.text_content() for line in page.xpath("//*[@id='left']//li")] == [
        "English: It was handed in already.",
        "Français: You do not work in this language.",
        "Русский: Nobody has begun to write it.",
    ]
    (without,) = page.xpath("//*[@id='left']//tbody/tr[last()]")
    assert " ".join(without.itertext()).split() == [
        *["No", "headline", "yet", "bare", "There", "is", "no", "version", "in", "this", "language."]
    ]
    assert [row.get("value") for row in page.xpath("//input[@name='version']")] == [
        str(product.versions.get(language__code="ar").pk)
    ]


def test_what_changed_meanwhile_is_refused_by_headline_language_and_reason(desk: Client) -> None:
    made = version(planned_product(), "en", state=states.CLEARED)
    lines = told(desk.post(SEVERAL, {"verb": "clear", "version": [str(made.pk)]}, follow=True))
    assert "1 version was not changed:" in lines[1]
    assert "the mountain villages</bdi> <bdi>clean-water</bdi> · <bdi>English</bdi> – This is 'cleared'" in unescape(
        lines[1]
    )
    assert "[en]" not in lines[1]


def test_nothing_ticked_says_what_to_do(desk: Client) -> None:
    response = desk.get(SEVERAL, {"verb": "submit", "back": "state=drafting"}, follow=True)
    assert response.redirect_chain == [("/desk/products/?state=drafting", 302)]
    assert told(response) == ["Nothing was ticked: tick products in the list, then say what to do with them."]
    made = version(planned_product(), "en")
    response = desk.post(f"{SEVERAL}?product={made.product_id}", {"verb": "submit"})
    assert (response.status_code, response.context["versions"]) == (422, [made])
    assert told(response) == ["Tick at least one version, or go back without a change."]


def described(**changes: object) -> dict[str, object]:
    codes = ("ar", "en")
    required = [str(pk) for pk in Language.objects.filter(code__in=codes).values_list("pk", flat=True)]
    form = {"slugline": "new-wells", "kind": str(kind().pk), "office": str(office().pk), "required": required}
    return {**form, **changes}


def test_a_product_is_planned_with_its_languages(desk: Client) -> None:
    kind()
    response = desk.post("/desk/plan/", described(occurred_at="2026-03-01 09:00"))
    assert response["Location"] == "/desk/products/new-wells/"
    product = Product.objects.get(slugline="new-wells")
    assert sorted(v.language.code for v in product.versions.all()) == ["ar", "en"]


def test_the_shape_of_a_slugline_is_told_before_it_is_refused(desk: Client) -> None:
    shape = "digits and single hyphens, 2 to 120 characters"
    assert shape in desk.get("/desk/plan/").content.decode()
    assert desk.post("/desk/plan/", described(slugline="a")).content.decode().count(shape) == 2


@pytest.mark.parametrize(("slugline", "said"), [("New Wells", "letters a to z"), ("taken", "Another product has")])
def test_a_bad_slugline_is_refused_with_what_was_typed(desk: Client, slugline: str, said: str) -> None:
    planned_product("taken")
    response = desk.post("/desk/plan/", described(slugline=slugline))
    assert response.status_code == 422
    assert said in response.content.decode()
    assert f'value="{slugline}"' in response.content.decode()


@pytest.mark.parametrize(
    ("slugline", "said"), [("New Wells", "letters a to z"), ("taken", "Another product has this slugline.")]
)
def test_what_is_wrong_with_a_plan_stands_at_its_field(desk: Client, slugline: str, said: str) -> None:
    planned_product("taken")
    response = desk.post("/desk/plan/", described(slugline=slugline))
    form = response.context["form"]
    assert set(form.errors) == {"slugline"}
    assert said in form.errors["slugline"][0]
    assert told(response) == ["Nothing was saved: see the fields marked below."]
    (field,) = html.fromstring(response.content.decode()).xpath("//input[@name='slugline']")
    assert field.get("aria-invalid") == "true"


def test_the_list_says_where_the_newest_release_of_each_stands(desk: Client, clock: Clock) -> None:
    planned_product("bare")
    schedule(cleared_product("ahead"), by=operator(), at=clock_after(days=1))
    cancel(schedule(cleared_product("fallen"), by=operator(), at=clock_after(days=1)), by=operator())
    page = html.fromstring(desk.get(LIST, {"order": "slugline"}).content.decode())
    said = [" ".join(cell.text_content().split()) for cell in page.xpath("//td[@data-name='Release']")]
    assert said[0].startswith("prepared issue 3 Mar 2026, 12:00 UTC")
    assert said[1:] == ["none yet", "none yet"]


def test_what_a_product_is_about_can_change(desk: Client) -> None:
    planned_product("old-wells", required=("ar",))
    desk.post("/desk/products/old-wells/about/", described(themes=[str(theme().pk)]))
    product = Product.objects.get(slugline="new-wells")
    assert [t.slug for t in product.themes.all()] == ["water"]
    assert product.required.count() == 2
