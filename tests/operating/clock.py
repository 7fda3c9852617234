"""A clock for a test's processes that the test can move, as a wrong time server or a flat battery does."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
from pathlib import Path

import pytest

_SOURCE = Path(__file__).with_suffix(".c")


class Clock:
    """Processes started with ``settings`` read the time of day moved by what :meth:`move` was told last."""

    def __init__(self, folder: Path) -> None:
        compiler = shutil.which("cc")
        if compiler is None:
            said = "a C compiler is needed to move a process's clock"
            if os.environ.get("CI"):
                pytest.fail(f"{said}; in continuous integration nothing is left out")
            pytest.skip(said)
        library, self._place = folder / "clock.so", folder / "clock"
        command = [compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(_SOURCE), "-ldl"]
        subprocess.run(command, check=True, capture_output=True)
        self._place.write_bytes(bytes(8))
        self.settings = {"LD_PRELOAD": str(library), "CLOCK": str(self._place)}

    def move(self, seconds: float) -> None:
        """From now on the clock is so much ahead (or, below 0, behind)."""
        # In place: the processes have the file in their memory.
        with self._place.open("r+b") as file:
            file.write(struct.pack("=q", int(seconds * 1e9)))
