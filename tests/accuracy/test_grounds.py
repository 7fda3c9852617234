"""What the reading of grounds must not fall below."""

from __future__ import annotations

import pytest

from search.grounds import Ground

from .grounds import Labelled, Read, distinct, labelled_rationales, read, report, score

SETS = labelled_rationales()
# (F1, F1 of the overturned, main among the first two, evidence right). The weights are learned from the seen ones, so
# that the held back ones alone say what to expect of letters that nobody has read.
FLOORS = {
    "real": (0.93, 0.83, 0.95, 0.95),
    "seen": (0.92, 0.94, 0.88, 0.95),
    "seen_more": (0.91, 0.92, 0.82, 0.95),
    "seen_usual": (0.93, 0.96, 0.93, 0.96),
    "seen_voices": (0.94, 0.94, 0.95, 0.93),
    "held_back_usual": (0.88, 0.89, 0.88, 0.98),
    "held_back_voices": (0.81, 0.81, 0.78, 0.90),
    "held_back_last": (0.60, 0.62, 0.56, 0.95),
    "held_back_fresh": (0.91, 0.89, 0.95, 0.96),
}


@pytest.mark.parametrize("name", FLOORS)
def test_grounds_do_not_fall_below_their_floor(name: str) -> None:
    if name not in SETS:
        pytest.skip("the real letters are not beside the project")
    once = read(distinct(SETS[name]))
    of, overturned = score(once), score([item for item in once if item.labelled.decision == "overturned"])
    reached = (of.count.f1, overturned.count.f1, of.main, of.evidence)
    lines = "\n".join(report(name, SETS[name], listing=not name.startswith("held_back")))
    assert [got >= floor for got, floor in zip(reached, FLOORS[name], strict=True)] == [True] * 4, lines


def test_the_score_sees_what_is_wrong() -> None:
    text = "There is no documentation of exercise. The dose exceeds the limit."
    labelled = Labelled(
        "a", "upheld", text, ("active", "benefit"), {"active": "no documentation of exercise", "benefit": "x"}
    )
    first, second = (
        Ground("active", True, (0, 37), (0, 38), "r", "p"),
        Ground("amount", False, (39, 65), (39, 66), "r", "p"),
    )
    of = score([Read(labelled, (first, second))])
    assert (of.count.right, of.count.missed, of.count.made_up, of.main, of.evidence) == (1, 1, 1, 1.0, 1.0)
    elsewhere = Ground("active", True, (39, 65), (39, 66), "r", "p")
    assert score([Read(labelled, (elsewhere,))]).evidence == 0.0
    assert score([Read(labelled, (second,))]).main == 0.0
    assert score([]).count.f1 == 1.0


def test_disagreements_are_listed_with_their_sentence() -> None:
    labelled = Labelled("a", "upheld", "There is no documentation of exercise.", ("benefit",), {"benefit": "no gain"})
    lines = list(report("own", [labelled], listing=True))
    assert any("made up active" in line and "documentation of exercise" in line for line in lines)
    assert any("missed benefit: no gain" in line for line in lines)
    assert not any("made up" in line for line in report("own", [labelled], listing=False))
