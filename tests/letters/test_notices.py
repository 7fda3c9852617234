"""Notices in ordinary words, names of offices and numbers of claims: none of the text, wherever they stand."""

from __future__ import annotations

import pytest

from search.letters import parse, privacy_concerns
from search.letters.notices import SURE, notice_odds, tells_of_care

from .builder import Letter

NOTICES = [
    "Whoever is handed this page must return it to the sender.",
    "These copies were made from the best images that the vendor had.",
    "The court keeps the signed original of this form.",
    "Please call our office if you are missing a page.",
    "The carrier may be held liable for any copy that is shown to others.",
    "A printed version of this message is for the named reader alone.",
]
OF_CARE = [
    "The record shows no trial of a lower dose.",
    "The enclosed report of the surgeon documents a positive straight leg test.",
    "Her attorney asked for a second opinion on the surgery.",
    "No copy of the MRI report was provided for review.",
    "The treating physician's letter of appeal asks for eight visits of therapy.",
]
PLACES = ["Claims Administrator guideline:", "MAXIMUS guideline:", "Decision rationale:"]


@pytest.mark.parametrize("sentence", NOTICES)
def test_a_notice_speaks_of_papers(sentence: str) -> None:
    assert notice_odds(sentence) >= SURE


@pytest.mark.parametrize("sentence", OF_CARE)
def test_what_tells_of_care_is_no_notice(sentence: str) -> None:
    assert notice_odds(sentence) < SURE
    assert tells_of_care(sentence)


@pytest.mark.parametrize("above", PLACES)
@pytest.mark.parametrize("sentence", NOTICES)
def test_a_notice_in_ordinary_words_is_no_text_wherever_it_stands(sentence: str, above: str) -> None:
    text = Letter().text()
    clean, stamped = parse(text), parse(text.replace(above, f"{sentence}\n{above}", 1))
    assert (stamped.items, stamped.clinical_summary, stamped.review) == (clean.items, clean.clinical_summary, ())
    behind = parse(f"{text.rstrip()}\n\n{sentence}\n")
    assert (behind.items, behind.review) == (clean.items, ())


def test_a_notice_over_two_lines_is_dropped_whole() -> None:
    text = Letter().text()
    notice = "This set of papers was copied for counsel and\nmust be destroyed when the file is closed."
    read = parse(text.replace("MAXIMUS guideline:", f"{notice}\nMAXIMUS guideline:", 1))
    assert (read.items, read.review) == (parse(text).items, ())


def test_an_offices_name_without_a_day_is_a_stamp() -> None:
    text = Letter().text()
    read = parse(text.replace("MAXIMUS guideline:", "GRANITE BAY INDEMNITY\nMAXIMUS guideline:", 1))
    assert (read.items, read.review) == (parse(text).items, ())


def test_a_claims_number_on_page_after_page_is_a_stamp_and_printed_once_is_told() -> None:
    text = Letter().text()
    claim = "Claim No. 2016-WC-{}4471"
    once = text.replace("MAXIMUS guideline:", f"{claim.format(0)}\nMAXIMUS guideline:", 1)
    assert privacy_concerns(parse(once)) or parse(once).review
    twice = once.replace("Decision rationale:", f"{claim.format(1)}\nDecision rationale:", 1)
    read = parse(twice)
    assert (read.items, read.review, privacy_concerns(read)) == (parse(text).items, (), ())


@pytest.mark.parametrize("name", ["Granite Bay Record Services, Inc.", "Oakhurst & Vale, LLP"])
def test_a_firms_name_is_a_stamp_though_it_ends_with_a_stop(name: str) -> None:
    text = Letter().text()
    lines = text.split("\n")
    at = next(at for at, line in enumerate(lines) if line.startswith("Decision rationale:")) + 1
    assert lines[at][0].islower()
    read = parse("\n".join([*lines[:at], name, *lines[at:]]))
    assert (read.items, read.review) == (parse(text).items, ())


def test_a_notice_takes_no_line_of_the_letter_with_it() -> None:
    cited = "Official Disability Guidelines, 2016, Web Version, Office visits."
    text = Letter().text().replace("\nMAXIMUS guideline:", f"\n{cited}\nMAXIMUS guideline:", 1)
    clean = parse(text)
    assert cited in clean.items[0].claims_guideline
    read = parse(text.replace(cited, f"{cited}\n{NOTICES[0]}", 1))
    assert (read.items, read.review) == (clean.items, ())
