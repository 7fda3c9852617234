"""The letters as the state posted them, and as three extractors print them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from search.letters import HEADER_FIELDS, extract, parse, privacy_concerns, strip_metadata

from . import real

pytestmark = [real.present, pytest.mark.real_letters]

PARAGRAPHS = ("heading", "disputed", "claims_guideline", "reviewer_guideline", "rationale")
COPIES = real.copies()


def of(copy: tuple[Path, Mapping[str, Any]]) -> str:
    return f"{copy[0].parent.name}/{copy[0].name}"


@pytest.fixture(params=COPIES, ids=of)
def copy(request: pytest.FixtureRequest) -> tuple[Path, Mapping[str, Any]]:
    found: tuple[Path, Mapping[str, Any]] = request.param
    return found


def test_a_letter_is_read_as_labelled(copy: tuple[Path, Mapping[str, Any]]) -> None:
    path, gold = copy
    letter = parse(extract(path.read_bytes(), path.name).text)
    header = {field: getattr(letter, field) for field in HEADER_FIELDS}
    as_printed = {field: value and str(value) for field, value in header.items()}
    assert as_printed == {field: gold[field] for field in HEADER_FIELDS}
    assert real.letters_and_digits(letter.licensed_in_printed) == real.letters_and_digits("".join(gold["licensed_in"]))
    # Specialties are compared once they are named: one letter misprints one.
    assert letter.specialties_printed.count(",") == len(gold["specialties"]) - 1
    assert [item.decision for item in letter.items] == [item["decision"] for item in gold["items"]]
    for item, label in zip(letter.items, gold["items"], strict=True):
        for part in PARAGRAPHS:
            printed, wanted = (real.letters_and_digits(text) for text in (getattr(item, part), label[part]))
            if path.parent.name == "pdfminer" and part == "rationale":
                # This extractor prints words beside a redaction after the text; none of them may be lost.
                assert sorted(printed) == sorted(wanted)
            else:
                assert printed == wanted, part
    assert letter.clinical_summary
    assert letter.form == "common"
    assert letter.warnings == ()
    assert privacy_concerns(letter) == ()


@pytest.mark.parametrize("gold", real.labels("pdf"), ids=lambda gold: gold["file"])
def test_a_stored_file_names_nobody(gold: Mapping[str, Any]) -> None:
    data = (real.ROOT / "pdf" / gold["file"]).read_bytes()
    bare = strip_metadata(data)
    assert extract(bare, "a.pdf").text == extract(data, "a.pdf").text
    for key in (b"/Author", b"/Metadata", b"/Encrypt", b"/PieceInfo", b"<x:xmpmeta"):
        assert key not in bare
    assert strip_metadata(bare)


@pytest.mark.timed
def test_reading_is_fast() -> None:
    """Three times the time that one core of a desk computer takes, so that a busy machine does not fail."""
    pages = [path.read_bytes() for path, _ in COPIES if path.suffix == ".pdf"]
    start = time.process_time()
    texts = [extract(data, "a.pdf").text for data in pages]
    extracted = time.process_time()
    for text in texts:
        parse(text)
    assert (extracted - start) / len(pages) < 0.060
    assert (time.process_time() - extracted) / len(pages) < 0.009
