"""Works of the library in short, and questions as a reader asks them."""

from datetime import date, datetime, timedelta
from typing import Any

from rostra.foundation import clock
from rostra.foundation.announcements import announce
from rostra.foundation.models import Language
from rostra.foundation.symbols import Symbol
from rostra.library.announcements import RecordAdded
from rostra.library.models import Expression, Work
from rostra.release.worker import run_until_idle as work_until_idle
from rostra.search import indexer
from rostra.search.answering import Answer, answer
from tests.factories.products import languages

#: Title and paragraph of one resolution, told in each language.
WATER = {
    "ar": ("حق الإنسان في مياه الشرب", "تؤكد من جديد أن المياه والصرف الصحي حقان أساسيان، وتشير إلى القرار 64/292."),
    "zh": ("享有饮用水的人权", "重申水和环境卫生是基本人权，并回顾第64/292号决议。"),
    "en": ("The human right to drinking water", "Reaffirms that water and sanitation are rights; recalls 64/292."),
    "fr": ("Le droit à l’eau potable", "Réaffirme que l’eau et l’assainissement sont des droits ; rappelle 64/292."),
    "ru": ("Право человека на питьевую воду", "Подтверждает, что вода и санитария всё ещё права; 64/292."),
    "es": ("El derecho humano al agua potable", "Reafirma que el agua y el saneamiento son derechos; 64/292."),
}


def work(symbol: str, texts: dict[str, tuple[str, str]] | None = None, **values: Any) -> Work:
    """A public resolution with these texts (code -> title, paragraph), announced as the library does."""
    read = Symbol.parse(symbol)
    fields = {"form": "resolution", "adopted_on": date(2019, 12, 18), "public_from": clock.now() - timedelta(days=1)}
    made = Work.objects.create(symbol=read.printed, key=read.key, family=read.family, **{**fields, **values})
    for code, (title, paragraph) in (WATER if texts is None else texts).items():
        language = languages([code])[code]
        block = {"tag": "p", "anchor": "para-1", "number": "1.", "runs": [{"text": paragraph}]}
        Expression.objects.create(work=made, language=language, title=title, text=[block], source_digest="0" * 64)
    announce(RecordAdded(made.pk))
    return made


def indexed() -> int:
    """Let the worker hand over its news and the indexer follow; returns how many changes were read."""
    work_until_idle()
    return indexer.run_until_idle()


def ask(text: str, code: str = "en", *, now: datetime | None = None, **options: Any) -> Answer:
    """What a reader gets who asks in a language."""
    here = Language.objects.get(code=code)
    return answer(text, language=here, others=list(Language.objects.all()), now=now or clock.now(), **options)


def names(found: Answer) -> list[str]:
    """Symbols and sluglines of the hits, in order."""
    return [hit.entry.symbol or hit.entry.slugline for hit in found.found.hits]
