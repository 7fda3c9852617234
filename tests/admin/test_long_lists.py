"""Staff lists over long tables: bounded pages, one order, words found in any field, few rows looked at."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from search.admin import long_lists
from tests.admin.conftest import Person
from tests.index.rows import item, letter

LIST = "/admin/search/determination/"


def test_a_list_turns_through_its_first_rows_and_says_that_there_are_more(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(long_lists, "MOST_LISTED", 60)
    for number in range(61):
        letter(f"CM16-99001{number:02}", date(2016, 1, 1))
    client = person("view_determination")
    page = client.get(LIST).content.decode()
    assert "The first 60 of more: search or filter to find others." in page
    found = client.get(LIST, {"q": "CM16"}).content.decode()
    assert "The first 60 of more" in found and "60 results" not in found
    last = client.get(LIST, {"p": "2"}).content.decode()
    assert last.count('class="field-__str__"') == 10
    assert client.get(LIST, {"p": "3"}).status_code == 302, "there is no third page"
    monkeypatch.setattr(long_lists, "MOST_LISTED", 61)
    assert "61 in all" in client.get(LIST).content.decode()


def test_no_list_is_sorted_otherwise_by_an_address(person: Person) -> None:
    letter("CM16-9900102", date(2016, 1, 1))
    letter("CM17-9900101", date(2017, 1, 1))
    client = person("view_determination")
    usual, asked = (client.get(LIST, given).content.decode() for given in ({}, {"o": "1"}))
    for page in (usual, asked):
        assert page.index("CM17-9900101</a>") < page.index("CM16-9900102</a>")


def test_each_word_may_be_in_another_field_and_quoted_words_stay_together(person: Person) -> None:
    wanted = letter("CM16-9900103", date(2016, 1, 1))
    item(wanted, "Lumbar epidural injection")
    item(letter("CM16-9900104", date(2016, 1, 1)), "Lumbar brace")
    client = person("view_determination")
    for query, found in (
        ("9900103 lumbar", True),
        ("9900103 brace", False),
        ('"lumbar epidural"', True),
        ('"epidural lumbar"', False),
        ("epidural lumbar", True),
        ("nobody's", False),
    ):
        page = client.get(LIST, {"q": query})
        assert page.status_code == 200
        assert (b"CM16-9900103</a>" in page.content) is found, query


def test_a_column_s_values_are_offered_and_chosen(person: Person) -> None:
    letter("CM16-9900105", date(2016, 1, 1), form="common")
    letter("CM16-9900106", date(2016, 1, 1), form="notice-2013")
    letter("CM16-9900107", date(2016, 1, 1), form="common")
    client = person("view_determination")
    page = client.get(LIST, {"form": "notice-2013"}).content.decode()
    assert "CM16-9900106</a>" in page
    assert "CM16-9900105</a>" not in page
    assert page.count(">common</a>") == 1
    assert client.get(LIST, {"form": "never heard of"}).status_code == 200


def test_no_list_counts_or_skips_without_a_bound(person: Person) -> None:
    """Every count is of a bounded number of rows."""
    letter("CM16-9900108", date(2016, 1, 1))
    client = person("view_determination", "view_disputeditem", "view_importedfile", "view_auditentry")
    for kind in ("determination", "disputeditem", "importedfile", "auditentry"):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/admin/search/{kind}/").status_code == 200
        counts = [query["sql"] for query in asked if query["sql"].startswith("SELECT COUNT(")]
        counts = [sql for sql in counts if f'"search_{kind}"' in sql]
        assert counts, kind
        assert all("LIMIT" in sql for sql in counts), kind
