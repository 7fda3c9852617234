"""Letters of an unknown form are found by their text."""

from __future__ import annotations

from datetime import date

import pytest

from search.models import Determination
from search.query.request import SearchRequest
from search.results import unread, unread_letters
from search.schema import FROM_FILES
from tests.index.rows import item, letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def strange() -> Determination:
    return letter(
        "CM14-9000100", date(2014, 2, 3), full_text="The Panel finds Lumbar therapies not medically necessary."
    )


def found(**parameters: str) -> list[Determination]:
    return list(
        unread_letters(SearchRequest.read({name: [value] for name, value in parameters.items()}, FROM_FILES).request)
    )


@pytest.mark.parametrize(
    "typed",
    [
        "lumbar",
        "LUMBAR therapy",
        '"not medically necessary"',
        "lumb*",
        "cervical OR lumbar",
        "lumbar -cervical",
        "lumbar -therapist",
        "lumbar -pan",
    ],
)
def test_words_in_the_text_find_the_letter(strange: Determination, typed: str) -> None:
    assert found(q=typed) == [strange]


@pytest.mark.parametrize(
    "typed",
    [
        "cervical",
        '"medically not"',
        "lumbar -panel",
        "lumbar -(panel finds)",
        "lumbar NOT lumb*",
        'lumbar -"finds lumbar"~5',
        "lumbar cervical",
        "%",
        "_",
    ],
)
def test_other_words_do_not(strange: Determination, typed: str) -> None:
    assert found(q=typed) == []


def test_a_search_with_filters_speaks_of_items_alone(strange: Determination) -> None:
    assert found(q="lumbar", decision="upheld") == []
    assert found() == []


@pytest.mark.parametrize("visibility", ["held", "withdrawn"])
def test_what_nobody_may_read_is_not_found(strange: Determination, visibility: str) -> None:
    Determination.objects.update(visibility=visibility)
    assert found(q="lumbar") == []


def test_a_letter_with_items_is_left_to_the_index(strange: Determination) -> None:
    item(strange, "Lumbar traction", "No.")
    assert found(q="lumbar") == []


def test_undated_letters_come_last_whichever_way(strange: Determination) -> None:
    later = letter("CM14-9000101", date(2014, 5, 6), full_text="Lumbar.")
    undated = letter("CM14-9000102", None, full_text="Lumbar.")
    assert found(q="lumbar") == [later, strange, undated]
    assert found(q="lumbar", sort="oldest") == [strange, later, undated]


def test_only_so_many_texts_are_looked_through(strange: Determination, monkeypatch: pytest.MonkeyPatch) -> None:
    letter("CM14-9000101", date(2014, 5, 6), full_text="Cervical.")
    monkeypatch.setattr(unread, "MOST_LOOKED_THROUGH", 1)
    assert found(q="lumbar") == []
    assert found(q="lumbar", sort="oldest") == [strange]


def test_very_many_words_are_looked_for_in_fewer_letters(strange: Determination) -> None:
    nears = " ".join('"' + " ".join(f"{chr(97 + n)}{m}" for m in range(30)) + '"~100' for n in range(16))
    for typed in (nears, "7.5/325½" * 250, "qx-" * 600, " OR ".join(f"word{n}" for n in range(64))):
        assert found(q=typed) == []
    assert found(q=" OR ".join([f"word{n}" for n in range(60)] + ["lumbar"])) == [strange]
