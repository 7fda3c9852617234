"""The web server and the worker are kept up, each apart, and what is wrong is said."""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest
from django.db import InterfaceError

from search.management.commands import db_worker
from search.operating import mending
from search.operating.status import Status
from search.operating.supervising import STEADY, Program, Supervisor, reason_of
from tests.operating.site import Answer, Site, eventually

SEARCH = "/search/?q=treatment"


def test_a_killed_worker_is_started_again_while_reading_goes_on(make_site: Callable[..., Site]) -> None:
    site = make_site().start()
    assert eventually(lambda: bool(site.children("db_worker")))
    [before] = site.children("db_worker")
    os.kill(before, signal.SIGKILL)
    assert eventually(lambda: "worker" in _unwell(site.get("/healthz")), 5)
    said = site.get("/healthz").data["worker"]["reason"]
    assert "The background worker stopped" in said and "killed" in said
    assert site.get(SEARCH).status == 200
    assert eventually(lambda: bool(site.children("db_worker")) and site.children("db_worker") != [before], 15)
    assert eventually(lambda: site.get("/healthz").status == 200, STEADY + 15)
    assert "Traceback" not in site.said()


def test_a_killed_web_server_is_started_again_and_the_worker_stays(make_site: Callable[..., Site]) -> None:
    site = make_site().start()
    assert eventually(lambda: bool(site.children("db_worker")))
    worker = site.children("db_worker")
    [web] = site.children("gunicorn")
    os.killpg(web, signal.SIGKILL)
    assert eventually(lambda: site.get(SEARCH).status == 200, 15)
    assert site.children("db_worker") == worker


def test_one_data_folder_has_one_supervisor(make_site: Callable[..., Site]) -> None:
    site = make_site().start()
    second = Site(site.folder).manage("serve", check=False)
    assert second.returncode == 1 and "Another serve runs on" in second.stderr and "Traceback" not in second.stderr
    assert site.get("/healthz").data["worker"]["ok"]


def test_what_is_left_is_looked_for_again_whatever_stood_in_the_way(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away() -> int:
        raise InterfaceError("connection already closed")

    monkeypatch.setattr(db_worker, "take_up", away)
    taking_up = db_worker.TakingUp()
    for _ in range(3):
        taking_up.look()
    [said] = [each for each in caplog.records if each.name == db_worker.__name__]
    assert "connection already closed" in said.getMessage() and not said.exc_info


def test_a_lock_that_another_program_holds_stops_nobody_who_reads(make_site: Callable[..., Site]) -> None:
    site = make_site(DATABASE_WAIT="1").start()
    other = sqlite3.connect(site.folder / "imr.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert eventually(lambda: "worker" in _unwell(site.get("/healthz")) or not site.children("db_worker"), 20)
    for _ in range(5):
        assert site.get(SEARCH).status == 200
    other.execute("ROLLBACK")
    other.close()
    assert eventually(lambda: site.get("/healthz").status == 200, STEADY + 30), site.said()
    assert site.process is not None and site.process.poll() is None


def test_stopping_leaves_nothing_that_listens_also_when_the_supervisor_is_killed(
    make_site: Callable[..., Site],
) -> None:
    site = make_site().start()
    assert site.process is not None
    site.process.kill()
    site.process.wait()
    assert eventually(lambda: site.get("/livez").status == 0, 20)
    usual = signal.signal(signal.SIGHUP, signal.SIG_DFL)  # what nohup has begun ignores it, and so do its children
    try:
        for ending in (signal.SIGTERM, signal.SIGHUP):
            site.start()
            site.process.send_signal(ending)
            assert site.process.wait(60) == 0, ending
    finally:
        signal.signal(signal.SIGHUP, usual)
    assert site.get("/livez").status == 0
    assert "Traceback" not in site.said()


def test_a_signal_to_stop_is_not_lost_with_what_it_raises(tmp_path: Path) -> None:
    def lost() -> None:
        """As where an object is taken away, or a module imported."""
        with suppress(KeyboardInterrupt):
            supervisor.stop(signal.SIGTERM, None)

    supervisor = Supervisor((), tmp_path, Status(tmp_path / "processes.json"), beside=lost)
    before = [(each, signal.getsignal(each)) for each in (signal.SIGTERM, signal.SIGINT)]
    try:
        supervisor.run()
    finally:
        for each, handler in before:
            signal.signal(each, handler)
    assert supervisor.stopping and not supervisor.status.path.exists()


def test_who_looks_after_the_index_is_ended_whatever_it_is_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mending, "GRACE", 0.2)
    deaf = multiprocessing.get_context("fork").Process(target=_hear_nothing)
    deaf.start()
    watch = mending.IndexWatch(deaf)
    ending = Thread(target=watch.end)
    ending.start()
    ending.join(10)
    ended = not ending.is_alive()
    deaf.kill()
    assert ended


def _hear_nothing() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(60)


@pytest.mark.parametrize("name", ["imr.sqlite3-shm", "index"])
def test_a_file_cut_short_under_its_maps_stops_the_site_for_a_moment(make_site: Callable[..., Site], name: str) -> None:
    site = make_site(PAGE_MEMORY_MB="0").start()
    total = site.get("/search.json?q=treatment").data["total"]
    assert total and eventually(lambda: bool(site.children("db_worker")))
    place = site.folder / name
    for path in place.glob("*.columns") if place.is_dir() else [place]:
        os.truncate(path, 0)
    site.get("/search.json?q=treatments")  # which ends the process that reads it
    assert eventually(lambda: site.get("/search.json?q=treatment").data.get("total") == total, 30), site.said()
    time.sleep(2.0)  # the supervisor looks every second
    assert site.process is not None and site.process.poll() is None, site.said()
    assert eventually(lambda: site.get("/search.json?q=treatment").data.get("total") == total, 30), site.said()


def test_a_machine_that_starts_no_process_is_asked_again() -> None:
    program = Program("worker", "The worker", ["worker"], most_pause=4.0)

    def refused(command: object) -> subprocess.Popen[bytes]:
        raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")

    assert program.tend(100.0, refused) and program.due == 100.5
    assert "Resource temporarily unavailable" in program.sentence
    assert program.tend(100.5, refused) and "2 times in a row" in program.sentence


def test_pauses_grow_up_to_a_bound_and_heal() -> None:
    program = Program("worker", "The worker", ["worker"], most_pause=4.0)
    now, pauses = 100.0, []

    def start(command: object) -> subprocess.Popen[bytes]:
        ended = subprocess.Popen([sys.executable, "-c", "raise SystemExit(3)"])
        ended.wait()
        return ended

    for _ in range(6):
        program.tend(now, start)
        program.tend(now, start)
        pauses.append(program.due - now)
        assert "exit status 3" in program.sentence
        now = program.due
    assert pauses == [0.5, 1.0, 2.0, 4.0, 4.0, 4.0]
    assert "6 times in a row" in program.sentence
    program.process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    program.began = now
    try:
        assert not program.tend(now + STEADY / 2, start)
        assert program.tend(now + STEADY, start) and program.sentence == ""
    finally:
        program.process.kill()
        program.process.wait()


def test_a_supervisor_stops_in_order_where_the_disk_takes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signal.signal", lambda *_: None)  # this process goes on
    status = Status(tmp_path / "processes.json")
    status.path.mkdir()  # neither written nor removed

    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Supervisor((), tmp_path, status, beside=stop).run()


def test_who_is_halted_is_said_to_be_until_it_goes_on() -> None:
    sleeping = [sys.executable, "-c", "import time; time.sleep(60)"]
    program = Program("worker", "The worker", sleeping, most_pause=4.0)
    program.tend(100.0, subprocess.Popen)
    assert program.process is not None
    try:
        program.process.send_signal(signal.SIGSTOP)
        assert eventually(lambda: program.tend(200.0, subprocess.Popen), 10)
        assert "halted" in program.sentence and not program.tend(200.0 + 2 * STEADY, subprocess.Popen)
        program.process.send_signal(signal.SIGCONT)
        assert eventually(lambda: program.tend(200.0 + 4 * STEADY, subprocess.Popen), 10)
        assert program.sentence == "" and program.process.poll() is None
    finally:
        program.process.kill()
        program.process.wait()


def test_reasons_are_words() -> None:
    assert reason_of(3) == "exit status 3"
    assert "want of memory" in reason_of(-signal.SIGKILL)
    assert reason_of(-signal.SIGSEGV) == "ended by SIGSEGV"


def test_the_state_is_believed_only_while_its_supervisor_lives(tmp_path: Path) -> None:
    status = Status(tmp_path / "processes.json")
    assert status.read() == {}
    assert status.hold() and not Status(status.path).hold()
    assert status.read() == {}
    status.write({"web": "", "worker": "It stopped."})
    assert status.read() == {"web": "", "worker": "It stopped."}
    assert status.path.stat().st_mode & 0o077 == 0
    # A child that outlives it, and whoever has its number next, are no supervisor.
    child = multiprocessing.get_context("fork").Process(target=time.sleep, args=(60,))
    child.start()
    status.release()
    assert eventually(lambda: status.read() == {})
    assert child.is_alive()
    child.kill()
    child.join()
    assert status.hold()
    for damaged in ("", "[]", '{"supervisor": 1, "processes": 3}', "\0" * 100):
        status.path.write_text(damaged)
        assert status.read() == {}


def _unwell(answer: Answer) -> set[str]:
    parts = answer.data.items()
    return {name for name, part in parts if isinstance(part, dict) and not part.get("ok", True)}
