"""A part of a case number leads to its letter."""

from __future__ import annotations

import pytest
from django.test import Client

from search.models import Determination

Collection = dict[str, Determination]


@pytest.mark.parametrize("typed", ["9000001", "CM15-90000", "15-90000", "000001", "cm15-9000001"])
def test_the_only_letter_with_it_is_opened(client: Client, collection: Collection, typed: str) -> None:
    answer = client.get("/search/", {"q": typed})
    assert answer.status_code == 302
    assert answer["Location"] == collection["massage"].get_absolute_url()


@pytest.mark.parametrize("typed", ["900000", "90000"])
def test_several_are_offered_and_none_that_is_hidden(client: Client, collection: Collection, typed: str) -> None:
    said = client.get("/search/", {"q": typed}).content.decode()
    assert "CM15-9000001</a>" in said and "CM16-9000002</a>" in said
    assert "CM16-9000003" not in said and "CM16-9000004" not in said


def test_no_letter_has_it(client: Client, collection: Collection) -> None:
    answer = client.get("/search/", {"q": "7654321"})
    assert answer.status_code == 200 and "Case numbers with it" not in answer.content.decode()
