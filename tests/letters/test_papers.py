"""Papers of other kinds, invented, and determinations that must not be taken for one of them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from search import samples
from search.letters import extract, judge, parse

from . import builder, real
from .builder import Item, Letter
from .test_early_forms import ISSUES, NOTICE, NUMBERED

PAPERS: list[Mapping[str, Any]] = tomllib.loads((Path(__file__).parent / "papers.toml").read_text("utf-8"))["paper"]
WHOLE = Letter().text()
ITEMS = WHOLE[WHOLE.index("Massage therapy, 8 visits") :]
SAMPLES = sorted((Path(samples.__file__).parent / "letters").glob("*.txt"))
FAX = "FAX COVER SHEET\nTo: the office\nFrom: the clerk\nPages: 4\n\f\n"
SERVICE = (
    "\n\f\nPROOF OF SERVICE BY MAIL\nI am over the age of 18. On 07/20/2016 I served this by mail to all parties.\n"
)
LETTERHEAD = "MAXIMUS FEDERAL SERVICES, INC.\nIndependent Medical Review\nP.O. Box 1000\nFolsom, CA 95630\n\n"


def named(paper: Mapping[str, Any]) -> str:
    return f"{paper['is'] or 'held'}: {paper['text'].strip().splitlines()[0][:40]}"


@pytest.mark.parametrize("paper", PAPERS, ids=named)
def test_another_paper_is_named_or_held(paper: Mapping[str, Any]) -> None:
    text = paper["text"].replace("{letter}", WHOLE).replace("{item}", ITEMS)
    judged = judge(text, parse(text))
    assert judged.paper == paper["is"]
    assert judged.paper or judged.doubts


@pytest.mark.parametrize(
    "text",
    [
        *(Letter(header=order).text() for order in builder.ORDERS),
        Letter(header="").text() + "\nReviewed 04/05/2016.",
        LETTERHEAD
        + "IMR Case Number: CM16-9000001\n\nIndependent Medical Review Final Determination Letter\n\n"
        + WHOLE,
        "STATE OF CALIFORNIA\nDepartment of Industrial Relations\nDivision of Workers' Compensation\n\n" + WHOLE,
        LETTERHEAD + NOTICE,
        Letter(items=[Item(heading="Qualified medical evaluation, orthopedic")]).text(),
        Letter(
            items=[
                Item(rationale=("The utilization review denial of 05/25/2016 stands. A progress report shows why.",))
            ]
        ).text(),
        Letter(
            summary=("A utilization review denied it.", "Subjective: pain.", "Objective: stiff.", "Plan: therapy.")
        ).text(),
        Letter(width=5000).text(),
        Letter(gap="\n\n\n").text(),
        NOTICE,
        NUMBERED,
    ],
)
def test_a_determination_is_not_taken_for_another_paper(text: str) -> None:
    judged = judge(text, parse(text))
    assert (judged.paper, judged.doubts) == ("", ())


def test_a_form_known_by_its_headings_alone() -> None:
    judged = judge(ISSUES, parse(ISSUES))
    assert judged.paper == ""
    assert judged.doubts == ("Neither a case number nor a date was found.",)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_samples_are_determinations(path: Path) -> None:
    text = path.read_text("utf-8")
    assert judge(text, parse(text)).paper == ""


@pytest.mark.real_letters
@real.present
def test_the_real_letters_are_determinations() -> None:
    for path in (*(real.ROOT / "text").glob("*.txt"), *(real.ROOT / "orders" / "pdftotext").glob("*.txt")):
        text = extract(path.read_bytes(), path.name).text
        judged = judge(text, parse(text))
        assert (path.name, judged.paper, judged.doubts) == (path.name, "", ())


@pytest.mark.parametrize(
    ("text", "left_out"),
    [
        (FAX + WHOLE, "What stands before the letter, a cover or fax sheet, was left out."),
        (WHOLE + SERVICE, "What follows the letter, a proof of service, was left out."),
    ],
)
def test_what_is_sent_around_a_letter_is_left_out(text: str, left_out: str) -> None:
    letter = parse(text)
    assert letter.items == parse(WHOLE).items
    assert letter.case_number == "CM16-9000001"
    assert letter.warnings == (left_out,)
    assert "the clerk" not in letter.text
    assert "all parties" not in letter.text
    assert judge(text, letter).doubts == ()


def test_what_follows_a_letter_without_a_title_is_doubted() -> None:
    served = SERVICE.replace("PROOF OF SERVICE BY MAIL\n", "").replace("I served", "I am not a party to it. I served")
    text = WHOLE + served
    assert judge(text, parse(text)).doubts == ("A proof of service seems to stand in the last rationale.",)


def test_a_notice_before_a_letter_is_doubted() -> None:
    text = "NOTICE OF ASSIGNMENT\nThe case has been assigned.\n\f\n" + WHOLE
    assert judge(text, parse(text)).doubts == ("A notice of assignment seems to stand before the letter.",)
