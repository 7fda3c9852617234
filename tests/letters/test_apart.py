"""A PDF can neither fill the memory nor take this process with it."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pytest

from search.letters import NotRead, UnreadableFile, extract, strip_metadata
from search.letters.extraction import apart

from .test_extraction import PAGES, pdf

ROOT = Path(__file__).resolve().parents[2]


def written(*objects: bytes) -> bytes:
    """A PDF of these objects."""
    out, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    return b"%b%b%btrailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        out,
        head,
        table,
        len(objects) + 1,
        len(out),
    )


def stream(content: bytes, about: bytes = b"", packed: int = 1) -> bytes:
    for _ in range(packed):
        content = zlib.compress(content, 9)
    filters = b"/FlateDecode" * packed
    return b"<</Length %d/Filter[%b]%b>>stream\n%b\nendstream" % (len(content), filters, about, content)


def one_page(content: bytes, resources: bytes, *others: bytes) -> bytes:
    return written(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<<%b>>>>" % resources,
        content,
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *others,
    )


def nested(depth: int = 24) -> bytes:
    """Five kilobytes: a drawing of ten drawings, each of ten drawings, and so on."""
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</F 5 0 R>>/XObject<</X %d 0 R>>>>"
    drawings = [stream(b"/X Do " * 10, form % (7 + number)) for number in range(depth)]
    return one_page(
        stream(b"/X Do"),
        b"/XObject<</X 6 0 R>>",
        *drawings,
        stream(b"BT /F 9 Tf (a) Tj ET", form % 5),
    )


def many_pages() -> bytes:
    """A minute's reading, a little for each page."""
    kids = b" ".join([b"3 0 R"] * 400)
    return written(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%b]/Count 400>>" % kids,
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        stream(b"BT /F 9 Tf (aaaaaaaaaaaaaaaaaaaaaaaaaaaa) Tj ET\n" * 5_000),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )


def packed_twice() -> bytes:
    """A few kilobytes: a page of a gigabyte."""
    return one_page(stream(b" " * 2**30, packed=2), b"")


@pytest.mark.slow
@pytest.mark.parametrize("bomb", [nested, packed_twice])
def test_a_file_that_would_fill_the_memory_is_unreadable_and_the_next_is_read(bomb: object) -> None:
    data = bomb()  # type: ignore[operator]
    assert len(data) < 10_000
    for ask in (lambda: extract(data, "a.pdf"), lambda: strip_metadata(data)):
        with pytest.raises(UnreadableFile, match="more time or memory"):
            ask()
        assert extract(pdf(PAGES), "a.pdf").pages == 2


def test_a_file_that_takes_too_long_is_unreadable_and_the_next_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = one_page(stream(b"BT /F 9 Tf (aaaaaaaaaaaaaaaaaaaaaaaaaaaa) Tj ET\n" * 100_000), b"/Font<</F 5 0 R>>")
    extract(pdf(PAGES), "a.pdf")
    with monkeypatch.context() as patch:
        patch.setattr(apart, "SILENCE", 0.01)
        patch.setattr(apart, "SILENCE_WITH_PICTURES", 0.01)
        with pytest.raises(UnreadableFile, match="more time or memory"):
            extract(slow, "a.pdf")
    assert extract(pdf(PAGES), "a.pdf").pages == 2


def test_a_process_that_was_killed_meanwhile_is_begun_again() -> None:
    extract(pdf(PAGES), "a.pdf")
    process = apart._reader._process
    assert process is not None
    process.kill()
    process.wait()
    assert extract(pdf(PAGES), "a.pdf").pages == 2
    assert apart._reader._process is not process


def test_a_mistake_of_ours_is_told_and_not_taken_for_a_bad_file() -> None:
    with pytest.raises(RuntimeError, match="KeyError"):
        apart._reader.ask({"do": "read"}, pdf(PAGES), 10)
    assert extract(pdf(PAGES), "a.pdf").pages == 2


def test_what_ends_the_whole_group_does_not_end_the_file() -> None:
    extract(pdf(PAGES), "a.pdf")
    process = apart._reader._process
    assert process is not None
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        process.send_signal(number)
    assert extract(pdf(PAGES), "a.pdf").pages == 2
    assert apart._reader._process is process


@pytest.mark.parametrize("program", ["/bin/false", "/nowhere/python"])
def test_a_reader_that_cannot_begin_is_no_fault_of_the_file(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    apart._reader.close()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "executable", program)
        with pytest.raises(NotRead, match="process that reads PDFs has ended"):
            extract(pdf(PAGES), "a.pdf")
    assert extract(pdf(PAGES), "a.pdf").pages == 2


def test_after_so_many_files_another_process_takes_over(monkeypatch: pytest.MonkeyPatch) -> None:
    apart._reader.close()
    script = "from search.letters.extraction import apart; apart.MOST_FILES = 3; apart.serve()"
    monkeypatch.setattr(apart, "_SCRIPT", script)
    met = set()
    for _ in range(8):
        assert extract(pdf(PAGES), "a.pdf").pages == 2
        assert apart._reader._process is not None
        met.add(apart._reader._process.pid)
    apart._reader.close()
    assert len(met) == 3


def test_after_a_file_that_took_all_memory_another_process_takes_over(monkeypatch: pytest.MonkeyPatch) -> None:
    apart._reader.close()
    script = """
from search.letters.extraction import apart, pdf
pdf.strip_metadata = lambda data: bytes(2**40)
apart.serve()
"""
    monkeypatch.setattr(apart, "_SCRIPT", script)
    assert extract(pdf(PAGES), "a.pdf").pages == 2
    process = apart._reader._process
    with pytest.raises(UnreadableFile, match="more time or memory"):
        strip_metadata(pdf(PAGES))
    assert extract(pdf(PAGES), "a.pdf").pages == 2
    assert apart._reader._process is not process
    apart._reader.close()


def test_a_file_whose_reader_was_told_to_end_is_asked_about_once_more(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """In the midst of the file, as where the reader had not yet come to ignore it."""
    apart._reader.close()
    ended = tmp_path / "ended"
    script = f"""
import os, pathlib, signal
from search.letters.extraction import apart, pdf
read, ended = pdf.extract_pdf, pathlib.Path({str(ended)!r})
def told_to_end(*arguments):
    if not ended.exists():
        ended.touch()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTERM)
    return read(*arguments)
pdf.extract_pdf = told_to_end
apart.serve()
"""
    monkeypatch.setattr(apart, "_SCRIPT", script)
    assert extract(pdf(PAGES), "a.pdf").pages == 2
    assert ended.exists()
    apart._reader.close()


def test_a_reader_whose_owner_was_killed_ends_quietly() -> None:
    script = """
import os, signal, threading
from search.letters.extraction import apart
from tests.letters.test_apart import many_pages
def die():
    print(apart._reader._process.pid, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
threading.Timer(1, die).start()
apart.extract_pdf(many_pages(), False)
"""
    owner = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert owner.returncode == -signal.SIGKILL
    reader = int(owner.stdout)
    until = time.monotonic() + 60
    while Path(f"/proc/{reader}").exists():
        assert time.monotonic() < until
        time.sleep(0.05)
    assert owner.stderr == ""
