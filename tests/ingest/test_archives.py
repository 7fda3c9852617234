"""What a person points at, and what hides in archives."""

from __future__ import annotations

import ctypes
import os
import struct
import sys
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.ingest.archives import FileSource, GivenFile, Limits, count, sources, walk
from search.ingest.names import LONGEST_NAME, printable, storable

LIMITS = Limits(file=1_000, archive=5_000)


def taken(*paths: Path, limits: Limits = LIMITS) -> list[GivenFile]:
    return list(walk(sources(paths), limits))


def problems(*paths: Path, limits: Limits = LIMITS) -> list[str]:
    return [file.problem for file in taken(*paths, limits=limits)]


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def test_files_folders_and_archives_in_order(tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    (folder / "b" / "deep").mkdir(parents=True)
    (folder / ".git").mkdir()
    for name in ("b/2.txt", "b/deep/1.txt", "a.txt", ".hidden.txt", ".git/x.txt", "labels.jsonl"):
        (folder / name).write_text(name)
    zipped(folder / "c.zip", {"z.txt": b"z", "a/": b"", "a/y.txt": b"y", "__MACOSX/a.txt": b"m", ".x": b"h"})
    single = tmp_path / "single.txt"
    single.write_text("single")
    got = taken(single, folder)
    assert [(Path(file.name).relative_to(tmp_path).as_posix(), file.beside) for file in got] == [
        ("single.txt", False),
        ("letters/a.txt", False),
        ("letters/c.zip/z.txt", False),
        ("letters/c.zip/a/y.txt", False),
        ("letters/labels.jsonl", True),
        ("letters/b/2.txt", False),
        ("letters/b/deep/1.txt", False),
    ]
    assert got[0].data == b"single"
    assert got[2].data == b"z"
    assert count(sources([single, folder])) == len(got)


def test_a_data_file_that_was_named_is_tried(tmp_path: Path) -> None:
    path = tmp_path / "letter.md"
    path.write_text("letter")
    assert [file.beside for file in taken(path)] == [False]


def test_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    assert problems(tmp_path / "missing.pdf") == ["does not exist"]
    assert problems(tmp_path) == ["does not exist", "is not a file"]


@contextmanager
def nobody() -> Iterator[None]:
    """Root, who may read everything, is somebody else meanwhile."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65_534)
    try:
        yield
    finally:
        os.seteuid(before)


def test_what_may_not_be_read() -> None:
    with tempfile.TemporaryDirectory() as folder:  # not pytest's own, which only its maker may enter
        Path(folder).chmod(0o755)
        path = Path(folder) / "secret.txt"
        path.write_text("x")
        path.chmod(0)
        with nobody():
            found = problems(path)
    assert found == ["cannot be read: permission denied"]


def test_a_file_too_large(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    path.write_bytes(b"x" * 1_001)
    assert problems(path, limits=Limits(1_000, 5_000)) == ["is larger than 0 MB"]
    path.write_bytes(b"x" * 1_000)
    assert problems(path) == [""]


def test_an_archive_named_so_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"not an archive")
    (tmp_path / "b.zip").write_bytes(b"")
    assert problems(tmp_path) == ["has the name of a ZIP archive but is not one", "is empty"]


def test_an_empty_archive(tmp_path: Path) -> None:
    assert problems(zipped(tmp_path / "a.zip", {})) == ["is an archive without files"]


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = zipped(tmp_path / "bomb.zip", {f"{n}.txt": bytes(2**20) for n in range(3)})
    (refused,) = problems(bomb, limits=Limits(2**30, 2**40))
    assert "hundredfold" in refused
    many = zipped(tmp_path / "many.zip", {f"{n}.txt": os.urandom(900) for n in range(9)})
    (refused,) = problems(many, limits=Limits(1_000, 5_000))
    assert refused.startswith("is an archive of more than")


def test_an_archive_inside_an_archive(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", {"a.txt": b"a"})
    outer = zipped(tmp_path / "outer.zip", {"inner.zip": inner.read_bytes(), "b.txt": b"b"})
    assert problems(outer) == ["is an archive inside an archive; unpack it first", ""]


@pytest.mark.parametrize("name", ["../up.txt", "/root.txt", "a/../../b.txt", "C:\\x.txt", "..\\up.txt"])
def test_a_path_outside_the_archive(tmp_path: Path, name: str) -> None:
    archive = zipped(tmp_path / "a.zip", {name: b"x", "in.txt": b"y"})
    assert problems(archive) == ["lies outside its archive", ""]


def test_a_locked_member(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.txt": b"a", "b.txt": b"b"})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert problems(path) == ["is locked by a password", ""]


def test_damage_costs_a_member_not_the_archive(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.txt", b"the first of them")
        archive.writestr("b.txt", b"the second of them")
    path.write_bytes(path.read_bytes().replace(b"the first", b"the worst"))
    assert problems(path) == ["is damaged in its archive", ""]
    path.write_bytes(path.read_bytes()[:-30])
    assert problems(path) == ["is a damaged archive"]


def test_a_directory_that_lies_about_sizes(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.txt": bytes(100_000)})
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = struct.pack("<I", 10)
    path.write_bytes(data)
    (file,) = taken(path)
    assert len(file.data) <= LIMITS.file


def test_an_unknown_compression(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.txt": b"a" * 200})
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x01\x02", 10), (b"PK\x03\x04", 8)):
        at = data.index(mark) + offset
        data[at : at + 2] = struct.pack("<H", 97)
    path.write_bytes(data)
    (problem,) = problems(path)
    assert "cannot be unpacked here" in problem


def test_sources_go_by_the_name_they_came_with(tmp_path: Path) -> None:
    path = zipped(tmp_path / "00001", {"a.txt": b"a"})
    assert [file.name for file in walk([FileSource(path, "sent.zip")], LIMITS)] == ["sent.zip/a.txt"]


def test_a_pipe_is_counted_and_refused_without_waiting_for_a_writer(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert count(sources([tmp_path, tmp_path / "pipe.txt"])) == 2
    assert problems(tmp_path) == ["is not a file"]


def test_hostile_names_are_printable(tmp_path: Path) -> None:
    name = "a\nb\x1b[31m\u202egnp.txt"
    (tmp_path / name).write_text("x")
    broken = os.fsdecode(b"caf\xe9.txt")
    (tmp_path / broken).write_text("x")
    names = [file.name for file in taken(tmp_path)]
    assert sorted(Path(name).name for name in names) == [
        "a\\x0ab\\x1b[31m\\u202egnp.txt",
        "caf\\udce9.txt",
    ]


@given(st.text(st.characters(), max_size=700))
@settings(max_examples=200)
def test_any_name_and_text_can_be_stored(text: str) -> None:
    name = printable(text)
    assert name.encode().decode() == name
    assert not {unicodedata.category(char) for char in name} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert len(name) <= LONGEST_NAME
    assert "\x00" not in storable(text)
    assert storable(text).encode().decode() == storable(text)


@given(st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_any_bytes_after_an_archives_start(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("zip") / "a.zip"
    path.write_bytes(b"PK\x03\x04" + data)
    assert all(file.problem for file in taken(path))


@contextmanager
def as_nobody() -> Iterator[None]:
    """What this thread asks of files is asked as a user whom they do not belong to. Its own user, where that is not
    root, is refused by the mode alone."""
    library = ctypes.CDLL(None)
    own = os.geteuid()
    library.setfsuid(65534)
    try:
        yield
    finally:
        library.setfsuid(own)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a thread has no user of its own")
def test_folders_that_may_not_be_read_are_told() -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        folder.chmod(0o755)
        (folder / "a.txt").write_bytes(b"a")
        (folder / "a.txt").chmod(0o644)
        closed = folder / "closed"
        (closed / "inside").mkdir(parents=True)
        closed.chmod(0)
        with as_nobody():
            told = [(file.name.removeprefix(made), file.problem) for file in taken(folder)]
            assert told == [("/a.txt", ""), ("/closed", "cannot be read: permission denied")]
            assert count(sources([folder])) == 2
            assert problems(closed) == problems(closed / "inside") == ["cannot be read: permission denied"]
            assert count(sources([closed / "inside"])) == 1
        closed.chmod(0o755)
