"""A file's bytes to its text, whatever its name says it is."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from .apart import extract_pdf
from .values import Extracted, UnreadableFile

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
MAX_BYTES = 50 * 1024 * 1024
MAX_TEXT_BYTES = 5 * 1024 * 1024
# Mailers put a few lines before a PDF; readers look for its mark in the first kilobyte.
LEADING_JUNK = 1024

_OTHER_FORMATS = (
    (b"PK\x03\x04", "is an archive or a word processor's file; save it as PDF or plain text"),
    (b"\xd0\xcf\x11\xe0", "is a word processor's file; save it as PDF or plain text"),
    (b"{\\rtf", "is a rich text file; save it as PDF or plain text"),
    (b"\x89PNG", "is a picture and needs OCR"),
    (b"\xff\xd8\xff", "is a picture and needs OCR"),
    (b"II*\x00", "is a picture and needs OCR"),
    (b"MM\x00*", "is a picture and needs OCR"),
)
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def extract(data: bytes, name: str, *, ocr: bool = True) -> Extracted:
    """The text of a PDF or text file, told apart by its bytes; ``name`` only helps to say what is wrong with
    it.

    Raises UnreadableFile for what is empty, too large, damaged, locked by a password, a picture without an
    OCR engine (or with ``ocr`` off), or neither PDF nor text.
    """
    if not data.strip(b"\x00\t\n\r\f \xef\xbb\xbf\xfe\xff"):
        raise UnreadableFile("is empty")
    if len(data) > MAX_BYTES:
        raise UnreadableFile(f"is larger than {MAX_BYTES // 1024 // 1024} MB")
    start = data.find(b"%PDF-", 0, LEADING_JUNK + 5)
    if start >= 0:
        return extract_pdf(data[start:], ocr)
    for mark, reason in _OTHER_FORMATS:
        if data.startswith(mark):
            raise UnreadableFile(reason)
    if name.lower().endswith(".pdf"):
        raise UnreadableFile("is named PDF but is none")
    if len(data) > MAX_TEXT_BYTES:
        raise UnreadableFile("holds too much text for a letter")
    text = _decode(data)
    if not text.strip():
        raise UnreadableFile("holds no text")
    return Extracted(text, "text", 1 + text.strip().count("\f"), ())


def _decode(data: bytes) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                return _plain(data.decode(encoding))
            except UnicodeDecodeError as error:
                raise UnreadableFile("is text with damaged characters") from error
    for encoding in _likely(data):
        try:
            return _plain(data.decode(encoding))
        except UnicodeDecodeError:
            continue
    best = from_bytes(data[: 64 * 1024]).best()
    if best is None:
        raise UnreadableFile("is neither a PDF nor text")
    return _plain(data.decode(best.encoding, "replace"))


def _likely(data: bytes) -> tuple[str, ...]:
    sample = data[:4096]
    if sample.count(0) * 4 > len(sample):
        return (
            ("utf-16-le", "utf-16-be") if sample[1::2].count(0) > sample[::2].count(0) else ("utf-16-be", "utf-16-le")
        )
    return ("utf-8", "cp1252")


def _plain(text: str) -> str:
    """The text, if it is such: mostly letters and spaces, hardly a control character."""
    odd = len(_CONTROL.findall(text[:100_000]))
    if odd * 50 > min(len(text), 100_000):
        raise UnreadableFile("is neither a PDF nor text")
    return text
