"""Text from pictures of pages, where the engine Tesseract is installed. It is an option, never required."""

from __future__ import annotations

import subprocess

from .values import UnreadableFile

DOTS_PER_INCH = 200
SECONDS_A_PAGE = 60


def read(engine: str, grey: bytes | memoryview, width: int, height: int, stride: int) -> str:
    """What the program ``engine`` reads in a grey picture of ``height`` rows of ``stride`` bytes each.

    Raises UnreadableFile.
    """
    rows = memoryview(grey).cast("B")
    image = b"P5 %d %d 255\n" % (width, height) + b"".join(
        bytes(rows[row * stride : row * stride + width]) for row in range(height)
    )
    try:
        done = subprocess.run(
            [engine, "stdin", "stdout", "--dpi", str(DOTS_PER_INCH)],
            input=image,
            capture_output=True,
            timeout=SECONDS_A_PAGE,
            check=True,
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise UnreadableFile("holds pictures of pages that the OCR engine could not read") from error
    return done.stdout.decode("utf-8", "replace")
