"""Judged queries over the sample letters are answered at least as well as they have been."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command

from search import samples
from tests.relevance.__main__ import ask, judged, table
from tests.relevance.scoring import Score, Summary

HERE = Path(__file__).parent
FLOOR_OF_ARGUMENTS = 0.54


@pytest.fixture
def scores(db: None, index: Path) -> list[Score]:
    call_command("sync_vocabulary", verbosity=0)
    call_command("import_determinations", str(Path(samples.__file__).parent / "letters"), samples=True, verbosity=0)
    return ask([query for path in sorted(HERE.glob("blind/queries_*.jsonl")) for query in judged(path)])


@pytest.mark.slow
def test_the_floors_hold(scores: list[Score]) -> None:
    found = Summary.of(scores)
    floors = Summary(ndcg=0.86, p2=0.89, p3=0.91, zero=0.05, honest=0.9, silent=0.8)
    assert found.ndcg and floors.ndcg and found.ndcg >= floors.ndcg, table(scores)
    assert found.p2 and floors.p2 and found.p2 >= floors.p2, table(scores)
    assert found.p3 and floors.p3 and found.p3 >= floors.p3, table(scores)
    assert found.zero is not None and floors.zero and found.zero <= floors.zero, table(scores)
    assert found.honest and floors.honest and found.honest >= floors.honest, table(scores)
    assert found.silent and floors.silent and found.silent >= floors.silent, table(scores)


@pytest.fixture
def arguments(db: None, index: Path) -> list[Score]:
    call_command("sync_vocabulary", verbosity=0)
    call_command("import_determinations", str(Path(samples.__file__).parent / "letters"), samples=True, verbosity=0)
    paths = sorted((*HERE.glob("blind/arguments_*.jsonl"), *HERE.glob("blind/reasons_*.jsonl")))
    return ask([query for path in paths for query in judged(path) if query.kind == "argument"])


@pytest.mark.slow
def test_arguments_alone_are_answered_in_whatever_words(arguments: list[Score]) -> None:
    found = Summary.of(arguments)
    assert found.ndcg and found.ndcg >= FLOOR_OF_ARGUMENTS, table(arguments)
    assert found.zero == 0.0, table(arguments)
