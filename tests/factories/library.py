"""Documents in Akoma Ntoso, archives of them, and works that the library holds already."""

import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from rostra.foundation import clock
from rostra.foundation.symbols import Symbol
from rostra.library.actions.import_akn import import_akn
from rostra.library.models import Expression, Work
from tests.factories.products import languages, operator

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
#: A title, and enough text for its language to be known.
WORDS = {
    "ar": (
        "المياه حق للجميع",
        "يطلب إلى جميع الدول أن توفر المياه الصالحة للشرب لكل قرية من قراها، وأن تنشر كل سنة ما أنجزته في هذا السبيل.",
    ),
    "zh": (
        "人人享有用水",
        "请所有国家向其每一个村庄提供安全饮用水，并每年公布在这方"
        "面所取得的进展和所遇到的困难，以便公众了解情况并提出意见。",
    ),
    "en": (
        "Water for all",
        "Requests all states to bring safe drinking water to every one of "
        "their villages and to publish each year what they have done.",
    ),
    "fr": (
        "L’eau pour tous",
        "Prie tous les États d’apporter l’eau potable à chacun de leurs "
        "villages et de publier chaque année ce qu’ils ont accompli.",
    ),
    "ru": (
        "Вода для всех",
        "просит все государства обеспечить питьевой водой каждое своё "
        "село и ежегодно публиковать сведения о том, что сделано.",
    ),
    "es": (
        "Agua para todos",
        "Pide a todos los Estados que lleven agua potable a cada uno "
        "de sus pueblos y que publiquen cada año lo que han hecho.",
    ),
    "de": (
        "Wasser für alle",
        "Ersucht alle Staaten, jedes ihrer Dörfer mit sauberem Trinkwasser zu "
        "versorgen und jedes Jahr zu veröffentlichen, was sie getan haben.",
    ),
}


def akn(
    code: str = "en",
    *,
    symbol: str = "A/RES/90/1",
    declared: str = "",
    title: str | None = None,
    text: str | None = None,
    adopted: str = "2025-12-18",
    body: str = "",
) -> bytes:
    """One resolution in a language; any part can be made wrong or left out with ""."""
    words = WORDS[code]
    title = words[0] if title is None else title
    text = words[1] if text is None else text
    paragraphs = body or "".join(
        f"<paragraph><num>{n}.</num><content><p>{escape(text)}</p></content></paragraph>" for n in (1, 2)
    )
    number = f'<p><docNumber refersTo="#symbol">{escape(symbol)}</docNumber></p>' if symbol else ""
    named = f'<p><docTitle refersTo="#resolutionTitle">{escape(title)}</docTitle></p>' if title else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><akomaNtoso xmlns="{NAMESPACE}"><statement name="resolution"><meta>'
        f'<identification source="#x"><FRBRWork><FRBRdate date="{adopted}" name="adoption"/></FRBRWork>'
        f'<FRBRExpression><FRBRlanguage language="{declared or code}"/></FRBRExpression></identification></meta>'
        f"<preface>{number}{named}</preface><mainBody>{paragraphs}</mainBody></statement></akomaNtoso>"
    ).encode()


def full_body(code: str) -> str:
    """The body of a resolution with every part that a text can have: heading, paragraph, points, table, notes."""
    title, text = map(escape, WORDS[code])
    link = f'<a href="https://documents.example.org/{code}/A/CONF.157/PC/62/Add.11/Rev.1">{title}</a>'
    note = f'<authorialNote marker="1"><p>{title}</p></authorialNote>'
    cells = "".join(f"<td><p>{number}</p></td>" for number in ("1 234 567", "2 345 678", "3 456 789", "4 567 890"))
    heads = "".join(f"<th><p>{title}</p></th>" for _ in range(5))

    point = f"<num>(a)</num><content><p>{text}</p></content>"
    below = f"<list><point>{point}</point><point>{point}</point></list>"
    points = f"<list><intro><p>{text}</p></intro><point>{point}{below}</point><point>{point}</point></list>"
    return (
        f"<section><heading>{title}</heading><paragraph><num>1.</num><content><p>{text} {link}{note}</p></content>"
        f"</paragraph><paragraph><num>2.</num>{points}</paragraph></section>"
        f"<table><tr>{heads}</tr><tr><td><p>{title}</p></td>{cells}</tr></table>"
    )


def archive(path: Path, files: Mapping[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> Path:
    """A zip archive with these names and bytes."""
    with zipfile.ZipFile(path, "w", compression) as zipped:
        for name, content in files.items():
            zipped.writestr(name, content)
    return path


def imported(folder: Path, *codes: str, public_from: datetime | None = None, **values: Any) -> Work:
    """A work that was imported in these languages."""
    languages()
    paths = []
    for code in codes or ("en",):
        path = folder / f"document-{code}.xml"
        path.write_bytes(akn(code, **values))
        paths.append(path)
    report = import_akn(paths, by=operator(), public_from=public_from)
    assert not report.defects, report.defects
    return Work.objects.get(key=Symbol.parse(values.get("symbol", "A/RES/90/1")).key)


def work(symbol: str, *codes: str, public: bool = True, **values: Any) -> Work:
    """A work straight in the tables, with a short text in each language."""
    known, read = languages(), Symbol.parse(symbol)
    fields: dict[str, Any] = {
        "symbol": read.printed,
        "family": read.family,
        "body": read.body,
        "session": read.session,
        "form": "resolution",
        "adopted_on": date(2025, 12, 18),
        "public_from": clock.now(),
        "restriction": "" if public else "For delegations only",
    }
    made, _ = Work.objects.get_or_create(key=read.key, defaults={**fields, **values})
    for code in codes or ("en",):
        title, words = WORDS[code]
        block = {"tag": "p", "anchor": "para-1", "number": "1.", "part": "operative", "runs": [{"text": words}]}
        Expression.objects.create(
            work=made, language=known[code], title=title, text=[block], source_digest=f"{code:0>64}"
        )
    return made
