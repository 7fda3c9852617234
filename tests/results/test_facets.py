"""What a page shows of a facet: order, places, parents, what is chosen, what is left out."""

from __future__ import annotations

import pytest

from search.models import Drug
from search.query.request import SearchRequest
from search.results import FacetView, facet_view, year_bars
from search.results.catalogue import labels
from search.schema import FROM_FILES, facet

pytestmark = pytest.mark.django_db

TREATMENTS = {
    "rehabilitation": 30,
    "rehabilitation/massage-therapy": 18,
    "rehabilitation/acupuncture": 12,
    "surgery": 20,
    "surgery/spine-surgery": 20,
    "pharmaceuticals": 9,
    "pharmaceuticals/opioids": 5,
    "pharmaceuticals/nsaids": 4,
    "home-health": 2,
    "home-health/home-health-care": 2,
    "transportation": 1,
    "transportation/interpreter": 1,
}


def treatments(request: SearchRequest) -> FacetView:
    return facet_view(facet("treatment"), TREATMENTS, request, FROM_FILES)


def test_values_stand_by_count_beneath_their_parents() -> None:
    view = treatments(SearchRequest())
    assert [choice.value for choice in view.flat()][:5] == [
        "rehabilitation",
        "rehabilitation/massage-therapy",
        "rehabilitation/acupuncture",
        "surgery",
        "surgery/spine-surgery",
    ]
    assert view.total == 12


def test_the_first_eight_are_shown_and_the_others_announced() -> None:
    view = treatments(SearchRequest())
    shown = [each.value for choice in view.first for each in (choice, *choice.children)]
    assert len(shown) == 8 and view.has_more
    assert "transportation" not in shown


def test_a_chosen_value_is_shown_in_its_place_with_its_parent() -> None:
    view = treatments(SearchRequest(chosen=(("treatment", "transportation/interpreter"),)))
    last = view.first[-1]
    assert (last.value, last.children[0].value, last.children[0].selected) == (
        "transportation",
        "transportation/interpreter",
        True,
    )
    assert last.is_open and not last.selected


def test_choosing_does_not_move_a_value() -> None:
    before = [choice.value for choice in treatments(SearchRequest()).choices]
    after = treatments(SearchRequest(chosen=(("treatment", "pharmaceuticals"),)))
    assert [choice.value for choice in after.choices] == before


def test_children_of_a_chosen_parent_are_included_and_lead_to_the_narrower_search() -> None:
    view = treatments(SearchRequest(chosen=(("treatment", "rehabilitation"),)))
    massage = view.choices[0].children[0]
    assert massage.covered and not massage.selected
    assert massage.address == "/search/?treatment=rehabilitation%2Fmassage-therapy"


def test_a_choice_turns_round() -> None:
    chosen = SearchRequest(q="pain", chosen=(("treatment", "surgery"),), page=3)
    by_value = {choice.value: choice.address for choice in treatments(chosen).choices}
    assert by_value["surgery"] == "/search/?q=pain"
    assert by_value["home-health"] == "/search/?q=pain&treatment=home-health&treatment=surgery"


def test_a_chosen_value_that_counts_nothing_is_there_with_nought() -> None:
    view = facet_view(facet("drug"), {}, SearchRequest(chosen=(("drug", "tramadol"),)), FROM_FILES)
    assert [(choice.value, choice.count, choice.selected) for choice in view.first] == [("tramadol", 0, True)]


def test_both_decisions_are_always_shown_in_their_order() -> None:
    view = facet_view(facet("decision"), {"overturned": 3}, SearchRequest(), FROM_FILES)
    assert [(choice.value, choice.count) for choice in view.first] == [("upheld", 0), ("overturned", 3)]


def test_finding_in_a_list_looks_at_parents_too() -> None:
    view = treatments(SearchRequest())
    assert [choice.value for choice in view.containing("SPINE surg").flat()] == ["surgery", "surgery/spine-surgery"]
    assert len(view.containing("rehabilitation massage").flat()) == 2
    assert view.containing("zebra").choices == ()


def test_a_long_list_is_cut_to_its_most_common_values() -> None:
    view = treatments(SearchRequest(chosen=(("treatment", "transportation/interpreter"),)))
    assert [choice.value for choice in view.cut(2).flat()] == [
        "rehabilitation",
        "surgery",
        "transportation",
        "transportation/interpreter",
    ]
    assert view.cut(12) == view


def test_years_stand_newest_first_and_bars_oldest_first() -> None:
    counts = {"2014": 2, "2016": 8, "2017": 4}
    view = facet_view(facet("year"), counts, SearchRequest(), FROM_FILES)
    assert [choice.value for choice in view.choices] == ["2017", "2016", "2014"]
    bars = year_bars(counts)
    assert [(bar.year, bar.count, bar.height) for bar in bars] == [
        ("2014", 2, 25.0),
        ("2015", 0, 0.0),
        ("2016", 8, 100.0),
        ("2017", 4, 50.0),
    ]
    assert bars[-1].x + bars[-1].width < 100
    assert year_bars({"2014": 5}) == ()


def test_every_drug_that_letters_brought_has_its_own_name() -> None:
    brought = [f"drug{number}-and-more" for number in range(1_000)]
    Drug.objects.bulk_create(Drug(key=key, label=f"Drug {key}", position=1, listed=False) for key in brought)
    named = labels(FROM_FILES, "drug", [*brought, "nobody-knows"])
    assert [named[key] for key in brought] == [f"Drug {key}" for key in brought]
    assert named["nobody-knows"] == "Nobody knows"
