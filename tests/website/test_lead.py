"""The first story of a home page, with its picture."""

from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string

from tests.factories.products import languages


@pytest.mark.django_db
@pytest.mark.parametrize(("caption", "credit"), [("At dawn", "Port Alma"), ("At dawn", ""), ("", "Port Alma")])
def test_a_picture_keeps_its_caption_whether_or_not_it_has_a_credit(caption: str, credit: str) -> None:
    english = languages()["en"]
    picture = {"main": {"path": "/p"}, "caption": caption, "credit": credit}
    entry = SimpleNamespace(
        full_picture=picture, language=english, kind={"en": "Story"}, headline="Water", at=None, tongues=[]
    )
    page = render_to_string("website/lead.html", {"entry": entry, "language": english})
    assert caption in page and credit in page
    assert page.count("<figcaption>") == 1
    assert ("<bdi>Port Alma</bdi>" in page) is bool(credit)
