"""What is wrong with the instant of a release is said at the field that it is about, and keeps what was typed."""

import pytest
from django.test import Client
from lxml import html
from lxml.html import HtmlElement

from rostra.release.models import Release
from tests.desk.conftest import told
from tests.desk.test_room import ROOM, Clock, clock_after
from tests.factories.products import ALL, cleared_product
from tests.factories.release import armed_release

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("plain")]
#: What is typed -> the field that is wrong, and the words at it.
WRONG = [
    ({"time": ""}, "time", "Say the date, the time and the time zone."),
    ({"date": "tomorrow"}, "date", "Enter a valid date."),
    ({"date": "0001-01-01"}, "date", "No calendar is kept for this year."),
    ({"date": "2020-01-01"}, "date", "2020-01-01 08:30:00 UTC has passed."),
    ({"date": "2026-03-02", "time": "09:30"}, "time", "2026-03-02 08:30:00 UTC has passed."),
    ({"date": "2066-01-01"}, "date", "An instant more than ten years ahead"),
    ({"date": "2026-03-29", "time": "02:30"}, "time", "Clocks skip this time that night"),
    ({"date": "2026-10-25", "time": "02:30"}, "fold", "say whether the first or the second is meant"),
]
TYPED = {"languages": ALL, "when": "at", "date": "2026-03-05", "time": "09:30", "zone": "Europe/Paris"}


def refused(desk: Client, address: str, verb: str, **typed: str) -> HtmlElement:
    """The page that a refused form is shown on again, and holds all that was typed."""
    asked = {"verb": verb, **TYPED, **typed}
    answer = desk.post(address, asked)
    assert answer.status_code == 422
    form = html.fromstring(answer.content.decode()).xpath("//form[@data-release]")[0]
    assert {name: form.fields[name] for name in ("date", "time", "zone")} == {
        name: asked[name] for name in ("date", "time", "zone")
    }
    return form


def marked(form: HtmlElement) -> dict[str, str]:
    """The fields that are said to be wrong, each with the words that describe it."""
    return {
        field.get("name"): " ".join(
            form.get_element_by_id(each).text_content().strip() for each in field.get("aria-describedby").split()
        )
        for field in form.xpath(".//*[@aria-invalid='true']")
    }


@pytest.mark.parametrize(("typed", "field", "words"), WRONG)
def test_a_wrong_instant_of_a_release_is_said_at_its_field(
    desk: Client, clock: Clock, typed: dict[str, str], field: str, words: str
) -> None:
    cleared_product()
    said = marked(refused(desk, ROOM, "release", **typed))
    assert list(said) == [field]
    assert words in said[field]


@pytest.mark.parametrize(("typed", "field", "words"), WRONG)
def test_a_wrong_instant_to_move_a_release_to_is_said_at_its_field(
    desk: Client, clock: Clock, typed: dict[str, str], field: str, words: str
) -> None:
    release = armed_release(cleared_product(), at=clock_after(minutes=30))
    said = marked(refused(desk, f"/desk/releases/{release.pk}/", "reschedule", **typed))
    assert list(said) == [field]
    assert words in said[field]
    assert Release.objects.get().instant == release.instant


def test_what_is_not_about_the_instant_marks_none_of_its_fields(desk: Client, clock: Clock) -> None:
    cleared_product(required=["ar"], languages=["ar", "en"])
    answer = desk.post(ROOM, {"verb": "release", **TYPED, "languages": ["en"]})
    assert "العربية" in told(answer)[0]
    assert marked(html.fromstring(answer.content.decode())) == {}
