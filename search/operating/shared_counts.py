"""Where the web processes of one site count together, so that any of them can tell what all of them counted."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

NAME = "PROMETHEUS_MULTIPROC_DIR"
"""The variable by which the library knows the folder. It is read when the library is imported, so this comes first."""
_ROOM = 2**20


def begin(port: int) -> None:
    """Make an empty folder and name it in the environment, once for a server; one that is named already stays.

    It lies in memory where there is such a place: the counts are mapped files, and a full disk would end a process that
    writes there. Where there is no room each process counts for itself.
    """
    if os.environ.get(NAME):
        return
    memory = Path("/dev/shm")  # noqa: S108 - the folder in it is ours alone
    place = memory if os.access(memory, os.W_OK) else Path(tempfile.gettempdir())
    name = f"imr-counts-{os.getuid()}-{port}-"
    for left in place.glob(f"{name}*"):  # by servers that were killed; one that still ends has a folder of its own
        shutil.rmtree(left, ignore_errors=True)
    wanted = Path(tempfile.mkdtemp(prefix=name, dir=place))
    try:
        (wanted / "room").write_bytes(bytes(_ROOM))
        (wanted / "room").unlink()
    except OSError:  # no room: rather no common count than no site
        shutil.rmtree(wanted, ignore_errors=True)
    else:
        os.environ[NAME] = str(wanted)


def end() -> None:
    """Let go of the folder, when the last of its processes has ended."""
    shutil.rmtree(os.environ.pop(NAME, ""), ignore_errors=True)
