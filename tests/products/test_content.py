"""The canonical content of a version, and its hash."""

import pytest

from rostra.products import states
from rostra.products.content import content_hash, content_of, is_as_cleared, raw_body, tidy_body
from tests.factories.products import cleared_product, planned_product, version
from tests.noninterference.world import picture

pytestmark = pytest.mark.django_db


def test_content_is_plain_values_of_every_block() -> None:
    body = raw_body(
        [
            {"type": "paragraph", "value": "<p>One <b>bold</b></p><p>Two</p>"},
            {"type": "heading", "value": "Then\nnow"},
            {"type": "quote", "value": {"text": "We drink.", "attribution": "A villager"}},
            {"type": "list", "value": ["first", "<script>x</script>second"]},
            {"type": "link", "value": {"text": "More", "url": "https://example.org/"}},
            {"type": "document", "value": {"symbol": "A/RES/74/270", "note": ""}},
        ]
    )
    assert content_of(version(planned_product(), "en", body=body))["body"] == [
        {"type": "paragraph", "html": "One <b>bold</b>"},
        {"type": "paragraph", "html": "Two"},
        {"type": "heading", "text": "Then now"},
        {"type": "quote", "text": "We drink.", "attribution": "A villager"},
        {"type": "list", "items": ["first", "second"]},
        {"type": "link", "text": "More", "url": "https://example.org/"},
        {"type": "document", "symbol": "A/RES/74/270", "note": ""},
    ]


def test_the_hash_does_not_depend_on_ids_of_blocks_or_on_how_text_was_composed() -> None:
    one = version(
        planned_product("one"), "en", headline="Cafe\u0301", body=[{"type": "heading", "value": "x", "id": "1"}]
    )
    two = version(planned_product("two"), "en", headline="Café", body=[{"type": "heading", "value": "x", "id": "2"}])
    assert content_hash(one) == content_hash(two)


def test_the_hash_changes_with_any_word() -> None:
    one = cleared_product().versions.get(language__code="en")
    before = content_hash(one)
    one.dateline = "GENEVA"
    assert content_hash(one) != before


def test_a_cleared_version_is_not_as_cleared_once_its_picture_has_another_credit() -> None:
    one = version(planned_product(picture=picture("river")), "en", state=states.CLEARED)
    assert is_as_cleared(one)
    one.product.picture.credit = "Somebody else"
    assert not is_as_cleared(one)


def test_tidying_keeps_ids_and_splits_paragraphs() -> None:
    raw = [
        {"type": "paragraph", "value": '<p data-block-key="a">One</p><p data-block-key="b">Two</p>', "id": "p"},
        {"type": "heading", "value": "Three", "id": "h"},
    ]
    assert tidy_body(raw) == [
        {"type": "paragraph", "value": "One"},
        {"type": "paragraph", "value": "Two"},
        {"type": "heading", "value": "Three", "id": "h"},
    ]
    assert tidy_body(tidy_body(raw)) == tidy_body(raw)
