"""The PDFs are what the printer makes of their sources."""

import re
from pathlib import Path

import pypdfium2
import pytest

from search.samples import SAMPLES

pytest.importorskip("reportlab")
from search.samples.make_pdfs import SETUPS, SOURCES, main, make_pdf, read_source

PDFS = sorted(SAMPLES.glob("*.pdf"))


def pages(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as document:
        return [page.get_textpage().get_text_range() for page in document]


def squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def test_every_source_has_its_pdf() -> None:
    assert [path.stem for path in PDFS] == sorted(path.stem for path in SOURCES.iterdir())
    assert set(SETUPS) <= {path.stem for path in PDFS}


def test_printing_again_changes_nothing(tmp_path: Path) -> None:
    main(tmp_path / "first")
    main(tmp_path / "second")
    for path in PDFS:
        assert (tmp_path / "first" / path.name).read_bytes() == (tmp_path / "second" / path.name).read_bytes()
        assert pages(tmp_path / "first" / path.name) == pages(path), path.name


@pytest.mark.parametrize("path", PDFS, ids=lambda path: path.name)
def test_a_pdf_prints_every_paragraph_of_its_source(path: Path) -> None:
    footers = re.compile(r"\r?\n?\d+\s*\Z") if path.stem in SETUPS and SETUPS[path.stem].numbered else None
    text = squeezed("".join(footers.sub("", page) if footers else page for page in pages(path)))
    header, blocks = read_source((SOURCES / f"{path.stem}.txt").read_text(encoding="utf-8"))
    for value in header.values():
        assert squeezed(value) in text
    for block in blocks:
        assert squeezed("".join(block.lines)) in text


@pytest.mark.parametrize("path", PDFS, ids=lambda path: path.name)
def test_a_pdf_names_nobody(path: Path) -> None:
    with pypdfium2.PdfDocument(path) as document:
        metadata = document.get_metadata_dict()
    assert metadata["Author"] == metadata["Title"] == metadata["Subject"] == metadata["Creator"] == ""


def test_several_are_encrypted_and_open_without_a_password() -> None:
    encrypted = [path for path in PDFS if b"/Encrypt" in path.read_bytes()]
    assert {path.stem for path in encrypted} == {stem for stem, setup in SETUPS.items() if setup.encrypted}
    assert len(encrypted) >= 4
    assert all(pages(path) for path in encrypted)


def test_a_heading_is_broken_over_two_pages() -> None:
    first, second, *_ = pages(SAMPLES / "CM16-9033190.pdf")
    assert "was the original request" in first
    assert not re.search(r"(?:Upheld|Overturned)", first)
    assert re.search(r"^.{0,400}is: Upheld", second, re.DOTALL)


def test_a_letter_without_header_is_printed_without_table(tmp_path: Path) -> None:
    source = tmp_path / "bare.txt"
    source.write_text("CLINICAL CASE SUMMARY\n\nA worker.\n\nWrist brace: Upheld\n\nDecision rationale: None.\n")
    make_pdf(source, tmp_path / "bare.pdf")
    (text,) = pages(tmp_path / "bare.pdf")
    assert "Case Number" not in text
    assert [line.strip() for line in text.splitlines()] == [
        "CLINICAL CASE SUMMARY",
        "A worker.",
        "Wrist brace: Upheld",
        "Decision rationale: None.",
    ]
