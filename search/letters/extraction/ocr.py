"""Text from pictures of pages, where the engine Tesseract is installed. It is an option, never required."""

from __future__ import annotations

import os
import re
import subprocess

from ..data import words
from ..values import UnreadableFile

DOTS_PER_INCH = 200
SECONDS_A_PAGE = 60
# Less than this share of words that letters print, and the page was turned, or is no text.
FAMILIAR = 0.3
FEWEST_WORDS = 20

_WORDS = re.compile(r"[^\W\d_]{2,}")
# Its threads wait for one another: a page takes several times the processor time with four of them, and several files
# are read at once anyway.
_ONE_THREAD = {"OMP_THREAD_LIMIT": "1"}
_FAILED = "holds pictures of pages that the OCR engine could not read"


def read(engine: str, grey: bytes | memoryview, width: int, height: int, stride: int) -> str:
    """What the program ``engine`` reads in a grey picture of ``height`` rows of ``stride`` bytes each.

    Raises UnreadableFile.
    """
    rows = memoryview(grey).cast("B")
    image = b"P5 %d %d 255\n" % (width, height) + b"".join(
        bytes(rows[row * stride : row * stride + width]) for row in range(height)
    )
    return _run(engine, image, "--dpi", str(DOTS_PER_INCH))


def read_file(engine: str, picture: bytes) -> str:
    """What the program reads in a picture file (PNG, JPEG, TIFF), its pages parted by form feeds, turned if need be.

    Raises UnreadableFile.
    """
    text = _run(engine, picture)
    if familiar(text) < FAMILIAR:
        text = max(text, _run(engine, picture, "--psm", "1"), key=familiar)
    return text


def familiar(text: str) -> float:
    """The share of the text's words that letters print; 0 for hardly any words."""
    found = [word.casefold() for word in _WORDS.findall(text)]
    if len(found) < FEWEST_WORDS:
        return 0.0
    return sum(word in words("ordinary") for word in found) / len(found)


def _run(engine: str, image: bytes, *options: str) -> str:
    try:
        done = subprocess.run(
            [engine, "stdin", "stdout", *options],
            input=image,
            capture_output=True,
            timeout=SECONDS_A_PAGE,
            check=True,
            env={**os.environ, **_ONE_THREAD},
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise UnreadableFile(_FAILED) from error
    return done.stdout.decode("utf-8", "replace")
