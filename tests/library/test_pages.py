"""Documents on the sites: by symbol in any spelling, in the nearest language, beside another, through the gate."""

import json
import re
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.test import Client
from lxml import html

from rostra.foundation import clock
from rostra.library.models import Expression, File, Work
from rostra.network.models import Host
from rostra.website.document_text import Writer, beside
from tests.factories.library import WORDS, imported, work
from tests.factories.products import kind, office

pytestmark = pytest.mark.django_db
SOON = timedelta(hours=1)


@pytest.fixture(autouse=True)
def house() -> None:
    kind()
    hq = office("hq", host="hq.test")
    office("north")
    Host.objects.create(name="symbols.test", office=hq, purpose=Host.Purpose.SYMBOLS)


@pytest.fixture
def ask():
    client = Client()
    return lambda path, host="hq.test", **extra: client.get(path, headers={"host": host}, **extra)


def page(answer):
    assert answer.status_code == 200, answer.status_code
    return html.fromstring(answer.content.decode())


_STEP = re.compile(r"(\w+)?((?:[.#][\w-]+|\[[^\]]+\])*)")
_TEST = re.compile(r"([.#])([\w-]+)|\[([\w-]+)(?:=\"?([^\"\]]*)\"?)?\]")


def css(tree, selector: str) -> list:
    """The elements of a simple selector: names, classes, ids and attributes, one below the other."""
    path = "."
    for step in selector.split():
        name, tests = _STEP.fullmatch(step).groups()
        path += f"//{name or '*'}"
        for kind_of, word, attribute, value in _TEST.findall(tests):
            if kind_of == ".":
                path += f"[contains(concat(' ', normalize-space(@class), ' '), ' {word} ')]"
            elif kind_of == "#":
                path += f"[@id='{word}']"
            else:
                path += f"[@{attribute}='{value}']" if value else f"[@{attribute}]"
    return tree.xpath(path)


def texts(tree, path: str) -> list[str]:
    return [" ".join(element.text_content().split()) for element in css(tree, path)]


def same_place(answer) -> str:
    """Where an answer leads, which must be on the host that was asked."""
    assert answer.status_code in {301, 302}, answer.status_code
    assert answer["Location"].startswith("/") and not answer["Location"].startswith("//")
    return answer["Location"]


@pytest.mark.parametrize(
    "typed",
    ["a/res/90/1a-b", "A/RES/90/1 A-B", "A/RES/90/1%20A-B", "A%252FRES/90/1A-B", "EN/A/RES/90/1A-B",
     "A_RES_90_1_A-B-FR.pdf", "A//RES//90/1 a-b", "А/RES/90/1A-B", "A/RES/90/1A-B*", "A/RES/90/01A-B"],
)  # fmt: skip
def test_every_spelling_leads_to_the_one_address_for_good(ask, typed: str) -> None:
    work("A/RES/90/1 A-B", "en", "fr")
    answer = ask(f"/fr/documents/{typed}")
    assert same_place(answer) == "/fr/documents/A/RES/90/1A-B"
    assert answer.status_code == 301
    assert ask("/fr/documents/A/RES/90/1A-B").status_code == 200


@pytest.mark.parametrize("typed", ["A/RES/90/1", "A/RES/90/1A", "a/res/90/1 b"])
def test_a_part_leads_to_the_document_that_holds_it_for_now(ask, typed: str) -> None:
    work("A/RES/90/1 A-B")
    answer = ask(f"/en/documents/{typed}")
    assert (same_place(answer), answer.status_code) == ("/en/documents/A/RES/90/1A-B", 302)


def test_a_document_that_one_language_prints_without_its_letters_is_found_in_each(ask) -> None:
    work("A/RES/90/2 A-B", "en", "fr")
    work("A/RES/90/2", "zh")
    assert ask("/symbol/en/A/RES/90/2")["Location"] == "/en/documents/A/RES/90/2A-B"
    assert ask("/symbol/zh/A/RES/90/2A-B")["Location"] == "/zh/documents/A/RES/90/2"
    assert page(ask("/zh/documents/A/RES/90/2")).get("lang") == "zh-Hans"
    assert ask("/ar/documents/A/RES/90/2").status_code == 200, "in neither: the one that was asked for"


@pytest.mark.parametrize(
    ("path", "headers", "lands"),
    [
        ("/symbol/ru/A/RES/90/1", {}, "/ru/documents/A/RES/90/1"),
        ("/symbol/RU/a/res/90/1", {}, "/ru/documents/A/RES/90/1"),
        ("/symbol/A/RES/90/1?lang=es", {}, "/es/documents/A/RES/90/1"),
        ("/symbol/A/RES/90/1", {"accept-language": "zh-CN,zh"}, "/zh/documents/A/RES/90/1"),
        ("/ar/A/RES/90/1", {}, "/ar/documents/A/RES/90/1"),
    ],
)
def test_short_and_old_addresses_lead_to_it(path: str, headers: dict[str, str], lands: str) -> None:
    work("A/RES/90/1", "en")
    answer = Client().get(path, headers={"host": "hq.test", **headers})
    assert same_place(answer) == lands


@pytest.mark.parametrize("path", ["/symbol/en/", "/symbol/en", "/symbol/EN/"])
def test_a_resolver_that_is_given_no_symbol_answers_in_the_language_of_its_address(ask, path: str) -> None:
    answer = ask(path, **{"HTTP_ACCEPT_LANGUAGE": "fr"})
    assert (answer.status_code, answer.get("Vary")) == (404, None)
    assert html.fromstring(answer.content.decode()).get("lang") == "en"


def test_a_host_of_its_own_answers_with_the_document_at_its_one_address(ask) -> None:
    work("A/RES/90/1", "en", "fr")
    tree = page(ask("/fr/A/RES/90/1", host="symbols.test"))
    assert texts(tree, "h1") == [WORDS["fr"][0]]
    assert css(tree, "link[rel=canonical]")[0].get("href").endswith("hq.test/fr/documents/A/RES/90/1")
    assert same_place(ask("/fr/a/res/90/1", host="symbols.test")) == "/fr/A/RES/90/1"
    assert same_place(ask("/A/RES/90/1", host="symbols.test")) == "/ar/A/RES/90/1", "the first language"
    assert ask("/fr/A/RES/90/2", host="symbols.test").status_code == 404
    assert ask("/fr/", host="symbols.test").status_code == 200


@pytest.mark.parametrize(
    "typed",
    ["//evil.example/A/1", "%2F%2Fevil.example/A/1", "https://evil.example/A/RES/90/1", "\\\\evil.example\\A/1"],
)
def test_nothing_leads_off_the_host(ask, typed: str) -> None:
    work("A/RES/90/1")
    for path in (f"/en/documents/{typed}", f"/symbol/en/{typed}", f"/en/{typed}"):
        answer = ask(path)
        assert answer.status_code == 404 or same_place(answer).startswith("/en/documents/")


@pytest.mark.parametrize(
    "typed",
    ["https://docs.example/fr/A/RES/90/1", "https%3A%2F%2Fdocs.example/A/RES/90/1", "A-RES-90-1", "A_RES_90_1-EN"],
)
def test_a_pasted_address_or_the_name_of_a_file_leads_to_the_document_on_this_host(ask, typed: str) -> None:
    work("A/RES/90/1")
    for path in (f"/en/documents/{typed}", f"/symbol/en/{typed}", f"/en/{typed}"):
        assert same_place(ask(path)) == "/en/documents/A/RES/90/1"
    assert same_place(ask(f"/en/{typed}", host="symbols.test")) == "/en/A/RES/90/1"


def test_an_unknown_symbol_is_helped_with_near_ones(ask) -> None:
    work("A/RES/90/11")
    work("A/RES/90/12 A-B")
    answer = ask("/en/documents/A/RES/90/13")
    assert answer.status_code == 404
    tree = html.fromstring(answer.content.decode())
    near = {a.get("href") for a in css(tree, ".row-headline a")}
    assert near == {"/en/documents/A/RES/90/11", "/en/documents/A/RES/90/12A-B"}
    assert "A/RES/90/13" in tree.text_content()
    assert "noindex" in answer.content.decode()


def rows_under(tree, title: str) -> list[str]:
    """Where the rows lead that stand under a heading."""
    return tree.xpath(f"//h2[.='{title}']/following-sibling::div[1]//h3/a/@href")


@pytest.mark.parametrize(
    ("held", "typed"),
    [("A/RES/90/1", "A/RES/90/1/Corr.1"), ("A/RES/90/1", "A/RES/90/1/Rev.2/Add.1"),
     ("A/RES/90/1 A-B", "A/RES/90/1 A/Corr.1"), ("A/RES/90/1/Add.1", "A/RES/90/1"),
     ("A/RES/90/1/Add.1", "A/RES/90/1/Corr.1")],
)  # fmt: skip
def test_where_a_modifier_is_not_held_what_has_the_same_number_is_offered_first(ask, held: str, typed: str) -> None:
    own = work(held)
    for number in range(10, 20):
        work(f"A/RES/90/{number}")
    answer = ask(f"/symbol/en/{typed}")
    tree = html.fromstring(answer.content.decode())
    assert answer.status_code == 404
    assert rows_under(tree, "Same number") == [f"/en/documents/{own.address}"]
    assert f"/en/documents/{own.address}" not in rows_under(tree, "Did you mean one of these?")
    own.public_from = clock.now() + SOON
    own.save()
    hidden = html.fromstring(ask(f"/symbol/en/{typed}").content.decode())
    assert "Same number" not in hidden.text_content()


@pytest.mark.parametrize("typed", ["nonsense", "<script>alert(1)</script>", "%00", "x" * 500, "..%2F..%2Fetc"])
def test_what_is_no_symbol_is_told_so_and_not_repeated(ask, typed: str) -> None:
    answer = ask(f"/en/documents/{typed}")
    assert answer.status_code == 404
    assert b"<script>alert" not in answer.content


@pytest.mark.parametrize("hidden", [{"public": False}, {"public_from": clock.now() + timedelta(days=9)}])
def test_a_hidden_document_is_as_if_it_never_was(ask, hidden: dict) -> None:
    work("A/RES/90/11", "en", "ar")
    paths = ["/en/documents/A/RES/90/12", "/en/documents/a/res/90/12", "/symbol/en/A/RES/90/12", "/en/A/RES/90/12",
             "/en/documents/", "/en/documents/?session=90", "/en/documents/A/RES/90/11", "/en/documents/A/RES/90/13",
             "/en/",             f"/files/{'1' * 64}.xml"]  # fmt: skip
    before = [(answer.status_code, answer.content) for answer in map(ask, paths)]
    made = work("A/RES/90/12", "en", **hidden)
    expression = made.expressions.get()
    Expression.objects.filter(pk=expression.pk).update(source_digest="1" * 64)
    File.objects.create(expression=expression, name="x.xml", media_type="application/xml", size=1, digest="1" * 64)
    assert [(answer.status_code, answer.content) for answer in map(ask, paths)] == before
    Work.objects.filter(pk=made.pk).update(restriction="", public_from=clock.now() - SOON)
    assert ask("/en/documents/A/RES/90/12").status_code == 200


def test_the_nearest_language_answers_with_a_notice_and_says_so(ask) -> None:
    work("A/RES/90/1", "en", "ar")
    tree = page(ask("/fr/documents/A/RES/90/1"))
    notice = " ".join(texts(tree, ".notice"))
    assert "Français" in notice and "English" in notice, "the first in the same script"
    assert tree.get("lang") == "fr"
    assert css(tree, ".document-text")[0].get("lang") == "en"
    metas = {meta.get("name"): meta.get("content") for meta in css(tree, "meta[name]")}
    assert (metas["rostra:language-wanted"], metas["rostra:language-answered"]) == ("fr", "en")
    assert metas["robots"] == "noindex"
    assert texts(tree, ".switcher a") == ["العربية", "English"]
    assert css(tree, "link[rel=canonical]")[0].get("href").endswith("/en/documents/A/RES/90/1")
    other = page(ask("/ru/documents/A/RES/90/1"))
    assert css(other, ".document-text")[0].get("lang") == "ar", "else the institution's first"


def test_a_document_is_accessible_and_the_same_in_every_language(ask, tmp_path: Path) -> None:
    imported(tmp_path, "ar", "zh", "en")
    anchors = {}
    for code in ("ar", "zh", "en"):
        tree = page(ask(f"/{code}/documents/A/RES/90/1"))
        assert (tree.get("lang").startswith(code), tree.get("dir")) == (True, "rtl" if code == "ar" else "ltr")
        anchors[code] = [e.get("id") for e in css(tree, ".document-text [id]")]
        assert [a.get("href") for a in css(tree, ".document-text .anchor")] == [f"#{a}" for a in anchors[code]]
        levels = [int(h.tag[1]) for h in tree.iter("h1", "h2", "h3", "h4") if h.getparent().getparent().tag != "footer"]
        assert levels[0] == 1 and all(after - before <= 1 for before, after in pairwise(levels))
        assert "A/RES/90/1" in texts(tree, "bdi")
    assert anchors["ar"] == anchors["zh"] == anchors["en"] == ["para-1", "para-2"]


@pytest.mark.parametrize(("code", "marked"), [("ar", ["ltr"]), ("fr", ["ltr"]), ("en", [])])
def test_subjects_say_their_language_where_it_is_not_the_page_s(ask, code: str, marked: list[str]) -> None:
    work("A/RES/90/1", "ar", "en", "fr", subjects=[{"uri": "http://x.test/1", "label": "WATER", "scheme": "UNBIS"}])
    tree = page(ask(f"/{code}/documents/A/RES/90/1"))
    assert "WATER" in texts(tree, ".facts dd")
    spans = [span for span in css(tree, ".facts dd span[lang=en]") if span.text == "WATER"]
    assert [span.get("dir") for span in spans] == marked
    told = json.loads(css(tree, 'script[type="application/ld+json"]')[0].text)
    assert told["keywords"] == [{"@value": "WATER", "@language": "en"}]


def test_an_institution_says_in_which_language_its_headings_are(ask, settings) -> None:
    settings.SUBJECTS_LANGUAGE = "zh"
    work("A/RES/90/1", "zh", "en", subjects=[{"uri": "http://x.test/1", "label": "水", "scheme": "X"}])
    tree = page(ask("/en/documents/A/RES/90/1"))
    assert [span.text for span in css(tree, ".facts dd span[lang=zh-Hans]")] == ["水"]
    told = json.loads(css(tree, 'script[type="application/ld+json"]')[0].text)
    assert told["keywords"] == [{"@value": "水", "@language": "zh-Hans"}]


def test_machines_are_told_what_it_is(ask, tmp_path: Path) -> None:
    imported(tmp_path, "fr")
    tree = page(ask("/fr/documents/A/RES/90/1"))
    told = json.loads(css(tree, 'script[type="application/ld+json"]')[0].text)
    assert (told["@type"], told["legislationIdentifier"], told["inLanguage"]) == ("Legislation", "A/RES/90/1", "fr")
    assert told["legislationDate"] == "2025-12-18"
    assert told["encoding"]["contentUrl"].endswith(f"/files/{File.objects.get().digest}.xml")


def test_the_source_file_is_given_as_it_came(ask, tmp_path: Path) -> None:
    imported(tmp_path, "fr")
    link = css(page(ask("/fr/documents/A/RES/90/1")), "a[download]")[0].get("href")
    answer = ask(link)
    assert answer.content == (tmp_path / "document-fr.xml").read_bytes()
    assert answer["Content-Disposition"] == 'attachment; filename="A_RES_90_1-fr.xml"'
    assert ask(f"/files/{'0' * 64}.xml").status_code == 404
    imported(tmp_path, "fr", title="L’eau")
    assert ask(link).status_code == 404


def test_two_languages_stand_beside_each_other_by_paragraph(ask, tmp_path: Path) -> None:
    imported(tmp_path, "zh", "en")
    tree = page(ask("/zh/documents/A/RES/90/1?beside=en"))
    rows = [[cell.get("lang") for cell in css(row, ".beside-cell")] for row in css(tree, ".beside-row")]
    assert all(pair == ["zh-Hans", "en"] for pair in rows) and len(rows) == 4
    last = [" ".join(cell.text_content().split()) for cell in css(css(tree, ".beside-row")[-1], ".beside-cell")]
    assert WORDS["zh"][1] in last[0] and WORDS["en"][1] in last[1]
    assert len(css(tree, "#para-1")) == 1
    assert "noindex" in [meta.get("content") for meta in css(tree, "meta[name=robots]")]
    assert ask("/zh/documents/A/RES/90/1?beside=fr").status_code == 404
    assert same_place(ask("/zh/documents/a/res/90/1?beside=en")) == "/zh/documents/A/RES/90/1?beside=en"


def test_paragraphs_that_only_one_language_has_stand_alone() -> None:
    own = [{"anchor": a} for a in ("a", "b", "d", "e")]
    other = [{"anchor": a} for a in ("a", "c", "d", "b")]
    pairs = [(mine and mine["anchor"], theirs and theirs["anchor"]) for mine, theirs in beside(own, other)]
    assert pairs == [("a", "a"), (None, "c"), (None, "d"), ("b", "b"), ("d", None), ("e", None)]


def block(tag: str = "p", **values) -> dict:
    return {"tag": tag, "anchor": "x", "number": "", "part": "operative", "runs": [{"text": "words"}], **values}


def test_words_of_strangers_cannot_become_markup() -> None:
    evil = '"><script>alert(1)</script>'
    runs = [{"text": evil, "marks": f"i {evil}"}, {"text": "x", "url": "javascript:alert(1)"},
            {"text": evil, "symbol": evil}, {"text": evil, "note": evil},
            {"text": "y", "url": "https://example.org/?a=1&b=2"}]  # fmt: skip
    cell = {"head": True, "span": 2, "runs": runs}
    blocks = [
        block("h2", anchor=evil, number=evil, runs=runs),
        block(runs=runs, anchor=evil, number=evil, part=evil),
        block("li", level=1, runs=runs, anchor=evil),
        block("table", rows=[[cell]], anchor=evil),
        block("note", runs=runs, anchor=evil, number=evil),
    ]
    written = Writer("/en").whole(blocks)
    tree = html.fromstring(f"<div>{written}</div>")
    assert not css(tree, "script") and "javascript:" not in written
    assert not [name for element in tree.iter() for name in element.attrib if name.startswith("on")]
    assert [a.get("href") for a in css(tree, "a[rel=external]")] == ["https://example.org/?a=1&b=2"] * 5


def test_lists_notes_tables_and_headings_are_written_as_what_they_are() -> None:
    head, cell = {"head": True, "span": 1, "runs": [{"text": "h"}]}, {"head": False, "span": 2, "runs": [{"text": "c"}]}
    blocks = [
        block("h4", anchor="s1"),
        block("h3", anchor="s2"),
        block(runs=[{"text": "see "}, {"text": "1", "note": "note-1"}, {"text": "12/1", "symbol": "RC/RES/12/1"}]),
        *(block("li", anchor=f"i{n}", number="(a)", level=level) for n, level in enumerate((1, 2, 2, 1, 3))),
        block("table", anchor="t", rows=[[head, head], [head, cell]]),
        block("note", anchor="note-1", number="1"),
    ]  # fmt: skip
    tree = html.fromstring(f"<div>{Writer('/en').whole(blocks)}</div>")
    assert [h.tag for h in tree.iter("h2", "h3", "h4")] == ["h2", "h3", "h2"]
    assert [len(li.xpath("ancestor::ol")) for li in css(tree, ".points li")] == [1, 2, 2, 1, 2]
    assert [th.get("scope") for th in css(tree, "th")] == ["col", "col", "row"]
    assert css(tree, "#ref-note-1")[0].get("href") == "#note-1"
    assert css(tree, "#note-1 .back")[0].get("href") == "#ref-note-1"
    assert css(tree, 'a[href="/en/documents/RC/RES/12/1"]')[0].text_content() == "12/1"
    ids = [e.get("id") for e in css(tree, "[id]")]
    assert len(ids) == len(set(ids))


def test_figures_in_a_table_are_not_turned_around_by_the_words_beside_them() -> None:
    cells = [{"head": False, "span": 1, "runs": [{"text": text}]} for text in ("1 234 567", "٪12", "12 villages")]
    tree = html.fromstring(f"<div>{Writer('/ar').whole([block('table', rows=[cells])])}</div>")
    assert [bool(css(cell, "bdi")) for cell in css(tree, "td")] == [True, False, False]


def test_the_family_is_listed(ask) -> None:
    for symbol in ("A/90/L.1", "A/90/L.1/Rev.1", "A/90/L.1/Add.2", "A/90/L.1/Add.10", "A/90/L.2"):
        work(symbol)
    tree = page(ask("/en/documents/A/90/L.1/Rev.1"))
    links = [a.get("href") for a in css(tree, ".facts a") if "/documents/A/90/L" in a.get("href")]
    assert [link for link in links if not re.search(r"Rev\.1", link)] == [
        "/en/documents/A/90/L.1", "/en/documents/A/90/L.1/Add.2", "/en/documents/A/90/L.1/Add.10",
    ]  # fmt: skip


def test_the_list_is_filtered_and_paged(ask) -> None:
    for number in range(1, 28):
        work(f"A/RES/90/{number}", "en", "ar" if number % 2 else "fr")
    work("A/RES/ES-10/1", "en")
    tree = page(ask("/ar/documents/"))
    assert len(css(tree, "article.row")) == 25
    assert len(css(page(ask("/ar/documents/?page=2")), "article.row")) == 3
    assert ask("/ar/documents/?page=3").status_code == 404
    missing = page(ask("/ar/documents/?session=90&missing=ar"))
    assert len(css(missing, "article.row")) == 13
    titles = css(missing, ".row-headline span[lang]")
    assert {span.get("lang") for span in titles} == {"en"}
    assert ask("/ar/documents/?session=nothing").status_code == 404


def test_centres_carry_the_library_and_point_to_headquarters(ask) -> None:
    work("A/RES/90/1", "en")
    tree = page(ask("/centres/north/en/documents/A/RES/90/1"))
    assert css(tree, "link[rel=canonical]")[0].get("href").endswith("hq.test/en/documents/A/RES/90/1")
    assert same_place(ask("/centres/north/en/documents/a/res/90/1")) == "/centres/north/en/documents/A/RES/90/1"


def test_a_filter_that_nothing_matches_says_so_and_leads_on(ask) -> None:
    work("A/RES/90/1", "ar", "en", "fr")
    tree = page(ask("/en/documents/?missing=ar"))
    assert texts(tree, ".empty-title") == ["No document matches."]
    assert [a.get("href") for a in css(tree, "main a") if a.text == "All documents"] == ["/en/documents/"]
