"""The product's room: every deed of release, what is in the way, and what is said of it."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from lxml import html

from rostra.foundation.models import User
from rostra.products import states
from rostra.products.actions.clear import clear
from rostra.products.actions.edit import edit
from rostra.products.models import LanguageVersion
from rostra.release.actions.withdraw import withdraw
from rostra.release.models import Obligation, Release, Waiver
from tests.desk.conftest import LogIn, told
from tests.factories.products import cleared_product, languages, operator, planned_product, version
from tests.factories.release import armed_release, live_product, make_live

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("plain")]
ROOM = "/desk/products/clean-water/"
Clock = time_machine.Traveller


def do(desk: Client, verb: str, **form: object) -> list[str]:
    return told(desk.post(ROOM, {"verb": verb, **form}, follow=True))


def release_at(desk: Client, **form: object) -> list[str]:
    return do(desk, "release", **{"languages": ["ar", "zh", "en", "fr", "ru", "es"], "when": "now", **form})


def test_the_button_says_how_many_languages_go_out(desk: Client) -> None:
    cleared_product()
    page = desk.get(ROOM)
    assert "Release in 6 languages as soon as possible" in page.content.decode()
    phrases = json.loads(page.context["phrases_json"])
    assert phrases["at"][1] == "Release in 1 language at {time}"
    assert phrases["now"][0] == "Tick at least one language"


def test_a_deadline_runs_only_while_something_is_awaited(desk: Client, clock: Clock) -> None:
    product = live_product("clean-water", clock)
    product.versions.update(due_at=clock_after(hours=6))
    assert desk.get(ROOM).content.decode().count("data-countdown") == 0
    make_live(withdraw(product, by=operator(), reason={"en": "Wrong."}, languages=["fr"]), clock)
    assert desk.get(ROOM).content.decode().count("data-countdown") == 0
    edit(product.versions.get(language__code="es"), by=operator(), fields={"headline": "Mejor"})
    assert desk.get(ROOM).content.decode().count("data-countdown") == 1


def test_everything_in_the_way_is_said(desk: Client) -> None:
    product = cleared_product(languages=["en", "fr"], required=["ar", "en", "fr", "ru"])
    version(product, "ru", state=states.IN_REVIEW)
    page = desk.get(ROOM).content.decode()
    assert "العربية is required and missing." in page
    assert "Русский is required and still in review." in page


def test_a_button_does_not_invite_what_will_be_refused(desk: Client) -> None:
    product = cleared_product(languages=["en", "fr"], required=["ar", "en", "fr"])
    page = html.fromstring(desk.get(ROOM).content.decode())
    (button,) = page.xpath("//button[@value='release']")
    assert button.get("aria-disabled") == "true"
    assert button.text_content() == "Not yet: see what is in the way"
    (told_why,) = page.xpath(f"//*[@id='{button.get('aria-describedby')}']")
    assert "العربية is required and missing." in told_why.text_content()
    version(product, "ar", state=states.CLEARED)
    (button,) = html.fromstring(desk.get(ROOM).content.decode()).xpath("//button[@value='release']")
    assert button.get("aria-disabled") is None
    assert button.text_content() == "Release in 3 languages as soon as possible"


def test_what_a_tick_puts_in_the_way_or_takes_out_of_it_is_known(desk: Client) -> None:
    cleared_product(languages=["en", "fr"])
    whole = {each["language"]: (each["while"], each["now"]) for each in desk.get(ROOM).context["obstacles"]}
    assert whole == {"en": ("unticked", False), "fr": ("unticked", False)}
    page = desk.post(ROOM, {"verb": "release", "languages": ["en"], "when": "now"})
    assert [each["words"] for each in page.context["obstacles"] if each["now"]] == [
        "Français is required and cleared, but not part of this release."
    ]
    assert page.context["may_press"] is False


def test_a_release_now_and_its_refusal_when_a_language_is_missing(desk: Client, clock: Clock) -> None:
    cleared_product()
    assert release_at(desk) == ["6 languages are on their way."]
    assert Release.objects.get().languages.count() == 6
    cleared_product("second", languages=["en"], required=["ar", "en"])
    form = {"verb": "release", "languages": ["en"], "when": "now"}
    response = desk.post("/desk/products/second/", form)
    assert response.status_code == 422
    assert "العربية is required" in told(response)[0]


def test_a_wall_clock_time_is_meant_in_the_zone_that_was_chosen(desk: Client, clock: Clock) -> None:
    cleared_product()
    release_at(desk, when="at", date="2026-03-05", time="15:00:00", zone="America/New_York")
    assert Release.objects.get().instant == datetime(2026, 3, 5, 20, tzinfo=UTC)


def test_an_hour_that_comes_twice_asks_which_one(desk: Client, clock: Clock) -> None:
    cleared_product()
    twice = {"when": "at", "date": "2026-10-25", "time": "02:30", "zone": "Europe/Paris"}
    assert "comes twice" in release_at(desk, **twice)[0]
    assert not Release.objects.exists()
    release_at(desk, **twice, fold="1")
    assert Release.objects.get().instant == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_a_set_time_needs_all_its_parts(desk: Client) -> None:
    cleared_product()
    response = desk.post(ROOM, {"verb": "release", "languages": ["en"], "when": "at", "date": "2026-10-25"})
    assert response.status_code == 422
    assert "Say the date, the time and the time zone." in response.content.decode()


def test_a_waiver_needs_a_reason_and_then_lets_the_rest_go(desk: Client, clock: Clock) -> None:
    cleared_product(languages=["en"], required=["ar", "en"])
    assert "needs a reason" in do(desk, "waive", language="ar", reason="")[0]
    do(desk, "waive", language="ar", reason="The translator is ill.", until="2026-03-03T12:00")
    assert Waiver.objects.get().until == datetime(2026, 3, 3, 12, tzinfo=UTC)
    assert "The translator is ill." in desk.get(ROOM).content.decode()
    assert "The waiver is lifted" in do(desk, "lift waiver", language="ar")[0]
    page = desk.get(ROOM).content.decode()
    assert "ended" in page and "Lift this waiver" not in page
    do(desk, "waive", language="ar", reason="The translator is ill.")
    assert release_at(desk, languages=["en"]) == ["1 language is on its way."]


def offered_inputs(desk: Client, address: str, prefix: str) -> list[str]:
    """The languages that a form asks for words in."""
    page = html.fromstring(desk.get(address).content.decode())
    return [each.get("name").rsplit("-", 1)[1] for each in page.xpath(f"//textarea[starts-with(@name, '{prefix}')]")]


def test_a_waiver_is_offered_only_where_something_is_missing(desk: Client, clock: Clock) -> None:
    product = cleared_product(languages=["en", "fr"], required=["ar", "en", "fr"])
    version(product, "ru")
    assert [language.code for language in desk.get(ROOM).context["waivable"]] == ["ar"], "nobody asked for Russian"
    version(product, "ar", state=states.CLEARED)
    assert not desk.get(ROOM).context["waivable"]
    assert "Let it go out without a language" not in desk.get(ROOM).content.decode()


def test_public_words_are_asked_for_in_the_languages_that_are_public(desk: Client, clock: Clock) -> None:
    product = live_product("clean-water", clock, languages=["en", "fr"])
    version(product, "ru")
    clear(edit(product.versions.get(language__code="en"), by=operator(), fields={"summary": "13"}), by=operator())
    assert offered_inputs(desk, ROOM, "note-") == ["en", "fr"]
    assert offered_inputs(desk, f"{ROOM}withdraw/", "reason-") == ["en", "fr"]


def test_what_was_withdrawn_is_offered_by_name_and_not_ticked(desk: Client, clock: Clock) -> None:
    product = live_product("clean-water", clock)
    make_live(withdraw(product, by=operator(), reason={"en": "Wrong."}, languages=["fr"]), clock)
    page = desk.get(ROOM)
    assert page.context["form"].fields["languages"].choices == [("fr", "Français (withdrawn before)")]
    assert page.context["form"]["languages"].initial == []
    assert "Tick at least one language" in page.content.decode()
    assert release_at(desk, languages=["fr"]) == ["1 language is on its way."]


def test_an_armed_release_is_held_and_cancelled(desk: Client, clock: Clock) -> None:
    product = cleared_product()
    release = armed_release(product, at=clock_after(seconds=30))
    assert "needs a reason" in do(desk, "hold", reason="")[0]
    do(desk, "hold", reason="A doubt about a name")
    assert Release.objects.get(pk=release.pk).held_at is not None
    do(desk, "cancel")
    assert Release.objects.get(pk=release.pk).state == "cancelled"
    assert do(desk, "cancel") == ["clean-water: No release of this product is on its way."]


def clock_after(**span: int) -> datetime:
    return datetime(2026, 3, 2, 12, tzinfo=UTC) + timedelta(**span)


def test_unsealing_says_that_the_whole_release_falls(desk: Client, clock: Clock) -> None:
    armed_release(cleared_product(), at=clock_after(seconds=30))
    assert "all 6 languages leave it together" in desk.get(ROOM).content.decode()
    do(desk, "unseal", language="fr")
    assert LanguageVersion.objects.get(language__code="fr").state == states.DRAFTING
    assert LanguageVersion.objects.get(language__code="ar").state == states.CLEARED
    assert Release.objects.get().state == "cancelled"


def test_a_version_is_given_out_with_a_deadline_in_the_givers_zone(desk: Client) -> None:
    made = version(planned_product(), "fr")
    writer = User.objects.create_user("writer")
    writer.languages.set([languages()["fr"]])
    User.objects.filter(username="operator").update(time_zone="Europe/Paris")
    do(desk, "assign", language="fr", to="writer", due="2026-03-05T18:00")
    given = LanguageVersion.objects.get(pk=made.pk)
    assert (given.assigned_to, given.due_at) == (writer, datetime(2026, 3, 5, 17, tzinfo=UTC))
    version(made.product, "ar")
    assert "does not work in this language" in do(desk, "assign", language="ar", to="writer")[0]


def test_the_history_tells_what_became_public_beside_what_was_done(desk: Client, clock: Clock) -> None:
    product = live_product("clean-water", clock, languages=["en", "fr"], required=["en"])
    first = Release.objects.get()
    clock.shift(timedelta(hours=1))
    make_live(withdraw(product, by=operator(), reason={"en": "Wrong."}, languages=["fr"]), clock)
    armed_release(cleared_product("later"), at=clock_after(days=1))
    page = html.fromstring(desk.get(ROOM).content.decode())
    lines = [" ".join(line.text_content().split()) for line in page.xpath("//*[@id='history']//li")]
    met = [line for line in lines if line.startswith(("Became", "Was"))]
    assert met[0].startswith("Was withdrawn: Français #")
    assert met[1].startswith(f"Became public: English · Français #{first.pk} {first.instant:2 Mar 2026, %H:%M:%S} UTC")
    assert len(met) == 2, met
    assert lines.index(met[0]) < lines.index(met[1]), "newest first"
    assert "armed the release" in lines[lines.index(met[1]) + 1]


def test_a_correction_goes_out_and_obliges_the_others(desk: Client, clock: Clock) -> None:
    product = live_product("clean-water", clock)
    english = product.versions.get(language__code="en")
    clear(edit(english, by=operator(), fields={"summary": "Thirteen villages."}), by=operator())
    assert "The 5 other public languages say at the same instant" in desk.get(ROOM).content.decode()
    do(desk, "correct", languages=["en"], **{"note-words-en": "The number of villages was corrected."})
    make_live(Release.objects.get(act="correction"), clock)
    assert Obligation.objects.filter(outcome="open").count() == 5
    ticked = Obligation.objects.filter(version__language__code__in=["ru", "fr"])
    assert do(desk, "unaffected") == ["Tick at least one language"]
    do(desk, "unaffected", obligation=[str(each.pk) for each in ticked])
    told = {row["version"].language.code for row in desk.get(ROOM).context["to_check"]}
    assert told == {"ar", "es", "zh"}, "what is being lifted waits for nobody"
    arabic = str(Obligation.objects.get(version__language__code="ar").pk)
    refused = html.fromstring(desk.post(ROOM, {"verb": "unaffected", "obligation": arabic}).content.decode())
    assert refused.xpath("//*[@id='obligations']//input[@checked]/@value") == [arabic], "another is on its way"
    make_live(Release.objects.get(act="checked"), clock)
    assert {each.outcome for each in ticked.all()} == {"unaffected"}


def test_a_correction_that_answers_an_earlier_one_does_not_say_that_others_are_checked(
    desk: Client, clock: Clock
) -> None:
    product = live_product("clean-water", clock)
    for code, said in (("en", "the other languages say"), ("fr", "no other language is asked")):
        clear(edit(product.versions.get(language__code=code), by=operator(), fields={"summary": "13"}), by=operator())
        page = desk.get(ROOM).content.decode()
        assert ("the others are not asked again" in page) is (code == "fr")
        assert ('name="ask_others"' in page) is (code == "fr")
        assert said in do(desk, "correct", languages=[code], **{f"note-words-{code}": "A number."})[0]
        make_live(Release.objects.filter(act="correction").latest("pk"), clock)
    assert Obligation.objects.filter(outcome="open").count() == 4


def test_an_answer_may_ask_the_others_again(desk: Client, clock: Clock) -> None:
    product = live_product("clean-water", clock)
    for code, asked in (("en", {}), ("fr", {"ask_others": "on"})):
        clear(edit(product.versions.get(language__code=code), by=operator(), fields={"summary": "13"}), by=operator())
        told = do(desk, "correct", languages=[code], **{f"note-words-{code}": "A number."}, **asked)[0]
        assert "the other languages say" in told
        make_live(Release.objects.filter(act="correction").latest("pk"), clock)
    assert Obligation.objects.filter(outcome="open", version__language__code="en").count() == 1


@pytest.mark.parametrize(("words", "said"), [("x" * 5001, "At most 5000 characters"), (" ", "This field is required.")])
def test_a_refused_correction_keeps_the_note_in_every_language(
    desk: Client, clock: Clock, words: str, said: str
) -> None:
    product = live_product("clean-water", clock)
    for code in ("en", "fr"):
        made = product.versions.get(language__code=code)
        clear(edit(made, by=operator(), fields={"summary": "13"}), by=operator())
    note = {"note-words-en": words, "note-words-ar": "صُحّح عدد القرى." if words.strip() else ""}
    refused = desk.post(ROOM, {"verb": "correct", "languages": ["en"], **note})
    assert refused.status_code == 422
    page = refused.content.decode()
    assert said in page
    assert note["note-words-ar"] in page
    assert words.strip() in page
    assert refused.context["to_correct"] == ["en"], "the tick that was taken away stays away"
    assert not Release.objects.filter(act="correction").exists()


def test_a_refusal_of_the_correction_itself_keeps_the_note(desk: Client, clock: Clock) -> None:
    live_product("clean-water", clock)
    refused = desk.post(ROOM, {"verb": "correct", "languages": ["en"], "note-words-en": "Thirteen, not twelve."})
    assert refused.status_code == 422
    assert "Thirteen, not twelve." in refused.content.decode()
    assert "the same as the released one" in told(refused)[0]


def test_a_refused_waiver_or_hold_keeps_its_reason(desk: Client, clock: Clock) -> None:
    product = cleared_product(languages=["en"], required=["ar", "fr", "en"])
    waiver = {"verb": "waive", "language": "fr", "reason": "The translator is ill.", "until": "nonsense"}
    page = desk.post(ROOM, waiver).content.decode()
    assert "The translator is ill.</textarea>" in page
    assert '<option value="fr" selected>' in page
    for code in ("ar", "fr"):
        do(desk, "waive", language=code, reason="Ill.")
    armed_release(product, at=clock_after(seconds=30), languages=["en"])
    clock.shift(29.9)
    for address in (ROOM, f"/desk/releases/{Release.objects.get().pk}/"):
        refused = desk.post(address, {"verb": "hold", "reason": "A name is wrong."})
        assert refused.status_code == 422
        assert 'value="A name is wrong."' in refused.content.decode()


def test_a_deadline_in_the_doubled_hour_asks_which_one(desk: Client) -> None:
    made = version(planned_product(), "fr")
    User.objects.filter(username="operator").update(time_zone="Europe/Paris")
    form = {"verb": "assign", "language": "fr", "due": "2026-10-25T02:30"}
    refused = desk.post(ROOM, form)
    assert "comes twice" in told(refused)[0]
    assert 'value="2026-10-25T02:30"' in refused.content.decode()
    assert 'name="fold" id="fold-fr"' in refused.content.decode()
    desk.post(ROOM, {**form, "fold": "1"})
    assert LanguageVersion.objects.get(pk=made.pk).due_at == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(("date", "zone"), [("0001-01-01", "Asia/Tokyo"), ("9999-12-31", "America/New_York")])
def test_the_ends_of_the_calendar_are_refused_in_words(desk: Client, clock: Clock, date: str, zone: str) -> None:
    cleared_product()
    User.objects.filter(username="operator").update(time_zone=zone)
    assert "No calendar" in release_at(desk, when="at", date=date, time="00:00", zone=zone)[0]
    assert "No calendar" in do(desk, "waive", language="ar", reason="x", until=f"{date}T23:00")[0]
    planned = desk.post("/desk/products/clean-water/about/", {"occurred_at": f"{date} 23:00"})
    assert "No calendar" in planned.content.decode()
    assert not Release.objects.exists()


def test_nobody_does_what_their_role_does_not_allow(log_in: LogIn, clock: Clock) -> None:
    cleared_product()
    reporter = log_in("Reporter")
    page = reporter.get(ROOM).content.decode()
    assert 'value="release"' not in page
    assert "does not have the right 'release.schedule_release'" in release_at(reporter)[0]
    assert "does not have the right" in do(reporter, "waive", language="ar", reason="x")[0]
    assert not Release.objects.exists()


@pytest.mark.parametrize(
    "form", [{"verb": "assign", "language": "xx"}, {"verb": "assign", "language": "fr", "due": "x"}]
)
def test_nonsense_is_refused_in_words(desk: Client, form: dict[str, str]) -> None:
    version(planned_product(), "fr")
    response = desk.post(ROOM, form, follow=True)
    assert response.status_code == 422
    assert len(told(response)) == 1
    assert desk.post(ROOM, {"verb": "unaffected", "obligation": "9" * 40}).status_code == 422


def test_what_was_done_is_told_in_words(desk: Client) -> None:
    made = version(planned_product(), "fr")
    clear(edit(made, by=operator(), fields={"headline": "Un titre"}), by=operator())
    page = desk.get(ROOM).content.decode()
    assert "edited the version" in page
    assert "cleared the version" in page
