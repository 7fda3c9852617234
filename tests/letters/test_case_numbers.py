"""Case numbers that a scanner damaged, and what the names of files say about them."""

from __future__ import annotations

import pytest

from search.letters import parse, parse_all

from .builder import HEADER, Letter

NUMBER = HEADER["Case Number:"]
FILE = f"scans/{NUMBER}.pdf"


def printed(number: str) -> str:
    return Letter().text().replace(NUMBER, number)


@pytest.mark.parametrize("number", ["GM16-9000001", "C16-9000001", "M16-9000001", "CM169000001", "CM16--9000001"])
def test_a_number_whose_figures_are_whole_is_read(number: str) -> None:
    letter = parse(printed(number))
    assert (letter.case_number, letter.review) == (NUMBER, ())


@pytest.mark.parametrize("number", ["CM16-9O00001", "CM16-90O0O01", "CM1G-9000001", "CM16-900001", "CMl6-900000l"])
def test_a_damaged_number_is_read_where_the_file_is_named_by_it(number: str) -> None:
    assert parse(printed(number)).case_number is None
    ((letter),) = parse_all(printed(number), FILE)
    assert (letter.case_number, letter.review) == (NUMBER, ())


@pytest.mark.parametrize("name", ["letter.pdf", "CM16-9055551.pdf", f"{NUMBER} and CM16-9000009.pdf", "16-9000001.pdf"])
def test_other_names_tell_nothing(name: str) -> None:
    (letter,) = parse_all(printed("CM16-9O00001"), name)
    assert letter.case_number is None
    assert "No case number was found in the header." in letter.review


def test_a_file_named_by_a_number_that_is_nearly_the_printed_one_waits() -> None:
    (letter,) = parse_all(printed("CM16-9000007"), FILE)
    assert letter.case_number == "CM16-9000007"
    assert letter.review == (f"The letter prints the number CM16-9000007, and its file is named {NUMBER}.",)
    assert parse_all(printed("CM16-9077007"), FILE)[0].review == ()


@pytest.mark.parametrize(
    ("day", "wanted"),
    [
        ("06//10/2016", "2016-06-10"),
        ("06/10//2016", "2016-06-10"),
        ("06u10/2016", "2016-06-10"),
        ("06/10/016", "2016-06-10"),
        ("06/10/216", "2016-06-10"),
    ],
)
def test_a_date_that_can_be_no_other_is_read(day: str, wanted: str) -> None:
    letter = parse(Letter().text().replace(HEADER["Application Received:"], day))
    assert (str(letter.application_received), letter.review) == (wanted, ())


@pytest.mark.parametrize("day", ["06/10/201", "06/1/2016", "0/10/2016", "06/10/206"])
def test_a_date_that_may_be_another_waits(day: str) -> None:
    assert parse(Letter().text().replace(HEADER["Application Received:"], day)).review


@pytest.mark.parametrize("order", ["columns", "labels first"])
@pytest.mark.parametrize("day", ["07/19/20lO", "O1/19/2016"])
def test_no_order_of_dates_is_told_by_one_with_slips(order: str, day: str) -> None:
    """A letter stands for any figure, so that the date may be another than the one it was mended to."""
    letter = parse(Letter(header=order).text().replace(HEADER["Decision Date:"], day))
    assert letter.decision_date is None
    assert letter.review
