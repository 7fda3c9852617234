"""PDF bytes to text by way of PDFium, with the empty lines that a page shows and PDFium leaves out.

Only :mod:`search.letters.apart` calls this, in a process that may fail.
"""

from __future__ import annotations

import ctypes
import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import pypdfium2 as pdfium
from pypdfium2 import raw

from . import ocr
from .values import Extracted, UnreadableFile

MAX_PAGES = 500
MAX_CHARACTERS = 5_000_000
# Fewer letters than this on every page: a scan, with at most a stamp of text on it.
SCANT_LETTERS = 40
# After the end-of-file mark some mailers leave a little; more than this and the mark is an earlier one.
TRAILING_BYTES = 4096

_PIECE = re.compile("\r\n|\r|\n|\ufffe")
# References to descriptions of a page or picture: they may name who made it.
_ATTACHED = re.compile(rb"/(?:Metadata|PieceInfo) \d+ 0 R")
MAX_POINTS = 5_000  # A page's longer side; more, and its picture alone would fill the memory.


@dataclass(frozen=True, slots=True)
class _Piece:
    """A run of text on one line, at its first character's origin in points from the page's lower left
    corner.
    """

    text: str
    x: float
    y: float


def extract_pdf(data: bytes, engine: str, sign: Callable[[int], None]) -> Extracted:
    """The text of all pages, parted by form feeds. Raises UnreadableFile.

    ``engine``: the program that reads pictures, or nothing. ``sign`` is called with the number of each page read.
    """
    with _opened(data) as document:
        if len(document) > MAX_PAGES:
            raise UnreadableFile(f"has more than {MAX_PAGES} pages")
        try:
            pages = list(_page_texts(document, sign))
        except pdfium.PdfiumError as error:
            raise UnreadableFile("is a damaged PDF") from error
        bare = [at for at, page in enumerate(pages) if _letters(page) < SCANT_LETTERS and _has_picture(document, at)]
        if len(bare) == len(pages):
            return _read_pictures(document, engine, sign)
    text = "\n\f".join(pages)
    if not text.strip():
        raise UnreadableFile("holds no text")
    warnings = tuple(f"Page {at + 1} is a picture without text; reading it needs OCR." for at in bare)
    return Extracted(text, "pdf", len(pages), warnings)


def strip_metadata(pdf: bytes) -> bytes:
    """The same pages in a new file without document information, XMP, annotations or encryption.

    The posted files name the clerk who made them; what is stored must not. Raises UnreadableFile.
    """
    bare = _copy_pages(pdf)
    if _ATTACHED.search(bare):
        # What no object refers to any longer is left behind by the second copy.
        bare = _copy_pages(_ATTACHED.sub(lambda found: b" " * len(found[0]), bare))
    return bare


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
    mark = data.rfind(b"%%EOF")
    if mark < 0 or len(data) - mark > TRAILING_BYTES:
        raise UnreadableFile("is a PDF that was cut short")
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD:
            raise UnreadableFile("needs a password") from error
        raise UnreadableFile("is a damaged PDF") from error
    try:
        if len(document) == 0:
            raise UnreadableFile("is a PDF without pages")
        yield document
    finally:
        document.close()


def _page_texts(document: pdfium.PdfDocument, sign: Callable[[int], None]) -> Iterator[str]:
    size = 0
    for at in range(len(document)):
        page = document[at]
        textpage = page.get_textpage()
        try:
            text = _page_text(textpage)
        finally:
            textpage.close()
            page.close()
        size += len(text)
        if size > MAX_CHARACTERS:
            raise UnreadableFile("holds too much text for a letter")
        sign(at)
        yield text


def _page_text(textpage: pdfium.PdfTextPage) -> str:
    text = textpage.get_text_range()
    pieces = [piece for piece in _pieces(textpage, text) if piece.text.strip()]
    if not pieces:
        return ""
    drops = [above.y - below.y for above, below in pairwise(pieces)]
    pitch = _pitch(drops)
    if any(drop < -pitch / 2 for drop in drops):
        pieces = _by_rows(pieces, pitch)
    lines = [pieces[0].text]
    for above, below in pairwise(pieces):
        if above.y - below.y > 1.45 * pitch:
            lines.append("")
        lines.append(below.text)
    return "\n".join(lines)


def _pieces(textpage: pdfium.PdfTextPage, text: str) -> Iterator[_Piece]:
    """The page's text cut at its line ends. A hyphen at a line's end, which PDFium swallows, is put back."""
    x, y = ctypes.c_double(), ctypes.c_double()
    start = 0
    for end, following in [
        *((found.start(), found.end()) for found in _PIECE.finditer(text)),
        (len(text), len(text)),
    ]:
        if end > start:
            at = raw.FPDFText_GetCharIndexFromTextIndex(textpage, start)
            raw.FPDFText_GetCharOrigin(textpage, at, x, y)
            hyphen = "-" if text[end:following] == "\ufffe" else ""
            yield _Piece(text[start:end].rstrip() + hyphen, x.value, y.value)
        start = following


def _pitch(drops: Sequence[float]) -> float:
    """The usual distance between two lines, in points."""
    down = [drop for drop in drops if drop > 4]
    return median(down) if down else 12.0


def _by_rows(pieces: Sequence[_Piece], pitch: float) -> list[_Piece]:
    """Pieces read across the page, for files that store a table column by column."""
    rows: list[list[_Piece]] = []
    for piece in sorted(pieces, key=lambda piece: -piece.y):
        if rows and rows[-1][0].y - piece.y < pitch / 3:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [
        _Piece(" ".join(piece.text for piece in sorted(row, key=lambda piece: piece.x)), row[0].x, row[0].y)
        for row in rows
    ]


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))


def _has_picture(document: pdfium.PdfDocument, at: int) -> bool:
    page = document[at]
    try:
        return next(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4), None) is not None
    finally:
        page.close()


def _read_pictures(document: pdfium.PdfDocument, engine: str, sign: Callable[[int], None]) -> Extracted:
    if not engine:
        raise UnreadableFile("holds pictures of pages without text and needs OCR")
    pages = []
    for at in range(len(document)):
        page = document[at]
        try:
            if max(page.get_size()) > MAX_POINTS:
                raise UnreadableFile("has a page that is too large for a letter")
            bitmap = page.render(scale=ocr.DOTS_PER_INCH / 72, grayscale=True)
            pages.append(ocr.read(engine, bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride))
        finally:
            page.close()
        sign(at)
    text = "\n\f".join(pages)
    if not text.strip():
        raise UnreadableFile("holds pictures of pages in which OCR found no text")
    return Extracted(text, "pdf", len(pages), ("The text was read from pictures by OCR and may hold mistakes.",))
