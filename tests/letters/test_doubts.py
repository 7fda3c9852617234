"""A reading that does not account for its letter is doubted, in a sentence that names the place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from search.letters import parse

from .builder import SECOND, Item, Letter

WHOLE = Letter(width=1000)


def test_a_letter_read_rightly_leaves_no_doubt() -> None:
    assert parse(WHOLE.text()).review == ()


def test_a_heading_in_small_letters_goes_on_from_nothing() -> None:
    first, second = WHOLE.items
    assert second.heading
    small = replace(second, heading=f"{second.heading[0].lower()}{second.heading[1:]}")
    assert parse(replace(WHOLE, items=(first, small), gap="\n").text()).review == ()


def review(text: str) -> str:
    return " ".join(parse(text).review)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Decision Date: 07/19/2016", "Decision Date: 07/19/20l6", "“07/19/20l6” in the header is not a date."),
        ("Decision Date: 07/19/2016", "Decision Date: 07/19/2012", "not in the order in which the events happen"),
        ("2016", "2011", "The decision date is before 2013."),
        ("2016", "2091", "The decision date is in the future."),
        ("Case Number: CM16-9000001", "", "No case number was found in the header."),
        ("hurt her back", "hurt her back (see CM16-9000002)", "2 case numbers are printed"),
        ("while lifting a crate.", "lifting.\n\nBrace: Overturned\n\nMore.", "holds what looks like an item"),
        ("The notes describe", "\nPage 3 of 3\nPage 2 of 3\nThe notes describe", "not in the order of their numbers"),
        ("The notes describe", "\nPage 1 of 5\nPage 4 of 5\nThe notes describe", "Page 2 is missing."),
        ("as its source. The study is medically necessary.", "as its", "Item 2: the rationale ends within a sentence"),
        ("left arm: Overturned", "left arm: Upheld", "and the rationale says otherwise."),
        ("MAXIMUS guideline: Decision based", "Decision based", "does not have its three labels in their order"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told(old: str, new: str, said: str) -> None:
    text = WHOLE.text()
    assert old in text
    assert said in review(text.replace(old, new))


def test_reasons_without_a_verdict_may_have_lost_a_line() -> None:
    first, second = WHOLE.items
    silent = replace(second, rationale=("The examination does not tell the wrist from the neck as its source.",))
    letter = replace(WHOLE, items=(first, silent))
    assert "Item 2: the rationale comes to no verdict." in review(replace(letter, width=92).text())
    # A paragraph that is one line has lost none.
    assert review(letter.text()) == ""


def test_a_date_beside_letters_is_none() -> None:
    assert parse(WHOLE.text().replace("07/19/2016", "07/19/20l6")).decision_date is None


def test_a_decision_inside_a_rationale_belongs_to_no_item() -> None:
    lost = Item(rationale=(*Item().rationale, "Wrist brace, left: Overturned", "A brace is medically necessary."))
    assert "A decision belongs to no item: “Wrist brace, left: Overturned”." in review(Letter(items=[lost]).text())


def test_an_item_printed_twice() -> None:
    assert "Items 1 and 3 are the same." in review(Letter(items=[Item(), SECOND, Item()]).text())


def test_another_letter_behind_this_one() -> None:
    other = WHOLE.text().replace("CM16-9000001", "CM16-9000002").replace("crate", "box")
    assert "2 case numbers are printed" in review(f"{WHOLE.text()}\n\f{other}")


def test_text_above_the_first_item() -> None:
    text = Letter().text().replace("below:", "below:\n\nA note that nobody knows the place of.\n\nAnother note.")
    assert "the heading may hold text that stands above it" in review(text)


def test_a_specialty_in_prose_and_a_lost_header_are_ordinary() -> None:
    assert parse(replace(WHOLE, header="").text()).review == ()


@pytest.mark.parametrize(
    ("whole", "rest"),
    [
        ("care, and the examination does not tell the wrist", "care. the wrist"),
        ("beside active exercise. The notes describe no exercise", "beside the\nof no exercise"),
        ("so more of them would not be expected", "so more of\nwas expected"),
        ("visits so far, so more of them would not be expected to help. The visits", "visits\nThe visits"),
    ],
)
def test_a_lost_line_that_breaks_a_sentence_is_noticed(whole: str, rest: str) -> None:
    text = Letter(width=400).text()
    assert whole in text
    broken = parse(text.replace(whole, rest.replace(". ", ".\n"), 1))
    assert any("missing" in sentence for sentence in broken.review)


def test_paragraphs_that_end_within_a_sentence() -> None:
    text = Letter(width=400).text()
    cut = parse(text.replace("Treatment 2009, Section(s): Massage therapy.", "Treatment 2009,", 1))
    assert any("guideline paragraph ends within" in sentence for sentence in cut.review)
    cut = parse(text.replace("while lifting a crate.", "while lifting a", 1))
    assert any("summary ends within" in sentence for sentence in cut.review)
    opening = parse(text.replace("The expert reviewer developed the following clinical case summary based on a", "", 1))
    assert any("opens the clinical summary" in sentence for sentence in opening.review)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("not medically necessary", "not medically neccssary"),
        ("The worker is a 47-year-old", "he worker is a 47-year-old"),
        ("The worker is a 47-year-old", "zhe worker is a 47-year-old"),
        ("Treatment 2009, Section(s)", "Treatment 2009. Section(s)"),
    ],
)
def test_a_scanners_slip_that_hides_nothing_is_no_doubt(old: str, new: str) -> None:
    text = Letter().text()
    assert old in text
    assert parse(text.replace(old, new, 1)).review == ()


def test_a_page_that_ends_with_a_number_which_is_not_the_last_was_not_the_last() -> None:
    text = Letter().text().replace("The notes describe", "\nPage 1 of 3\n\f\nThe notes describe").rstrip()
    assert "Page 3 is missing." in parse(f"{text}\n\nPage 2 of 3\n").review
    assert parse(text.replace("1 of 3", "1 of 2") + "\n\nPage 2 of 2\n").review == ()
    assert parse(text.replace("1 of 3", "1 of 2")).review == ()


@pytest.mark.parametrize("begun", ["Labs: tot", "Ergonomic ke", "Zolpid"])
@pytest.mark.parametrize("width", [70, 92])
def test_a_heading_that_was_just_begun_where_the_letter_breaks_off(begun: str, width: int) -> None:
    whole = Letter(width=width).text()
    assert parse(whole).review == ()
    assert parse(f"{whole}\n\n{begun}").review


@pytest.mark.parametrize(
    ("above", "below", "missing"),
    [
        (
            "The visits that the doctor asked for",
            "is more than the guideline allows for such a back in such a case.",
            False,
        ),
        (
            "The fusion of that spring did nothing, and it left her",
            "with pain in the leg that no drug has reached.",
            False,
        ),
        (
            "She was seen in the clinic and then treated with",
            "has pain in the leg that no drug has reached so far.",
            True,
        ),
        (
            "The fusion of that spring did nothing, and later her",
            "was not changed by any of the drugs that she took.",
            True,
        ),
    ],
)
def test_words_that_cannot_meet_show_a_lost_line(above: str, below: str, missing: bool) -> None:
    rationale = f"No trial is described. {above}\n{below} The visits asked for are not medically necessary."
    letter = parse(Letter(items=(replace(Item(), rationale=(rationale,)), SECOND)).text())
    assert any("missing" in doubt for doubt in letter.review) is missing


@pytest.mark.parametrize(
    "said",
    [
        "The UR determination cannot stand.",
        "The denial was wrong.",
        "The request meets the criteria.",
        "I disagree with the utilization review denial.",
        "The denial is not supported by the record.",
        "The claims administrator's decision is reversed.",
    ],
)
def test_a_verdict_may_be_told_of_the_denial_or_of_the_criteria(said: str) -> None:
    silent = replace(SECOND, rationale=("The wrist cannot be told from the neck as its source.", said))
    assert review(Letter(items=[Item(), silent]).text()) == ""


def test_a_denial_that_is_supported_is_no_reason_to_overturn() -> None:
    wrong = replace(SECOND, rationale=("The wrist cannot be told from the neck.", "The denial is supported."))
    assert "and the rationale says otherwise" in review(Letter(items=[Item(), wrong]).text())


def test_visits_that_were_not_authorized_may_be_necessary() -> None:
    said = "He is better, so that the four visits not authorized are medically necessary too."
    told = replace(SECOND, rationale=("A trial of six visits was made.", said))
    assert review(Letter(items=[Item(), told]).text()) == ""


def test_what_others_said_of_the_request_is_no_verdict() -> None:
    said = "The claims administrator held that the study is not medically necessary since no effusion was seen."
    told = replace(SECOND, rationale=("Signs and images agree, and all criteria are met.", said))
    assert review(Letter(items=[Item(), told]).text()) == ""
