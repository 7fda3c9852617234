"""The audit asks about everything in the lock, tells what is known, and says so when it could not ask."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.audit.__main__ import ROOT, locked, main


class _Source(BaseHTTPRequestHandler):
    """An advisory source that knows something against one version."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
        bad = {("whoosh", "2.7.4")} if "bad" in self.path else set()
        results = [
            {"vulns": [{"id": "TEST-1"}]} if (each["package"]["name"], each["version"]) in bad else {} for each in asked
        ]
        body = json.dumps({"results": results[1:] if "short" in self.path else results}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Nothing."""


@pytest.fixture
def source() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Source)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(("path", "status"), [("/good", 0), ("/bad", 1), ("/short", 2)])
def test_what_is_known_is_told(
    source: str, path: str, status: int, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["--source", source + path, "--bill", str(tmp_path / "bill.json")]) == status
    said = capsys.readouterr().out
    assert ("VULNERABLE whoosh 2.7.4: TEST-1" in said) is (path == "/bad")
    assert ("nothing was checked" in said) is (path == "/short")
    parts = json.loads((tmp_path / "bill.json").read_text())["components"]
    assert {(part["name"], part["version"]) for part in parts} == set(locked(ROOT / "requirements.lock"))
    licences = {part["name"]: part["licenses"][0]["license"]["name"] for part in parts}
    assert "BSD" in licences["django"] and "MIT" in licences["gunicorn"]


def test_a_source_that_cannot_be_reached_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--source", "http://127.0.0.1:9/"]) == 2
    assert "could not be asked" in capsys.readouterr().out
