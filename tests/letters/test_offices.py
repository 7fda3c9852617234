"""Stamps of kinds that no rule names, told by their words and by how the lines are set."""

from __future__ import annotations

import pytest

from search.letters import parse
from search.letters.offices import is_of_office
from search.letters.pages import in_order

from .builder import Letter

OFFICES_LIST = """\
Lodged with the clerk of the appeals board
This message was secured by its sender.
Pls diary for 5 days
Please consider the environment before printing.
Records copied pursuant to subpoena duces tecum
We won this one, call counsel
Disclosure made under 45 C.F.R. 164.512(l), workers' compensation.
Inbound fax; CSID: 6195551234; this page 3
Quarrybank Retrieval ~ Order 77120-03
https://portal.example/doc/44?print=1 2/21/2017 Page 1 of 5"""
LETTERS_LIST = """\
not medically necessary.
Osteoporosis.
(Colorado, 2005) (Vespa, 2005) (Thompson, 2005) (Thornton, 2005)
Airaksinen O, Brox JI, Cedraschi C. European guidelines, 2006;15
medication. The injured worker returns for a checkup every month.
http://www.ncbi.nlm.nih.gov/pubmed/12345678
Tramadol 50mg 1 tab
Bilateral L3, L4, L5 medial branch blocks"""

OFFICES, LETTERS = OFFICES_LIST.split("\n"), LETTERS_LIST.split("\n")

UNKNOWN = ["Quarrybank Retrieval ~ Order 77120-03", "This message was secured by its sender.", "dup of 5/12 ltr"]


@pytest.mark.parametrize("line", OFFICES)
def test_what_offices_say(line: str) -> None:
    assert is_of_office(line)


@pytest.mark.parametrize("line", LETTERS)
def test_what_letters_say(line: str) -> None:
    assert not is_of_office(line)


@pytest.mark.parametrize("stamp", UNKNOWN)
@pytest.mark.parametrize(
    "below", ["Claims Administrator guideline:", "MAXIMUS guideline:", "Decision rationale:", "Electromyography of"]
)
def test_a_stamp_that_nobody_has_seen_is_no_text_wherever_it_stands(stamp: str, below: str) -> None:
    text = Letter().text()
    assert below in text
    stamped = parse(text.replace(f"\n{below}", f"\n{stamp}\n{below}", 1))
    assert (stamped.items, stamped.review) == (parse(text).items, ())


@pytest.mark.parametrize("note", [*UNKNOWN, "Ask about the second item"])
def test_a_line_that_ends_early_where_a_sentence_goes_on_is_no_text(note: str) -> None:
    lines = Letter().text().split("\n")
    at = next(at for at, line in enumerate(lines) if line.startswith("Decision rationale:")) + 1
    assert lines[at][0].islower()
    stamped = parse("\n".join([*lines[:at], note, *lines[at:]]))
    assert (stamped.items, stamped.review) == (parse("\n".join(lines)).items, ())


def test_half_a_sentence_behind_a_paragraph_in_the_letters_own_words_is_doubted() -> None:
    text = Letter().text()
    noted = parse(
        text.replace("\nMAXIMUS guideline:", "\nfailed conservative care of the spine\nMAXIMUS guideline:", 1)
    )
    assert any("failed conservative care" in sentence for sentence in noted.review)


def test_one_number_on_one_page_puts_no_pages_in_order() -> None:
    first, second = Letter().text().split("\n\n", 1)
    text = f"{first}\n\f{second}\nPage 1"
    assert in_order(text) == text


def test_a_sentence_at_the_foot_of_both_pages_is_a_margin() -> None:
    text = Letter().text()
    first, second = text.split("\n\nMAXIMUS", 1)
    line = "Held for the requesting party alone."
    noted = parse(f"{first}\n{line}\n\fMAXIMUS{second}\n{line}")
    assert (noted.items, noted.review) == (parse(text).items, ())


def test_a_note_between_two_guidelines_of_one_paragraph_is_not_passed_over() -> None:
    text = Letter().text()
    reviewer = "Special Studies."
    noted = parse(text.replace(reviewer, f"{reviewer}\ncall about the new visits\nDecision based on Non-MTUS", 1))
    assert any("call about" in sentence for sentence in noted.review)


def test_what_a_worker_did_in_an_office_is_no_stamp() -> None:
    summary = "The worker is a clerk who hurt her back when a pallet of paper for the copier fell on her desk."
    for width in (60, 92):
        assert parse(Letter(summary=(summary,), width=width).text()).clinical_summary == summary
