"""What a pattern cannot match without, told from the pattern itself."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.letters.literals import Sought, shortest
from search.letters.papers import papers


@pytest.mark.parametrize(
    ("pattern", "literals"),
    [
        (r"\bprays? (?:for|that)\b", ("pray",)),
        (r"\bwe (?:affirm|reverse)\b", ("affirm", "reverse")),
        (r"(?:not eligible|ineligible)? for (?:imr|review)", (" for ",)),
        (r"(?:file)*\d+", ()),
        (r"cal\.app\.\d", ("cal.app.",)),
        (r"(?i:claim) number", (" number",)),
        (r"mail(?!box)", ("mail",)),
    ],
)
def test_literals_of_a_pattern(pattern: str, literals: tuple[str, ...]) -> None:
    assert Sought(pattern).literals == literals


@pytest.mark.parametrize("pattern", ["(?i)claim", "(?i)a|b"])
def test_a_pattern_in_any_case_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="any case"):
        _ = Sought(pattern).literals


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_no_match_is_passed_over(data: st.DataObject) -> None:
    marks = [mark for paper in papers() for mark in paper.marks]
    mark = data.draw(st.sampled_from(marks))
    assert mark.is_in("x\n" + data.draw(st.from_regex(mark.pattern)))


def test_the_shortest_of_texts() -> None:
    assert set(shortest(["guideline:", "line", "rationale:", "ale", "line"])) == {"line", "ale"}
    assert shortest([]) == ()
