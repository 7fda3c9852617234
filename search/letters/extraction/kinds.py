"""A file's bytes to its text, whatever its name says it is."""

from __future__ import annotations

import codecs
import re
from typing import Literal

from ..values import Extracted, UnreadableFile
from .apart import extract_pdf, read_picture
from .documents import WrittenText, read_docx, read_html, read_rtf

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
MAX_BYTES = 50 * 1024 * 1024
MAX_TEXT_BYTES = 5 * 1024 * 1024
# Mailers and scanners put a little before a PDF; its mark is looked for so far.
LEADING_JUNK = 16 * 1024

_OTHER_FORMATS = (
    (b"PK\x03\x04", "is an archive or a word processor's file; save it as PDF or plain text"),
    (b"\xd0\xcf\x11\xe0", "is a word processor's file; save it as PDF or plain text"),
    (b"7z\xbc\xaf\x27\x1c", "is a 7-Zip archive; unpack it first"),
    (b"Rar!\x1a\x07", "is a RAR archive; unpack it first"),
    (b"\x1f\x8b", "is a packed file (gzip, tar.gz); unpack it first"),
    (b"BZh", "is a packed file (bzip2); unpack it first"),
    (b"\xfd7zXZ\x00", "is a packed file (xz); unpack it first"),
    (b"GIF8", "is a picture of a kind that is not read; save it as PDF, PNG or TIFF"),
    (b"RIFF", "is a sound or picture file, not a letter"),
    (b"%!PS", "is a PostScript file; save it as PDF"),
)
_CHANGED = "The file marks words as inserted, deleted or struck out; what counts is for a person to say."
_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
_TAR_MARK = (257, b"ustar")
_HTML = re.compile(
    rb"(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:!doctype html|html|head|body|div|p|table)\b",
    re.IGNORECASE | re.DOTALL,
)
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def extract(data: bytes, name: str, *, ocr: bool = True) -> Extracted:
    """The text of a PDF, text file, word processor's file, web page or picture, told apart by its bytes; ``name``
    only helps to say what is wrong with it.

    Raises UnreadableFile for what is empty, too large, damaged, locked by a password, a picture without an
    OCR engine (or with ``ocr`` off), or neither PDF nor text.
    """
    if not data.strip(b"\x00\t\n\r\f \xef\xbb\xbf\xfe\xff"):
        raise UnreadableFile("is empty")
    if len(data) > MAX_BYTES:
        raise UnreadableFile(f"is larger than {MAX_BYTES // 1024 // 1024} MB")
    start = data.find(b"%PDF-", 0, LEADING_JUNK + 5)
    if start >= 0 and not data.lstrip().startswith((b"{\\rtf", b"PK")):
        return extract_pdf(data[start:], ocr)
    if data.startswith(_PICTURES):
        if not ocr:
            raise UnreadableFile("is a picture and needs OCR")
        return read_picture(data)
    written = _converted(data, name)
    if written is None and (reason := _refusal(data, name)):
        raise UnreadableFile(reason)
    if len(data) > MAX_TEXT_BYTES and written is None:
        raise UnreadableFile("holds too much text for a letter")
    kind: Literal["text", "converted"] = "text" if written is None else "converted"
    text, changed = WrittenText(_decode(data)) if written is None else written
    if not text.strip():
        raise UnreadableFile("holds no text")
    return Extracted(text, kind, 1 + text.strip().count("\f"), (), (_CHANGED,) if changed else ())


def _converted(data: bytes, name: str) -> WrittenText | None:
    """The text of a file of another program, None where it is none that can be read so."""
    if data.startswith(b"PK\x03\x04") and b"word/document" in data:
        return read_docx(data)
    if data.lstrip().startswith(b"{\\rtf"):
        return read_rtf(data[:MAX_TEXT_BYTES])
    bare = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if _HTML.match(bare) or name.lower().endswith((".html", ".htm")):
        return read_html(_decode(data[:MAX_TEXT_BYTES]))
    return None


def _refusal(data: bytes, name: str) -> str:
    """Why a file of a kind that is not read here is not."""
    for mark, reason in _OTHER_FORMATS:
        if data.startswith(mark):
            return reason
    if data.startswith(_TAR_MARK[1], _TAR_MARK[0]):
        return "is a tar archive; unpack it first"
    return "has the name of a PDF but is not one" if name.lower().endswith(".pdf") else ""


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
    from charset_normalizer import from_bytes  # few texts come so far, and it takes long to load

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
