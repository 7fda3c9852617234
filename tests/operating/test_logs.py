"""Lines bear their request's number, and none comes so often that it fills a disk."""

from __future__ import annotations

import json
import logging

import pytest
from django.test import Client, RequestFactory
from pytest_django import Settings

from search.operating import logs
from search.operating.logs import AsJson, Sparing, numbered, request_id
from search.views.errors import failed


def record(level: int = logging.ERROR, name: str = "search") -> logging.LogRecord:
    return logging.LogRecord(name, level, "file.py", 1, "said %s", ("this",), None)


def test_what_comes_too_often_is_counted_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(logs, "monotonic", lambda: now[0])
    sparing = Sparing()
    assert sum(sparing.filter(record()) for _ in range(200)) == logs.MOST_A_MINUTE
    assert sparing.filter(record(name="another")) and sparing.filter(record(logging.INFO))
    now[0] = 61.0
    told = record()
    assert sparing.filter(told) and told.getMessage() == "said this (140 lines like this were left out)"
    assert sparing.filter(record())


def test_a_line_as_json_has_its_request_and_its_trace() -> None:
    try:
        raise ValueError("odd \n things")
    except ValueError as error:
        line = logging.LogRecord("search", logging.ERROR, "f", 1, "said", (), (ValueError, error, error.__traceback__))
    with numbered("abc-12345"):
        assert Sparing().filter(line)
    said = json.loads(AsJson().format(line))
    assert (said["request"], said["level"], said["message"]) == ("abc-12345", "ERROR", "said")
    assert "ValueError: odd" in said["trace"]
    assert request_id() == "-"


@pytest.mark.parametrize("given", ["", "short", "x" * 65, "has blanks in it", "<script>alert(1)</script>"])
def test_a_number_is_made_unless_a_proxy_gave_a_proper_one(client: Client, settings: Settings, given: str) -> None:
    settings.BEHIND_PROXY = True
    assert client.get("/livez", headers={"x-request-id": given})["X-Request-ID"] != given
    assert client.get("/livez", headers={"x-request-id": "0123456789abcdef"})["X-Request-ID"] == "0123456789abcdef"
    settings.BEHIND_PROXY = False
    assert client.get("/livez", headers={"x-request-id": "0123456789abcdef"})["X-Request-ID"] != "0123456789abcdef"


def test_an_error_page_shows_the_number() -> None:
    with numbered("0123456789abcdef"):
        assert "0123456789abcdef" in failed(RequestFactory().get("/")).content.decode()
