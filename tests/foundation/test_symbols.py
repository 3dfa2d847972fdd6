"""Document symbols: read from whatever people type, printed in one way, the same after each reading."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.environment import ENVIRONMENT
from rostra.foundation.symbols import LONGEST, NotASymbolError, Symbol

REAL = ENVIRONMENT.data / "un" / "symbols" / "document_symbols.tsv"


def real_symbols() -> list[str]:
    if not REAL.exists():
        pytest.skip(f"The real symbols are not there: {REAL}")
    with REAL.open(encoding="utf-8", newline="") as file:
        return [row["symbol"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


def read_or_none(text: str) -> Symbol | None:
    try:
        return Symbol.parse(text)
    except NotASymbolError:
        return None


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("A/RES/79/93 A-B", "A/RES/79/93 A-B"), ("a/res/79/93a-b", "A/RES/79/93 A-B"),
        ("A/RES/79/93A-B", "A/RES/79/93 A-B"),
        ("A/RES/79/93 A and B", "A/RES/79/93 A-B"), ("A_RES_70_93-FR", "A/RES/70/93"),
        ("A_RES_70_93-FR.pdf", "A/RES/70/93"),
        ("EN/A/RES/66/288", "A/RES/66/288"), ("fr/a/res/70/93", "A/RES/70/93"), ("A%2FRES%2F70%2F93", "A/RES/70/93"),
        ("A/RES/70/93%20", "A/RES/70/93"), ("A%20/%20RES/70/93", "A/RES/70/93"), ("A/hrc/RES/40/17", "A/HRC/RES/40/17"),
        ("A/75/l.8", "A/75/L.8"), ("A/78/L..11", "A/78/L.11"), ("S/RES/1998(2011))", "S/RES/1998 (2011)"),
        ("S/RES/2334(2016)", "S/RES/2334 (2016)"), ("S/RES/2334 (2016)", "S/RES/2334 (2016)"),
        ("E/RES/1566(l)", "E/RES/1566 (L)"), ("E/RES/13(l)", "E/RES/13 (I)"), ("S/10875/Rev. 1", "S/10875/Rev.1"),
        ("A/RES/217(III)", "A/RES/217 (III)"), ("A/RES/217 (III) A", "A/RES/217 A (III)"),
        ("A/RES/3201(S-VI)", "A/RES/3201 (S-VI)"), ("A/RES/ES-10/13", "A/RES/ES-10/13"),
        ("A/RES/S-21/1", "A/RES/S-21/1"),
        ("A/ES-10/PV.41", "A/ES-10/PV.41"), ("S/10541/rev.1/corr.1", "S/10541/Rev.1/Corr.1"),
        ("E/CN.4/Sub.2/AC.2/1987/WP.4/Add.1", "E/CN.4/Sub.2/AC.2/1987/WP.4/Add.1"),
        ("A/71/6(Prog. 24)", "A/71/6 (Prog. 24)"), ("A/69/6(Prog.7)", "A/69/6 (Prog. 7)"),
        ("A/80/6 (Sect. 28)", "A/80/6 (Sect. 28)"),
        ("A/76/5(Vol.I)", "A/76/5 (Vol. I)"), ("A/75/3(PartI)", "A/75/3 (Part I)"),
        ("A/75/PV.48 (Resumption 1)", "A/75/PV.48 (Resumption 1)"),
        ("A/59/113a", "A/59/113 A"), ("A/RES/57/284a-b", "A/RES/57/284 A-B"), ("A/RES/55/5B-F", "A/RES/55/5 B-F"),
        ("А/RES/79/1", "A/RES/79/1"), ("Ａ／ＲＥＳ／７９／１", "A/RES/79/1"), ("A/RES/٧٩/١", "A/RES/79/1"),
        ("A/RES/79/1*", "A/RES/79/1"),
        ("«A/RES/79/1».", "A/RES/79/1"), ("A⁄RES⁄79⁄1", "A/RES/79/1"), ("RC/RES/12/4", "RC/RES/12/4"),
    ],
)  # fmt: skip
def test_every_way_of_typing_it_is_one_symbol(typed: str, printed: str) -> None:
    symbol = Symbol.parse(typed)
    assert symbol.printed == printed
    assert Symbol.parse(symbol.address) == Symbol.parse(symbol.printed) == Symbol.parse(symbol.key)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("https://docs.example/en/A/RES/74/1", "A/RES/74/1"), ("http://docs.example/A/RES/74/1", "A/RES/74/1"),
        ("HTTPS://DOCS.EXAMPLE/ar/A/RES/74/1/", "A/RES/74/1"), ("https://docs.example/EN/A/RES/74/1", "A/RES/74/1"),
        ("https:/docs.example/a/res/74/1", "A/RES/74/1"), ("https://docs.example/en/a/res/74/1", "A/RES/74/1"),
        ("https://docs.example:8000/symbol/A/RES/74/1?lang=fr#para-1", "A/RES/74/1"),
        ("https://docs.example/en/documents/A/RES/79/93A-B", "A/RES/79/93 A-B"),
        ("https://docs.example/centres/north/en/documents/a/res/79/93a-b", "A/RES/79/93 A-B"),
        ("https%3A%2F%2Fdocs.example%2Fen%2FS%2FRES%2F2334%2520(2016)", "S/RES/2334 (2016)"),
        ("<https://docs.example/en/ST/SG/AC.10/1/Rev.2>.", "ST/SG/AC.10/1/Rev.2"),
        ("https://docs.example/files/A_RES_74_1-EN.pdf?download=1", "A/RES/74/1"),
        ("A-RES-74-1", "A/RES/74/1"), ("a-res-74-1", "A/RES/74/1"), ("A_RES_74_1-EN", "A/RES/74/1"),
        ("A-RES-74-1-EN.pdf", "A/RES/74/1"), ("A_RES_74_1-en.xml", "A/RES/74/1"),
        ("A_RES_79_93A-B-en.xml", "A/RES/79/93 A-B"), ("A-RES-74-1.pdf", "A/RES/74/1"),
        ("S-RES-2334 (2016)", "S/RES/2334 (2016)"),
        ("A-RES-S-21-1", "A/RES/S-21/1"), ("a-es-10-pv.41", "A/ES-10/PV.41"), ("A-RES-79-93-A-B", "A/RES/79/93 A-B"),
        ("A-RES-79-93A-B-FR", "A/RES/79/93 A-B"), ("A-74-L.12-Rev.1-Add.1", "A/74/L.12/Rev.1/Add.1"),
    ],
)  # fmt: skip
def test_addresses_and_names_of_files_are_the_symbols_at_their_end(typed: str, printed: str) -> None:
    assert Symbol.parse(typed).printed == printed


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("A/RES/S-21/1", "A/RES/S-21/1"), ("79-93/A-1/2", None), ("A_RES_S-21_1", "A/RES/S-21/1"),
        ("A_RES_3201_(s-vi)", "A/RES/3201 (S-VI)"), ("A_RES_79_93_a-b", "A/RES/79/93 A-B"),
        ("A/RES-74-1", None), ("covid-19", None), ("non-proliferation", None), ("2030-agenda-1", None),
        ("https://news.example/en/story/2024/05/1149376", None), ("https://docs.example/en/", None),
        ("https://docs.example", None), ("https://A/RES", None), ("ftp://docs.example/A/RES/74/1", None),
        ("https://docs.example/search?q=A/RES/74/1", None),
    ],
)  # fmt: skip
def test_hyphens_within_a_symbol_and_other_addresses_stay_what_they_are(typed: str, printed: str | None) -> None:
    found = read_or_none(typed)
    assert (found.printed if found else None) == printed


@pytest.mark.parametrize(
    ("typed", "body", "session", "family", "modifiers"),
    [
        ("A/RES/79/93 A-B", "A", "79", "A/RES/79/93", ""),
        ("A/RES/ES-10/13", "A", "ES-10", "A/RES/ES-10/13", ""),
        ("S/RES/2334 (2016)", "S", "2016", "S/RES/2334", ""),
        ("A/74/L.12/Rev.1/Add.1", "A", "74", "A/74/L.12", "Rev.1/Add.1"),
        ("A/HRC/RES/40/17", "A/HRC", "40", "A/HRC/RES/40/17", ""),
        ("A/RES/217(III)", "A", "III", "A/RES/217", ""),
    ],
)
def test_a_symbol_tells_its_body_session_and_family(
    typed: str, body: str, session: str, family: str, modifiers: str
) -> None:
    symbol = Symbol.parse(typed)
    told = "/".join(part.printed for part in symbol.modifiers)
    assert (symbol.body, symbol.session, symbol.family, told) == (body, session, family, modifiers)


@pytest.mark.parametrize(
    "typed",
    ["", "A", "79/93", "hello", "A/RES", "/", "A/RES/79/1\x00", "A" * (LONGEST + 1), "A/1" + "/1" * 20, "../../x",
     "A/'; DROP"],
)  # fmt: skip
def test_what_is_no_symbol_is_refused_with_a_reason(typed: str) -> None:
    with pytest.raises(NotASymbolError) as refused:
        Symbol.parse(typed)
    assert len(refused.value.reason) > 10


def test_numbers_are_sorted_by_value() -> None:
    typed = ["A/RES/74/10", "A/RES/74/9", "A/RES/9/1", "A/RES/74/9/Rev.1", "A/RES/74/9 B"]
    assert [str(s) for s in sorted(map(Symbol.parse, typed))] == [
        "A/RES/9/1", "A/RES/74/9", "A/RES/74/9/Rev.1", "A/RES/74/9 B", "A/RES/74/10",
    ]  # fmt: skip


def test_real_symbols_are_read_and_stay_the_same_when_read_again() -> None:
    typed = real_symbols()
    found = {text: symbol for text in typed if (symbol := read_or_none(text))}
    assert len(found) >= 0.999 * len(typed)
    unstable = [text for text, symbol in found.items() if Symbol.parse(symbol.printed) != symbol]
    assert not unstable
    differing = [text for text, symbol in found.items() if Symbol.parse(symbol.address).key != symbol.key]
    assert not differing


def test_real_symbols_that_differ_by_more_than_spelling_stay_apart() -> None:
    spellings: dict[str, set[str]] = {}
    for text in real_symbols():
        if symbol := read_or_none(text):
            plain = "".join(c for c in text.upper() if c.isalnum())
            spellings.setdefault(symbol.key, set()).add(plain)
    merged = {key: kinds for key, kinds in spellings.items() if len(kinds) > 1}
    # Letters and brackets may change places, and a language may stand in front; nothing else is folded.
    strange = {key: kinds for key, kinds in merged.items() if len({"".join(sorted(k)) for k in kinds}) > 2}
    assert not strange


@given(st.text(max_size=LONGEST + 20))
def test_any_text_is_read_or_refused_and_reading_is_stable(text: str) -> None:
    symbol = read_or_none(text)
    assert symbol is None or Symbol.parse(symbol.printed) == symbol


_PARTS = st.sampled_from(
    ["A", "S", "RES", "HRC", "C.3", "L.8", "79", "93", "93 A-B", "5 B", "217 (III)", "2334 (2016)", "ES-10", "Add.1",
     "Rev.2", "Corr.1", "6 (Prog. 24)", "PV.48 (Resumption 1)", "WP.4", "CONF.12", "1987", "*", "%20", "..", "(l)"]
)  # fmt: skip


@given(st.lists(_PARTS, min_size=1, max_size=8), st.sampled_from(["/", " / ", "//", "%2F", "_"]))
def test_symbols_put_together_by_chance_are_stable(parts: list[str], stroke: str) -> None:
    symbol = read_or_none(stroke.join(parts))
    if symbol is not None:
        for again in (symbol.printed, symbol.key, symbol.address, symbol.printed.lower()):
            assert Symbol.parse(again).key == symbol.key


@given(st.integers(1, 99), st.integers(1, 400), st.sampled_from(["", " A", " A-B", "/Add.1", "/Rev.2/Corr.1"]))
def test_case_spaces_and_file_names_change_nothing(session: int, number: int, tail: str) -> None:
    symbol = Symbol.parse(f"A/RES/{session}/{number}{tail}")
    variants = [
        symbol.printed.lower(),
        symbol.printed.replace("/", " / "),
        symbol.printed.replace("/", "%2F"),
        symbol.printed.replace(" ", ""),
        symbol.printed.replace("/", "_").replace(" ", "_"),
        symbol.printed.replace("/", "-").replace(" ", "-"),
        f"en/{symbol.printed}",
        f"https://docs.example/en/{symbol.address}",
        f" {symbol.printed}.",
    ]
    assert {Symbol.parse(variant).key for variant in variants} == {symbol.key}
