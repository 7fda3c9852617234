"""The document for programs says what the code does."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

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
    "address", ["/search.json?q=massage", "/search.json", "/search.json?q=nothing+holds+this", "/complete.json?q=mas"]
)
def test_answers_are_of_the_shapes_that_are_promised(client: Client, collection: Collection, address: str) -> None:
    said = client.get("/openapi.json").json()
    way = said["paths"][address.partition("?")[0]]["get"]
    shape = way["responses"]["200"]["content"]["application/json"]["schema"]
    check(client.get(address).json(), shape, said["components"]["schemas"])


def test_every_address_answers_and_every_parameter_is_read(client: Client, collection: Collection) -> None:
    for path, ways in document("http://testserver")["paths"].items():
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer["Content-Type"].partition(";")[0] in ways["get"]["responses"]["200"]["content"]
    for each in parameters():
        reading = SearchRequest.read({each["name"]: ["1"]}, FROM_FILES)
        assert not any("not a part of a search" in note for note in reading.notes), each["name"]


def test_people_can_read_it_too(client: Client, collection: Collection) -> None:
    said = text_of(client.get("/programs/").content)
    for word in ("/search.json", "per_page", "treatment", "case_number", "ETag"):
        assert word in said
