"""What takes long gives way to readers: files piece by piece, processes by their priority."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from threading import Event, Thread

import pytest
from django.core.management import get_commands, load_command_class
from django.http import StreamingHttpResponse

from search.management.base import SteppingBack
from search.operating import giving_way
from search.operating.giving_way import NICENESS, PATIENCE, Readers, readers
from search.views.taking import download
from tests.operating.site import ROOT, Site, eventually


def work(seconds: float) -> None:
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass


def test_a_file_goes_on_when_no_page_is_made_and_not_before() -> None:
    made: list[int] = []

    def lines() -> Iterator[str]:
        for number in range(3):
            work(0.5)
            made.append(number)
            yield "x" * 2**16

    file = download(lines(), "text/plain", "all.txt")
    assert isinstance(file, StreamingHttpResponse)
    taking = Thread(target=lambda: b"".join(file))
    with readers.one():
        taking.start()
        assert eventually(lambda: made == [0])
        work(0.05)
        assert made == [0]
    taking.join()
    assert made == [0, 1, 2]


def test_readers_without_end_do_not_stop_a_file() -> None:
    every, told = Readers(), Event()

    def piece() -> None:
        with every.before():
            work(0.01)
        told.set()

    with every.one(), every.one():
        Thread(target=piece).start()
        assert told.wait(PATIENCE * 10)


def test_without_readers_nothing_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(giving_way, "PATIENCE", 1e6)
    every = Readers()
    with pytest.raises(ValueError), every.one():
        raise ValueError  # a page that fails is made no longer
    with every.before():
        work(0.1)


def test_what_builds_or_mends_the_index_does_not_step_back() -> None:
    back = {name for name in get_commands() if isinstance(_loaded(name), SteppingBack)}
    assert "import_determinations" in back and "db_worker" in back
    assert not back & {"rebuild_index", "check_index", "prepare", "serve", "restore"}


def _loaded(name: str) -> object:
    return load_command_class("search", name) if get_commands()[name] == "search" else None


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc for the processes")
def test_the_background_worker_steps_back_behind_the_web_server(make_site: Callable[..., Site]) -> None:
    site = make_site().start()
    assert eventually(lambda: bool(site.children("db_worker")))

    def nice(name: str) -> int:
        return os.getpriority(os.PRIO_PROCESS, site.children(name)[0])

    assert eventually(lambda: nice("db_worker") == nice("gunicorn") + NICENESS)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere threads have no priority of their own")
def test_who_was_begun_with_a_greater_niceness_keeps_it() -> None:
    asked = (
        "import os; from concurrent.futures import ThreadPoolExecutor\n"
        "from search.operating.worker import _after_readers\n"
        "os.nice(15); pool = ThreadPoolExecutor(1, initializer=_after_readers)\n"
        "print(pool.submit(os.getpriority, os.PRIO_PROCESS, 0).result())"
    )
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True)
    assert int(done.stdout) >= 15, done.stderr
