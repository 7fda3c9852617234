"""Several letters in one file are told apart, pages are put in order, a second copy is one letter."""

from __future__ import annotations

from dataclasses import replace

import pytest

from search.letters import parse, parse_all

from . import builder
from .builder import SECOND, Item, Letter
from .test_early_forms import NOTICE

FIRST = Letter(items=[Item()])
OTHER = Letter(items=[SECOND, Item(heading="Wrist brace, left", claims="None cited here at all.")])


def numbered(letter: Letter, number: str) -> str:
    return letter.text().replace("CM16-9000001", number)


@pytest.mark.parametrize("between", ["\n\f", "\n", "\n\n\n\n\n\n", "\nDEF000123\n\fDEF000124\n"])
@pytest.mark.parametrize("order", builder.ORDERS)
def test_two_letters_in_one_file(between: str, order: str) -> None:
    first, second = (
        numbered(replace(FIRST, header=order), "CM16-9000001"),
        numbered(replace(OTHER, header=order), "CM16-9000002"),
    )
    found = parse_all(first + between + second)
    assert [(letter.case_number, letter.items, letter.clinical_summary) for letter in found] == [
        (letter.case_number, letter.items, letter.clinical_summary) for letter in (parse(first), parse(second))
    ]
    assert [letter.review for letter in found] == [(), ()]


def test_notices_in_one_file() -> None:
    other = NOTICE.replace("home\nexercise kit", "walking\nframe").replace("home exercise kit", "walking frame")
    assert other != NOTICE
    assert [len(letter.items) for letter in parse_all(f"{NOTICE}\n\f{other}")] == [len(parse(NOTICE).items)] * 2


def test_a_second_copy_is_one_letter_and_the_better_one_stays() -> None:
    text = numbered(OTHER, "CM16-9000001")
    (letter,) = parse_all(f"{text}\n\f{text}")
    assert letter == parse(text)
    worse = text.replace("07/19/2016", "07/19/20l6")
    (kept,) = parse_all(f"{worse}\n\f{text}")
    assert kept == parse(text)


def test_one_number_and_two_decisions_are_doubted() -> None:
    text = numbered(FIRST, "CM16-9000001")
    found = parse_all(f"{text}\n\f{text.replace('Upheld', 'Overturned').replace('not medically', 'medically')}")
    assert len(found) == 2
    assert all("another letter with the number CM16-9000001" in " ".join(letter.review) for letter in found)


def pages(text: str, foot: str) -> list[str]:
    lines = text.split("\n")
    cut = [lines[at : at + 9] for at in range(0, len(lines), 9)]
    return ["\n".join([*page, "", foot.format(at, len(cut))]) for at, page in enumerate(cut, start=1)]


@pytest.mark.parametrize("foot", ["Page {} of {}", "Page {}", "- {} -", "{} of {}", "Pg. {}/{}"])
def test_pages_out_of_order_are_put_in_order(foot: str) -> None:
    text = numbered(OTHER, "CM16-9000001")
    given = pages(text, foot)
    assert len(given) > 3
    for order in (list(reversed(given)), [*given[1:], given[0]], [given[0], given[2], given[1], *given[3:]]):
        (letter,) = parse_all("\n\f".join(order))
        assert (letter.items, letter.case_number) == (parse(text).items, "CM16-9000001")
        assert letter.review == ()


def test_a_lost_page_is_doubted_and_a_page_twice_is_read_once() -> None:
    given = pages(numbered(OTHER, "CM16-9000001"), "Page {} of {}")
    assert parse_all("\n\f".join([*given[:1], *given[2:]]))[0].review
    assert parse_all("\n\f".join([*given[:2], *given[1:]])) == parse_all("\n\f".join(given))


def test_one_letter_stays_one() -> None:
    for letter in (FIRST, OTHER, Letter()):
        assert parse_all(letter.text()) == (parse(letter.text()),)


LETTERHEAD = (
    "MAXIMUS FEDERAL SERVICES, INC.\nIndependent Medical Review\nP.O. Box 138009\nSacramento, CA 95813-8009\n"
    "(855) 865-8873 Fax: (916) 605-4270\n\n"
)
COVER = (
    "INDEPENDENT MEDICAL REVIEW FINAL DETERMINATION\n\nDear Parties:\n\nMAXIMUS Federal Services has completed the "
    "review of this case.\nThis letter explains how it was made.\n\n"
)


@pytest.mark.parametrize("between", ["\f", "\n\f", "\n\n", "\f" + LETTERHEAD, "\n\n" + LETTERHEAD])
@pytest.mark.parametrize("cover", ["", LETTERHEAD + COVER])
def test_letters_with_a_head_of_their_own(between: str, cover: str) -> None:
    first, second = (numbered(letter, number) for letter, number in ((FIRST, "CM16-9000001"), (OTHER, "CM16-9000002")))
    found = parse_all(first.strip() + between + cover + second.strip())
    assert [(letter.case_number, letter.items, letter.review) for letter in found] == [
        ("CM16-9000001", parse(first).items, ()),
        ("CM16-9000002", parse(second).items, ()),
    ]


def test_pages_of_several_letters_that_are_numbered_together() -> None:
    texts = [numbered(FIRST, "CM16-9000001"), numbered(OTHER, "CM16-9000002")]
    cut = [page.rsplit("\n", 1)[0] for text in texts for page in pages(text, "{}")]
    given = [f"{page}\nPage {at} of {len(cut)}" for at, page in enumerate(cut, start=1)]
    for order in (given, list(reversed(given))):
        found = parse_all("\n\f".join(order))
        assert [(letter.case_number, letter.review) for letter in found] == [("CM16-9000001", ()), ("CM16-9000002", ())]
    for lost in range(1, len(given) - 1):
        found = parse_all("\n\f".join([*given[:lost], *given[lost + 1 :]]))
        assert any(letter.review for letter in found), lost


def test_each_of_several_letters_with_its_last_page_first() -> None:
    texts = [numbered(FIRST, "CM16-9000001"), numbered(replace(FIRST, items=[SECOND]), "CM16-9000002")]
    given = [list(reversed(pages(text, "Page {} of {}"))) for text in texts]
    assert len(given[0]) == len(given[1]) > 2  # that they have as many pages does not join them
    found = parse_all("\n\f".join([*given[0], *given[1]]))
    assert [(letter.items, letter.review) for letter in found] == [(parse(text).items, ()) for text in texts]
