"""Letters of our own writing in odd dress: read rightly and public, and held where they contradict themselves."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from search.letters import judge, parse, read_all

from .builder import SECOND, Item, Letter

DRESS = [tomllib.loads(path.read_text("utf-8")) for path in sorted(Path(__file__).parent.glob("odd_dress*.toml"))]
LETTERS: list[Mapping[str, Any]] = [letter for file in DRESS for letter in file["letter"]]
HELD: list[Mapping[str, Any]] = [letter for file in DRESS for letter in file.get("held", ())]
WHOLE = Letter(width=1000).text()
SUMMARY = "The worker was hurt while lifting and has pain of 6/10 in spite of medicines. On examination he is stiff."
HOW = (
    "The case file went to an expert reviewer, who has no affiliation with any party.\n\n"
    "The expert reviewer has the following credentials:\nState(s) of Licensure: California\n"
    "Certification(s)/Specialty: Occupational Medicine"
)


def _header(found: re.Match[str]) -> str:
    number, year = found.groups()
    return (
        f"Case Number: {number}\nDate Assigned: 03/03/{year}\nDate of Injury: 05/05/2010\nDecision Date: 04/04/{year}\n"
        f"UR Denial Date: 02/02/{year}\nPriority: Standard\nApplication Received: 02/12/{year}"
    )


def whole(text: str) -> str:
    text = re.sub(r"\{header (\S+) (\d{4})\}", _header, text).replace("{how without its title}", HOW)
    return text.replace("{how}", f"HOW THE IMR FINAL DETERMINATION WAS MADE\n\n{HOW}").replace("{summary}", SUMMARY)


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter["name"])
def test_a_letter_in_odd_dress_is_read_and_accounted_for(letter: Mapping[str, Any]) -> None:
    ((read, text),) = read_all(whole(letter["text"]))
    assert [str(item.decision) for item in read.items] == [decision for _, decision in letter["items"]]
    for item, (heading, _) in zip(read.items, letter["items"], strict=True):
        assert heading.casefold() in item.heading.casefold()
        assert len(item.heading) < len(heading) + 240
        assert not re.search("upheld|overturned|necessary", item.heading, re.IGNORECASE)
        assert item.rationale
    assert read.case_number is not None or "CM" not in text
    assert (*read.review, *judge(text, read).doubts) == ()


@pytest.mark.parametrize("letter", HELD, ids=lambda letter: letter["name"])
def test_a_letter_that_cannot_be_read_whole_is_held(letter: Mapping[str, Any]) -> None:
    ((read, _),) = read_all(whole(letter["text"]))
    assert letter["says"] in " ".join(read.review)


def test_headings_of_sentences_hold_what_is_in_dispute() -> None:
    text = WHOLE.replace(
        "Massage therapy, 8 visits, upper back: Upheld",
        "The retrospective request for massage therapy is not medically necessary: the decision is upheld.",
    ).replace("Electromyography of the left arm: Overturned", "The UR denial of an arm study is overturned.")
    letter = parse(text)
    assert [(item.heading, item.decision) for item in letter.items] == [
        ("Retrospective request for massage therapy", "upheld"),
        ("an arm study", "overturned"),
    ]
    assert letter.review == ()


def _same(text: str) -> bool:
    """Whether the letter is read as the plain one is, and accounted for."""
    read, plain = parse(text), parse(WHOLE)
    header = ("case_number", "decision_date", "application_received", "date_of_injury")
    same = [getattr(read, name) == getattr(plain, name) for name in header]
    items = [(item.heading, item.decision, item.rationale) for item in read.items]
    return all(same) and items == [(item.heading, item.decision, item.rationale) for item in plain.items]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "Massage therapy, 8 visits, upper back: Upheld",
            "ISSUE: Massage therapy, 8 visits, upper back\nDECISION: UPHELD",
        ),
        ("left arm: Overturned", "left arm: Overturned - medically necessary"),
        ("back: Upheld", "back: Upheld, not medically necessary"),
        ("back: Upheld", "back: Upheld in its entirety"),
        ("Electromyography of", "Heat packs: Withdrawn\n\nThe provider took it back.\n\nElectromyography of"),
        ("left arm: Overturned", "left arm: Fully overturned"),
        ("left arm: Overturned", "left arm: Overturned (see rationale)"),
        ("Date Assigned:", "Assigned on:"),
        ("Decision Date:", "Date of Final Determination:"),
        ("Decision Date:", "Date Decided:"),
        ("UR Denial Date:", "Date of Utilization Review Decision:"),
        ("UR Denial Date:", "UR Determination Date:"),
        ("Electromyography of", "SECOND ITEM\nElectromyography of"),
        ("Massage therapy", "First disputed item: Massage therapy"),
        ("Case Number:", "(corrected for the date of injury, replaces that dated 01/02/2015)\nCase Number:"),
        ("Case Number:", "Aviso sobre el caso: CM16-9000001, 01/02/2015\nCase Number:"),
    ],
)
def test_what_is_said_around_an_item_or_header_is_none_of_it(old: str, new: str) -> None:
    assert old in WHOLE
    assert _same(WHOLE.replace(old, new, 1))
    assert parse(WHOLE.replace(old, new, 1)).review == ()


def test_pleading_paper_with_a_rule_beside_its_numbers() -> None:
    pages = [f"{at % 28 + 1:2} | {line}" for at, line in enumerate(WHOLE.split("\n"))]
    assert _same("\n".join(pages))


def test_a_decision_said_twice_in_other_senses_is_doubted() -> None:
    letter = parse(WHOLE.replace("back: Upheld", "back: Upheld, medically necessary"))
    assert "Item 1 is decided as" in " ".join(letter.review)


BELOW = "set forth below:"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (BELOW, f"{BELOW}\n\nOverall outcome: Upheld", "What is said of all items together is not what they say"),
        (BELOW, f"{BELOW}\n\nThree items were in dispute.", "What is said of all items together is not what they say"),
        ("Priority:", "Final Determination: OVERTURN\nPriority:", "What is said of all items together"),
        ("is medically necessary.", "is medically necessary.\n\nOverall outcome: Overturned", "What is said of all"),
        (
            BELOW,
            f"{BELOW}\n\nSummary of decisions\n1. Massage therapy, 8 visits, upper back .... Overturned\n"
            "2. Electromyography of the left arm .... Overturned",
            "A decision belongs to no item: “1. Massage therapy, 8 visits, upper back .... Overturned”.",
        ),
        (
            BELOW,
            f"{BELOW}\n\n| Item | Decision |\n| Massage therapy, 8 visits, upper back | Upheld |\n"
            "| A wrist brace | Upheld |",
            "A decision belongs to no item: “A wrist brace: Upheld”.",
        ),
        (
            "Massage therapy, 8 visits, upper back: Upheld",
            "Overturned: Massage therapy, 8 visits, upper back: Upheld",
            "Item 1 is decided as",
        ),
        (
            "Massage therapy, 8 visits, upper back: Upheld",
            "The request for massage therapy is medically necessary: the decision is upheld.",
            "Item 1: the heading may hold the end of the text above it.",
        ),
        (
            "back: Upheld",
            "back: Upheld (the remaining 4 visits)",
            "Item 1 is decided as “Upheld (the remaining 4 visits)”.",
        ),
        ("arm: Overturned", "arm: Overturned (one nerve only)", "Item 2 is decided as “Overturned (one nerve only)”."),
        ("arm: Overturned", "arm: Overturned?", "Item 2 prints no decision"),
        ("back: Upheld", "back: Withdrawn: Upheld", "Item 1: the heading holds another outcome"),
        (
            "Electromyography of the left arm",
            "Heat packs (no longer in dispute)\n\nThe provider took it back.\n\nElectromyography of the left arm",
            "Item 1: what stands behind the rationale's verdict may be another item: “Heat packs (no",
        ),
        (
            "the wrist from the neck",
            "the wrist\n\nMAXIMUS guideline was seen. It tells the neck",
            "Item 2: another part's label stands within a part",
        ),
        (
            "the wrist from",
            "the wrist\nRE: the review CM16-9000001 of her wrist\nfrom",
            "Item 2 holds the letter's number.",
        ),
        (
            "The study is medically",
            "The study is modified to one nerve, which is medically",
            "Item 2: the rationale gives a part only.",
        ),
    ],
)
def test_what_contradicts_the_items_is_doubted(old: str, new: str, said: str) -> None:
    assert old in WHOLE
    assert said in " ".join(parse(WHOLE.replace(old, new)).review)


def test_a_decision_behind_one_of_two_rationales_is_doubted() -> None:
    bare = Letter(items=[Item(), SECOND], width=1000).text().replace("left arm: Overturned", "left arm")
    letter = parse(f"{bare}\n\nDecision: Overturned")
    assert "Item 2 prints no decision and was left out." in letter.review


def test_a_letter_without_a_reviewer_is_doubted_where_text_stands_in_his_place() -> None:
    start, end = WHOLE.index("HOW THE IMR"), WHOLE.index("CLINICAL CASE SUMMARY")
    assert parse(WHOLE[:start] + WHOLE[end:]).review == ()
    assert parse(WHOLE[:start] + "The reviewer was chosen.\n\n" + WHOLE[end:]).review != ()
    assert parse(WHOLE[:start].replace("07/19/2016", "") + WHOLE[end:]).review != ()


@pytest.mark.parametrize(
    ("upheld", "overturned"),
    [
        ("The denial of H is upheld.", "The denial of H is overturned."),
        ("H.  The UR decision is upheld.", "H.  The UR decision is overturned."),
        ("Decision for H: Upheld", "Decision for H: Overturned"),
        ("Disputed: H\nOutcome: Upheld", "Disputed: H\nOutcome: Overturned"),
        ("Re: H\nResult: Upheld", "Re: H\nResult: Overturned"),
        ("H | Upheld", "H | Overturned"),
        ("H: UR denial upheld", "H: UR denial overturned"),
    ],
)
def test_a_decision_by_any_hand(upheld: str, overturned: str) -> None:
    headings = [item.heading for item in parse(WHOLE).items]
    text = WHOLE.replace(f"{headings[0]}: Upheld", upheld.replace("H", headings[0], 1))
    assert _same(text.replace(f"{headings[1]}: Overturned", overturned.replace("H", headings[1], 1)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("left arm: Overturned", "left arm: [X] Upheld [X] Overturned"),
        ("The study is medically necessary.", "Two studies are medically necessary and the others are not."),
        ("The study is medically necessary.", "The study is medically necessary.\n\n* This is final."),
        ("left arm: Overturned", "left arm: Overturned, 4 of 8 visits"),
    ],
)
def test_a_decision_that_is_not_sure_is_doubted(old: str, new: str) -> None:
    assert old in WHOLE
    assert parse(WHOLE.replace(old, new)).review


@pytest.mark.parametrize(
    ("decision", "last"),
    [
        ("Overturned", "The visits are not supported."),
        ("Overturned", "The request should be denied."),
        ("Overturned", "The visits are unwarranted."),
        ("Upheld", "The request is certified."),
        ("Upheld", "The denial should be overturned."),
        ("Upheld", "The request is appropriate and warranted."),
    ],
)
def test_a_rationale_that_ends_with_the_other_verdict_in_other_words_is_doubted(decision: str, last: str) -> None:
    item = Item(decision=decision, rationale=("The notes tell of one visit.", last))
    assert "the rationale says otherwise" in " ".join(parse(Letter(items=(item,), width=1000).text()).review)
    other = Item(decision="Upheld" if decision == "Overturned" else "Overturned", rationale=item.rationale)
    assert parse(Letter(items=(other,), width=1000).text()).review == ()


def test_pleading_paper_of_which_one_number_is_lost() -> None:
    lines = [f"{at % 28 + 1:>2}   {line}".rstrip() for at, line in enumerate(WHOLE.split("\n"))]
    empty = next(at for at, line in enumerate(lines) if len(line) < 3 and at > 14)
    assert _same("\n".join(lines))
    assert _same("\n".join(lines[:empty] + lines[empty + 1 :]))
