"""Named arrays in one file, mapped when it is opened and checked by checksum when asked.

Layout: 8 bytes of magic, 8 with the length of the header, 8 with its CRC-32, the header (JSON: every array's
type, shape, place and CRC-32, and the caller's own facts), then the arrays, each at a multiple of 64 bytes. Opening
costs one ``mmap`` whatever the size. There are no pickles: reading a file that somebody else wrote can give wrong
numbers, never run code.
"""

from __future__ import annotations

import json
import mmap
import os
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAGIC = b"IMRCOLS1"
ALIGNMENT = 64
_START = len(MAGIC) + 16
_CHUNK = 1 << 24


class Damaged(Exception):
    """A file of the index is missing, cut short or changed. The message is a sentence for staff."""


def narrow(array: NDArray[Any]) -> NDArray[Any]:
    """The same non-negative whole numbers in the smallest unsigned type that holds them."""
    top = int(array.max()) if array.size else 0
    return array.astype(np.min_scalar_type(top), copy=False)


def write_arrays(path: Path, arrays: Mapping[str, NDArray[Any]], facts: Mapping[str, Any]) -> None:
    """Write ``arrays`` and ``facts`` to ``path``; when this returns they are on the disk.

    An array may itself be a map of a file (as a merge gives): it is copied in pieces.
    """
    with path.open("wb") as file:
        entries: dict[str, Any] = {}
        place = 0
        for name, array in arrays.items():
            place += -place % ALIGNMENT
            entries[name] = {
                "type": array.dtype.str,
                "shape": list(array.shape),
                "at": place,
                "crc": _crc(array),
            }
            place += array.nbytes
        header = json.dumps({"arrays": entries, "facts": dict(facts)}, separators=(",", ":")).encode()
        sizes = (len(header), zlib.crc32(header))
        file.write(MAGIC + b"".join(each.to_bytes(8, "little") for each in sizes) + header)
        first = _first_array(len(header))
        for name, array in arrays.items():
            file.seek(first + entries[name]["at"])
            for piece in _pieces(array):
                file.write(piece)
        file.truncate(first + place)
        file.flush()
        os.fsync(file.fileno())


def put_in_place(draft: Path, path: Path) -> None:
    """Let ``draft``, which is on the disk, take the place of ``path``: readers see the old file or the new one."""
    draft.replace(path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Wait until what a file holds, or the names in a folder, are on the disk. Raises OSError."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class ArrayFile:
    """An open file of arrays: ``file[name]`` is a view of the map, nothing is read until it is touched."""

    def __init__(self, path: Path) -> None:
        """Map ``path``. Raises :class:`Damaged` when it is not a whole file of arrays, FileNotFoundError when
        absent.
        """
        self.path = path
        with path.open("rb") as file:
            start = file.read(_START)
            length, crc = (int.from_bytes(start[at : at + 8], "little") for at in (8, 16))
            size = os.fstat(file.fileno()).st_size
            if len(start) < _START or start[:8] != MAGIC or length > size:
                raise Damaged(f"{path.name} is not a file of the index.")
            header = file.read(length)
            if zlib.crc32(header) != crc:
                raise Damaged(f"{path.name} has a damaged header.")
            found = json.loads(header)
            self._first = _first_array(length)
            self.entries: dict[str, Any] = found["arrays"]
            self.facts: dict[str, Any] = found["facts"]
            if size < self._first + max((_end(each) for each in self.entries.values()), default=0):
                raise Damaged(f"{path.name} is cut short.")
            self._bytes = np.frombuffer(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ), dtype=np.uint8)
        self.size = size

    def __getitem__(self, name: str) -> NDArray[Any]:
        entry = self.entries[name]
        start = self._first + entry["at"]
        flat: NDArray[Any] = self._bytes[start : self._first + _end(entry)].view(np.dtype(entry["type"]))
        return flat.reshape(entry["shape"])

    def __contains__(self, name: str) -> bool:
        return name in self.entries

    def damaged(self) -> list[str]:
        """Names of the arrays whose checksum is wrong. Reads the whole file: about a second a gigabyte."""
        return [name for name, entry in self.entries.items() if _crc(self[name]) != entry["crc"]]


def _first_array(header_length: int) -> int:
    end = _START + header_length
    return end + -end % ALIGNMENT


def _end(entry: Mapping[str, Any]) -> int:
    count = 1
    for side in entry["shape"]:
        count *= side
    return int(entry["at"] + count * np.dtype(entry["type"]).itemsize)


def _pieces(array: NDArray[Any]) -> Iterator[memoryview]:
    data = np.ascontiguousarray(array).reshape(-1).view(np.uint8).data
    for start in range(0, len(data), _CHUNK):
        yield data[start : start + _CHUNK]


def _crc(array: NDArray[Any]) -> int:
    value = 0
    for piece in _pieces(array):
        value = zlib.crc32(piece, value)
    return value
