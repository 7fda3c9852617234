"""Of letters that were stamped, scanned, retyped or put together none is read wrongly and published."""

from __future__ import annotations

import shutil
from collections import Counter, defaultdict
from random import Random

import pytest

from search.letters import parse

from .anew import SET
from .disturbances import STAMPS, TEXT
from .disturbed import Copy, copies, differs, judge, report, scans, texts
from .on_glass import GLASS

SHARE = 6
"""Every sixth sample is disturbed; the whole is measured by ``make accuracy``."""
READ_RIGHT = {
    "clean": 1.0,
    **{f"stamp: {kind}": 1.0 for kind in STAMPS},
    **dict.fromkeys(("pleading paper", "layers", "two on a sheet"), 0.9),
    **dict.fromkeys(("labels", "decisions", "quoted", "reversed", "doubled", "merged", *SET), 0.9),
    **dict.fromkeys(("printed", "printed, stamped", "narrow", "columns", "specks", "overlapping"), 0.8),
    "noise 0.1 %": 0.8,
}
"""Of so few letters one is several per cent."""
EDGES = {"left edge cut", "right edge cut"}
"""A cut page with few lines may not be noticed; ``make accuracy`` counts it."""


@pytest.fixture(scope="module")
def found() -> list[Copy]:
    given = [(file, text) for file, text in sorted(texts(["samples"]).items()) if text.strip()][::SHARE]
    return [copy for at, (file, text) in enumerate(given) for copy in copies(file, text, given[at - 1][1])]


def test_nothing_is_wrong_and_unnoticed(found: list[Copy]) -> None:
    # Of stamps that no rule was written for, some are not noticed; ``make accuracy`` counts them.
    told = [copy for copy in found if "stamp: held back" not in copy.kind and copy.kind not in EDGES]
    assert [copy for copy in told if copy.outcome == "wrong"] == []


def test_what_offices_do_is_read_right(found: list[Copy]) -> None:
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for copy in found:
        counts[copy.kind][copy.outcome] += 1
    low = {
        kind: counts[kind] for kind, share in READ_RIGHT.items() if counts[kind]["right"] < share * counts[kind].total()
    }
    assert low == {}


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
def test_a_scanned_letter_is_read_or_held() -> None:
    file, text = sorted(texts(["samples"]).items())[SHARE]
    (copy,) = scans(file, text)
    assert copy.outcome in {"right", "held"}


def test_what_is_lost_is_held(found: list[Copy]) -> None:
    assert {copy.outcome for copy in found if copy.kind in {"cut", "page lost"}} == {"held"}


def test_a_cut_edge_is_told() -> None:
    given = [(file, text) for file, text in sorted(texts(["samples"]).items()) if text.strip()][::2]
    cut = [
        judge(kind, file, GLASS[kind](text, Random(file)), [parse(text)]).outcome
        for file, text in given
        for kind in EDGES
    ]
    assert cut.count("held") >= 0.9 * len(cut)


def test_the_bench_sees_what_is_wrong() -> None:
    file, text = next(iter(texts(["samples"]).items()))
    truth = parse(text)
    assert differs(truth, truth, 0.002) == ""
    heading = truth.items[0].heading
    other = text.replace(heading.split()[0], "Something", 1)
    assert judge("clean", file, other, [truth]).outcome in {"wrong", "held"}
    assert judge("clean", file, text, [truth, truth]).outcome == "wrong"


def test_every_kind_is_in_the_report(found: list[Copy]) -> None:
    printed = "\n".join(report(found))
    assert all(kind in printed for kind in (*TEXT, *GLASS, "merged", "all"))
