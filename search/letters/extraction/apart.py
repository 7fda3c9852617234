"""PDFs are read in a process apart: a file of five kilobytes can ask for more memory than a machine has, or crash.

One such process serves this one, a file at a time, for some thousand files. It may use so much memory and so much time
for one, and must give a sign of life with every page; where a file ends it, that file is unreadable and the next gets
another process. Where somebody else has ended it, or it could not begin, the file is asked about once more, and then
it was not read.

What goes over the pipes, either way: a line of JSON, then as many bytes as the line says. Nothing that the process
sends is run or unpickled.
"""

from __future__ import annotations

import atexit
import json
import os
import selectors
import shutil
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from ..values import Extracted, NotRead, UnreadableFile

MOST_MEMORY = 3 * 2**29
SILENCE = 60.0
"""Seconds that one page may take."""
SILENCE_WITH_PICTURES = 120.0
ALTOGETHER = 1_200.0
_ENDING = 10.0
MOST_FILES = 2_000
"""After so many another process takes over: what PDFium may have leaked is the last one's."""
_SCRIPT = "from search.letters.extraction import apart; apart.serve()"
_FROM_WITHOUT = (-signal.SIGTERM, -signal.SIGINT, -signal.SIGHUP)
_TOO_MUCH = "is a PDF that asks for more time or memory than a letter does"
_ROOT = Path(__file__).resolve().parents[3]


def extract_pdf(data: bytes, use_ocr: bool) -> Extracted:
    """The text of all pages, parted by form feeds. Raises UnreadableFile, NotRead."""
    engine = (shutil.which("tesseract") or "") if use_ocr else ""
    said, text = _reader.ask({"do": "read", "engine": engine}, data, SILENCE_WITH_PICTURES if engine else SILENCE)
    return Extracted(
        text.decode("utf-8", "surrogatepass"), "pdf", int(said["pages"]), tuple(said["warnings"]), tuple(said["doubts"])
    )


def read_picture(data: bytes) -> Extracted:
    """The text of a picture (PNG, JPEG, TIFF). Raises UnreadableFile, NotRead."""
    engine = shutil.which("tesseract")
    if not engine:
        raise UnreadableFile("is a picture and needs OCR")
    said, text = _reader.ask({"do": "picture", "engine": engine}, data, SILENCE_WITH_PICTURES)
    return Extracted(text.decode("utf-8"), "converted", int(said["pages"]), tuple(said["warnings"]))


def attachments(pdf: bytes, most: int) -> tuple[bool, list[tuple[str, bytes]]]:
    """Whether a PDF is a mere cover around others, and the names and bytes of the files that it holds, of no more than
    ``most`` bytes together. Raises UnreadableFile, NotRead.
    """
    said, rest = _reader.ask({"do": "attachments", "most": most}, pdf, SILENCE)
    held, start = [], 0
    for name, size in said["held"]:
        held.append((str(name), rest[start : start + size]))
        start += size
    return bool(said["cover"]), held


def strip_metadata(pdf: bytes) -> bytes:
    """The same pages in a new file without document information, XMP, annotations or encryption.

    The posted files name the clerk who made them; what is stored must not. Raises UnreadableFile, NotRead.
    """
    return _reader.ask({"do": "strip"}, pdf, SILENCE)[1]


def page_picture(pdf: bytes, page: int) -> tuple[bytes, int]:
    """A page (from 0) as PNG, and how many pages there are. Raises UnreadableFile, NotRead."""
    said, png = _reader.ask({"do": "page", "at": page}, pdf, SILENCE)
    return png, int(said["pages"])


class _Gone(NotRead):
    """The process has ended; ``taken``: while it was at the question."""

    def __init__(self, taken: bool) -> None:
        super().__init__("was not read because the process that reads PDFs has ended; try it again")
        self.taken = taken


class _Reader:
    """The process apart, begun when it is first needed and again whenever it is gone."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def ask(self, question: dict[str, Any], data: bytes, silence: float) -> tuple[dict[str, Any], bytes]:
        """What the process says to ``question`` about ``data``: a line and the bytes behind it."""
        with self._lock:
            try:
                answer, rest = self._asked(question, data, silence)
            except _Gone:
                answer, rest = self._asked(question, data, silence)
        if "unreadable" in answer:
            raise UnreadableFile(str(answer["unreadable"]))
        if "failed" in answer:
            raise RuntimeError(f"Reading a PDF failed:\n{answer['failed']}")
        return answer, rest

    def _asked(self, question: dict[str, Any], data: bytes, silence: float) -> tuple[dict[str, Any], bytes]:
        """The answer. Raises UnreadableFile where the file has ended the process, _Gone where something else has."""
        process = self._running()
        assert process.stdin is not None and process.stdout is not None
        try:
            _send(process.stdin, question, data)
            return _answer(process.stdout, silence)
        except TimeoutError as error:
            self._end()
            raise UnreadableFile(_TOO_MUCH) from error
        except (OSError, _Gone) as error:
            with suppress(subprocess.TimeoutExpired):
                process.wait(_ENDING)
            self._end()
            taken = isinstance(error, _Gone) and error.taken
            if taken and process.returncode not in _FROM_WITHOUT:
                raise UnreadableFile(_TOO_MUCH) from error
            raise _Gone(taken) from error
        except BaseException:
            self._end()  # half an answer may stand in the pipe
            raise

    def _running(self) -> subprocess.Popen[bytes]:
        if self._owner != os.getpid():
            self._process = None  # a fork's: it belongs to the parent
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._owner = os.getpid()
            try:
                self._process = subprocess.Popen(
                    [sys.executable, "-c", _SCRIPT],
                    cwd=_ROOT,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    bufsize=0,
                )
            except OSError as error:
                raise _Gone(False) from error
        return self._process

    def _end(self) -> None:
        if self._process is None or self._owner != os.getpid():
            return
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.wait()
        self._process = None

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()


_reader = _Reader()
atexit.register(_reader.close)


def _send(pipe: IO[bytes], said: dict[str, Any], data: bytes = b"") -> None:
    everything = memoryview(json.dumps({**said, "size": len(data)}).encode() + b"\n" + data)
    while everything:
        everything = everything[pipe.write(everything) :]
    pipe.flush()


def _answer(pipe: IO[bytes], silence: float) -> tuple[dict[str, Any], bytes]:
    """The first line that is more than a sign of life, and its bytes. Raises _Gone, TimeoutError."""
    held, taken = b"", False
    last = time.monotonic() + ALTOGETHER
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)

        def more() -> bytes:
            if not selector.select(min(silence, max(last - time.monotonic(), 0))):
                raise TimeoutError
            if not (read := os.read(pipe.fileno(), 1 << 20)):
                raise _Gone(taken)
            return read

        while True:
            while b"\n" not in held:
                held += more()
            line, _, held = held.partition(b"\n")
            answer = json.loads(line)
            taken = True
            if "page" in answer:
                continue
            pieces, missing = [held], int(answer["size"]) - len(held)
            while missing > 0:
                pieces.append(more())
                missing -= len(pieces[-1])
            return answer, b"".join(pieces)


def serve() -> None:
    """What the process apart does: answer questions until there are no more, or it has answered enough."""
    # What ends a whole group is for the other process: it finishes its file and then ends this one.
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    _bound_memory()
    with suppress(BrokenPipeError):  # nobody is left to answer to
        _serve()
    os._exit(0)  # so that nothing is flushed into such a pipe


def _serve() -> None:
    questions, answers = sys.stdin.buffer, sys.stdout.buffer

    def sign(page: int) -> None:
        _send(answers, {"page": page})

    for _ in range(MOST_FILES):
        if not (line := questions.readline()):
            return
        question = json.loads(line)
        data = questions.read(question["size"])
        sign(0)
        _bound_time()
        try:
            _send(answers, *_done(question, data, sign))
        except UnreadableFile as error:
            _send(answers, {"unreadable": error.reason})
        except MemoryError:
            _send(answers, {"unreadable": _TOO_MUCH})
            return  # what the file had is not all given back
        except Exception:  # a mistake of ours: the process that asked raises it, with this trace
            _send(answers, {"failed": traceback.format_exc()})


def _done(question: dict[str, Any], data: bytes, sign: Callable[[int], None]) -> tuple[dict[str, Any], bytes]:
    """The answer to a question: a line and bytes."""
    from . import ocr, pdf

    if question["do"] == "read":
        found = pdf.extract_pdf(data, question["engine"], sign)
        said = {"pages": found.pages, "warnings": found.warnings, "doubts": found.doubts}
        return said, found.text.encode("utf-8", "surrogatepass")
    if question["do"] == "picture":
        text = ocr.read_file(question["engine"], data)
        if not text.strip():
            raise UnreadableFile("is a picture in which OCR found no text")
        warnings = ("The text was read from pictures by OCR and may hold mistakes.",)
        return {"pages": 1 + text.strip().count("\f"), "warnings": warnings}, text.encode()
    if question["do"] == "attachments":
        cover, held = pdf.attachments(data, question["most"])
        named = [(name.encode("utf-8", "replace").decode(), len(content)) for name, content in held]
        return {"cover": cover, "held": named}, b"".join(content for _, content in held)
    if question["do"] == "page":
        png, pages = pdf.page_picture(data, question["at"])
        return {"pages": pages}, png
    return {}, pdf.strip_metadata(data)


def _bound_memory() -> None:
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def _bound_time() -> None:
    """The file at hand ends this process in the end even when nobody waits for it any more."""
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    resource.setrlimit(
        resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime + ALTOGETHER) + 1, resource.RLIM_INFINITY)
    )
