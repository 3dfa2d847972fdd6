"""The recipe is as good as it was measured: questions find their paragraph, in each language."""

import pytest

from bench.retrieval import LUCENE, figures
from config.environment import ENVIRONMENT

FOLDER = ENVIRONMENT.data / "retrieval"
#: What a sample of the questions may fall short of the whole.
TOLERANCE = 0.02
#: Task -> MRR@10 of the recipe over all questions, as the study measured it.
MEASURED = {
    "xquad-en": 0.9666,
    "xquad-es": 0.9634,
    "xquad-ru": 0.9584,
    "xquad-ar": 0.9484,
    "xquad-zh": 0.9650,
    "piaf-fr": 0.7786,
}
#: Every so manyth question is asked.
STRIDES = {"piaf-fr": 8}


@pytest.mark.parametrize("task", MEASURED)
def test_questions_find_their_paragraph(task: str) -> None:
    if not (FOLDER / f"{task}.docs.jsonl").exists():
        pytest.skip(f"{FOLDER} has no questions called {task}; set ROSTRA_DATA to a folder that has them")
    found = figures(FOLDER, task, stride=STRIDES.get(task, 2))
    assert found["mrr@10"] >= MEASURED[task] - TOLERANCE
    assert found["mrr@10"] >= LUCENE[task] - TOLERANCE / 2
