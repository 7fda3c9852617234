"""The judged queries are well formed: whatever is measured against them stands on sound data."""

import json
from pathlib import Path
from typing import Any

from search import samples

HERE = Path(__file__).parent
LETTERS = Path(samples.__file__).parent / "letters"
KINDS = {"request", "treatment", "argument", "question", "misspelt", "pasted", "two"}


HALVES = ("seen", "held_back")


def labelled(half: str, name: str = "queries") -> list[dict[str, Any]]:
    """The queries of one half, as they are."""
    lines = (HERE / f"{name}_{half}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_every_query_is_judged_over_letters_that_exist() -> None:
    cases = {path.stem for path in LETTERS.iterdir()}
    queries = [
        query for name in ("queries", "arguments", "reasons") for half in HALVES for query in labelled(half, name)
    ]
    assert len({query["q"] for query in queries}) == len({query["id"] for query in queries}) == len(queries)
    for query in queries:
        assert query["kind"] in KINDS, query["id"]
        assert bool(query["judged"]) != query.get("empty", False), query["id"]
        assert set(query["judged"].values()) <= {1, 2, 3}, query["id"]
        for item in query["judged"]:
            case, _, number = item.partition("#")
            assert case in cases and number.isdigit(), query["id"]


def test_each_half_holds_every_kind_and_a_query_that_nothing_answers() -> None:
    for half in HALVES:
        queries = labelled(half)
        assert {query["kind"] for query in queries} == KINDS
        assert any(query.get("empty") for query in queries)


def test_most_of_the_sequel_asks_for_arguments() -> None:
    for half in HALVES:
        kinds = [query["kind"] for query in labelled(half, "arguments")]
        assert kinds.count("argument") > 0.6 * len(kinds)
