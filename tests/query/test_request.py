from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query import request
from search.query.asking.understanding import QueryMode
from search.query.dates import read_date, typed_date, written_date
from search.query.grammar import understand
from search.query.lexing import MOST_CHARACTERS
from search.query.question import Question, Sort
from search.query.reading import PARAMETERS
from search.query.request import SearchRequest, View
from search.schema import FACET_NAMES, FACETS, FROM_FILES
from search.schema.patients import AGE_BANDS, age_band

ADDRESSES = [
    line
    for line in (Path(__file__).parent / "addresses.txt").read_text().splitlines()
    if line and not line.startswith("#")
]
SLUGS = st.from_regex(r"[a-z0-9]{1,9}(-[a-z0-9]{1,9}){0,3}", fullmatch=True)
VALUES = {
    each.name: st.sampled_from(sorted(FROM_FILES.values(each.name)) or [str(year) for year in range(2013, 2026)])
    for each in FACETS
} | {"drug": SLUGS, "specialty": SLUGS}
CHOICES = st.sampled_from(FACET_NAMES).flatmap(lambda name: st.tuples(st.just(name), VALUES[name]))
DAYS = st.none() | st.dates(date(1900, 1, 1), date(2100, 12, 31))


@st.composite
def requests(draw: st.DrawFn) -> SearchRequest:
    days = draw(st.tuples(DAYS, DAYS))
    first, last = sorted(days) if all(days) else days  # type: ignore[type-var]
    return SearchRequest(
        q=draw(st.text(max_size=40)),
        chosen=tuple(draw(st.lists(CHOICES, max_size=8))),
        decided_from=first,
        decided_to=last,
        sort=draw(st.sampled_from(Sort)),
        view=draw(st.sampled_from(View)),
        page=draw(st.integers(-1, 2_000)),
        per_page=draw(st.integers(0, 120)),
    )


@pytest.mark.parametrize("line", ADDRESSES)
def test_addresses_work_for_ever(line: str) -> None:
    given_address, canonical = line.split(" -> ")
    reading = SearchRequest.read_address(given_address, FROM_FILES)
    assert reading.request.address() == canonical.removesuffix(" (moved)")
    assert reading.moved == canonical.endswith(" (moved)")


@given(requests())
def test_the_round_trip(request: SearchRequest) -> None:
    query = request.query_string()
    reading = SearchRequest.read(parse_qs(query), FROM_FILES)
    assert reading.request == request
    assert reading.request.query_string() == query
    assert reading.notes == ()
    assert not reading.moved


@given(requests(), st.randoms(use_true_random=False))
def test_order_and_doubles_do_not_matter(request: SearchRequest, chance: object) -> None:
    doubled = [*request.parameters(), *request.parameters()]
    chance.shuffle(doubled)  # type: ignore[attr-defined]
    params: dict[str, list[str]] = {}
    for name, value in doubled:
        params.setdefault(name, []).append(value)
    assert SearchRequest.read(params, FROM_FILES).request == request


@given(
    st.dictionaries(
        st.one_of(st.text(), st.sampled_from([*FACET_NAMES, "q", "from", "to", "page", "per_page", "sort", "view"])),
        st.lists(st.text(), max_size=4),
        max_size=8,
    )
)
def test_any_parameters_make_a_request(params: dict[str, list[str]]) -> None:
    reading = SearchRequest.read(params, FROM_FILES)
    assert SearchRequest.read_address(reading.request.address(), FROM_FILES).request == reading.request
    assert all(note.endswith(".") for note in reading.notes)
    assert len(reading.notes) <= 10


@given(st.text())
def test_any_address_makes_a_request(address: str) -> None:
    assert isinstance(SearchRequest.read_address(address, FROM_FILES).request, SearchRequest)


def test_a_request_is_a_value() -> None:
    one = SearchRequest(q=" massage ", chosen=(("decision", "upheld"), ("decision", "upheld")))
    assert one == SearchRequest(q="massage", chosen=(("decision", "upheld"),))
    assert len({one, SearchRequest(q="massage", chosen=(("decision", "upheld"),))}) == 1
    with pytest.raises(FrozenInstanceError):
        one.page = 2  # type: ignore[misc]
    with pytest.raises(ValueError, match="ends before it begins"):
        SearchRequest(decided_from=date(2016, 1, 1), decided_to=date(2015, 1, 1))


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({"decision": ["perhaps"]}, "“perhaps” is not among the decisions"),
        ({"treatment": ["rehabilitation/unheard-of"]}, "not among the treatments"),
        ({"guideline": ["unheard-of/section"]}, "not among the guideline sections"),
        ({"year": ["15"]}, "not among the years"),
        ({"age": ["old"]}, "not among the age bands"),
        ({"drug": ["not a slug!"]}, "not among the drugs"),
        ({"from": ["2015-02-30"]}, "“2015-02-30” is not a date"),
        ({"from": ["2016"], "to": ["2015"]}, "wrong way round"),
        ({"page": ["two"]}, "not a number for “page”"),
        ({"page": ["٣"]}, "not a number for “page”"),
        ({"per_page": ["500"]}, "100 at most"),
        ({"sort": ["price"]}, "choose relevance, newest, oldest"),
        ({"view": ["map"]}, "choose list, insight"),
        ({"colour": ["red"]}, "“colour” is not a part of a search"),
        ({"q": ["one", "two"]}, "given more than once"),
        ({"q": ["x" * 3_000]}, "first 2,000 characters"),
        (
            {"treatment": ["rehabilitation", "rehabilitation/massage-therapy"]},
            "already includes “Massage therapy”",
        ),
    ],
)
def test_what_is_passed_over_is_said(params: dict[str, list[str]], sentence: str) -> None:
    notes = SearchRequest.read(params, FROM_FILES).notes
    assert len(notes) == 1
    assert sentence in notes[0]


@pytest.mark.parametrize(
    "params",
    [{"q": ["a", "a", ""]}, {"decision": [""]}, {"from": [""]}, {"utm_medium": ["x"]}, {"page": ["007"]}],
)
def test_what_needs_no_sentence(params: dict[str, list[str]]) -> None:
    assert SearchRequest.read(params, FROM_FILES).notes == ()


def test_parameters_of_others_are_left_alone() -> None:
    assert SearchRequest.read({"find": ["knee"]}, FROM_FILES, foreign=["find"]).notes == ()
    assert SearchRequest.read({"q": "knee"}, FROM_FILES).request.q == "knee"


def test_unprintable_words_are_cleaned() -> None:
    assert SearchRequest(q="knee\x00\ud800 \u201cpain\u201d\n").q == 'knee "pain"'
    assert len(SearchRequest(q="x" * 9_000).q) == MOST_CHARACTERS
    assert SearchRequest(q="\ud83d knee").address() == "/search/?q=knee"


def test_neighbours() -> None:
    start = SearchRequest(q="knee", page=4, sort=Sort.NEWEST)
    one = start.with_value("decision", "upheld")
    assert (one.page, one.selected("decision"), one.sort) == (1, ("upheld",), Sort.NEWEST)
    assert one.with_value("decision", "upheld") == one
    assert one.without_value("decision", "upheld") == start.at_page(1)
    assert one.with_value("region", "knee").without_facet("region") == one
    dated = one.with_dates(date(2015, 1, 1), None)
    assert dated.is_filtered and dated.without_filters() == start.at_page(1)
    assert dated.without_dates() == one
    assert start.with_query("hip").q == "hip"
    assert start.sorted_by(Sort.OLDEST).address() == "/search/?q=knee&sort=oldest"
    assert start.with_view(View.INSIGHT).address("/x") == "/x?q=knee&sort=newest&view=insight"
    assert SearchRequest().is_blank and not start.is_blank


def test_a_child_narrows_and_a_parent_widens() -> None:
    parent = SearchRequest().with_value("treatment", "rehabilitation")
    child = parent.with_value("treatment", "rehabilitation/massage-therapy")
    assert child.selected("treatment") == ("rehabilitation/massage-therapy",)
    assert child.with_value("treatment", "rehabilitation") == parent
    assert parent.covers("treatment", "rehabilitation/acupuncture")
    assert not child.covers("treatment", "rehabilitation")
    assert not child.covers("treatment", "rehabilitation/acupuncture")


def test_the_question() -> None:
    request = SearchRequest(
        q="tens",
        words=QueryMode.EXACT,
        chosen=(("decision", "upheld"),),
        decided_from=date(2015, 1, 1),
        page=3,
        per_page=50,
        sort=Sort.OLDEST,
    )
    assert request.question(facets=("decision",)) == Question(
        tree=understand("tens").tree,
        filters={"decision": ("upheld",)},
        decided_from=date(2015, 1, 1),
        sort=Sort.OLDEST,
        offset=100,
        limit=50,
        facets=("decision",),
    )
    assert request.question().facets == FACET_NAMES


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2015", "2015-01-01", "2015-12-31"),
        ("2016-02", "2016-02-01", "2016-02-29"),
        ("2015-4-5", "2015-04-05", "2015-04-05"),
        (" 4/15/2015 ", "2015-04-15", "2015-04-15"),
        ("1066", None, None),
        ("2015-13", None, None),
        ("2015-00-01", None, None),
        ("٢٠١٥", None, None),
        ("", None, None),
    ],
)
def test_dates_as_people_write_them(text: str, first: str | None, last: str | None) -> None:
    assert read_date(text, "from") == (date.fromisoformat(first) if first else None)
    assert read_date(text, "to") == (date.fromisoformat(last) if last else None)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.sampled_from(["from", "to"]))
def test_a_written_date_is_read_back(day: date, end: str) -> None:
    for write in (written_date, typed_date):
        assert read_date(write(day, end), end) == day  # type: ignore[arg-type]


def test_every_age_has_one_band() -> None:
    assert [sum(band.youngest <= age <= band.oldest for band in AGE_BANDS) for age in range(151)] == [1] * 151
    assert (age_band(29), age_band(30), age_band(70)) == ("under-30", "30-39", "70-and-over")
    assert age_band(-1) is None and age_band(200) is None


@pytest.mark.parametrize("name", FACET_NAMES)
def test_every_known_value_reads_as_itself_and_has_a_label(name: str) -> None:
    for key, words in FROM_FILES.values(name).items():
        assert FROM_FILES.read(name, key) == key
        assert FROM_FILES.label(name, key) == words


def test_values_that_no_vocabulary_holds_are_spelt_from_their_slugs() -> None:
    assert FROM_FILES.label("drug", "a-new-drug") == "A new drug"
    assert FROM_FILES.label("guideline", "odg/an-odd-chapter") == "An odd chapter"
    assert FROM_FILES.label("year", "2015") == "2015"


@pytest.mark.parametrize(
    ("name", "value", "key"),
    [
        ("decision", "approved", "overturned"),
        ("decision", "DENIED", "upheld"),
        ("decision", "Authorized", "overturned"),
        ("sex", "F", "female"),
        ("age", "40 to 49", "40-49"),
        ("year", "2015", "2015"),
        ("year", "3015", None),
        ("drug", "x" * 81, None),
        ("specialty", "a--b", None),
        ("guideline", "odg/a/b", None),
    ],
)
def test_values_are_read_forgivingly(name: str, value: str, key: str | None) -> None:
    assert FROM_FILES.read(name, value) == key


def test_no_facet_bears_the_name_of_another_part_of_an_address() -> None:
    assert not PARAMETERS.intersection(FACET_NAMES)


def test_the_words_of_an_address_are_remembered_nowhere() -> None:
    request._quoted.cache_clear()
    address = request.SearchRequest(q="words of a denial & more", chosen=(("region", "low-back"),)).address()
    assert address == "/search/?q=words+of+a+denial+%26+more&region=low-back"
    assert request._quoted.cache_info().currsize == 1
