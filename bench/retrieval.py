"""How well questions find their paragraph, in each language: `python -m bench.retrieval [FOLDER]`; JSON on stdout.

The folder holds `<task>.docs.jsonl`, `.queries.jsonl` and `.qrels.jsonl`; one paragraph answers each question. The
searches are those of a reader who types the question: the same words, the same rules of what must match.
"""

import json
import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import quantiles
from typing import Any

#: Task -> MRR@10 of Lucene's analyzer for the language, best of two versions, as measured by the study of search.
LUCENE = {
    "xquad-en": 0.9563,
    "xquad-es": 0.9476,
    "xquad-ru": 0.9450,
    "xquad-ar": 0.9241,
    "xquad-zh": 0.9538,
    "piaf-fr": 0.7484,
    "arcd-ar": 0.7760,
    "cmrc-zh": 0.9779,
}
SCRIPTS = {"ar": "Arab", "zh": "Hans", "ru": "Cyrl"}


def read(file: Path) -> list[dict[str, str]]:
    """The rows of a file."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def prepare() -> None:
    """Django without an instance of its own: nothing is asked of a database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("ROSTRA_HOME", tempfile.mkdtemp(prefix="rostra-bench-"))
    import django

    django.setup()


def searcher_of(docs: list[dict[str, str]], language: str, folder: Path) -> Any:
    """An index of these paragraphs, opened for searching."""
    from tantivy import Index

    from rostra.search.documents import WORK, Entry
    from rostra.search.index import Writing, register

    writing = Writing(folder)
    for number, doc in enumerate(docs):
        script = SCRIPTS.get(language, "Latn")
        writing.put(Entry(WORK, number, doc["id"], language, script, kind="document", title="", text=doc["text"]))
    writing.commit()
    writing.close()
    return register(Index.open(str(folder))).searcher()


def ranks(searcher: Any, queries: list[dict[str, str]], right: dict[str, str], language: str) -> tuple[list[int], list]:
    """For each question the place of its paragraph among ten, 0 where it is not there; and the seconds it took."""
    from rostra.search import matching
    from rostra.search.analysis import recipe_for
    from rostra.search.index import entry_in
    from rostra.search.matching import SIMILAR, SOME, Wanted
    from rostra.search.phrasing import taken_apart

    recipe = recipe_for(language, script=SCRIPTS.get(language, "Latn"))
    found, seconds = [], []
    for query in queries:
        began = time.perf_counter()
        asked = taken_apart(query["text"])
        wanted = Wanted(recipe, asked.words, asked.phrases, asked.without)
        for nearness in (SOME, SIMILAR):
            parts = [*matching.in_language(language, ""), matching.matching(wanted, nearness=nearness)]
            base = matching.narrowed(parts, without=matching.unwanted(wanted), gone=[])
            hits = searcher.search(matching.with_scores(base, matching.scored(wanted)), 10, count=False).hits
            if hits:
                break
        seconds.append(time.perf_counter() - began)
        stamps = [entry_in(searcher.doc(at)).stamp for _, at in hits]
        found.append(stamps.index(right[query["id"]]) + 1 if right[query["id"]] in stamps else 0)
    return found, seconds


def figures(folder: Path, task: str, *, stride: int = 1) -> dict[str, float]:
    """Recall@1, recall@10 (%), MRR@10 and milliseconds a question, over every `stride`th question of a task."""
    docs, queries, pairs = (read(folder / f"{task}.{part}.jsonl") for part in ("docs", "queries", "qrels"))
    right = {pair["query"]: pair["doc"] for pair in pairs}
    with tempfile.TemporaryDirectory() as place:
        language = task.rpartition("-")[2]
        found, seconds = ranks(searcher_of(docs, language, Path(place)), queries[::stride], right, language)
    cuts = quantiles(seconds, n=20)
    return {
        "questions": len(found),
        "recall@1": 100 * sum(rank == 1 for rank in found) / len(found),
        "recall@10": 100 * sum(rank > 0 for rank in found) / len(found),
        "mrr@10": sum(1 / rank for rank in found if rank) / len(found),
        "p50 ms": 1000 * cuts[9],
        "p95 ms": 1000 * cuts[18],
    }


def main() -> None:
    """All tasks that the folder has."""
    from config.environment import ENVIRONMENT

    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ENVIRONMENT.data / "retrieval"
    prepare()
    tasks = [task for task in LUCENE if (folder / f"{task}.docs.jsonl").exists()]
    found = {task: {**figures(folder, task), "lucene mrr@10": LUCENE[task]} for task in tasks}
    json.dump(found, sys.stdout, indent=1)


if __name__ == "__main__":
    main()
