"""PDF bytes to text by way of PDFium, with the empty lines that a page shows and PDFium leaves out.

Only :mod:`search.letters.extraction.apart` calls this, in a process that may fail.
"""

from __future__ import annotations

import ctypes
import io
import re
import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

import pypdfium2 as pdfium
from pypdfium2 import raw

from ..values import Extracted, UnreadableFile
from . import ocr
from .layout import TURNED, TextRun, is_crammed, page_lines
from .overlays import drop_second_layer, field_values, hidden

MAX_PAGES = 500
PICTURE_DOTS_PER_INCH = 110
MAX_CHARACTERS = 5_000_000
# Fewer letters than this on every page: a scan, with at most a stamp of text on it.
SCANT_LETTERS = 40
# After the end-of-file mark some mailers leave a little; more than this and the mark is an earlier one.
TRAILING_BYTES = 4096
# So many drawn lines on a page without text are letters drawn as curves.
CURVES = 150
# Less than this share of words that letters print, and a page's characters are not what they look like.
UNFAMILIAR = 0.08
MAX_ATTACHMENTS = 500
# A page of so few letters is a mere cover of what is attached to it.
COVER_LETTERS = 600

GARBLED_SAMPLE = 1_500
_ODD = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufff0-\ufffd]")
_PLAIN = re.compile("[A-Za-z]")
_OBJECT = re.compile(rb"\d+ \d+ obj\b")
_CATALOGUE = re.compile(rb"(\d{1,9}) 0 obj\s*<<[^>]{0,2000}/Type\s*/Catalog\b")
_TABLE = re.compile(rb"\s*(?:xref|trailer|startxref)\b")
_PIECE = re.compile("\r\n|\r|\n|\ufffe")
# What a font's name says beside its family: a subset's mark before it, and the cut behind it.
_CUT_OF_TYPE = re.compile(r"^[A-Z]{6}\+|(?:PS)?(?:MT|[-,].*)?$|(?:Bold|Italic|Oblique).*$")
# References to descriptions of a page or picture: they may name who made it.
_ATTACHED = re.compile(rb"/(?:Metadata|PieceInfo) \d+ 0 R")
_BACK = 20.0
"""Points by which a line never goes back."""
MAX_POINTS = 5_000  # A page's longer side; more, and its picture alone would fill the memory.


def extract_pdf(data: bytes, engine: str, sign: Callable[[int], None]) -> Extracted:
    """The text of all pages, parted by form feeds. Raises UnreadableFile.

    ``engine``: the program that reads pictures, or nothing. ``sign`` is called with the number of each page read.
    """
    with _opened(data) as document:
        if len(document) > MAX_PAGES:
            raise UnreadableFile(f"has more than {MAX_PAGES} pages")
        if document.get_formtype() != raw.FORMTYPE_NONE:
            document.init_forms()
        try:
            pages = list(_pages(document, sign))
            if engine:
                pages = [_with_pictures(document, at, page, engine, sign) for at, page in enumerate(pages)]
        except pdfium.PdfiumError as error:
            raise UnreadableFile("is a damaged PDF") from error
    unread = [page for page in pages if page.needs]
    if len(unread) == len(pages):
        raise UnreadableFile(_NEEDS[unread[0].needs][0])
    text = "\n\f".join(page.text for page in pages)
    if not text.strip():
        recognised = any(page.recognised for page in pages)
        raise UnreadableFile("holds pictures of pages in which OCR found no text" if recognised else "holds no text")
    return Extracted(text, "pdf", len(pages), tuple(_warnings(pages)), tuple(_doubts(pages)))


@dataclass(frozen=True, slots=True)
class _PageText:
    """A page's text. ``needs``: why it has to be read from its picture. ``recognised``: it was. ``gutter``: where its
    two columns part, in points.
    """

    text: str
    needs: Literal["", "picture", "curves", "garbled"] = ""
    covered: bool = False
    recognised: bool = False
    gutter: float | None = None


# Why a whole file is not read without OCR, and what is said of one page.
_NEEDS = {
    "picture": (
        "holds pictures of pages without text and needs OCR",
        "is a picture without text; reading it needs OCR",
    ),
    "curves": ("holds text drawn as curves and needs OCR", "holds text drawn as curves; reading it needs OCR"),
    "garbled": ("cannot be read: its text is garbled; it needs OCR", "holds garbled text; reading it needs OCR"),
}


def _warnings(pages: Sequence[_PageText]) -> Iterator[str]:
    for at, page in enumerate(pages, start=1):
        if page.needs:
            yield f"Page {at} {_NEEDS[page.needs][1]}."
    if any(page.recognised for page in pages):
        yield "The text was read from pictures by OCR and may hold mistakes."


def _doubts(pages: Sequence[_PageText]) -> Iterator[str]:
    for at, page in enumerate(pages, start=1):
        if page.needs:
            yield f"Page {at} was not read: it {_NEEDS[page.needs][1]}."
        if page.covered:
            yield f"Page {at} has words under a black box, which were left out."


def attachments(data: bytes, most: int) -> tuple[bool, list[tuple[str, bytes]]]:
    """Whether the file is a portfolio, a mere cover around others, and the names and bytes of the files that it holds.

    ``most``: bytes of all of them together. Raises UnreadableFile.
    """
    with _opened(data) as document:
        held: list[tuple[str, bytes]] = []
        if not document.count_attachments():
            return False, held
        try:
            for at in range(min(document.count_attachments(), MAX_ATTACHMENTS)):
                attached = document.get_attachment(at)
                content = bytes(attached.get_data())
                most -= len(content)
                if most < 0:
                    raise UnreadableFile("holds attached files that are too large together")
                held.append((attached.get_name(), content))
        except pdfium.PdfiumError as error:
            raise UnreadableFile("holds attached files that cannot be taken out") from error
        letters = sum(_letters(document[at].get_textpage().get_text_range()) for at in range(min(len(document), 2)))
    return b"/Collection" in data or letters < COVER_LETTERS, held


def strip_metadata(pdf: bytes) -> bytes:
    """The same pages in a new file without document information, XMP, annotations or encryption.

    The posted files name the clerk who made them; what is stored must not. Raises UnreadableFile.
    """
    bare = _copy_pages(pdf)
    if _ATTACHED.search(bare):
        # What no object refers to any longer is left behind by the second copy.
        bare = _copy_pages(_ATTACHED.sub(lambda found: b" " * len(found[0]), bare))
    return bare


def page_picture(pdf: bytes, at: int) -> tuple[bytes, int]:
    """Page ``at`` (from 0) as a grey PNG, and how many pages there are. Raises UnreadableFile."""
    with _opened(pdf) as document:
        if not 0 <= at < len(document):
            raise UnreadableFile("has no such page")
        page = document[at]
        try:
            if max(page.get_size()) > MAX_POINTS:
                raise UnreadableFile("has a page that is too large for a letter")
            bitmap = page.render(scale=PICTURE_DOTS_PER_INCH / 72, grayscale=True)
            return _png(bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride), len(document)
        finally:
            page.close()


def _png(grey: Any, width: int, height: int, stride: int) -> bytes:
    """A grey picture as PNG (ISO/IEC 15948)."""
    rows = bytes(grey)
    packed = zlib.compress(b"".join(b"\0" + rows[at * stride : at * stride + width] for at in range(height)))
    chunks = ((b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)), (b"IDAT", packed), (b"IEND", b""))
    parts = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def _copy_pages(pdf: bytes) -> bytes:
    target = io.BytesIO()
    with _opened(pdf) as document:
        fresh = pdfium.PdfDocument.new()
        try:
            fresh.import_pages(document)
            for at in range(len(fresh)):
                page = fresh[at]
                for note in reversed(range(raw.FPDFPage_GetAnnotCount(page))):
                    raw.FPDFPage_RemoveAnnot(page, note)
                page.close()
            fresh.save(target)
        except pdfium.PdfiumError as error:
            raise UnreadableFile("is a damaged PDF") from error
        finally:
            fresh.close()
    return target.getvalue()


@contextmanager
def _opened(data: bytes) -> Iterator[pdfium.PdfDocument]:
    if not _is_whole(data):
        raise UnreadableFile("is a PDF that was cut short")
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD:
            raise UnreadableFile("needs a password") from error
        document = _without_trailer(data, error)
    try:
        if len(document) == 0:
            raise UnreadableFile("is a PDF without pages")
        yield document
    finally:
        document.close()


def _without_trailer(data: bytes, error: pdfium.PdfiumError) -> pdfium.PdfDocument:
    """The document of a file that has lost the trailer, which says where its catalogue is. Raises UnreadableFile."""
    catalogue = _CATALOGUE.search(data)
    if catalogue is None or b"/Encrypt" in data:
        raise UnreadableFile("is a damaged PDF") from error
    trailer = b"\ntrailer\n<< /Root %d 0 R >>\nstartxref\n0\n%%%%EOF\n" % int(catalogue[1])
    try:
        return pdfium.PdfDocument(data + trailer)
    except pdfium.PdfiumError:
        raise UnreadableFile("is a damaged PDF") from error


def _is_whole(data: bytes) -> bool:
    """Whether the file has its end. Where the mark of the end is missing or followed by more, all objects must have
    theirs, and what follows them must be the file's table of objects, or nothing that counts.
    """
    mark = data.rfind(b"%%EOF")
    if mark >= 0 and len(data) - mark <= TRAILING_BYTES:
        return True
    rest = data[data.rfind(b"endobj") + 6 :]
    if mark >= 0 and mark > data.rfind(b"endobj"):
        return _OBJECT.search(data, mark) is None
    return _TABLE.match(rest) is not None


def _pages(document: pdfium.PdfDocument, sign: Callable[[int], None]) -> Iterator[_PageText]:
    size, gutter = 0, None
    for at in range(len(document)):
        page = document[at]
        drop_second_layer(page)
        textpage = page.get_textpage()
        try:
            found = _page(document, page, textpage, gutter)
        finally:
            textpage.close()
            page.close()
        size, gutter = size + len(found.text), found.gutter
        if size > MAX_CHARACTERS:
            raise UnreadableFile("holds too much text for a letter")
        sign(at)
        yield found


def _page(
    document: pdfium.PdfDocument, page: pdfium.PdfPage, textpage: pdfium.PdfTextPage, gutter: float | None
) -> _PageText:
    text = textpage.get_text_range()
    covered = hidden(page, textpage)
    if covered:
        text = "".join(" " if at in covered and char.isprintable() else char for at, char in enumerate(text))
    pieces = [piece for piece in _pieces(textpage, text) if piece.text.strip()]
    typed = list(field_values(document, page))
    if typed:
        pieces = sorted([*pieces, *typed], key=lambda piece: (-round(piece.y / 4), piece.x))
    width, height = page.get_size()
    middle = width / 2 if width > height else None
    printed, gutter = page_lines(pieces, gutter, middle) if pieces else ([], gutter)
    lines = "\n".join(printed)
    if _letters(lines) < SCANT_LETTERS:
        if _has(page, raw.FPDF_PAGEOBJ_IMAGE, 1):
            return _PageText(lines, "picture")
        if _has(page, raw.FPDF_PAGEOBJ_PATH, CURVES):
            return _PageText(lines, "curves")
    if _is_garbled(lines):
        return _PageText("", "garbled")
    return _PageText(lines, covered=bool(covered), gutter=gutter)


def _is_garbled(text: str) -> bool:
    """Whether the characters are numbers of drawings, not letters: control characters, or hardly a word that is one."""
    sample = text[:GARBLED_SAMPLE]
    odd = len(_ODD.findall(sample))
    if odd > 20 and odd > 0.1 * len(sample):
        return True
    plain = len(_PLAIN.findall(sample))
    return plain > 300 and ocr.familiar(sample) < UNFAMILIAR


def _pieces(textpage: pdfium.PdfTextPage, text: str) -> Iterator[TextRun]:
    """The page's text cut at its line ends. A hyphen at a line's end, which PDFium swallows, is put back."""
    start = 0
    for end, following in [
        *((found.start(), found.end()) for found in _PIECE.finditer(text)),
        (len(text), len(text)),
    ]:
        if end > start:
            hyphen = "-" if text[end:following] == "\ufffe" else ""
            written = len(text[start:end].rstrip())
            cut = _turning(textpage, start, start + written) if written > 1 else start
            if cut > start:
                yield _run(textpage, start, cut, text[start:cut].rstrip())
            run = _run(textpage, cut, end, text[cut:end].rstrip() + hyphen)
            again = _again(textpage, cut, end) if is_crammed(run) else end
            yield run if again == end else _run(textpage, cut, again, text[cut:again].rstrip())
            if again < end:
                yield _run(textpage, again, end, text[again:end].rstrip() + hyphen)
        start = following


def _run(textpage: pdfium.PdfTextPage, start: int, end: int, words: str) -> TextRun:
    x, y, right, _ = (ctypes.c_double() for _ in range(4))
    box = raw.FS_RECTF()
    at = raw.FPDFText_GetCharIndexFromTextIndex(textpage, start)
    raw.FPDFText_GetCharOrigin(textpage, at, x, y)
    last = raw.FPDFText_GetCharIndexFromTextIndex(textpage, end - 1)
    raw.FPDFText_GetCharOrigin(textpage, last, right, _)
    angle = float(raw.FPDFText_GetCharAngle(textpage, at))
    size = box.top - box.bottom if raw.FPDFText_GetLooseCharBox(textpage, at, box) else 0.0
    return TextRun(words, x.value, y.value, max(x.value, right.value), angle, size, _style(textpage, at, size))


def _again(textpage: pdfium.PdfTextPage, start: int, end: int) -> int:
    """Where a line begins anew upon itself, as PDFium joins what is printed twice; or its end."""
    x, y, farthest = ctypes.c_double(), ctypes.c_double(), float("-inf")
    for at in range(start, end):
        raw.FPDFText_GetCharOrigin(textpage, raw.FPDFText_GetCharIndexFromTextIndex(textpage, at), x, y)
        if x.value < farthest - _BACK:
            return at
        farthest = max(farthest, x.value)
    return end


def _turning(textpage: pdfium.PdfTextPage, start: int, end: int) -> int:
    """Where a line goes on at another angle, as PDFium joins what is drawn across the page to the line before; or
    its start.
    """

    def angle(at: int) -> float:
        return float(raw.FPDFText_GetCharAngle(textpage, raw.FPDFText_GetCharIndexFromTextIndex(textpage, at)))

    usual = angle(start)
    if abs(angle(end - 1) - usual) < TURNED:
        return start
    return next(at for at in range(start + 1, end) if abs(angle(at) - usual) >= TURNED)


def _style(textpage: pdfium.PdfTextPage, at: int, size: float) -> str:
    """In which family of type and colour a character is printed; bold is the text's own."""
    name = ctypes.create_string_buffer(80)
    raw.FPDFText_GetFontInfo(textpage, at, name, len(name), ctypes.c_int())
    colours = [ctypes.c_uint() for _ in range(4)]
    raw.FPDFText_GetFillColor(textpage, at, *colours)
    family = _CUT_OF_TYPE.sub("", name.value.decode("latin-1"))
    return f"{family} {size:.0f} {[colour.value for colour in colours[:3]]}"


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))


def _has(page: pdfium.PdfPage, kind: int, count: int) -> bool:
    """Whether at least so many objects of the kind are drawn on the page."""
    things = page.get_objects(filter=[kind], max_depth=4)
    return sum(1 for _ in islice(things, count)) == count


def _with_pictures(
    document: pdfium.PdfDocument, at: int, found: _PageText, engine: str, sign: Callable[[int], None]
) -> _PageText:
    """The page with the words of its picture where it has none of its own; a turned page is turned back."""
    if not found.needs:
        return found
    page = document[at]
    try:
        if max(page.get_size()) > MAX_POINTS:
            raise UnreadableFile("has a page that is too large for a letter")
        best = ""
        for turn in (0, 90, 270, 180):
            bitmap = page.render(scale=ocr.DOTS_PER_INCH / 72, grayscale=True, rotation=turn)
            text = ocr.read(engine, bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride)
            sign(at)
            best = max(best, text, key=ocr.familiar) if best.strip() else text
            if ocr.familiar(best) >= ocr.FAMILIAR or not text.strip():
                break
    finally:
        page.close()
    return _PageText(best, recognised=True, covered=found.covered)
