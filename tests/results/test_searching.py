"""A request's result, its stream, and its neighbours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from search.index import engine
from search.keeping.item_data import item_data
from search.models import Determination, DisputedItem
from search.query.asking.understanding import QueryMode
from search.query.question import Sort
from search.query.request import SearchRequest
from search.results import (
    Rate,
    every_key,
    neighbours,
    rates_by,
    search,
    total_of,
    with_other_spelling,
)
from search.schema import FROM_FILES
from tests.index.rows import item, letter

LETTERS = 33


@pytest.fixture
def pks(db: None, index: Path) -> Iterator[list[int]]:
    """Thirty-three items of as many letters, newest first, every third overturned."""
    made = [
        item(
            letter(f"CM15-{number:07}", date(2015, 1, 1 + number % 28)),
            "Acupuncture",
            "Acupuncture is repeated. Relief was brief.",
            decision="overturned" if number % 3 == 0 else "upheld",
            treatment="rehabilitation/acupuncture",
        )
        for number in range(LETTERS)
    ]
    engine().rebuild()
    ordered = sorted(made, key=lambda each: (each.determination.decision_date, each.pk), reverse=True)
    yield [each.pk for each in ordered]


def test_the_last_page_holds_the_rest_and_nothing_else(pks: list[int]) -> None:
    found = search(SearchRequest(sort=Sort.NEWEST, page=2))
    assert (found.total, found.pages, found.first, found.last) == (33, 2, 21, 33)
    assert [hit.item.pk for hit in found.hits] == pks[20:]
    assert [hit.place for hit in found.hits] == list(range(21, 34))


def test_a_page_past_the_end_says_so_and_keeps_the_total(pks: list[int]) -> None:
    found = search(SearchRequest(page=3))
    assert found.is_past_the_end and found.total == 33 and found.hits == ()


def test_the_outcome_leaves_the_decision_filter_aside(pks: list[int]) -> None:
    found = search(SearchRequest(chosen=(("decision", "upheld"),)))
    assert found.total == 22
    assert found.outcome.here == found.outcome.everywhere == Rate(11, 33)


def test_the_stream_has_every_item_in_order_and_stops_at_the_cap(pks: list[int]) -> None:
    request = SearchRequest(q="acupuncture", sort=Sort.NEWEST, page=2)
    assert list(every_key(request)) == pks
    assert list(every_key(request, cap=5)) == pks[:5]


def test_what_the_database_hides_is_left_out_before_the_index_knows(pks: list[int]) -> None:
    hidden = DisputedItem.objects.get(pk=pks[0]).determination_id
    Determination.objects.filter(pk=hidden).update(visibility="withdrawn")
    assert pks[0] not in {hit.item.pk for hit in search(SearchRequest(sort=Sort.NEWEST)).hits}
    assert pks[0] not in {each.pk for each in item_data(every_key(SearchRequest(sort=Sort.NEWEST)), FROM_FILES)}


def test_neighbours_at_both_ends_and_between(pks: list[int]) -> None:
    request = SearchRequest(sort=Sort.NEWEST)

    def around(place: int) -> list[int | None]:
        return [each.pk if each else None for each in neighbours(request, place)]

    assert around(1) == [None, pks[0], pks[1]]
    assert around(20) == pks[18:21]
    assert around(33) == [pks[31], pks[32], None]
    assert around(34) == [pks[32], None, None]
    assert around(500) == [None, None, None]


def test_rates_by_a_facet_count_both_decisions(pks: list[int]) -> None:
    expected = {"rehabilitation": Rate(11, 33), "rehabilitation/acupuncture": Rate(11, 33)}
    assert rates_by("treatment") == expected
    assert rates_by("treatment", SearchRequest(chosen=(("decision", "upheld"),))) == expected


def test_another_spelling_is_offered_only_where_it_finds_more(pks: list[int]) -> None:
    offered = with_other_spelling(SearchRequest(q="acupunture relief"), 0)
    assert offered is not None
    assert (offered.request.q, offered.total) == ("acupuncture relief", 33)
    assert with_other_spelling(SearchRequest(q="acupunture"), 33) is None
    assert with_other_spelling(SearchRequest(), 0) is None


def test_an_abbreviation_finds_its_long_form_and_a_long_form_not_what_else_it_means(db: None, index: Path) -> None:
    for number, rationale in enumerate(("The pt reports neck pain.", "Physical therapy helped.", "MBB is asked for.")):
        item(letter(f"CM15-{number:07}"), "Lumbar pillow", rationale)
    engine().rebuild()

    def found(typed: str) -> set[str]:
        keys = every_key(SearchRequest(q=typed, words=QueryMode.EXACT))
        return {each.rationale for each in item_data(keys, FROM_FILES)}

    assert found("PT") == {"The pt reports neck pain.", "Physical therapy helped."}
    assert found("physical therapy") == {"Physical therapy helped."}
    assert found("medial branch block") == {"MBB is asked for."}


def test_totals_count_the_whole_result(pks: list[int]) -> None:
    assert total_of(SearchRequest(q="acupuncture", chosen=(("decision", "overturned"),), page=9)) == 11
