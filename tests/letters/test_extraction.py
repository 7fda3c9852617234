from __future__ import annotations

import io
import os
from pathlib import Path

import pypdfium2
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from search.letters import UnreadableFile, extract, parse, strip_metadata
from search.letters.extraction import MAX_BYTES

from .builder import HEADER, Letter


def pdf(
    pages: list[list[tuple[float, float, str]]],
    *,
    password: str | None = None,
    owner: str | None = None,
    picture: bool = False,
) -> bytes:
    """Pages of (x, y, text), drawn in the given order, y in points from the top."""
    target = io.BytesIO()
    encrypt = None if password is None and owner is None else StandardEncryption(password or "", owner, canCopy=0)
    canvas = Canvas(target, pagesize=(612, 792), encrypt=encrypt, invariant=1)
    canvas.setAuthor("A Clerk")
    canvas.setTitle("A Title")
    for page in pages:
        for x, y, text in page:
            canvas.drawString(x, 792 - y, text)
        if picture:
            canvas.drawImage(ImageReader(grey()), 50, 50, 500, 600)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def grey() -> io.BytesIO:
    """A small picture, as a PPM file."""
    return io.BytesIO(b"P6 40 40 255\n" + bytes([200]) * (40 * 40 * 3))


def page(text: str) -> list[tuple[float, float, str]]:
    """The text's lines one below the other, fourteen points apart."""
    return [(72, 72 + 14 * at, line) for at, line in enumerate(text.split("\n")) if line]


LETTER = Letter(width=80)
PAGES = [page(part) for part in LETTER.text().split("IMR ISSUES")]
PAGES[1][0] = (72, 72, "IMR ISSUES" + PAGES[1][0][2])


class TestPdf:
    @pytest.mark.parametrize("junk", [b"", b"\r\n\r\nFrom: someone\r\n\r\n"])
    def test_a_letter(self, junk: bytes) -> None:
        found = extract(junk + pdf(PAGES), "letter")
        assert (found.kind, found.pages, found.warnings) == ("pdf", 2, ())
        letter = parse(found.text)
        assert letter.case_number == HEADER["Case Number:"]
        assert [item.heading for item in letter.items] == [item.heading for item in LETTER.items]
        assert [item.rationale for item in letter.items] == [item.rationale[0] for item in LETTER.items]

    def test_encrypted_with_an_empty_password(self) -> None:
        assert extract(pdf(PAGES, owner="secret"), "a.pdf").text == extract(pdf(PAGES), "a.pdf").text

    def test_paragraphs_show_as_empty_lines(self) -> None:
        text = extract(pdf([page("One line.\nOne more.\n\nA new paragraph.\nIts end.")]), "a.pdf").text
        assert text == "One line.\nOne more.\n\nA new paragraph.\nIts end."

    def test_a_table_stored_column_by_column_is_read_by_rows(self) -> None:
        labels = [(72.0, 72 + 20.0 * at, label) for at, label in enumerate(HEADER)]
        values = [(300.0, y, value) for (_, y, _), value in zip(labels, HEADER.values(), strict=True)]
        text = extract(pdf([labels + values]), "a.pdf").text
        assert [line for line in text.split("\n") if line] == [f"{label} {value}" for label, value in HEADER.items()]

    @pytest.mark.parametrize("share", [0.2, 0.5, 0.7])
    def test_cut_short(self, share: float) -> None:
        data = pdf(PAGES)
        with pytest.raises(UnreadableFile, match="cut short"):
            extract(data[: int(len(data) * share)], "a.pdf")

    @pytest.mark.parametrize("end", [b"startxref", b"trailer", b"%%EOF"])
    def test_only_the_table_of_objects_is_cut(self, end: bytes) -> None:
        data = pdf(PAGES)
        assert extract(data[: data.rindex(end)], "a.pdf").text == extract(data, "a.pdf").text

    @pytest.mark.parametrize("before", [b"Received: by mail\r\n" * 200, b"\x00" * 9000])
    @pytest.mark.parametrize("after", [b"\x00" * 9000, b"--boundary--\r\n" * 500])
    def test_more_before_and_behind(self, before: bytes, after: bytes) -> None:
        data = pdf(PAGES)
        assert extract(before + data + after, "a.pdf").text == extract(data, "a.pdf").text

    def test_damaged(self) -> None:
        with pytest.raises(UnreadableFile, match=r"damaged|without pages"):
            extract(b"%PDF-1.7\n" + b"\x00garbage" * 50 + b"\n%%EOF", "a.pdf")

    def test_a_password(self) -> None:
        with pytest.raises(UnreadableFile, match="needs a password"):
            extract(pdf(PAGES, password="secret", owner="other"), "a.pdf")

    def test_no_text_at_all(self) -> None:
        with pytest.raises(UnreadableFile, match="holds no text"):
            extract(pdf([[]]), "a.pdf")

    def test_one_page_is_a_picture(self) -> None:
        both = pypdfium2.PdfDocument(pdf(PAGES))
        picture = pypdfium2.PdfDocument(pdf([[]], picture=True))
        both.import_pages(picture)
        target = io.BytesIO()
        both.save(target)
        picture.close()
        both.close()
        found = extract(target.getvalue(), "a.pdf", ocr=False)
        assert found.warnings == ("Page 3 is a picture without text; reading it needs OCR.",)
        assert found.doubts == ("Page 3 was not read: it is a picture without text; reading it needs OCR.",)

    def test_too_many_pages(self) -> None:
        with pytest.raises(UnreadableFile, match="more than 500 pages"):
            extract(pdf([[(72, 72, "x")]] * 501), "a.pdf")


class TestPictures:
    def test_without_an_engine(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(UnreadableFile, match="needs OCR"):
            extract(pdf([[]], picture=True), "a.pdf")

    def test_switched_off(self) -> None:
        with pytest.raises(UnreadableFile, match="needs OCR"):
            extract(pdf([[]], picture=True), "a.pdf", ocr=False)

    @pytest.fixture
    def engine(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
        """A program in the engine's place that keeps the picture and prints a letter."""
        program = tmp_path / "tesseract"
        program.write_text(f"#!/bin/sh\n/bin/cat > '{tmp_path}/picture'\n/bin/cat '{tmp_path}/letter'\n")
        program.chmod(0o755)
        (tmp_path / "letter").write_text(LETTER.text())
        monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
        return tmp_path

    def test_with_an_engine(self, engine: Path) -> None:
        found = extract(pdf([[]], picture=True), "a.pdf")
        assert len(parse(found.text).items) == 2
        assert found.warnings == ("The text was read from pictures by OCR and may hold mistakes.",)
        picture = (engine / "picture").read_bytes()
        assert picture.startswith(b"P5 1700 2200 255\n")
        assert len(picture) == len(b"P5 1700 2200 255\n") + 1700 * 2200

    def test_an_engine_that_fails(self, engine: Path) -> None:
        (engine / "tesseract").write_text("#!/bin/sh\nexit 1\n")
        with pytest.raises(UnreadableFile, match="could not read"):
            extract(pdf([[]], picture=True), "a.pdf")

    def test_an_engine_that_finds_nothing(self, engine: Path) -> None:
        (engine / "letter").write_text(" \n")
        with pytest.raises(UnreadableFile, match="found no text"):
            extract(pdf([[]], picture=True), "a.pdf")


class TestText:
    @pytest.mark.parametrize(
        "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"]
    )
    def test_encodings(self, encoding: str) -> None:
        text = Letter(
            summary=(("The worker’s café — ½ day.") if encoding != "latin-1" else "The worker's café.",)
        ).text()
        found = extract(text.encode(encoding), "letter.txt")
        assert (found.text, found.kind, found.warnings) == (text, "text", ())

    def test_an_odd_encoding_is_guessed(self) -> None:
        text = Letter(summary=("Рабочий повредил спину, когда поднимал ящик на складе. " * 20,)).text()
        assert len(parse(extract(text.encode("koi8-r"), "letter.txt").text).items) == 2

    def test_pages(self) -> None:
        assert extract(b"one\n\ftwo\n\f", "letter.txt").pages == 2

    @pytest.mark.parametrize(
        ("data", "name", "reason"),
        [
            (b"", "a.txt", "is empty"),
            (b" \n\x00\t", "a.txt", "is empty"),
            (b"\xef\xbb\xbf\n", "a.txt", "is empty"),
            (bytes(range(256)) * 20, "a.txt", "neither a PDF nor text"),
            (b"\x01\x02\x03\x04" * 100, "a.txt", "neither a PDF nor text"),
            (b"PK\x03\x04aaaa", "a.docx", "word processor"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1", "a.doc", "word processor"),
            (b"{\\rtf1 {\\info x}}", "a.rtf", "holds no text"),
            (b"7z\xbc\xaf\x27\x1c\x00", "a.7z", "unpack it first"),
            (b"Rar!\x1a\x07\x01", "a.rar", "unpack it first"),
            (b"\x1f\x8b\x08\x00", "a.tar.gz", "unpack it first"),
            (b"a.txt".ljust(257, b"\x00") + b"ustar\x00", "a.tar", "unpack it first"),
            (b"Hello", "a.PDF", "has the name of a PDF but is not one"),
            (b"a" * (5 * 1024 * 1024 + 1), "a.txt", "too much text"),
            (b"a" * (MAX_BYTES + 1), "a.txt", "larger than 50 MB"),
            (b"\xff\xfea\x00b", "a.txt", "damaged characters"),
        ],
    )
    def test_unreadable(self, data: bytes, name: str, reason: str) -> None:
        with pytest.raises(UnreadableFile) as caught:
            extract(data, name)
        assert reason in caught.value.reason


class TestMetadata:
    def test_nothing_is_left_of_who_made_the_file(self) -> None:
        data = pdf(PAGES, owner="secret")
        assert b"/Encrypt" in data
        bare = strip_metadata(data)
        for trace in (b"Clerk", b"A Title", b"/Encrypt", b"/Author"):
            assert trace not in bare
        assert extract(bare, "a.pdf").text == extract(data, "a.pdf").text
        document = pypdfium2.PdfDocument(bare)
        assert document.get_metadata_dict()["Author"] == ""
        document.close()

    def test_a_page_s_own_description_goes_too(self) -> None:
        data = described(pdf([[(72, 72, "A line of text")]]))
        assert b"A Clerk wrote this" in data
        bare = strip_metadata(data)
        assert b"Clerk" not in bare
        assert extract(bare, "a.pdf").text == "A line of text"

    def test_what_is_no_letter(self) -> None:
        with pytest.raises(UnreadableFile):
            strip_metadata(b"%PDF-1.4 broken %%EOF")


def described(data: bytes) -> bytes:
    """The file with a description hung on its page; PDFium rebuilds the table of objects, which is then
    wrong.
    """
    assert b"/Type /Page\n" in data
    stream = b"\n900 0 obj\n<</Type/Metadata/Subtype/XML/Length 18>>\nstream\nA Clerk wrote this\nendstream\nendobj\n"
    data = data.replace(b"/Type /Page\n", b"/Metadata 900 0 R /Type /Page\n")
    at = data.index(b"xref\n")
    return data[:at] + stream + data[at:].replace(b"startxref", b"startxref", 1)
