from __future__ import annotations

import datetime

import pytest

from search.letters import ParsedLetter, parse

from . import builder
from .builder import Letter

WANTED = {
    "case_number": "CM16-9000001",
    "date_assigned": datetime.date(2016, 6, 21),
    "date_of_injury": datetime.date(2014, 2, 3),
    "decision_date": datetime.date(2016, 7, 19),
    "ur_denial_date": datetime.date(2016, 5, 25),
    "application_received": datetime.date(2016, 6, 10),
    "priority": "Standard",
}


def header(letter: ParsedLetter) -> dict[str, object]:
    return {field: getattr(letter, field) for field in WANTED}


@pytest.mark.parametrize("order", builder.ORDERS)
def test_every_order_of_labels_and_values(order: str) -> None:
    letter = parse(Letter(header=order).text())
    assert header(letter) == WANTED
    assert letter.warnings == ()
    assert len(letter.items) == 2


def test_the_title_may_stand_above_the_table() -> None:
    title = "HOW THE IMR FINAL DETERMINATION WAS MADE"
    text = Letter(header="").text().replace(title, f"{title}\n\n{builder.header('table')}")
    assert header(parse(text)) == WANTED


def test_a_lost_header_is_no_reason_to_worry() -> None:
    letter = parse(Letter(header="").text())
    assert set(header(letter).values()) == {None}
    assert letter.warnings == ()


def test_dates_of_the_story_are_not_the_header() -> None:
    story = "On 01/02/2015 the worker was seen. Date of Injury: 03/04/2013. Decision Date: 05/06/2015."
    assert parse(Letter(header="", summary=(story,)).text()).decision_date is None


def test_a_date_that_does_not_exist() -> None:
    letter = parse(Letter().text().replace("07/19/2016", "02/30/2016"))
    assert letter.decision_date is None
    assert letter.date_assigned == WANTED["date_assigned"]
    assert ("The decision date could not be read.") in letter.warnings or any("calendar" in w for w in letter.warnings)


@pytest.mark.parametrize("order", ["same line", "next line", "table"])
def test_dates_beside_their_labels_are_taken_as_printed_and_doubted_aloud(order: str) -> None:
    letter = parse(Letter(header=order).text().replace("02/03/2014", "02/03/2019"))
    assert letter.date_of_injury == datetime.date(2019, 2, 3)
    assert any("order in which the events happen" in warning for warning in letter.warnings)


def test_values_apart_from_labels_that_fit_in_several_ways_stay_empty() -> None:
    head = "Case Number: CM16-9000001\n06/10/2016\n06/21/2016\nDate Assigned:\nDate of Injury:\nDecision Date:"
    letter = parse(f"{head}\n\n{Letter(header='').text()}")
    assert (letter.date_assigned, letter.date_of_injury, letter.decision_date) == (None, None, None)
    assert "The decision date could not be read." in letter.warnings


@pytest.mark.parametrize(
    ("printed", "wanted"),
    [
        ("9/3/2016", datetime.date(2016, 9, 3)),
        ("09-03-2016", datetime.date(2016, 9, 3)),
        ("September 3, 2016", datetime.date(2016, 9, 3)),
        ("2016-09-03", datetime.date(2016, 9, 3)),
        ("9/3/16", datetime.date(2016, 9, 3)),
    ],
)
def test_ways_to_print_a_date(printed: str, wanted: datetime.date) -> None:
    text = Letter(header="same line").text().replace("07/19/2016", printed)
    assert parse(text).decision_date == wanted


@pytest.mark.parametrize(
    ("printed", "wanted"),
    [
        ("CM16-9000001", "CM16-9000001"),
        ("cm16-9000001", "CM16-9000001"),
        ("CM16 - 9000001", "CM16-9000001"),
        ("CM16–9000001", "CM16-9000001"),
        ("IMR 13-900004", "IMR 13-900004"),
    ],
)
def test_ways_to_print_a_case_number(printed: str, wanted: str) -> None:
    assert parse(Letter().text().replace("CM16-9000001", printed)).case_number == wanted


@pytest.mark.parametrize(
    ("printed", "wanted"), [("Expedited", "Expedited"), ("STANDARD", "Standard"), ("Regular", "Standard")]
)
def test_priority(printed: str, wanted: str) -> None:
    assert parse(Letter(header="same line").text().replace("Standard", printed)).priority == wanted


@pytest.mark.parametrize(
    ("prose", "licensed", "specialties"),
    [
        (
            "The expert reviewer is Board Certified in Emergency Medicine and is licensed to practice in New York.",
            "New York",
            "Emergency Medicine",
        ),
        (
            "The physician reviewer is Board Certified in Pain Management, has a subspecialty in Disability\n"
            "Evaluation and is licensed to practice in California and Texas. He/she has been in practice.",
            "California and Texas",
            "Pain Management, Disability Evaluation",
        ),
        (
            "The expert reviewer is a licensed Chiropractor and is licensed to practice in Arizona.",
            "Arizona",
            "Chiropractor",
        ),
        (
            "The physician reviewer is Board Certified in Physical Medicine and Rehabilitation, and is "
            "licensed to practice in\n"
            "North Carolina.",
            "North Carolina",
            "Physical Medicine and Rehabilitation",
        ),
        (
            "State(s) of Licensure:\nCertification(s)/Specialty:\nOhio\nUrology",
            "",
            "",
        ),
        (
            "State(s) of Licensure: Ohio,\nIowa\nCertification(s)/Specialty: Sports\nMedicine",
            "Ohio, Iowa",
            "Sports Medicine",
        ),
    ],
)
def test_the_reviewer(prose: str, licensed: str, specialties: str) -> None:
    letter = parse(Letter(reviewer=(prose,)).text())
    assert (letter.licensed_in_printed, letter.specialties_printed) == (licensed, specialties)


@pytest.mark.parametrize(
    ("printed", "licensed", "certified"),
    [
        ("He is licensed in Oregon, Nevada. Certification: family practice.", "Oregon, Nevada", "family practice"),
        ("Licensed in: Oregon, Nevada\nBoard certification: Family Practice", "Oregon, Nevada", "Family Practice"),
        ("The reviewer is licensed in Oregon and certified in Family Practice.", "Oregon", "Family Practice"),
        (
            "The reviewer is Board Certified in Family Practice with a subspecialty in Pain Management, holds a "
            "license in Oregon, and has no affiliation with the employer.",
            "Oregon",
            "Family Practice, Pain Management",
        ),
    ],
)
def test_a_reviewer_in_other_words(printed: str, licensed: str, certified: str) -> None:
    letter = parse(Letter(reviewer=printed.split("\n")).text())
    assert (letter.licensed_in_printed, letter.specialties_printed) == (licensed, certified)
    assert letter.review == ()


@pytest.mark.parametrize(
    "printed",
    [
        "Case Number: CM16-9000001\nDates: assigned 06/21/2016; injury 02/03/2014; UR denial 05/25/2016; "
        "application received 06/10/2016; decision 07/19/2016",
        "Final Determination of Independent Medical Review in Case CM16-9000001\n\nDate Assigned: 06/21/2016\n"
        "Date of Injury: 02/03/2014\nDecision Date: 07/19/2016\nUR Denial Date: 05/25/2016\n"
        "Application Received: 06/10/2016",
        "case no.   CM16-9000001\nassigned   6/21/2016\ninjury     2/03/2014\ndecided    7/19/2016\n"
        "ur denial  5/25/2016\napp. rec'd 6/10/2016",
    ],
)
def test_a_header_of_few_words(printed: str) -> None:
    letter = parse(Letter().text().replace(builder.header("table"), printed))
    assert header(letter) == {**WANTED, "priority": letter.priority}
    assert letter.review == ()


@pytest.mark.parametrize(
    "head",
    [
        "Case Number: CM16-9000001\nDate of Injury: 02/03/2014\nDecision Date: 07/19/2016",
        "IMR Case CM16-9000001\nInjury date: 02/03/2014\nUR denial date: 05/25/2016\nDecided: 07/19/2016",
        "In case CM16-9000001 a final determination was issued on July 19, 2016.\nThe worker was injured on "
        "February 3, 2014, and utilization review denied the requests on May 25, 2016.",
        "FINAL DETERMINATION, Case CM16-9000001 (injury of 02/03/2014; decided 07/19/2016)",
    ],
)
def test_a_header_of_another_dress_may_have_fewer_fields(head: str) -> None:
    letter = parse(f"{head}\n\n{Letter(header='').text()}")
    assert (letter.case_number, letter.date_of_injury) == ("CM16-9000001", WANTED["date_of_injury"])
    assert letter.decision_date == WANTED["decision_date"]
    assert letter.review == ()


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("Case Number: CM16-9000001\nDecision Date: 07/19/2016\n05/25/2016", "The UR denial date could not be read."),
        ("Case Number: CM16-9000001\nDecision Date: 07/19/2016\nl2/2l/2O15", "The UR denial date could not be read."),
        ("Case Number: CM16-9000001\nDate of Injury: 02/03/2014", "The decision date could not be read."),
        ("The worker's earlier case", "No case number was found in the header."),
    ],
)
def test_a_header_with_a_day_that_nobody_claims_is_doubted(head: str, said: str) -> None:
    body = Letter(header="", summary=("A woman hurt her back. CM16-9000001 was hers.",)).text()
    assert said in parse(f"{head}\n\n{body}").review
