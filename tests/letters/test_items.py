from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping

import pytest

from search.letters import parse

from . import builder
from .builder import Item, Letter

LONG = (
    "Six chiropractic visits, two visits a week for three weeks, with manipulation, exercise and heat "
    "for the lower back "
    "and the left hip, to include: a written plan of exercise at home, a report after the last visit, "
    "and electrical "
    "stimulation in the office (12 units): modality, retrospective, dates of service: 03/01/2016 - "
    "04/15/2016, as an "
    "outpatient, together with a support for the lower back, a pillow for the knees, heat wraps, "
    "quantity: 10, and an "
    "evaluation of the work place by the same office, per the request for authorization of 02/20/2016 "
    "and its addendum"
)
PORTIONS = (
    "Acupuncture, twelve visits for the neck was the original request. Acupuncture, four visits for the "
    "neck was authorized by "
    "the Claims Administrator. The remaining IMR eligible portion of the original request, acupuncture, "
    "eight visits for the neck is"
)
WAYS: Mapping[str, Callable[[str], str]] = {
    "empty lines between paragraphs": lambda text: text,
    "no empty lines": lambda text: text.replace("\n\n", "\n"),
    "every line followed by an empty one": lambda text: text.replace("\n\n", "\n").replace("\n", "\n\n"),
    "Windows line ends": lambda text: text.replace("\n", "\r\n"),
    "indented": lambda text: textwrap.indent(text, " " * 12),
    "all on one line": lambda text: " ".join(text.split()),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("width", [60, 92, 130, 5000])
@pytest.mark.parametrize("heading", ["Labs to include: EKG", ("MRI, right knee; without contrast"), LONG, PORTIONS])
def test_a_heading_is_found_whole_however_it_is_set(heading: str, width: int, way: str) -> None:
    wanted = [Item(), Item(heading=heading), builder.SECOND]
    letter = parse(WAYS[way](Letter(items=wanted, width=width).text()))
    assert letter.warnings == ()
    assert [(item.heading, item.decision) for item in letter.items] == [
        (item.heading, item.decision.lower()) for item in wanted
    ]
    assert [item.rationale for item in letter.items] == [item.rationale[0] for item in wanted]
    assert [item.claims_guideline for item in letter.items] == [item.claims for item in wanted]
    assert [item.reviewer_guideline for item in letter.items] == [item.reviewer for item in wanted]


def test_a_heading_may_be_glued_to_the_rationale_above_it() -> None:
    letter = parse(Letter(width=5000).text().replace("necessary.\n\nElectro", "necessary. Electro"))
    assert [item.heading for item in letter.items] == [Item().heading, builder.SECOND.heading]
    assert letter.items[0].rationale == Item().rationale[0]


def test_twenty_one_items() -> None:
    wanted = [Item(heading=f"Tablet number {number}, 10mg #{number}") for number in range(1, 22)]
    assert [item.heading for item in parse(Letter(items=wanted).text()).items] == [item.heading for item in wanted]


def test_original_authorized_and_remaining_are_told_apart() -> None:
    item = parse(Letter(items=[Item(heading=PORTIONS)]).text()).items[0]
    assert item.original_request == "Acupuncture, twelve visits for the neck"
    assert item.authorized == "Acupuncture, four visits for the neck"
    assert item.disputed == "acupuncture, eight visits for the neck"
    assert item.heading == PORTIONS


@pytest.mark.parametrize(
    ("heading", "parts"),
    [
        (
            "Aquatic therapy, ten visits was the original request. Six visits were authorized by the "
            "Claims Administrator. The "
            "remaining IMR eligible portion of the original request, four visits",
            ("Aquatic therapy, ten visits", "Six visits", "four visits"),
        ),
        (
            "A bed and a mattress was the original request. The Claims Administrator authorized a "
            "mattress, leaving the "
            "original request IMR eligible. The original request, a bed and a mattress is",
            ("A bed and a mattress", "a mattress", "a bed and a mattress"),
        ),
        ("The remaining portion of the original request, two visits are", (None, None, "two visits")),
        ("Massage of the neck", (None, None, "Massage of the neck")),
        ("What is left of the original request", (None, None, "What is left of the original request")),
    ],
)
def test_portions(heading: str, parts: tuple[str | None, str | None, str]) -> None:
    item = parse(Letter(items=[Item(heading=heading)]).text()).items[0]
    assert (item.original_request, item.authorized, item.disputed) == parts


def test_the_decision_comes_from_the_item_alone() -> None:
    talk = (
        "The denial was upheld before: Upheld",
        "The request is not medically necessary. Of note, a sudden stop is unwise; 1. taper slowly; 2. "
        "see the office. Overturned: no.",
    )
    letter = parse(Letter(items=[Item(rationale=talk), builder.SECOND]).text())
    assert [item.decision for item in letter.items] == ["upheld", "overturned"]
    assert letter.items[0].rationale == "\n\n".join(talk)


def test_paragraphs_of_a_rationale_are_kept_where_they_are_printed() -> None:
    paragraphs = (
        "First, the notes say nothing of exercise.",
        "Second, the visits so far have not helped. None is necessary.",
    )
    text = Letter(items=[Item(rationale=paragraphs)]).text()
    assert parse(text).items[0].rationale == "\n\n".join(paragraphs)
    doubled = text.replace("\n\n", "\n").replace("\n", "\n\n")
    assert parse(doubled).items[0].rationale == " ".join(paragraphs)


@pytest.mark.parametrize(
    ("above", "below", "wanted"),
    [
        ("a long-", "term plan", "a long-term plan"),
        ("short-", "and long-term gain", "short- and long-term gain"),
        ("no further treat-", "ment is due", "no further treatment is due"),
        ("seen on 10-30-", "2016 again", "seen on 10-30-2016 again"),
        ("at L4-", "L5 on the left", "at L4-L5 on the left"),
        ("the left wrist/", "hand hurts", "the left wrist/hand hurts"),
        ("it lacks follow- up care", "to date", "it lacks follow-up care to date"),
        ("the gain - if", "any - is small", "the gain - if any - is small"),
        ("the ef\ufb01cacy of", "it", "the efficacy of it"),
        ("long\ufffeterm", "care", "long-term care"),
        ("seen at .", "It hurt", "seen at […]. It hurt"),
        ("with the help of a ,", "who left", "with the help of a , who left"),
    ],
)
def test_words_broken_at_a_line_end_are_mended(above: str, below: str, wanted: str) -> None:
    letter = parse(Letter(items=[Item(rationale=(f"Here is {above}\n{below} for now.",))], width=500).text())
    assert letter.items[0].rationale == f"Here is {wanted} for now."


@pytest.mark.parametrize(
    "mark", ["2", "Page 2", "Page 2 of 7", "- 2 -", "2 of 7", "Case Number: CM16-9000001", "CM16-9000001"]
)
@pytest.mark.parametrize("space", ["\n\f", "\n\n\n\n\n", "\f\n"])
def test_what_stands_at_a_page_break_is_dropped(mark: str, space: str) -> None:
    pages = Letter().text().split("short trial")
    letter = parse(f"{pages[0]}short\n{mark}{space}trial{pages[1]}")
    assert letter.items[0].rationale == builder.Item().rationale[0]
    assert "short trial beside" in letter.text


def test_a_heading_may_run_over_a_page() -> None:
    text = Letter(items=[Item(), Item(heading=LONG)]).text()
    inside = text.index("electrical")
    end = text.index("\n", inside)
    assert parse(f"{text[:end]}\n\n2\n\f{text[end + 1 :]}").items[1].heading == LONG


def test_a_number_in_the_text_stays() -> None:
    letter = parse(Letter(items=[Item(rationale=(("There were visits, in all\n12\nby the last count."),))]).text())
    assert "in all 12 by" in letter.items[0].rationale


class TestWhatIsMissing:
    def test_no_decision(self) -> None:
        text = Letter().text().replace(": Overturned", "")
        letter = parse(text)
        assert [item.heading for item in letter.items] == [Item().heading]
        assert "Item 2 prints no decision and was left out." in letter.warnings

    def test_no_rationale(self) -> None:
        letter = parse(
            Letter().text().split("Numbness")[0].replace("Decision rationale: The", "Decision rationale: The")
        )
        assert [item.rationale != "" for item in letter.items] == [True, False]
        assert "Item 2 prints no rationale." in letter.warnings

    def test_no_guideline(self) -> None:
        text = Letter(width=500).text().replace((f"Claims Administrator guideline: {builder.SECOND.claims}"), "")
        letter = parse(text)
        assert [item.decision for item in letter.items] == ["upheld", "overturned"]
        assert letter.items[1].claims_guideline == ""
        assert letter.warnings == ("Item 2 prints no claims administrator's guideline.",)

    def test_no_reviewer_and_no_summary(self) -> None:
        text = Letter().text()
        start, end = text.index("The Expert Reviewer has"), text.index("IMR ISSUES")
        letter = parse(text[:start] + text[end:])
        assert len(letter.items) == 2
        assert letter.warnings == (
            "The reviewer's licensure could not be read.",
            "The reviewer's specialty could not be read.",
            "No clinical case summary was found.",
        )


def test_an_unknown_form_is_kept_whole() -> None:
    text = "To whom it may concern.\n\nThe request for massage was upheld.\n\nSincerely"
    letter = parse(text)
    assert letter.form == "unknown"
    assert letter.items == ()
    assert letter.text == text
    assert "The letter's form is not known." in letter.warnings
    assert "No disputed item could be read." in letter.warnings


def test_the_summary_leaves_out_its_fixed_opening() -> None:
    letter = parse(Letter(summary=("She is 47.", "She fell.")).text())
    assert letter.clinical_summary == "She is 47.\n\nShe fell."


def test_an_introduction_of_another_wording_is_no_part_of_the_first_heading() -> None:
    text = Letter(items=[Item(heading=LONG), builder.SECOND]).text()
    start, end = text.index("The Final Determination"), text.index(LONG[:20])
    letter = parse(f"{text[:start]}These are the decisions.\n\n{text[end:]}")
    assert [item.heading for item in letter.items] == [LONG, builder.SECOND.heading]


@pytest.mark.parametrize("gap", ["\n\n", "\n\n\n\n"])
def test_a_heading_may_be_set_narrower_than_the_text(gap: str) -> None:
    """Where space parts the paragraphs, a short line does not end one."""
    narrow = textwrap.fill(LONG, 50)
    text = Letter(items=[Item(), Item(heading=narrow), builder.SECOND]).text()
    if gap != "\n\n":
        text = "\n\n\n\n".join(part.replace("\n", "\n\n") for part in text.split("\n\n"))
    assert [item.heading for item in parse(text).items] == [Item().heading, LONG, builder.SECOND.heading]


def test_the_text_parts_what_the_letter_parts() -> None:
    """Header lines, titles, headings and the parts of items stand alone, even where no empty line shows it."""
    spaced, tight = parse(Letter().text()), parse(Letter(gap="\n").text())
    assert tight.text.split("\n\n")[-9:] == spaced.text.split("\n\n")[-9:]
    assert "\n\nCLINICAL CASE SUMMARY\n\n" in tight.text
    assert tight.text.startswith("Case Number: CM16-9000001\n\nDate Assigned: 06/21/2016")


@pytest.mark.parametrize("decision", ["Upheld", "Overturned"])
def test_a_decision_without_its_colon_is_one_only_where_an_item_must_begin(decision: str) -> None:
    text = Letter(items=[Item(), builder.SECOND]).text()
    printed = f"{builder.SECOND.heading}: {builder.SECOND.decision}"
    assert printed in text
    bare = parse(text.replace(printed, f"{builder.SECOND.heading} {decision}"))
    assert [(item.heading, item.decision) for item in bare.items][1] == (builder.SECOND.heading, decision.lower())
    talk = parse(text.replace(printed, f"The denial was {decision}"))
    assert len(talk.items) == 1


def test_labels_above_the_title_of_the_items_alone_end_no_reading() -> None:
    labels = "Claims Administrator guideline: none.\n\nDecision rationale: none.\n\n"
    text = f"{labels}IMR ISSUES, DECISIONS AND RATIONALES\n\nNone."
    assert parse(text).items == ()
