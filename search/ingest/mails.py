"""What is attached to a mail or held by a PDF portfolio: each becomes a file of its own, as in an archive."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from search import letters

if TYPE_CHECKING:
    from email.message import MIMEPart

    import olefile

# Headers with which a mail begins, whatever its name.
_MAIL = re.compile(rb"(?:From |(?:[A-Za-z][A-Za-z-]{1,40}):[ \t])")
_HEADERS = re.compile(
    rb"^(?:From|To|Subject|Date|MIME-Version|Received|Return-Path|Message-ID|Content-Type):", re.I | re.M
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HOLDS_FILES = (b"/EmbeddedFile", b"/Collection", b"/ObjStm")
_LETTERS = frozenset(
    {
        ".pdf",
        ".txt",
        ".docx",
        ".doc",
        ".rtf",
        ".html",
        ".htm",
        ".zip",
        ".tif",
        ".tiff",
        ".jpg",
        ".jpeg",
        ".png",
        ".eml",
        ".msg",
    }
)
_SMALL_PICTURE = 20_000
"""Bytes; a smaller picture in a mail is a sender's sign."""
_MOST_ATTACHED = 500

# Where a .msg file keeps an attachment's long name, short name and bytes, and the mail's own words.
_NAMES = ("__substg1.0_3707001F", "__substg1.0_3704001F", "__substg1.0_3707001E", "__substg1.0_3704001E")
_BYTES = "__substg1.0_37010102"
_BODIES = (("__substg1.0_1000001F", "utf-16-le"), ("__substg1.0_1000001E", "cp1252"))


def holds_files(data: bytes, name: str) -> bool:
    """Whether the file may be a mail or a PDF with files inside."""
    if data.startswith(_OLE):
        return name.lower().endswith(".msg") or "__nameid_version1.0".encode("utf-16-le") in data
    if b"%PDF-" in data[:16384] and not _HEADERS.match(data):
        return any(mark in data for mark in _HOLDS_FILES)
    return _MAIL.match(data) is not None and (
        name.lower().endswith(".eml") or len({found.lower() for found in _HEADERS.findall(data[:4000])}) >= 3
    )


def files_in(data: bytes, name: str, most: int) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of what the file holds; "" is the name of its own words, where they are to be read as well.

    ``most``: bytes of all together. Raises :class:`search.letters.UnreadableFile`.
    """
    if data.startswith(_OLE):
        found = _outlook(data)
    elif b"%PDF-" in data[:16384] and not _HEADERS.match(data):
        cover, held = letters.attachments(data[data.find(b"%PDF-") :], most)
        if not cover or not held:
            yield "", data
        yield from held
        return
    else:
        found = _mail(data)
    total = 0
    for _, content in found:
        total += len(content)
        if total > most:
            raise letters.UnreadableFile("holds attached files that are too large together")
    attached = [(each, content) for each, content in found if each and _is_letter(each, content)]
    yield from attached or [(each, content) for each, content in found if not each]


def _is_letter(name: str, content: bytes) -> bool:
    suffix = PurePosixPath(name).suffix.lower()
    small = suffix in {".jpg", ".jpeg", ".png"} and len(content) < _SMALL_PICTURE
    return (suffix in _LETTERS or content.startswith(b"%PDF-")) and not small


def _mail(data: bytes) -> list[tuple[str, bytes]]:
    # Loaded with the first mail, as the other's library is below: what reads a letter alone begins sooner.
    from email import message_from_bytes, policy
    from email.message import EmailMessage

    try:
        message = message_from_bytes(data, _class=EmailMessage, policy=policy.default)
        parts = [part for part in message.walk() if not part.is_multipart()][:_MOST_ATTACHED]
        found = [(part.get_filename() or "", _content(part)) for part in parts]
        body = message.get_body(("plain", "html"))
        words = [("", _words(body))] if body is not None else []
    except Exception as error:  # the parser raises many things for damaged mails
        raise letters.UnreadableFile("is a damaged mail") from error
    return [*((name, content) for name, content in found if name), *words]


def _content(part: MIMEPart) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _words(body: MIMEPart) -> bytes:
    text = _content(body).decode(body.get_content_charset() or "utf-8", "replace")
    return text.encode()


def _outlook(data: bytes) -> list[tuple[str, bytes]]:
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as mail:
            entries = mail.listdir()
            folders = sorted({entry[0] for entry in entries if entry[0].startswith("__attach_version1.0_")})
            found = []
            for folder in folders[:_MOST_ATTACHED]:
                if not mail.exists(f"{folder}/{_BYTES}"):
                    continue
                named = [_read(mail, f"{folder}/{name}", name) for name in _NAMES if mail.exists(f"{folder}/{name}")]
                found.append((named[0] if named else "attachment", mail.openstream(f"{folder}/{_BYTES}").read()))
            words = [
                ("", mail.openstream(stream).read().decode(encoding, "replace").strip("\0").encode())
                for stream, encoding in _BODIES
                if mail.exists(stream)
            ]
    except letters.UnreadableFile:
        raise
    except Exception as error:  # the library raises many things for damaged files
        raise letters.UnreadableFile("is a damaged mail") from error
    return [*found, *words[:1]]


def _read(mail: olefile.OleFileIO, stream: str, name: str) -> str:
    content: bytes = mail.openstream(stream).read()
    return content.decode("utf-16-le" if name.endswith("F") else "cp1252", "replace").strip("\0")
