"""A search in words, its links to other pages, and what resembles what on one page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

import pytest

from search.keeping.naming import EVERYTHING, dates_in_words, name_of
from search.query.request import SearchRequest
from search.results import Results
from search.schema import FROM_FILES
from search.views.describing import chips, heading, hints, in_words, mentioned_in, title
from search.views.pagination import page_links


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("massage", "“massage”"),
        ('"functional improvement"', '"functional improvement"'),
        ('"failed" massage', '"failed" massage'),
    ],
)
def test_words_are_put_between_quotation_marks_but_never_twice(asked: str, said: str) -> None:
    assert in_words(SearchRequest(q=asked), FROM_FILES) == said


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2015, 1, 1), date(2016, 12, 31), "2015 to 2016"),
        (date(2015, 1, 1), date(2015, 12, 31), "2015"),
        (date(2015, 4, 30), None, "April 30, 2015 or later"),
        (None, date(2016, 12, 31), "2016 or earlier"),
    ],
)
def test_dates_are_told_as_people_say_them(first: date | None, last: date | None, said: str) -> None:
    assert dates_in_words(SearchRequest(decided_from=first, decided_to=last)) == said


def test_a_section_is_told_with_its_guideline() -> None:
    request = SearchRequest(chosen=(("guideline", "mtus-chronic-pain/massage-therapy"),))
    (chip,) = chips(request, FROM_FILES)
    assert chip.label == "MTUS Chronic Pain Medical Treatment › Massage therapy"
    assert chip.address == "/search/"


def test_a_bookmark_a_saved_search_a_feed_and_a_file_are_called_alike() -> None:
    chosen = (
        ("decision", "upheld"),
        ("guideline", "mtus-chronic-pain/massage-therapy"),
        ("ground", "prior-care"),
    )
    request = SearchRequest(q="massage", chosen=chosen, decided_from=date(2015, 1, 1))
    name = name_of(request, FROM_FILES)
    assert name.startswith(in_words(request, FROM_FILES).removesuffix("…"))
    assert name.startswith("“massage” · Upheld · ") and name.endswith(" · decided 2015 or later")
    assert all(chip.label in name for chip in chips(request, FROM_FILES) if chip.facet != "Decided")
    assert name_of(SearchRequest(), FROM_FILES) == EVERYTHING


def test_a_long_search_is_told_in_short() -> None:
    assert in_words(SearchRequest(q="word " * 100), FROM_FILES) == "a pasted text"
    assert len(in_words(SearchRequest(q="word " * 100), FROM_FILES)) <= 120
    assert in_words(SearchRequest(), FROM_FILES) == ""


@pytest.mark.parametrize(
    ("page", "pages", "shown"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (1, 9, [1, 2, 3, 0, 9]),
        (5, 9, [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        (6, 20, [1, 0, 4, 5, 6, 7, 8, 0, 20]),
        (20, 20, [1, 0, 18, 19, 20]),
    ],
)
def test_pages_are_shown_around_the_present_one(page: int, pages: int, shown: list[int]) -> None:
    links = page_links(SearchRequest(q="pain", page=page), pages)
    assert [link.number for link in links] == shown
    assert [link.number for link in links if link.is_current] == [page]
    assert links[0].address == "/search/?q=pain"


@pytest.mark.parametrize(
    ("total", "page", "heads", "named"),
    [
        (0, 1, "No disputed items", "All disputed items — 0 items"),
        (1, 1, "1–1 of 1 disputed item", "All disputed items — 1 item"),
        (1_234, 2, "21–40 of 1,234 disputed items", "All disputed items — 1,234 items, page 2"),
    ],
)
def test_a_page_of_results_is_headed_and_named(total: int, page: int, heads: str, named: str) -> None:
    @dataclass
    class Shown:
        total: int
        page: int
        first: int
        last: int

    shown = cast("Results", Shown(total, page, 20 * (page - 1) + 1, min(total, 20 * page)))
    assert (heading(shown), title(shown, "")) == (heads, named)


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("Norco 10/325 #120", "Name the treatment, drug or test alone"),
        ("no red flags", "Fewer words find more."),
        ('"red flags" gone', "Fewer words find more: every word must be in the same item."),
        ("zygote", "Try another word"),
    ],
)
def test_what_to_try_fits_how_the_words_were_read(asked: str, first: str) -> None:
    said = hints(SearchRequest(q=asked))
    assert said[0].startswith(first)
    assert ("Without quotation marks, other forms of the words are found as well." in said) is ('"' in asked)


@pytest.mark.parametrize(
    ("asked", "number", "said"),
    [
        ("acupuncture", 1, ("Acupuncture: also mentioned in 1 other item", "which asks for something else.")),
        (
            "lumbar mri",
            1_200,
            (
                "MRI: also mentioned in 1,200 other items",
                "which ask for something else or for another part of the body.",
            ),
        ),
    ],
)
def test_a_mention_is_a_sentence_about_what_is_asked_for(asked: str, number: int, said: tuple[str, str]) -> None:
    @dataclass
    class Found:
        mentioned: int

    found = cast("Results", Found(number))
    mention = mentioned_in(found, SearchRequest(q=asked).understood.plan)
    assert mention is not None
    assert (mention.link, mention.rest) == said
    assert mentioned_in(cast("Results", Found(0)), SearchRequest(q=asked).understood.plan) is None
    assert mentioned_in(found, None) is None
