"""The real letters that lie beside some checkouts, imported as a person would."""

from __future__ import annotations

import json
import zipfile
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from search import index as search_index
from search.models import Determination, DisputedItem, FileOutcome
from tests.ingest.conftest import Import


def test_all_import_and_a_second_run_brings_nothing(real_letters: Path, index: Path, db: None, tmp_path: Path) -> None:
    folders = [real_letters / "pdf", real_letters / "text"]
    labels = {
        label["file"]: label
        for folder in folders
        for label in map(json.loads, (folder / "gold.jsonl").read_text().splitlines())
    }
    report, out = tmp_path / "report.jsonl", StringIO()
    call_command("import_determinations", *map(str, folders), report=report, stdout=out)
    outcomes = [json.loads(line) for line in report.read_text().splitlines()]
    assert {each["outcome"] for each in outcomes} == {"imported"}
    assert {Path(each["file"]).name: each["items"] for each in outcomes} == {
        name: len(label["items"]) for name, label in labels.items()
    }
    assert f"{len(labels)} imported, 0 updated, 0 duplicates" in out.getvalue()
    assert Determination.objects.count() == len(labels)
    assert search_index.engine().health().items == DisputedItem.objects.count()

    out = StringIO()
    call_command("import_determinations", *map(str, folders), stdout=out)
    assert "Nothing new" in out.getvalue()
    assert f"0 imported, 0 updated, {len(labels)} duplicates" in out.getvalue()


def test_a_zip_of_them_is_the_same_letters(real_letters: Path, importing: Import, tmp_path: Path) -> None:
    files = [*(real_letters / "pdf").glob("*.pdf"), *(real_letters / "text").glob("*.txt")]
    packed = tmp_path / "all.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.write(file, f"letters/{file.name}")
    assert {taken.outcome for taken in importing(packed)} == {FileOutcome.IMPORTED}
    assert Determination.objects.count() == len(files)
    again = importing(real_letters / "pdf", real_letters / "text")
    assert {taken.outcome for taken in again} == {FileOutcome.DUPLICATE}


def test_text_copies_of_the_pdfs_bring_no_second_letter(real_letters: Path, importing: Import) -> None:
    folders = [real_letters / "orders" / order for order in ("pdftotext", "pdftotext-layout", "pdfminer")]
    if not all(folder.is_dir() for folder in folders):
        pytest.skip("the text orders are not beside this checkout")
    importing(real_letters / "pdf")
    before = Determination.objects.count()
    for folder in folders:
        assert {taken.outcome for taken in importing(folder)} == {FileOutcome.DUPLICATE}, folder.name
        assert Determination.objects.count() == before, folder.name
