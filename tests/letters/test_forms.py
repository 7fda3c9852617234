"""The forms' titles and labels are found however they are typed, and no filter stops one."""

from __future__ import annotations

import random

import pytest

from search.letters import parse
from search.letters.forms import FORMS, LABELS, TITLES, label_of, title_of, verdict_of, weak_label_of
from search.letters.lines import Line
from search.letters.unfolding import unfold
from search.letters.wordings import Wording, fold

from .builder import SECOND, Item, Letter
from .printed_forms import NAMES, printed

EVERY_TITLE = [(section, text) for form in FORMS for section, texts in form.titles.items() for text in texts]
EVERY_LABEL = [(part, text) for form in FORMS for part, texts in form.labels.items() for text in texts]
EVERY_WEAK = [(part, text) for form in FORMS for part, texts in form.weak.items() for text in texts]
# A title that ends another one, too short to be told inside a line, is not looked for there.
WHOLE_TITLES = [
    text.upper()
    for _, text in EVERY_TITLE
    if not any(other.upper().endswith(f" {text.upper()}") for _, other in EVERY_TITLE)
]
DRESSES = ("{}", "**{}**", "• {}", "> {}", "3. {}", "(b) {}", "- {}")


@pytest.mark.parametrize(("section", "text"), EVERY_TITLE)
def test_every_title_is_found_in_any_dress(section: str, text: str) -> None:
    for dress in DRESSES:
        for typed in (text.upper(), text.title(), f"{text.upper()}:"):
            assert title_of(dress.format(typed)) == section


@pytest.mark.parametrize(("part", "text"), EVERY_LABEL)
def test_every_label_is_found_in_any_dress(part: str, text: str) -> None:
    for dress in DRESSES:
        for typed in (f"{text}:", f"{text.upper()};", f"{text} -", f"{text.title()} :", text):
            found = label_of(f"{dress.format(typed)}")
            assert found is not None
            assert found[0] == part
        found = label_of(dress.format(f"{text}: Decision based on MTUS"))
        assert found is not None
        assert dress.format(f"{text}: Decision based on MTUS")[found[1] :].startswith("Decision based")


@pytest.mark.parametrize(("part", "text"), EVERY_WEAK)
def test_every_weak_label_is_found(part: str, text: str) -> None:
    found = weak_label_of(f"{text}: The notes")
    assert found == (part, len(text) + 1)


@pytest.mark.parametrize("wording", [*LABELS.wordings, *TITLES.wordings], ids=lambda wording: wording.text)
def test_a_wording_is_near_with_as_many_edits_as_it_may_have(wording: Wording) -> None:
    dice = random.Random(wording.text)
    among = LABELS if wording in LABELS.wordings else TITLES
    for _ in range(50):
        letters = list(wording.folded)
        for at in dice.sample(range(len(letters)), wording.edits):
            letters[at] = dice.choice(["", "x", letters[at] * 2])
        assert among.nearest("".join(letters)) is not None


@pytest.mark.parametrize("text", [*WHOLE_TITLES, *(f"{wording.text}:" for wording in LABELS.wordings)])
def test_no_filter_stops_a_title_or_label_inside_a_line_that_lost_its_ends(text: str) -> None:
    pieces = [line.text for line in unfold([Line(f"The notes end here. {text} And more of it follows.", "none")])]
    assert any(piece.startswith(text) for piece in pieces)


@pytest.mark.parametrize("name", NAMES)
def test_a_letter_of_each_form_is_read_with_its_line_ends_and_without(name: str) -> None:
    given = printed(name)
    texts = [given.letter] if given.needs_line_ends else [given.letter, " ".join(given.letter.split())]
    for letter in map(parse, texts):
        assert letter.form == given.form
        assert [(item.heading, item.decision, item.rationale) for item in letter.items] == given.items


def test_a_form_that_is_read_by_a_reader_of_its_own_has_a_letter() -> None:
    assert {printed(name).form for name in NAMES} >= {form.name for form in FORMS} - {"common"}


@pytest.mark.parametrize(
    ("decision", "text"), [(each, text) for form in FORMS for each, texts in form.verdicts.items() for text in texts]
)
def test_every_title_that_says_a_decision_is_found_in_a_line_and_is_not_the_other(decision: str, text: str) -> None:
    assert verdict_of(f"{text.capitalize()}: There") == (decision, len(text) + 2)
    pieces = [line.text for line in unfold([Line(f"A visit in the office. {text}: There is none.", "none")])]
    assert any(verdict_of(piece) == (decision, len(text) + 2) for piece in pieces)


def test_what_scanners_confuse_is_alike() -> None:
    assert fold("Clairns Adrninistrator") == fold("CLAIMS ADMINISTRATOR")
    assert fold("MAXlMUS") == fold("maximus")


@pytest.mark.parametrize(
    "line",
    [
        "The claims administrator guideline was not followed by the provider in this case.",
        "The guidelines, and the rationale of the decision that was made, are the same.",
        "MAXIMUS Federal Services sent the complete case file to an expert reviewer.",
        "The clinical case summary was developed from the file.",
        "Decision based on MTUS Chronic Pain Medical Treatment 2009.",
    ],
)
def test_a_sentence_is_neither(line: str) -> None:
    assert title_of(line) is None
    assert label_of(line) is None


LABELS_OF_OTHERS = [
    ("Clairns Adrninistrator guideline:", "MAXlMUS guideline:", "Decislon rationale:"),
    ("Claims Administrator's guideline -", "MAXIMUS' guideline -", "Decision Rationale -"),
    ("Claims Administrator Guidelines;", "MAXIMUS guidelines;", "Decision rationale;"),
    ("Utilization review guideline:", "IMR guideline:", "Rationale for decision:"),
    ("Claims Administrator\nguideline:", "MAXIMUS\nguideline:", "Decision\nrationale:"),
    ("**Claims Administrator guideline:**", "**MAXIMUS guideline:**", "**Decision rationale:**"),
    ("(1) Claims Administrator guideline:", "(2) MAXIMUS guideline:", "(3) Decision rationale:"),
    ("Claims Administrator guideline:\n", "MAXIMUS guideline:\n", "Rationale:"),
]


@pytest.mark.parametrize("labels", LABELS_OF_OTHERS)
def test_a_letter_with_labels_of_another_hand(labels: tuple[str, str, str]) -> None:
    text = usual = Letter(width=1000).text()
    for label, other in zip(
        ("Claims Administrator guideline:", "MAXIMUS guideline:", "Decision rationale:"), labels, strict=True
    ):
        text = text.replace(label, other)
    letter = parse(text)
    assert letter.items == parse(usual).items
    assert letter.review == ()


@pytest.mark.parametrize(
    "title",
    [
        "ISSUES, DECISIONS & RATIONALES",
        "IMR ISSUES, DECISIONS,\nAND RATIONALES",
        "4. IMR Issues, Decisions and Rationales",
        "IMR lSSUES, DECISI0NS AND RATIONALES",
    ],
)
def test_a_letter_with_a_title_of_another_hand(title: str) -> None:
    usual = Letter().text()
    letter = parse(usual.replace("IMR ISSUES, DECISIONS AND RATIONALES", title))
    assert (letter.items, letter.clinical_summary, letter.review) == (
        parse(usual).items,
        parse(usual).clinical_summary,
        (),
    )


@pytest.mark.parametrize(
    "decision",
    [
        "{}: Decision: {}",
        "{}\nDecision: {}",
        "{}\nDecision:\n{}",
        "{}\n\n{}",
        "{}: **{}**",
        "{} - {}",
        "{}: {}.",
        "{}: Denial {}",
    ],
)
def test_decisions_as_any_hand_prints_them(decision: str) -> None:
    usual = Letter().text()
    text = usual
    for item in (Item(), SECOND):
        text = text.replace(f"{item.heading}: {item.decision}", decision.format(item.heading, item.decision))
    letter = parse(text)
    assert [(item.heading, item.decision) for item in letter.items] == [
        (item.heading, item.decision) for item in parse(usual).items
    ]
    assert letter.review == ()


@pytest.mark.parametrize(
    ("upheld", "overturned"),
    [
        ("Uphold", "Overturn"),
        ("Denied", "Certified"),
        ("Not medically necessary", "Medically necessary"),
        ("Upheld (not medically necessary)", "Overturned (medically necessary)"),
        ("Uphe1d", "0verturned"),
        ("Not medically\nnecessary", "Medically\nnecessary"),
    ],
)
def test_decisions_in_other_words(upheld: str, overturned: str) -> None:
    text = Letter().text().replace(": Upheld", f": {upheld}").replace(": Overturned", f": {overturned}")
    letter = parse(text)
    assert [(item.heading, item.decision) for item in letter.items] == [
        (Item().heading, "upheld"),
        (SECOND.heading, "overturned"),
    ]
    assert letter.review == ()


@pytest.mark.parametrize(
    "words",
    [
        "Overturned in part",
        "Partially Overturned/Modified",
        "Upheld in part",
        "Modified",
        "Modified to 6 visits",
        "Withdrawn",
    ],
)
def test_a_decision_in_part_is_read_and_doubted(words: str) -> None:
    letter = parse(Letter().text().replace(": Overturned", f": {words}"))
    assert len(letter.items) == 2
    assert letter.items[1].heading == SECOND.heading
    assert any(sentence == f"Item 2 is decided as “{words}”." for sentence in letter.review)


def test_a_slip_too_far_to_read_is_a_doubt_and_not_another_items_reasons() -> None:
    text = Letter(items=[Item(), SECOND]).text()
    at = text.rindex("Claims Administrator guideline:")
    letter = parse(text[:at] + "Cl##ms A~~nstr ___ gu!d:" + text[at + len("Claims Administrator guideline:") :])
    assert letter.review
