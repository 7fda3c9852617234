"""Every refusal is a page of the site, and JSON for programs that asked for JSON."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django import Settings

from search.index import IndexUnavailable
from search.operating.logs import Sparing
from tests.views.test_results import text_of

ASKS = {"accept": "application/json"}


@pytest.mark.parametrize(
    ("method", "address", "headers", "status"),
    [
        ("get", "/nothing.json", {}, 404),
        ("get", "/nothing/", ASKS, 404),
        ("get", "/determinations/CM99-0000000/data.json", {}, 404),
        ("get", "/determinations/CM99-0000000/", ASKS, 404),
        ("get", "/search.json", {"host": "evil.example"}, 400),
        ("post", "/search.json", {}, 405),
        ("put", "/", ASKS, 405),
        ("post", "/accounts/login/", ASKS, 403),
    ],
)
def test_a_program_is_told_in_json(db: None, method: str, address: str, headers: dict[str, str], status: int) -> None:
    answer = getattr(Client(enforce_csrf_checks=True), method)(address, headers=headers)
    assert answer.status_code == status and answer["Content-Type"] == "application/json"
    assert answer.json()["error"].endswith(".") and answer.json()["request_id"] == answer["X-Request-ID"]
    assert answer["Cache-Control"] == "no-store"


def test_what_is_logged_of_an_error_bears_the_number_that_its_page_shows(
    client: Client, db: None, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.handler.addFilter(Sparing())
    number = client.get("/nothing/")["X-Request-ID"]
    [line] = [each for each in caplog.records if "Not Found" in each.getMessage()]
    assert line.request_id == number  # type: ignore[attr-defined]


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_an_address_that_is_only_read_says_so_whatever_the_method(db: None, method: str) -> None:
    for address in ("/", "/search.csv", "/determinations/CM99-0000000/"):
        answer = getattr(Client(enforce_csrf_checks=True), method)(address)
        assert answer.status_code == 405 and answer["Allow"] == "GET, HEAD", address
        assert "answers GET and HEAD alone, and not" in text_of(answer.content)
        assert int(answer["Content-Length"]) == len(answer.content), address


def test_a_form_that_is_too_long_says_what_is_too_long(client: Client, db: None, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS, settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 5, 2 * 2**20
    many = client.post("/accounts/login/", {f"field{n}": "x" for n in range(6)})
    assert many.status_code == 400 and "more than 5 fields" in text_of(many.content)
    long = client.post("/accounts/login/", {"username": "x" * 3 * 2**20, "password": "x"})
    assert long.status_code == 400 and "more than 2 MB of text" in text_of(long.content)
    whole = "username=" + "x" * 3 * 2**20
    long = client.post("/accounts/login/", whole, content_type="application/x-www-form-urlencoded")
    assert long.status_code == 400 and "more than 2 MB of text" in text_of(long.content)


def test_an_address_tells_what_it_answers_to(client: Client, db: None) -> None:
    for address in ("/", "/search.json", "/denial/", "/accounts/login/"):
        answer = client.options(address)
        assert answer.status_code in (200, 204) and not answer.content, address
        assert {"GET", "HEAD", "OPTIONS"} <= set(answer["Allow"].split(", ")), address


@pytest.mark.parametrize(
    ("place", "missing"),
    [
        ("search.views.browsing.render", IndexUnavailable("The index is gone.")),
        ("search.views.browsing.render", OperationalError("database is locked")),
        ("search.views.middleware.acting", OperationalError("database is locked")),
    ],
)
def test_a_page_that_lacks_something_is_one_line_in_the_log(
    client: Client,
    index: object,
    db: None,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    place: str,
    missing: Exception,
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise missing

    monkeypatch.setattr(place, fail)
    client.raise_request_exception = False
    answer = client.get("/")
    assert answer.status_code == 503
    [line] = [each for each in caplog.records if each.levelname == "ERROR"]
    assert not line.exc_info and str(missing) in line.getMessage()
