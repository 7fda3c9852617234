"""The document for programs says what the code does."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from search.keeping.citation_forms import FORMS
from search.models import Determination
from search.query.request import SearchRequest
from search.schema import FROM_FILES
from search.views.programs import document, parameters
from tests.views.test_results import text_of

Collection = dict[str, Determination]
KINDS: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}


def check(found: Any, shape: dict[str, Any], shapes: dict[str, Any], where: str = "answer") -> None:
    """Fail where ``found`` is not of ``shape``: a missing key, one too many, or another type."""
    shape = shapes[shape["$ref"].rpartition("/")[2]] if "$ref" in shape else shape
    kind = shape["type"]
    if kind == "object":
        assert set(shape["required"]) <= set(found) <= set(shape["properties"]), where
        for key, inner in shape["properties"].items():
            if key in found:
                check(found[key], inner, shapes, f"{where}.{key}")
    elif kind == "array":
        assert isinstance(found, list), where
        for each in found:
            check(each, shape["items"], shapes, f"{where}[]")
    else:
        assert any(isinstance(found, KINDS[each]) for each in ([kind] if isinstance(kind, str) else kind)), where
        assert found in shape.get("enum", [found]), where


@pytest.mark.parametrize(
    "address",
    [
        "/search.json?q=massage",
        "/search.json",
        "/search.json?q=nothing+holds+this",
        "/complete.json?q=mas",
        "/search/download.json?q=massage",
        "/determinations/CM15-9000001/data.json",
    ],
)
def test_answers_are_of_the_shapes_that_are_promised(client: Client, collection: Collection, address: str) -> None:
    said = client.get("/openapi.json").json()
    way = said["paths"][address.partition("?")[0].replace("CM15-9000001", "{identity}")]["get"]
    shape = way["responses"]["200"]["content"]["application/json"]["schema"]
    check(json.loads(b"".join(client.get(address))), shape, said["components"]["schemas"])


def test_every_address_answers_and_every_parameter_is_read(client: Client, collection: Collection) -> None:
    for path, ways in document("http://testserver")["paths"].items():
        answer = client.get(path.format(identity="CM15-9000001", position=1, form="ris"))
        assert answer.status_code == 200
        assert answer["Content-Type"].partition(";")[0] in ways["get"]["responses"]["200"]["content"]
    for each in parameters():
        reading = SearchRequest.read({each["name"]: ["1"]}, FROM_FILES)
        assert not any("not a part of a search" in note for note in reading.notes), each["name"]


def test_an_item_is_cited_in_each_form_that_is_offered(client: Client, collection: Collection) -> None:
    page = client.get("/determinations/CM15-9000001/").content.decode()
    for ending, form in FORMS.items():
        address = f"/determinations/CM15-9000001/item-2.{ending}"
        assert address in page
        answer = client.get(address)
        assert (answer.status_code, answer["Content-Type"]) == (200, form.content_type)
        text = answer.content.decode()
        assert "CM15-9000001" in text and "http://testserver/determinations/CM15-9000001/#item-2" in text
    legal = client.get("/determinations/CM15-9000001/item-2.legal").content.decode()
    assert "Apr. 30, 2015) (denial overturned)" in legal
    for nothing in ("/determinations/CM15-9000001/item-9.ris", "/determinations/CM15-9000001/item-1.doc"):
        assert client.get(nothing).status_code == 404


def test_hostile_words_break_no_form_of_a_citation(client: Client, collection: Collection) -> None:
    letter = collection["hostile"]
    item = letter.items.get()
    item.heading = item.disputed = "Cream 5% & $x_1 {a}\r\nER  - \r\n\\end ~ ^"
    item.save()
    ris = client.get(f"/determinations/{letter.identity}/item-1.ris").content.decode()
    assert ris.count("\r\n") == len(ris.splitlines()) and ris.count("\r\nER  - ") == 1
    bibtex = client.get(f"/determinations/{letter.identity}/item-1.bib").content.decode()
    assert r"Cream 5\% \& \$x\_1 \{a\} ER - \textbackslash{}end" in bibtex


@pytest.mark.parametrize(("which", "status"), [("held", 404), ("withdrawn", 410)])
def test_hidden_letters_are_no_data(client: Client, collection: Collection, which: str, status: int) -> None:
    identity = collection[which].identity
    for address in ("data.json", "item-1.txt"):
        assert client.get(f"/determinations/{identity}/{address}").status_code == status


def test_people_can_read_it_too(client: Client, collection: Collection) -> None:
    said = text_of(client.get("/programs/").content)
    for word in ("/search.json", "per_page", "treatment", "case_number", "ETag"):
        assert word in said
