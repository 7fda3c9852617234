"""Mails and PDF portfolios are unpacked like archives."""

from __future__ import annotations

import io
import struct
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pypdfium2
import pytest

from search.ingest.archives import GivenFile, Limits, sources, walk
from search.ingest.reading import read_letter
from tests.ingest.letters import Letter
from tests.letters.test_extraction import page, pdf

LETTER, OTHER = Letter(), Letter(case="CM16-9900002")
LIMITS = Limits(2**20, 4 * 2**20)


def found(path: Path) -> dict[str, GivenFile]:
    return {given.name.removeprefix(f"{path}"): given for given in walk(sources([path]), LIMITS)}


def as_pdf(letter: Letter) -> bytes:
    head, rest = letter.text().split("IMR ISSUES")
    return pdf([page(head), page("IMR ISSUES" + rest)])


def mail(text: str, **attached: bytes) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.org", "b@example.org", "A letter"
    message.set_content(text)
    for name, content in attached.items():
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name.replace("_", "."))
    return message


def test_what_is_attached_to_a_mail_is_read(tmp_path: Path) -> None:
    message = mail("See the attached.", one_pdf=as_pdf(LETTER), two_txt=OTHER.bytes(), logo_png=b"\x89PNG")
    path = tmp_path / "m.eml"
    path.write_bytes(bytes(message))
    files = found(path)
    assert list(files) == ["/one.pdf", "/two.txt"]
    assert read_letter(files["/one.pdf"].data, "one.pdf").letter.case_number == "CM16-9900001"
    assert read_letter(files["/two.txt"].data, "two.txt").letter.case_number == "CM16-9900002"


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_a_mail_s_own_words_are_read_where_nothing_is_attached(tmp_path: Path, kind: str) -> None:
    message = mail(LETTER.text())
    if kind == "html":
        paragraphs = "".join(f"<p>{part}</p>" for part in LETTER.text().split("\n\n"))
        message.set_content(f"<html><body>{paragraphs}</body></html>", subtype="html")
    path = tmp_path / "no name"
    path.write_bytes(bytes(message))
    (given,) = found(path).values()
    assert given.name == str(path)
    assert len(read_letter(given.data, given.name).items) == 2


def test_a_mail_in_a_mail_in_an_archive(tmp_path: Path) -> None:
    outer = mail("Forwarded.", inner_eml=bytes(mail("Look.", letter_txt=LETTER.bytes())))
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("m.eml", bytes(outer))
    assert list(found(path)) == ["/m.eml/inner.eml/letter.txt"]


def test_an_archive_in_a_mail_and_too_much_in_a_mail(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", "x")
    (tmp_path / "a.eml").write_bytes(bytes(mail("x", a_zip=packed.getvalue())))
    (tmp_path / "b.eml").write_bytes(bytes(mail("x", a_pdf=b"%PDF-" + b"x" * 700_000)))
    assert [given.problem for given in walk(sources([tmp_path]), Limits(2**20, 2**19))] == [
        "is an archive inside an archive; unpack it first",
        "holds attached files that are too large together",
    ]


def test_a_portfolio(tmp_path: Path) -> None:
    document = pypdfium2.PdfDocument(pdf([[(72, 72, "Open this portfolio in another program.")]]))
    for name, letter in (("one.pdf", LETTER), ("two.pdf", OTHER)):
        document.new_attachment(name).set_data(as_pdf(letter))
    path = tmp_path / "p.pdf"
    document.save(path)
    document.close()
    files = found(path)
    assert list(files) == ["/one.pdf", "/two.pdf"]
    assert read_letter(files["/two.pdf"].data, "two.pdf").letter.case_number == "CM16-9900002"


def test_a_letter_that_holds_a_file(tmp_path: Path) -> None:
    document = pypdfium2.PdfDocument(as_pdf(LETTER))
    document.new_attachment("note.txt").set_data(b"A note.")
    path = tmp_path / "p.pdf"
    document.save(path)
    document.close()
    files = found(path)
    assert list(files) == ["", "/note.txt"]
    assert len(read_letter(files[""].data, "p.pdf").items) == 2


@pytest.mark.parametrize("attached", [True, False])
def test_a_mail_as_outlook_keeps_it(tmp_path: Path, attached: bool) -> None:
    streams = {"__substg1.0_1000001F": LETTER.text().encode("utf-16-le")}
    held = {"__substg1.0_3707001F": "letter.pdf".encode("utf-16-le"), "__substg1.0_37010102": as_pdf(OTHER)}
    path = tmp_path / "m.msg"
    path.write_bytes(compound(streams, {"__attach_version1.0_#00000000": held} if attached else {}))
    (given,) = found(path).values()
    letter = read_letter(given.data, given.name).letter
    assert (given.name, letter.case_number) == (
        (f"{path}/letter.pdf", "CM16-9900002") if attached else (str(path), "CM16-9900001")
    )


@pytest.mark.parametrize(
    "data", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]
)
def test_a_damaged_mail(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "m.msg"
    path.write_bytes(data)
    assert [given.problem for given in found(path).values()] == ["is a damaged mail"]


def compound(streams: dict[str, bytes], folders: dict[str, dict[str, bytes]]) -> bytes:
    """A compound file: a header, a table of sectors, a directory, and streams of 512-byte sectors.

    Every stream is filled up to the size from which streams have sectors of their own.
    """
    free, last = 0xFFFFFFFF, 0xFFFFFFFE
    entries: list[tuple[str, int, int, int, bytes]] = [("Root Entry", 5, free, free, b"")]

    def add(contents: dict[str, bytes], inside: dict[str, dict[str, bytes]]) -> int:
        first, before = free, -1
        for name, content in [*contents.items(), *((folder, b"") for folder in inside)]:
            at = len(entries)
            filled = b"" if name in inside else content.ljust(4096, b"\x00")
            entries.append((name, 1 if name in inside else 2, free, free, filled))
            if before >= 0:
                entries[before] = (*entries[before][:2], at, *entries[before][3:])
            first = at if first == free else first
            before = at
            if name in inside:
                child = add(inside[name], {})
                entries[at] = (*entries[at][:3], child, b"")
        return first

    entries[0] = (*entries[0][:3], add(streams, folders), b"")
    body = b""
    chain: list[int] = []
    starts: list[int] = []
    for *_, content in entries:
        count = -(-len(content) // 512)
        starts.append(len(chain) if count else last)
        chain += [len(chain) + 1 + place for place in range(count - 1)] + [last] * bool(count)
        body += content.ljust(count * 512, b"\x00")
    directory = b"".join(
        name.encode("utf-16-le").ljust(64, b"\x00")
        + struct.pack("<HBBIII", 2 * len(name) + 2, kind, 1, free, right, child)
        + b"\x00" * 36
        + struct.pack("<IQ", start, len(content))
        for (name, kind, right, child, content), start in zip(entries, starts, strict=True)
    )
    sectors = -(-len(directory) // 512)
    at_directory = len(chain)
    chain += [at_directory + 1 + place for place in range(sectors - 1)] + [last]
    tables = -(-(len(chain) + 4) // 127)
    at_table = len(chain)
    chain += [0xFFFFFFFD] * tables
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(tables * 512, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 16 + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, tables, at_directory, 0, 0, last, 0, last, 0)
    header += struct.pack(f"<{tables}I", *range(at_table, at_table + tables))
    return header.ljust(512, b"\xff") + body + directory.ljust(sectors * 512, b"\x00") + table


def test_one_bad_name_fails_that_file_and_not_the_archive(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("good.txt", LETTER.bytes())
        archive.writestr("näme.txt", OTHER.bytes())
    path.write_bytes(path.read_bytes().replace("nä".encode(), b"n\xff\xfe"))
    files = list(found(path).values())
    assert [given.problem for given in files] == ["", ""]
    assert [read_letter(given.data, given.name).letter.case_number for given in files] == [
        "CM16-9900001",
        "CM16-9900002",
    ]


def test_a_word_processor_s_file_is_a_file_and_no_archive(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("word/document.xml", "<x/>")
    assert [(given.problem, bool(given.data)) for given in found(path).values()] == [("", True)]
