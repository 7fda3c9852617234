"""What programs and hands put around a letter's lines, and decisions in other print: the letter is read as the plain
one is.
"""

from __future__ import annotations

import html
import quopri
import re
from collections.abc import Callable, Mapping

import pytest

from search.letters import parse
from search.letters.dress import undecoded

from .builder import Letter

PLAIN = Letter(width=90).text()
LONG = Letter(width=1000).text()
HEADINGS = {"Massage therapy, 8 visits, upper back": "Upheld", "Electromyography of the left arm": "Overturned"}


def _marked(text: str) -> str:
    text = re.sub(r"(?m)^((?:Claims Administrator|MAXIMUS) guideline:|Decision rationale:)", r"**\1**", text)
    return re.sub(r"(?m)^([A-Z ,]{12,})$", r"## \1", text)


def _framed(text: str) -> str:
    rule = f"+{'-' * 100}+"
    return "\n".join([rule, *(f"| {line:<98} |" for line in text.split("\n")), rule])


def _tagged(text: str) -> str:
    return "\n".join(f"<p><b>{html.escape(line)}</b></p>" if line else line for line in text.split("\n"))


DRESSES: Mapping[str, Callable[[str], str]] = {
    "a mailer's encoding": lambda text: quopri.encodestring(text.encode()).decode(),
    "marks of bold type": _marked,
    "a wiki's marks": lambda text: re.sub(r"(?m)^\*\*(.*?)\*\*", r"'''\1'''", _marked(text)).replace("## ", ""),
    "a frame": _framed,
    "a page's tags": _tagged,
    "numbers with a colon": lambda text: "\n".join(f"{at:03}: {line}" for at, line in enumerate(text.split("\n"), 1)),
    "another alphabet": lambda text: text.replace("Claims Administrator g", "Claims Administratorâ€™s g"),
    "titles set wide": lambda text: text.replace("CLINICAL CASE SUMMARY", "C L I N I C A L  C A S E  S U M M A R Y"),
}


def _read(text: str) -> tuple[object, ...]:
    letter = parse(text)
    items = [
        (item.heading, item.decision, item.claims_guideline, item.reviewer_guideline, item.rationale)
        for item in letter.items
    ]
    return (letter.review, letter.case_number, letter.decision_date, letter.clinical_summary, items)


@pytest.mark.parametrize("dress", DRESSES)
def test_a_letter_is_read_without_its_dress(dress: str) -> None:
    worn = DRESSES[dress](PLAIN)
    assert worn != PLAIN
    assert _read(worn) == _read(PLAIN)


@pytest.mark.parametrize("text", ["a = b\nc =\nd\n", "p < 0.05 and q > 0.1", "AT&T; R&D", "*One* star, ** two **"])
def test_what_is_no_dress_stays(text: str) -> None:
    assert undecoded(text) == text


@pytest.mark.parametrize(
    "print_of",
    [
        *(
            "{h}\n>> {D} <<",
            "{h}\n*** {D} ***",
            "{h} {{{d}}}",
            "{h} — {d} —",
            "| {h} | {d} |",
            "{h} → {d}",
            "{h} => {D}",
        ),
        *("{D}\n{h}", "[{D}] {h}", "{n}. {D} - {h}", "Decision: {d}\nItem: {h}", "Issue\n{h}\nDecision\n{d}"),
        *(
            "Disputed Treatment\n{h}\nOutcome\n{D}",
            "Service requested: {h}\nResult: {D}",
            "Treatment = {h}\nDecision = {d}",
        ),
        *("{h}: {spaced}", "{h}: {halves}", "{h}:\n{broken}"),
    ],
)
def test_a_decision_in_any_print_or_place_is_its_items(print_of: str) -> None:
    text = LONG
    for n, (heading, decision) in enumerate(HEADINGS.items(), 1):
        half = 2 if decision == "Upheld" else 4
        halves = f"{decision[:half]} {decision[half:]}", f"{decision[:half]}-\n{decision[half:]}"
        spaced = " ".join(decision.upper())
        printed = print_of.format(
            h=heading, d=decision, D=decision.upper(), n=n, spaced=spaced, halves=halves[0], broken=halves[1]
        )
        text = text.replace(f"{heading}: {decision}", printed)
    letter = parse(text)
    assert [(item.heading, item.decision) for item in letter.items] == [
        (heading, decision.casefold()) for heading, decision in HEADINGS.items()
    ]
    assert letter.review == ()


@pytest.mark.parametrize(
    ("marked", "empty"), [("[X]", "[ ]"), ("[x]", "[]"), ("(X)", "( )"), ("☒", "☐"), ("[✓]", "[ ]")]
)
@pytest.mark.parametrize(
    "boxes",
    [
        "{up} Upheld {over} Overturned",
        "{up}Upheld, {over}Overturned",
        "Upheld {up} Overturned {over}",
        "Upheld: {up} | Overturned: {over}",
    ],
)
@pytest.mark.parametrize("apart", [": ", "\n", "\nDecision: "])
def test_the_box_that_is_marked_decides(apart: str, boxes: str, marked: str, empty: str) -> None:
    text = LONG
    for heading, decision in HEADINGS.items():
        up, over = (marked, empty) if decision == "Upheld" else (empty, marked)
        text = text.replace(f"{heading}: {decision}", f"{heading}{apart}{boxes.format(up=up, over=over)}")
    letter = parse(text)
    assert [(item.heading, item.decision) for item in letter.items] == [
        (heading, decision.casefold()) for heading, decision in HEADINGS.items()
    ]
    assert letter.review == ()


@pytest.mark.parametrize(
    "print_of",
    [
        *("[X] Upheld Overturned", "[ ] Upheld [ ] Overturned", "[X] Upheld [X] Overturned", "~Upheld~ Overturned"),
        *("☒ Upheld Overturned ☐", "Upheld [ ] Overturned", "[X] Upheld [ ] Overturned [ ] Modified"),
    ],
)
def test_two_verdicts_beside_one_heading_are_doubted(print_of: str) -> None:
    assert parse(LONG.replace("back: Upheld", f"back: {print_of}")).review


@pytest.mark.parametrize(
    ("claims", "reviewer", "rationale"),
    [
        ("Guideline cited by the Claims Administrator:", "Guideline used by MAXIMUS:", "Reasons for the decision:"),
        ("CA guideline:", "IMR guideline:", "IMR rationale:"),
        ("[Claims Administrator guideline]", "[MAXIMUS guideline]", "[Decision rationale]"),
        ("UR guideline =", "Expert reviewer's guideline =", "Expert reviewer's rationale ="),
        (
            "Evidence used by the Claims Administrator:",
            "Evidence relied on by the Reviewer:",
            "Explanation of decision:",
        ),
    ],
)
def test_labels_in_other_words(claims: str, reviewer: str, rationale: str) -> None:
    text = LONG.replace("Claims Administrator guideline:", claims).replace("MAXIMUS guideline:", reviewer)
    assert _read(text.replace("Decision rationale:", rationale)) == _read(LONG)


@pytest.mark.parametrize("dots", [" .......... ", "...... ", " ....... "])
def test_dots_between_a_fields_name_and_its_value(dots: str) -> None:
    text = LONG
    for label in ("Claims Administrator guideline:", "MAXIMUS guideline:", "Decision rationale:"):
        text = text.replace(f"{label} ", f"{label.upper().rstrip(':')}{dots}")
    for label in ("Case Number:", "Date Assigned:"):
        text = text.replace(f"{label} ", f"{label.rstrip(':')}{dots}")
    assert _read(text) == _read(LONG)


def test_an_item_as_a_table_of_two_columns() -> None:
    text = LONG
    for label in ("Claims Administrator guideline", "MAXIMUS guideline", "Decision rationale"):
        text = re.sub(rf"\n\n{label}: ([^\n]+)", rf"\n| {label} | \1 |", text)
    for heading, decision in HEADINGS.items():
        row = f"| Disputed item | Decision |\n|-----|-----|\n| {heading} | {decision} |"
        text = text.replace(f"{heading}: {decision}", row)
    assert text.count("|") > 20
    assert _read(text) == _read(LONG)


@pytest.mark.parametrize("claims", ["Guideline (Claims Administrator):", "Claims adjuster guideline:", "UR criteria:"])
@pytest.mark.parametrize("reviewer", ["Guideline of the Expert Reviewer:", "Guidelines applied by the reviewer:"])
@pytest.mark.parametrize(
    "rationale", ["Reasons:", "Analysis:", "Discussion:", "Reviewer's comments:", "Medical rationale:"]
)
def test_parts_under_other_labels(claims: str, reviewer: str, rationale: str) -> None:
    text = LONG.replace("Claims Administrator guideline:", claims).replace("MAXIMUS guideline:", reviewer)
    assert _same(text.replace("Decision rationale:", rationale))


@pytest.mark.parametrize(
    "summary", ["BRIEF CASE SUMMARY", "CASE HISTORY", "STATEMENT OF FACTS", "SUMMARY OF MEDICAL RECORDS"]
)
@pytest.mark.parametrize(
    "items", ["DISPUTED ITEMS AND DECISIONS", "FINDINGS AND DECISIONS", "DETERMINATIONS AND RATIONALES", ""]
)
def test_sections_under_other_titles(summary: str, items: str) -> None:
    """Where the items' title is lost, the sentence that introduces them stands for it."""
    text = LONG.replace("CLINICAL CASE SUMMARY", summary)
    assert _same(text.replace("IMR ISSUES, DECISIONS AND RATIONALES\n\n", f"{items}\n\n" if items else ""))


@pytest.mark.parametrize("told", ["Overall outcome: Partially overturned", "FINAL DETERMINATION: Overturned in part"])
@pytest.mark.parametrize("printed", [LONG, PLAIN])
def test_an_outcome_above_the_items_title(printed: str, told: str) -> None:
    title = "IMR ISSUES, DECISIONS AND RATIONALES"
    assert _same(printed.replace(title, f"{told}\n\n{title}"))
    assert parse(printed.replace(title, f"Overall outcome: Upheld\n\n{title}")).review


def test_a_header_with_short_names() -> None:
    text = PLAIN.replace("Date Assigned:", "Assigned:").replace("Date of Injury:", "DOI:")
    text = text.replace("Decision Date:", "Decided:").replace("UR Denial Date:", "UR Denial:")
    assert _same(text.replace("Application\nReceived:", "Date Received"))


def _same(text: str) -> bool:
    plain, letter = parse(PLAIN), parse(text)
    fields = (
        "case_number",
        "date_assigned",
        "date_of_injury",
        "decision_date",
        "ur_denial_date",
        "application_received",
    )
    assert [getattr(letter, field) for field in fields] == [getattr(plain, field) for field in fields]
    assert letter.clinical_summary == plain.clinical_summary
    assert letter.items == plain.items
    return letter.review == ()
