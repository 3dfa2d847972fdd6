"""Each figure is the rows it counts: their number, or a function of them, in whole and in every group."""

from dataclasses import replace
from datetime import timedelta
from statistics import median
from typing import Any

import pytest
import time_machine

from rostra.audience.queries import Span
from rostra.foundation.models import Language
from rostra.network.models import Office
from rostra.products.actions.describe import describe
from rostra.products.models import Product
from rostra.release.actions.correct import correct
from rostra.release.actions.lift_waiver import lift_waiver
from rostra.release.actions.waive import waive
from rostra.release.actions.withdraw import withdraw
from rostra.release.models import Delivery, Receipt, Subscriber
from rostra.results import sentences
from rostra.results.exporting import all_rows
from rostra.results.measures.registry import A_DAY, COUNT, Measure, Part, Where, measure_of, measures
from rostra.results.models import Indicator
from rostra.results.queries import read
from tests.conftest import NOON
from tests.factories.products import cleared_product, kind, languages, office, operator, version
from tests.factories.release import live_release, make_live
from tests.factories.results import YEAR, indicator, read_by

pytestmark = pytest.mark.django_db(transaction=True)
Clock = time_machine.Traveller
ALL_PARTS = [(measure.slug, part.slug) for measure in measures().values() for part in measure.parts]
BOT = "Googlebot/2.1 (+http://www.google.com/bot.html)"


@pytest.fixture
def told(clock: Clock) -> None:
    """Two products on three sites, one of them withdrawn in a language; readers, a robot and a partner."""
    languages()
    office("hq", host="hq.test")
    for slug, codes in (("north", ("en", "fr")), ("south", ("ar", "en", "zh"))):
        office(slug, codes=codes, function=Office.Function.CENTRE)
    kind("flash")
    first = cleared_product("clean-water", occurred_at=NOON - timedelta(hours=30))
    second = cleared_product("dry-year", kind=kind("flash"), occurred_at=NOON - timedelta(hours=5))
    live_release(first, clock)
    live_release(second, clock)
    clock.shift(timedelta(hours=2))
    make_live(withdraw(first, by=operator(), reason={"en": "Wrong."}, languages=["fr"]), clock)
    _received(second)
    reading = NOON + timedelta(days=1)
    read_by(
        *((f"/{code}/story/clean-water", reading, f"192.0.2.{n}") for n, code in enumerate(["ar", "ar", "en", "zh"])),
        ("/en/flash/dry-year", reading, "192.0.2.0"),
        ("/en/flash/dry-year", reading + timedelta(seconds=9), "192.0.2.0"),
        ("/centres/south/en/flash/dry-year", reading + timedelta(days=40), "192.0.2.0"),
        ("/en/", reading, "192.0.2.99"),
    )
    read_by(("/en/flash/dry-year", reading, "192.0.2.66"), user_agent=BOT)
    clock.move_to(reading + timedelta(days=45))


@pytest.fixture
def waived(told: None, clock: Clock) -> None:
    """Beside these, products with a language waived: one that went out without it, one that waits, one that had it."""
    by = operator()
    for slugline, has in (("used", ("en",)), ("waiting", ("en",)), ("needless", ("ar", "en"))):
        product = cleared_product(slugline, has, required=("ar", "en"))
        waive(product, language="ar", reason=f"Ill: {slugline}.", by=by)
        if slugline != "waiting":
            live_release(product, clock)
        clock.shift(timedelta(minutes=1))
        lift_waiver(product, language="ar", by=by)


def _received(product: Any) -> None:
    """A partner confirmed the version in one language, three hours after it was released."""
    partner = Subscriber.objects.create(name="Agency", endpoint="https://agency.test/", secret="whsec_MfKQ9r8GKYqr")
    frozen = product.frozen.get(language__code="en")
    delivery = Delivery.objects.create(
        release=frozen.release, frozen=frozen, channel="push", recipient="Agency", subscriber=partner, key="k",
        due_at=NOON,
    )  # fmt: skip
    Receipt.objects.create(delivery=delivery, at=NOON + timedelta(hours=3), accepted=True, status="200")
    Receipt.objects.create(delivery=delivery, at=NOON, accepted=False, status="503")


def value_of(measure: Measure, part: Part, rows: list[dict[str, Any]], days: int) -> float | None:
    """What the rows say, worked out here anew."""
    if part.reading == COUNT:
        return len(rows)
    if part.reading == A_DAY:
        return len(rows) / days
    hours = sorted(row["hours"] for row in rows)
    if not hours:
        return None
    return median(hours) if part.reading == "median" else hours[-(-len(hours) * 9 // 10) - 1]


@pytest.mark.parametrize(("slug", "part"), ALL_PARTS)
def test_a_figure_is_the_rows_that_it_leads_to(waived: None, slug: str, part: str) -> None:
    code = {"centre-materials": "R1c3", "online-readers": "R2a2", "speed": "R2b", "waivers": "P1"}[slug]
    reading = read(indicator(code), YEAR, part=part)
    assert reading.extent is not None
    rows = list(all_rows(reading))
    assert len(rows) == reading.whole.figure.rows > 0
    expected = value_of(reading.measure, reading.part, rows, reading.extent.days)
    assert reading.whole.figure.value == pytest.approx(expected)
    for language, standing in reading.languages.items():
        own = list(all_rows(reading, {"language": language.code}))
        assert len(own) == standing.figure.rows
        if own:
            wanted = value_of(reading.measure, reading.part, own, reading.extent.days)
            assert standing.figure.value == pytest.approx(wanted)


def test_what_a_product_is_about_now_does_not_move_what_was_counted(told: None) -> None:
    speed, house, parts = indicator("R2b"), indicator("R1c3"), [part.slug for part in measure_of("speed").parts]
    before = [list(all_rows(read(speed, YEAR, part=part))) for part in parts]
    there = office("annex", function=Office.Function.SERVICE)
    fields = {"office": there, "occurred_at": NOON - timedelta(days=300)}
    for product in Product.objects.all():
        describe(product, by=operator(), fields=fields)
    assert [list(all_rows(read(speed, YEAR, part=part))) for part in parts] == before
    assert {row["office"] for row in all_rows(read(house, YEAR, part="house"))} == {"hq"}


class Many:
    """A measure of many rows, which it finds anew each time that it is asked."""

    asked = 0

    def rows(self, part: Part, span: Span, *, where: Where, offset: int, most: int) -> tuple[int, list[dict[str, Any]]]:
        """Some of them."""
        self.asked += 1
        return 12_000, [{"line": line} for line in range(12_000)][offset : offset + most]


def test_all_rows_of_a_long_year_are_found_once() -> None:
    many = Many()
    rows = list(all_rows(replace(read(indicator("R2a2"), YEAR), measure=many)))
    assert [row["line"] for row in rows] == list(range(12_000))
    assert many.asked == 1


@pytest.mark.parametrize(("slug", "part"), ALL_PARTS)
def test_every_group_leads_to_its_own_rows_and_the_series_to_all(waived: None, slug: str, part: str) -> None:
    measure = measure_of(slug)
    asked = next(each for each in measure.parts if each.slug == part)
    whole = measure.figures(asked, YEAR)[()]
    for name in measure.dimensions:
        for (key,), figure in measure.figures(asked, YEAR, by=[name]).items():
            assert measure.rows(asked, YEAR, where={name: key})[0] == figure.rows
    for grain in ("day", "month"):
        series = measure.figures(asked, YEAR, by=[grain])
        assert sum(figure.rows for figure in series.values()) == whole.rows
    for (day,), figure in measure.figures(asked, YEAR, by=["day"]).items():
        assert measure.rows(asked, Span(day, day))[0] == figure.rows


def test_materials_are_counted_where_a_language_is_readable_and_not_where_another_stands_in(told: None) -> None:
    reading = read(indicator("R1c3"), YEAR)
    found = {(row["slugline"], row["language"], row["office"]) for row in all_rows(reading)}
    south = {("dry-year", code, "south") for code in ("ar", "en", "zh")}
    south |= {("clean-water", code, "south") for code in ("ar", "en", "zh")}
    north = {("clean-water", "en", "north"), ("dry-year", "en", "north"), ("dry-year", "fr", "north")}
    assert found == north | south
    assert reading.measure.figures(reading.measure.parts[1], YEAR)[()].value == 11


def test_readers_are_daily_visitors_without_robots_and_double_clicks(told: None) -> None:
    reading = read(indicator("R2a2"), YEAR)
    assert reading.extent is not None and (reading.extent.days, len(reading.extent.gaps)) == (2, 39)
    assert reading.whole.figure.rows == 5
    assert {row.code: each.figure.rows for row, each in reading.languages.items() if each.figure.rows} == {
        "ar": 2, "zh": 1, "en": 3,
    }  # fmt: skip
    views = read(reading.indicator, YEAR, part="views")
    assert views.whole.figure.value == 6
    shown = list(all_rows(reading))
    assert not any("visitor" in row for row in shown)
    assert [row["views"] for row in shown if row["languages"] == ["ar", "en"]] == [2]


def test_a_day_that_is_not_over_is_no_average_day_but_its_readers_are_counted(clock: Clock) -> None:
    languages()
    office("hq", host="testserver")
    kind()
    clock.move_to(NOON)
    read_by(*(("/en/story/a", NOON - timedelta(days=n), f"192.0.2.{n}") for n in (0, 1, 1, 2)))
    average = read(indicator("R2a2"), YEAR)
    yesterday = (NOON - timedelta(days=1)).date()
    assert (average.whole.figure.value, average.whole.figure.rows, average.extent.last) == (1.0, 2, yesterday)
    readers = read(average.indicator, YEAR, part="visitor-days")
    assert (readers.whole.figure.value, readers.extent.last) == (3.0, NOON.date())


@pytest.mark.parametrize("part", ["daily-visitors", "visitor-days", "views"])
def test_of_a_day_without_logs_nothing_is_known_so_that_an_old_log_does_not_thin_out_the_rest(
    clock: Clock, part: str
) -> None:
    languages()
    office("hq", host="testserver")
    kind()
    clock.move_to(NOON + timedelta(days=2))
    recent = [("/en/story/a", NOON - timedelta(days=n), "192.0.2.1") for n in range(3)]
    read_by(*recent)
    before = read(indicator("R2a2"), YEAR, part=part)
    read_by(("/en/story/a", NOON - timedelta(days=40), "192.0.2.1"))
    reading = read(before.indicator, YEAR, part=part, grain="day")
    assert reading.extent is not None and (reading.extent.days, len(reading.extent.gaps)) == (4, 37)
    assert [point.figure.value for point in reading.series] == [1.0, *[None] * 37, *[1.0] * 3]
    assert [point.figure.value for point in reading.by_language[Language.objects.get(code="ar")]][1:4] == [None] * 3
    if part == "daily-visitors":
        assert reading.whole.figure.value == before.whole.figure.value == 1.0
        months = read(before.indicator, YEAR, grain="month").series
        assert {point.figure.value for point in months if point.figure.rows} == {1.0}
    assert "of 4 days. Of 37 days in between there is no log" in sentences.source(reading)


def test_speed_is_told_from_the_event_on(told: None) -> None:
    speed = indicator("R2b", better="less")
    rows = list(all_rows(read(speed, YEAR)))
    assert {(row["slugline"], round(row["hours"])) for row in rows} == {("clean-water", 30), ("dry-year", 5)}
    received = list(all_rows(read(speed, YEAR, part="received")))
    assert [(row["slugline"], row["language"], row["hours"]) for row in received] == [("dry-year", "en", 8)]
    seen = {(row["slugline"], row["language"]) for row in all_rows(read(speed, YEAR, part="read"))}
    assert seen == {("clean-water", "ar"), ("clean-water", "en"), ("clean-water", "zh"), ("dry-year", "en")}


def test_waivers_are_counted_with_their_reasons_and_those_that_were_used_apart(waived: None) -> None:
    given = list(all_rows(read(indicator("P1"), YEAR)))
    assert [(row["slugline"], row["language"], row["reason"]) for row in given] == [
        (name, "ar", f"Ill: {name}.") for name in ("used", "waiting", "needless")
    ]
    assert all(row["until"] and row["by"] == operator().username for row in given)
    used = list(all_rows(read(Indicator.objects.get(), YEAR, part="used")))
    assert [row["slugline"] for row in used] == ["used"]


def test_a_waiver_is_not_used_by_what_only_changes_what_is_out(clock: Clock) -> None:
    flash = kind("flash", policy="join", join_hours=6)
    product = cleared_product("clean-water", ["en"], required=["ar", "en", "fr"], kind=flash)
    live_release(product, clock)
    clock.shift(timedelta(minutes=1))
    waive(product, language="ar", reason="Ill.", by=operator())
    make_live(correct(product, by=operator(), note={"en": "A date."}, texts={"en": {"headline": "Put right"}}), clock)
    used = read(indicator("P1"), YEAR, part="used")
    assert list(all_rows(used)) == []
    version(product, "fr", state="cleared")
    live_release(product, clock)
    make_live(withdraw(product, by=operator(), reason={"en": "Wrong."}), clock)
    waive(product, language="zh", reason="Nobody there.", by=operator())
    assert [row["language"] for row in all_rows(read(Indicator.objects.get(), YEAR, part="used"))] == ["ar"]


def test_without_evidence_a_figure_says_nothing(clock: Clock) -> None:
    languages()
    for code in ("R1c3", "R2a2", "R2b", "P1"):
        reading = read(indicator(code), YEAR)
        assert reading.whole.figure.rows == 0
        assert not reading.whole.figure.value
        assert reading.parity is None
        assert list(all_rows(reading)) == []
