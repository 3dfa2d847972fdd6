"""The dashboard as a manager sees it: figures, charts that speak, rows, files, targets."""

import csv
import io
import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from lxml import etree, html

from rostra.foundation.models import Language, User
from rostra.results import charts, sentences
from rostra.results.models import Baseline, PeriodNote, Target
from rostra.results.queries import read
from rostra.results.rules import Parity
from tests.conftest import NOON
from tests.factories.products import kind, languages, office, operator
from tests.factories.results import YEAR, indicator, promise, read_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def about(clock: time_machine.Traveller) -> Any:
    """Readers of ten days in two languages, and what was promised."""
    languages()
    office("hq", host="testserver")
    kind()
    found = indicator("R2a2", remark={"en": "Invented figures."})
    promise(found, baseline=1, target=4)
    promise(found, baseline=1, target=2, code="ar")
    days = [NOON - timedelta(days=n) for n in range(1, 11)]
    read_by(*(("/ar/story/a", day, f"192.0.2.{n}") for day in days for n in range(2)))
    read_by(*((f"/en/story/{n}", NOON - timedelta(days=1), f"192.0.2.{n}") for n in range(3, 90)))
    return found


@pytest.fixture
def browser() -> Client:
    client = Client()
    client.force_login(operator())
    return client


def page(browser: Client, name: str = "results_indicator", code: str = "R2a2", **query: str) -> str:
    shown = browser.get(reverse(name, args=[code] if code else []), query)
    assert shown.status_code == 200
    return shown.content.decode()


def test_the_list_tells_each_indicator_beside_its_target(about: Any, browser: Client) -> None:
    told = page(browser, "results_list", code="")
    assert "R2a2" in told and "Invented figures." in told
    assert "<svg" in told
    assert "target reached" in told


def test_an_indicator_has_a_sentence_charts_tables_and_its_source(about: Any, browser: Client) -> None:
    told = page(browser)
    assert "10.7 things" in told
    assert "counted from <bdi>107</bdi> rows" in told or "counted from 107 rows" in told
    assert told.count("<figure") == 4
    assert told.count("<title") >= 8, "each chart names itself"
    assert 'lang="ar" dir="rtl">العربية</span></th>' in told
    assert "typed in by hand" in told


def test_a_day_that_is_not_over_is_said_to_be_left_out_of_an_average(about: Any, browser: Client) -> None:
    said = "Today is not over and not counted in yet"
    assert said not in page(browser), "of today there is no log"
    read_by(("/en/story/1", NOON, "192.0.2.1"))
    assert said in page(browser)
    assert said not in page(browser, part="visitor-days"), "a number has it"
    assert said not in page(browser, to=str(NOON.date() - timedelta(days=1))), "a period that is over"


def test_languages_over_time_are_a_table_too_and_each_cell_leads_to_its_rows(about: Any, browser: Client) -> None:
    (table,) = html.fromstring(page(browser)).xpath(
        "//table[.//th[@scope='col']/span[@lang='ar']][.//th[@scope='row']]"
    )
    days = table.xpath(".//tbody/tr")
    cells = [link for link in table.xpath(".//tbody//a/@href") if "language=ar" in link]
    assert (len(days), len(cells)) == (10, 10)
    shown = browser.get(reverse("results_rows", args=["R2a2"]) + cells[0].partition("rows/")[2])
    assert [row[1] for row in shown.context["rows"]] == ["ar", "ar"]
    assert shown.context["count"] == 2


def test_on_a_phone_where_the_table_by_language_becomes_cards_each_figure_is_named(about: Any, browser: Client) -> None:
    (table,) = html.fromstring(page(browser)).find_class("results-standing")
    assert "desk-cards" in table.get("class")
    heads = [head.text for head in table.iterfind(".//thead//th")][1:]
    for row in table.iterfind("tbody/tr"):
        named = [cell.get("data-name") for cell in row.iterfind("td")]
        assert [name or head for name, head in zip(named, heads, strict=True)] == heads
        assert [head for name, head in zip(named, heads, strict=True) if not name] == ["State"], "a state names itself"


def test_a_chart_is_sound_svg_with_a_name_and_no_foreign_address(about: Any) -> None:
    reading = read(about, YEAR)
    for draw in (charts.over_time, charts.by_language, charts.parity, charts.each_language):
        for svg in (draw(reading).wide, draw(reading).narrow):
            root = etree.fromstring(svg.encode())
            assert root.findtext("{*}title") and root.findtext("{*}desc")
            assert not re.search(r"\b(?:href|src)=|url\((?!#)|<script", svg)
            assert "currentColor" in svg


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("target", [4, 1])
def test_names_of_lines_stand_clear_of_the_series_and_of_each_other(about: Any, language: str, target: int) -> None:
    Target.objects.filter(language=None).update(value=target)
    with override(language):
        chart = charts.over_time(read(about, YEAR))
    for svg in (chart.wide, chart.narrow):
        root = etree.fromstring(svg.encode())
        (series,) = [path for path in root.iter("{*}path") if (path.get("d") or "").count("L") > 5]
        last = max(float(x) for x in re.findall(r"[ML]([\d.]+),", series.get("d")))
        labels = [text for text in root.iter("{*}text") if len(text)]
        places = [tuple(map(float, re.findall(r"[\d.]+", text.get("transform")))) for text in labels]
        assert len(places) == 2 and all(x >= last for x, _ in places)
        assert abs(places[0][1] - places[1][1]) >= 14 * len(labels[0]) - 2


def test_in_a_script_from_right_to_left_bars_begin_at_the_right(about: Any) -> None:
    reading = read(about, YEAR)
    with override("ar"):
        mirrored = charts.by_language(reading).wide
    plain = charts.by_language(reading).wide
    assert 'direction="rtl"' in mirrored and 'direction="ltr"' in plain
    assert _starts(plain) == {0.0}
    assert len(_starts(mirrored)) > 1, "they end at different places and begin at the same"


def test_dots_of_parity_begin_where_the_script_begins_and_are_not_drawn_of_nothing(about: Any) -> None:
    reading = read(about, YEAR)
    with override("ar"):
        mirrored = charts.parity(reading)
    plain = charts.parity(reading)
    assert plain is not None and mirrored is not None
    assert len(_dots(plain.wide)) > 2
    assert [charts.WIDE - 100 - x for x in _dots(mirrored.wide)] == pytest.approx(_dots(plain.wide))
    assert charts.parity(replace(reading, parity=None)) is None
    nothing = Parity("ar", "en", 0)
    assert "%" not in sentences.parity(replace(reading, parity=nothing, parity_before=nothing))


def test_sentences_on_parity_say_that_they_are_of_the_official_languages(about: Any, browser: Client) -> None:
    swahili = Language.objects.create(code="sw", bcp47="sw", endonym="Kiswahili", script="Latn", order=9)
    read_by(("/sw/story/a", NOON - timedelta(days=1), "192.0.2.200"))
    reading = read(about, YEAR)
    assert reading.languages[swahili].figure.rows == 1
    for parity in (reading.parity, replace(reading.parity, share=0)):
        for before in (None, reading.parity):
            told = sentences.parity(replace(reading, parity=parity, parity_before=before))
            assert told.startswith("Official languages: from ")
    assert "of the official languages" in sentences.each_language(reading)
    assert "Official languages: from" in page(browser, "results_list", code="")


def _dots(svg: str) -> list[float]:
    return [float(x) for x in re.findall(r'<path transform="translate\(([\d.]+),', svg)]


def _starts(svg: str) -> set[float]:
    return {float(x) for x in re.findall(r'<path[^>]* d="M([\d.]+),[\d.]+h[\d.]+v18', svg)}


def test_a_language_has_one_colour_everywhere(about: Any) -> None:
    reading = read(about, YEAR)
    from rostra.results.palette import COLOURS, colours

    own = colours()
    assert len(set(own.values())) == len(own) <= len(COLOURS)
    for draw in (charts.by_language, charts.parity, charts.each_language):
        assert own["ar"] in draw(reading).wide


def test_rows_are_paged_and_all_of_them_are_in_the_file(about: Any, browser: Client) -> None:
    first, second = (browser.get(reverse("results_rows", args=["R2a2"]), {"p": p}).context for p in ("1", "3"))
    assert (len(first["rows"]), len(second["rows"]), first["count"]) == (50, 7, 107)
    answer = browser.get(reverse("results_csv", args=["R2a2"]), {"language": "ar"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["languages"] for row in rows] == ["ar"] * 20
    assert {row["remark"] for row in rows} == {"Invented figures."}
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="R2a2-daily-visitors-')


@pytest.mark.parametrize("query", [{"from": "x"}, {"from": "2026-05-01", "to": "2026-01-01"}, {"from": "0001-01-01"}])
def test_a_bad_period_is_told_and_the_usual_one_is_shown(about: Any, browser: Client, query: dict[str, str]) -> None:
    assert "10.7 things" in page(browser, **query)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"from": "zzz"}, "zzz: A day such as 2026-01-31 is expected."), ({"to": "2026-02-30"}, "2026-02-30: A day"),
        ({"from": "2026-05-01", "to": "2026-01-01"}, "2026-05-01 – 2026-01-01: The period ends before it begins."),
    ],
)  # fmt: skip
def test_what_is_no_period_is_said_on_the_screen_and_no_file_is_made_of_it(
    about: Any, browser: Client, query: dict[str, str], said: str
) -> None:
    assert said in page(browser, **query)
    assert said in page(browser, "results_rows", **query)
    answer = browser.get(reverse("results_csv", args=["R2a2"]), query)
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert said in answer.content.decode()


def test_the_name_of_a_file_says_whose_rows_it_has(about: Any, browser: Client) -> None:
    days = {"from": "2026-01-01", "to": "2026-01-31"}
    names = []
    for group in (
        {},
        {"language": "ar"},
        {"language": "en", "kind": "story", "office": "hq"},
        {"office": '"\r\nx/../y'},
    ):
        answer = browser.get(reverse("results_csv", args=["R2a2"]), {**days, **group})
        names.append(answer.headers["Content-Disposition"].partition("visitors-")[2])
    ends = '2026-01-01-2026-01-31.csv"'
    assert names == [ends, f"ar-{ends}", f"en-hq-story-{ends}", f"xy-{ends}"]


@pytest.mark.parametrize("query", [{"part": "nothing"}, {"part": "../.."}])
def test_an_unknown_figure_is_not_found(about: Any, browser: Client, query: dict[str, str]) -> None:
    assert browser.get(reverse("results_indicator", args=["R2a2"]), query).status_code == 404
    assert browser.get(reverse("results_indicator", args=["R9"])).status_code == 404


def test_a_target_is_set_on_the_screen_or_refused_with_the_reason(about: Any, browser: Client) -> None:
    address = reverse("results_target", args=["R2a2"])
    form = {"language": "", "value": "7", "first": "2027-01-01", "last": "2027-12-31"}
    assert browser.post(address, form).status_code == 302
    assert Target.objects.filter(value=7, starts_on__year=2027).count() == 1
    refused = browser.post(address, {**form, "last": "2028-12-31"})
    assert refused.status_code == 422
    assert "There is a target for" in refused.content.decode()


def test_a_baseline_of_a_day_is_typed_in_on_the_same_screen(about: Any, browser: Client) -> None:
    form = {"baseline-value": "3", "baseline-first": "2025-12-31", "baseline-source-en": "Annual report."}
    address = reverse("results_baseline", args=["R2a2"])
    refused = browser.post(address, {**form, "baseline-source-en": ""})
    assert refused.status_code == 422
    assert 'value="2025-12-31"' in refused.content.decode(), "what was typed stays"
    assert browser.post(address, form).status_code == 302
    told = page(browser, "results_target")
    assert "Annual report." in told and "Typed in by hand." in told
    day = Baseline.objects.get(value=3)
    assert day.starts_on == day.ends_on == date(2025, 12, 31)


def test_a_target_is_withdrawn_after_a_question_and_not_by_its_address_alone(about: Any, browser: Client) -> None:
    target = about.targets.get(language=None)
    address = reverse("results_withdraw_target", args=["R2a2", target.pk])
    assert address in page(browser, "results_target")
    assert "to be withdrawn?" in browser.get(address).content.decode()
    assert browser.post(address, {"reason": " "}).status_code == 422
    assert Target.objects.filter(pk=target.pk).exists()
    assert browser.post(address, {"reason": "A slip."}).status_code == 302
    assert not Target.objects.filter(pk=target.pk).exists()
    assert browser.get(address).status_code == 404


def test_a_note_stands_beside_the_figures_of_its_period(about: Any, browser: Client) -> None:
    address = reverse("results_indicator", args=["R2a2"])
    note = {"text": "<b>Logs</b> of two days are lost.", "first": "2026-02-01", "last": "2026-02-02"}
    assert browser.post(address, note).status_code == 302
    assert "&lt;b&gt;Logs" in page(browser)
    assert "Logs" not in page(browser, **{"from": "2026-02-20", "to": "2026-02-25"})
    assert browser.post(address, {**note, "last": "2026-01-01"}).status_code == 422
    assert PeriodNote.objects.count() == 1


def test_screens_are_for_those_who_may_see_and_changes_for_those_who_may_change(about: Any) -> None:
    reader = User.objects.create_user("reader", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="access_admin"))
    browser = Client()
    browser.force_login(reader)
    address = reverse("results_list")
    assert browser.get(address).status_code == 302
    reader.user_permissions.add(Permission.objects.get(codename="view_indicator"))
    assert browser.get(address).status_code == 200
    target = {"language": "", "value": "7", "first": "2027-01-01", "last": "2027-12-31"}
    assert browser.post(reverse("results_target", args=["R2a2"]), target).status_code == 422
    assert not Target.objects.filter(value=7).exists()
