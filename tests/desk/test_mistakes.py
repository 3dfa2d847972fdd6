"""What is wrong with a version is told with its place in words, and leads to the input."""

import pytest
from django.test import Client
from lxml import html
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from rostra.desk.mistakes import Mistake, lacking
from rostra.desk.version_form import body_in
from rostra.products.blocks import INLINE
from rostra.products.models import LanguageVersion
from tests.desk.conftest import told
from tests.desk.test_editor import address
from tests.desk.typing_in import form_of
from tests.factories.products import languages, planned_product, version

pytestmark = pytest.mark.django_db


def stream(*blocks: tuple[str, dict[str, str]]) -> dict[str, str]:
    """The fields of a body of these blocks, as a browser sends them."""
    fields = {"body-count": str(len(blocks))}
    for number, (kind, parts) in enumerate(blocks):
        place = f"body-{number}"
        fields |= {f"{place}-type": kind, f"{place}-order": str(number), f"{place}-deleted": "", f"{place}-id": ""}
        fields |= {f"{place}-value{'-' if part else ''}{part}": text for part, text in parts.items()}
    return fields


def noted(page: str, name: str) -> list[tuple[str, str]]:
    """The lines of a note, each with the input that it leads to."""
    lines = html.fromstring(page).xpath(f"//*[@id='{name}']//li")
    return [("".join(line.itertext()), line.xpath("a/@href")[0]) for line in lines]


def test_an_error_in_the_body_is_told_by_block_as_readers_count_them(desk: Client) -> None:
    made = version(planned_product(), "en")
    quote = {"text": "Water!", "attribution": ""}
    body = stream(("quote", quote), ("heading", {"": "x" * 201}), ("quote", {**quote, "text": ""}))
    response = desk.post(address(made), {**form_of(made, verb="save", byline="x" * 201), **body})
    assert response.status_code == 422
    assert noted(response.content.decode(), "mistakes") == [
        ("Byline: Ensure this value has at most 200 characters (it has 201).", "#id_byline"),
        ("heading 1 of the body: Ensure this value has at most 200 characters (it has 201).", "#body-1-value"),
        ("quotation 2 of the body, quotation: This is empty.", "#body-2-value-text"),
    ]


def test_an_entry_of_a_list_and_a_text_that_is_too_long_are_found(desk: Client) -> None:
    made = version(planned_product(), "en")
    entry = {"deleted": "", "order": "0", "value": "null", "id": ""}
    body = stream(("list", {"count": "1", **{f"0-{name}": text for name, text in entry.items()}}))
    response = desk.post(address(made), {**form_of(made, verb="save", summary="x" * 4001), **body})
    assert noted(response.content.decode(), "mistakes") == [
        ("Summary: Ensure this value has at most 4000 characters (it has 4001).", "#id_summary"),
        ("list 1 of the body, entry 1: This is empty.", "#body-0-value-0-value"),
    ]


@pytest.mark.parametrize("sent", ["null", ContentstateConverter(INLINE).from_database_format("<p></p>")])
def test_a_paragraph_nobody_wrote_in_is_called_empty_whatever_its_editor_sends(desk: Client, sent: str) -> None:
    made = version(planned_product(), "en")
    body = {**stream(("heading", {"": "Water"}), ("paragraph", {"": sent})), "headline": "Water"}
    response = desk.post(address(made), {**form_of(made, verb="submit"), **body}, follow=True)
    listed = "mistakes" if response.status_code == 422 else "lacks"
    assert noted(response.content.decode(), listed) == [("paragraph 1 of the body: This is empty.", "#body-1-value")]


def test_what_a_version_lacks_is_told_with_its_place_and_gone_to(desk: Client) -> None:
    paragraph = ("paragraph", "Water.")
    empty = ("quote", {"text": "", "attribution": ""})
    body = [{"type": kind, "value": value} for kind, value in (paragraph, ("paragraph", ""), empty)]
    made = version(planned_product(), "en", headline="", body=body)
    assert lacking(made) == [
        Mistake("Headline", "The headline is missing.", "id_headline"),
        Mistake("paragraph 2 of the body", "This is empty.", "body-1-value"),
        Mistake("quotation 1 of the body, quotation", "This is empty.", "body-2-value-text"),
    ]
    form = form_of(made, verb="submit", paragraphs=["Water."])
    response = desk.post(address(made), form)
    assert response["Location"] == f"{address(made)}?missing=1"
    page = desk.get(address(made))
    assert told(page) == ["Headline: The headline is missing."], "no raw place, no code of the version"
    assert noted(page.content.decode(), "lacks") == [("Headline: The headline is missing.", "#id_headline")]


def test_two_languages_that_are_edited_at_once_keep_their_inputs_apart() -> None:
    made = version(planned_product(), "en")
    made.body.stream_block.get_form_state(made.body)  # as an editor that was opened before
    bodies = [body_in(language) for language in languages(["ar", "en"]).values()]
    directions = [body.child_blocks["heading"].field.widget.attrs["dir"] for body in bodies]
    assert directions == ["rtl", "ltr"], "blocks are shared by all that are of a class"
    options = [body.child_blocks["paragraph"].field.widget.options["textDirectionality"] for body in bodies]
    assert options == ["RTL", "LTR"]


LINKED = """{"entityMap": {}, "blocks": [{"key": "a", "text": "Water", "type": "unstyled", "depth": 0,
  "inlineStyleRanges": [], "entityRanges": [{"offset": 0, "length": 2, "key": 5}]}]}"""
NESTED = '{"blocks": ' + "[" * 9000 + "]" * 9000 + "}"


@pytest.mark.parametrize("sent", ["", "{", "[]", '"text"', '{"blocks": [7], "entityMap": 1}', LINKED, NESTED])
def test_a_body_that_no_editor_sends_is_a_bad_request_and_nothing_is_stored(desk: Client, sent: str) -> None:
    made = version(planned_product(), "en")
    response = desk.post(address(made), {**form_of(made, verb="save"), **stream(("paragraph", {"": sent}))})
    assert response.status_code == 400
    assert LanguageVersion.objects.get(pk=made.pk).body == made.body


@pytest.mark.parametrize("fields", [{"body-count": "many"}, {"body-count": "1000000000"}])
def test_a_count_of_blocks_that_is_none_is_a_bad_request(desk: Client, fields: dict[str, str]) -> None:
    made = version(planned_product(), "en")
    assert desk.post(address(made), {**form_of(made, verb="save"), **fields}).status_code == 400
