"""PDFs are read in a process apart: a file of five kilobytes can ask for more memory than a machine has, or crash.

One such process serves this one, a file at a time, for as long as both live. It may use so much memory and must give a
sign of life with every page; where it fails, the file is unreadable and the next file gets another process.

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
from pathlib import Path
from typing import IO, Any

from .values import Extracted, UnreadableFile

MOST_MEMORY = 3 * 2**29
SILENCE = 60.0
"""Seconds that one page may take."""
SILENCE_WITH_PICTURES = 120.0
ALTOGETHER = 1_200.0
_TOO_MUCH = "is a PDF that asks for more time or memory than a letter does"
_ROOT = Path(__file__).resolve().parents[2]


def extract_pdf(data: bytes, use_ocr: bool) -> Extracted:
    """The text of all pages, parted by form feeds. Raises UnreadableFile."""
    engine = (shutil.which("tesseract") or "") if use_ocr else ""
    said, text = _reader.ask({"do": "read", "engine": engine}, data, SILENCE_WITH_PICTURES if engine else SILENCE)
    return Extracted(text.decode("utf-8", "surrogatepass"), "pdf", int(said["pages"]), tuple(said["warnings"]))


def strip_metadata(pdf: bytes) -> bytes:
    """The same pages in a new file without document information, XMP, annotations or encryption.

    The posted files name the clerk who made them; what is stored must not. Raises UnreadableFile.
    """
    return _reader.ask({"do": "strip"}, pdf, SILENCE)[1]


class _Reader:
    """The process apart, begun when it is first needed and again whenever it is gone."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def ask(self, question: dict[str, Any], data: bytes, silence: float) -> tuple[dict[str, Any], bytes]:
        """What the process says to ``question`` about ``data``: a line and the bytes behind it."""
        with self._lock:
            process = self._running()
            assert process.stdin is not None and process.stdout is not None
            try:
                _send(process.stdin, question, data)
                answer, rest = _answer(process.stdout, silence)
            except (OSError, EOFError, TimeoutError) as error:
                self._end()
                raise UnreadableFile(_TOO_MUCH) from error
            except BaseException:
                self._end()  # half an answer may stand in the pipe
                raise
        if "unreadable" in answer:
            raise UnreadableFile(str(answer["unreadable"]))
        if "failed" in answer:
            raise RuntimeError(f"Reading a PDF failed:\n{answer['failed']}")
        return answer, rest

    def _running(self) -> subprocess.Popen[bytes]:
        if self._owner != os.getpid():
            self._process = None  # a fork's: it belongs to the parent
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._owner = os.getpid()
            self._process = subprocess.Popen(
                [sys.executable, "-c", "from search.letters import apart; apart.serve()"],
                cwd=_ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                bufsize=0,
            )
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
    """The first line that is more than a sign of life, and its bytes. Raises EOFError, TimeoutError."""
    held = b""
    last = time.monotonic() + ALTOGETHER
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)

        def more() -> bytes:
            if not selector.select(min(silence, max(last - time.monotonic(), 0))):
                raise TimeoutError
            if not (read := os.read(pipe.fileno(), 1 << 20)):
                raise EOFError
            return read

        while True:
            while b"\n" not in held:
                held += more()
            line, _, held = held.partition(b"\n")
            answer = json.loads(line)
            if "page" in answer:
                continue
            pieces, missing = [held], int(answer["size"]) - len(held)
            while missing > 0:
                pieces.append(more())
                missing -= len(pieces[-1])
            return answer, b"".join(pieces)


def serve() -> None:
    """What the process apart does: answer questions until there are no more."""
    from . import pdf

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the other process, which then ends this one
    _bound_memory()
    questions, answers = sys.stdin.buffer, sys.stdout.buffer

    def sign(page: int) -> None:
        _send(answers, {"page": page})

    while line := questions.readline():
        question = json.loads(line)
        data = questions.read(question["size"])
        try:
            if question["do"] == "read":
                found = pdf.extract_pdf(data, question["engine"], sign)
                _send(
                    answers,
                    {"pages": found.pages, "warnings": found.warnings},
                    found.text.encode("utf-8", "surrogatepass"),
                )
            else:
                _send(answers, {}, pdf.strip_metadata(data))
        except UnreadableFile as error:
            _send(answers, {"unreadable": error.reason})
        except MemoryError:
            _send(answers, {"unreadable": _TOO_MUCH})
        except Exception:
            import traceback

            _send(answers, {"failed": traceback.format_exc()})


def _bound_memory() -> None:
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
