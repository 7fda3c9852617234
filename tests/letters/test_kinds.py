"""Kinds of files besides plain PDF and text: what is read of each."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path

import docx
import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from search.letters import Extracted, UnreadableFile, extract, parse

from .builder import Letter
from .test_extraction import PAGES, pdf

LETTER = Letter(width=80)
HEADINGS = [item.heading for item in LETTER.items]
with_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")


def headings(found: Extracted) -> list[str]:
    return [item.heading for item in parse(found.text).items]


def drawn(canvas: Canvas, text: str, *, x: float = 60, top: float = 740, pitch: float = 13) -> None:
    for at, line in enumerate(text.split("\n")):
        canvas.drawString(x, top - pitch * at, line)


def picture(text: str) -> Image.Image:
    """A page of 150 dots an inch with the text on it."""
    page = Image.new("L", (1275, 1650), 255)
    font = ImageFont.load_default(22)
    ImageDraw.Draw(page).multiline_text((90, 60), text, fill=0, font=font, spacing=8)
    return page


def saved(canvas: Canvas, target: io.BytesIO) -> bytes:
    canvas.save()
    return target.getvalue()


class TestWritten:
    def test_a_word_processor_s_file(self) -> None:
        document = docx.Document()
        head, *rest = LETTER.text().split("\n\n")
        table = document.add_table(rows=0, cols=2)
        for line in head.split("\n"):
            table.add_row().cells[0].text = line
        for paragraph in rest:
            document.add_paragraph(paragraph)
        document.core_properties.author = "A Clerk"
        target = io.BytesIO()
        document.save(target)
        found = extract(target.getvalue(), "letter.docx")
        assert (headings(found), found.kind) == (HEADINGS, "converted")
        assert parse(found.text).case_number == "CM16-9000001"
        assert "A Clerk" not in found.text

    def test_a_damaged_word_processor_s_file(self) -> None:
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            archive.writestr("[Content_Types].xml", "<x>")
            archive.writestr("word/document.xml", "<x>")
        with pytest.raises(UnreadableFile, match="damaged word processor"):
            extract(target.getvalue(), "letter.docx")

    def test_a_word_processor_s_file_that_would_grow(self) -> None:
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("word/document.xml", b" " * 60_000_000)
        with pytest.raises(UnreadableFile, match="too much"):
            extract(target.getvalue(), "letter.docx")

    def test_a_web_page(self) -> None:
        paragraphs = "".join(f"<p>{part.replace('&', '&amp;')}</p>" for part in LETTER.text().split("\n\n"))
        page = (
            f"<!DOCTYPE html><html><head><title>x</title><style>p {{}}</style></head><body>{paragraphs}</body></html>"
        )
        found = extract(page.encode(), "letter")
        assert headings(found) == HEADINGS
        assert "<p>" not in found.text

    def test_rich_text(self) -> None:
        body = (
            LETTER.text().replace("\n\n", "\\par\\par\n").replace("(s)", "(\\'73)").replace("Electro", "{\\b E}lectro")
        )
        rich = (
            r"{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\info{\author A Clerk}}{\*\generator X;}\u8220?Letter\rdblquote\par "
            + body
            + "}"
        )
        found = extract(rich.encode("latin-1"), "letter.rtf")
        assert headings(found) == HEADINGS
        assert found.text.startswith("“Letter”")
        assert "Clerk" not in found.text
        assert "Arial" not in found.text


class TestPages:
    def test_form_fields(self) -> None:
        target = io.BytesIO()
        canvas = Canvas(target, pagesize=(612, 792))
        first, second = LETTER.text().split("IMR ISSUES")
        drawn(canvas, first.replace("CM16-9000001", ""))
        canvas.acroForm.textfield(name="case", value="CM16-9000001", x=150, y=736, width=120, height=14, fontSize=10)
        canvas.showPage()
        drawn(canvas, "IMR ISSUES" + second)
        found = extract(saved(canvas, target), "a.pdf")
        assert parse(found.text).case_number == "CM16-9000001"
        assert headings(found) == HEADINGS

    def test_two_columns_of_running_text(self) -> None:
        target = io.BytesIO()
        canvas = Canvas(target, pagesize=(612, 792))
        canvas.setFont("Helvetica", 8)
        lines = Letter(width=50, gap="\n").text().split("\n")
        half = len(lines) // 2
        drawn(canvas, "\n".join(lines[:half]), x=50, pitch=11)
        drawn(canvas, "\n".join(lines[half:]), x=320, pitch=11)
        assert headings(extract(saved(canvas, target), "a.pdf")) == HEADINGS

    def test_a_last_page_with_little_in_its_second_column(self) -> None:
        target = io.BytesIO()
        canvas = Canvas(target, pagesize=(612, 792))
        lines = Letter(width=50, gap="\n").text().split("\n")
        each = (len(lines) - 4) // 3
        columns = [lines[at : at + each] for at in range(0, len(lines), each)]
        for at, column in enumerate(columns):
            canvas.setFont("Helvetica", 8)
            drawn(canvas, "\n".join(column), x=50 + 270 * (at % 2), pitch=11)
            if at % 2:
                canvas.showPage()
        found = extract(saved(canvas, target), "a.pdf")
        assert len(columns[-1]) < 10
        assert "".join(found.text.split()) == "".join(Letter(width=50, gap="\n").text().split())

    def test_a_page_of_two_lines_and_a_stamp_far_below(self) -> None:
        """The usual distance between its lines is wide, and they stand on two rows for all that."""
        target = io.BytesIO()
        canvas = Canvas(target, pagesize=(612, 792))
        canvas.drawString(60, 400, "Received")
        drawn(canvas, "The visits are not\nnecessary.", pitch=25)
        canvas.drawString(60, 30, "DEF 000017")
        assert extract(saved(canvas, target), "a.pdf").text.split("\n")[0] == "The visits are not"

    @pytest.mark.parametrize("over", [True, False])
    def test_words_under_a_black_box_are_left_out_and_doubted(self, over: bool) -> None:
        target = io.BytesIO()
        canvas = Canvas(target, pagesize=(612, 792))
        first, second = LETTER.text().split("IMR ISSUES")

        def box() -> None:
            canvas.setFillColorRGB(0, 0, 0)
            canvas.rect(60, 20, 200, 16, stroke=0, fill=1)

        if not over:
            box()
        drawn(canvas, first)
        canvas.drawString(64, 24, "Esperanza Villaverde")
        if over:
            box()
        canvas.showPage()
        drawn(canvas, "IMR ISSUES" + second)
        found = extract(saved(canvas, target), "a.pdf")
        assert "Esperanza" not in found.text
        assert found.doubts == ("Page 1 has words under a black box, which were left out.",)
        assert headings(found) == HEADINGS

    def test_light_words_on_a_dark_ground_are_read(self) -> None:
        target = io.BytesIO()
        canvas = Canvas(target, pagesize=(612, 792))
        canvas.rect(50, 730, 300, 24, stroke=0, fill=1)
        canvas.setFillColorRGB(1, 1, 1)
        canvas.drawString(60, 738, "FINAL DETERMINATION")
        canvas.setFillColorRGB(0, 0, 0)
        canvas.drawString(60, 700, "and more")
        found = extract(saved(canvas, target), "a.pdf")
        assert "FINAL DETERMINATION" in found.text
        assert found.doubts == ()

    @pytest.mark.parametrize(
        ("kind", "reason"),
        [("garbled", "its text is garbled; it needs OCR"), ("curves", "drawn as curves and needs OCR")],
    )
    def test_text_that_is_none(self, kind: str, reason: str) -> None:
        with pytest.raises(UnreadableFile, match=reason):
            extract(garbled() if kind == "garbled" else curves(), "a.pdf", ocr=False)


def garbled() -> bytes:
    """A page whose characters are each the next but three, as a font without a map of its characters gives them."""
    shifted = "".join(chr(ord(char) + 3) if char.isalpha() else char for char in LETTER.text()[:2500])
    return pdf([[(60, 40 + 12 * at, line) for at, line in enumerate(shifted.split("\n"))]])


def curves() -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(612, 792))
    for at in range(400):
        path = canvas.beginPath()
        path.moveTo(60 + at % 40 * 10, 700 - at // 40 * 20)
        path.curveTo(62, 702, 66, 690, 60 + at % 40 * 10 + 5, 700 - at // 40 * 20)
        canvas.drawPath(path)
    return saved(canvas, target)


@with_tesseract
class TestRead:
    """With the real engine: the words are its own reading, so that only headings are compared."""

    @pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
    def test_a_picture(self, kind: str) -> None:
        target = io.BytesIO()
        picture(LETTER.text()).save(target, kind, dpi=(150, 150))
        found = extract(target.getvalue(), "scan")
        assert (headings(found), found.kind) == (HEADINGS, "converted")
        assert found.warnings == ("The text was read from pictures by OCR and may hold mistakes.",)

    @pytest.mark.parametrize("turned", [0, 90, 180])
    def test_a_scanned_page_among_pages_of_text(self, turned: int) -> None:
        target = io.BytesIO()
        canvas = Canvas(target, pagesize=(612, 792))
        first, second = LETTER.text().split("IMR ISSUES")
        drawn(canvas, first)
        canvas.showPage()
        page = picture("IMR ISSUES" + second).rotate(turned, expand=True)
        canvas.setPageSize((page.width * 0.48, page.height * 0.48))
        canvas.drawImage(ImageReader(page), 0, 0, page.width * 0.48, page.height * 0.48)
        found = extract(saved(canvas, target), "a.pdf")
        assert headings(found) == HEADINGS
        assert found.doubts == ()

    def test_a_picture_that_is_none(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableFile, match="OCR engine could not read"):
            extract(b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "a.png")


def test_pages_of_the_fixture_are_whole() -> None:
    assert headings(extract(pdf(PAGES), "a.pdf")) == HEADINGS
