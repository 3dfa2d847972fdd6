"""The librarian's screens: the list with its strips, restriction with its deed, import with its report."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rostra.foundation import clock
from rostra.foundation.errors import Refusal
from rostra.foundation.gate import Audience
from rostra.foundation.models import Announcement, LedgerEntry, User
from rostra.library.actions.restrict import restrict
from rostra.library.models import Work
from tests.factories.library import akn, archive, work
from tests.factories.products import office, operator

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house() -> None:
    office("hq", host="testserver")


def librarian(*rights: str) -> User:
    person = User.objects.create_user("librarian", password="x", is_staff=True)
    wanted = ["access_admin", *rights]
    person.user_permissions.set(Permission.objects.filter(codename__in=wanted))
    return User.objects.get(pk=person.pk)


@pytest.fixture
def desk() -> Client:
    client = Client()
    client.force_login(librarian("add_work", "change_work", "view_work"))
    return client


def seen(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_the_list_shows_what_is_held_and_what_is_missing(desk: Client) -> None:
    work("A/RES/90/1", "en", "ar")
    told = seen(desk.get(reverse("works:index")))
    assert "A/RES/90/1" in told and "Water for all" in told
    assert told.count("cell-released") == 2 and told.count("cell-missing") == 4


def test_a_longer_list_asks_no_more_of_the_database(desk: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            seen(desk.get(reverse("works:index")))
        return len(captured)

    work("A/RES/90/1", "en", "ar")
    queries()
    few = queries()
    for number in range(2, 7):
        work(f"A/RES/90/{number}", "en", "ar")
    assert queries() == few


def test_works_are_found_by_symbol_title_and_missing_language(desk: Client) -> None:
    work("A/RES/90/1", "en", "ar")
    work("A/RES/90/2 A-B", "fr")
    for query, found in [("q=a/res/90/2 a-b", "90/2"), ("q=l’eau", "90/2"), ("q=المياه", "90/1"), ("missing=", "90/1")]:
        assert f"A/RES/{found}" in seen(desk.get(f"{reverse('works:index')}?{query}"))
    arabic = work("A/RES/90/1", "zh").expressions.get(language__code="ar").language
    told = seen(desk.get(f"{reverse('works:index')}?missing={arabic.pk}"))
    assert "A/RES/90/2" in told and "A/RES/90/1" not in told


def test_a_restriction_closes_the_gate_and_is_a_deed(desk: Client) -> None:
    made = work("A/RES/90/1")
    at = clock.now().replace(microsecond=0)
    given = {"restriction": "For delegations only", "public_from": f"{at:%Y-%m-%d %H:%M:%S}"}
    answer = desk.post(reverse("works:edit", args=[made.pk]), given)
    assert answer.status_code == 302
    assert not Work.objects.visible_to(Audience.ANONYMOUS, clock.now() + timedelta(days=1)).exists()
    deed = LedgerEntry.objects.get(verb="restrict")
    assert (deed.by.username, deed.details["restriction"]) == ("librarian", "For delegations only")
    assert Announcement.objects.filter(news="RecordAdded", payload__work_id=made.pk).exists()
    assert "For delegations only" in seen(desk.get(reverse("works:edit", args=[made.pk])))


def test_restricting_without_a_change_leaves_no_trace() -> None:
    made = work("A/RES/90/1")
    restrict(made, by=operator(), restriction="", public_from=made.public_from)
    assert not LedgerEntry.objects.exists() and not Announcement.objects.exists()


def test_who_may_not_change_works_cannot_restrict() -> None:
    with pytest.raises(Refusal) as refused:
        restrict(work("A/RES/90/1"), by=librarian(), restriction="x", public_from=clock.now())
    assert refused.value.code == "forbidden"


def test_works_cannot_be_deleted_or_made_by_hand(desk: Client) -> None:
    made = work("A/RES/90/1")
    for address in (f"/desk/works/delete/{made.pk}/", "/desk/works/new/", f"/desk/works/copy/{made.pk}/"):
        assert desk.post(address).status_code == 404
    assert Work.objects.filter(pk=made.pk).exists()


def test_an_archive_is_imported_and_each_file_told(desk: Client, tmp_path: Path) -> None:
    zipped = archive(tmp_path / "box.zip", {"en/1.xml": akn("en"), "fr/2.xml": akn("es", symbol="A/RES/90/2")})
    told = seen(desk.post(reverse("works:add"), {"file": SimpleUploadedFile("box.zip", zipped.read_bytes())}))
    assert "1 added, 0 updated, 0 unchanged, 1 refused" in told
    assert "box.zip/fr/2.xml" in told and "language_differs" in told
    assert "upload/" not in told
    assert Work.objects.get().symbol == "A/RES/90/1"


def test_an_import_that_waits_is_not_public_yet(desk: Client) -> None:
    later = clock.now() + timedelta(days=3)
    given = {"file": SimpleUploadedFile("1.xml", akn("en")), "public_from": f"{later:%Y-%m-%d %H:%M}"}
    seen(desk.post(reverse("works:add"), given))
    assert Work.objects.exists()
    assert not Work.objects.visible_to(Audience.ANONYMOUS, clock.now()).exists()
    assert Work.objects.visible_to(Audience.ANONYMOUS, later).exists()


def test_who_may_only_look_does_not_import() -> None:
    client = Client()
    client.force_login(librarian("view_work"))
    assert client.get(reverse("works:index")).status_code == 200
    assert client.post(reverse("works:add"), {"file": SimpleUploadedFile("1.xml", akn("en"))}).status_code in {302, 403}
    assert not Work.objects.exists()
