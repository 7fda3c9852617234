"""How gunicorn's worker models bear readers, slow senders, sign-ins and an upload at once.

``python -m tests.benchmarks.workers --models gthread,ours``; gevent is measured where it is installed. The site serves
its samples from two processes; every model gets the same minute of the same people.
"""

from __future__ import annotations

import argparse
import socket
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from search.samples import SAMPLES
from tests.benchmarks.results import percentile
from tests.operating.clerk import MAKE_CLERK, Browser
from tests.operating.site import Site

MODELS = {
    "ours": "search.operating.worker.PatientWorker",
    "gthread": "gthread",
    "gevent": "gevent",
}
READERS, SLOW, SIGN_INS, UPLOADED = 50, 30, 20, 10
_ADDRESSES = ("/search/?q=treatment", "/", "/search/?q=therapy&decision=overturned", "/search.json?q=pain", "/browse/")


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve with each model, load, print a line each."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.workers", description=__doc__)
    parser.add_argument("--models", default="gthread,ours", help=f"of {', '.join(MODELS)}")
    parser.add_argument("--seconds", type=float, default=30)
    options = parser.parse_args(arguments)
    print("| model | pages a second | median s | 95th percentile s | other than 200 | sign-ins | upload |")
    for model in options.models.split(","):
        with tempfile.TemporaryDirectory(prefix="workers-") as folder:
            print(_measure(model, Path(folder) / "data", options.seconds), flush=True)
    return 0


def _measure(model: str, folder: Path, seconds: float) -> str:
    site = Site(folder, WEB_WORKERS="2", WEB_THREADS="4", PAGE_MEMORY_MB="0")
    site.manage("prepare")
    site.manage("shell", "-v0", "-c", MAKE_CLERK)
    settings = "imrsite/gunicorn.py"
    if model == "gevent":
        # Greenlets cannot share the connections of the process that loaded the site.
        settings = str(folder / "gunicorn_apart.py")
        Path(settings).write_text("from imrsite.gunicorn import *\npreload_app = False\n")
    web = ("-m", "gunicorn", "-c", settings, "-k", MODELS[model], "imrsite.wsgi")
    times: list[float] = []
    failed: Counter[int] = Counter()
    with site.start(web), _slow_senders(site), ThreadPoolExecutor(READERS + SIGN_INS + 1) as pool:
        until = time.monotonic() + seconds
        for number in range(READERS):
            pool.submit(_read, site, number, until, times, failed)
        signing = [pool.submit(_timed, lambda: Browser().sign_in(site)) for _ in range(SIGN_INS)]
        upload = pool.submit(_timed, lambda: _upload(site))
        signed = [each.result() for each in signing]
        sent = upload.result()
    good = sorted(each for each in signed if each is not None)
    facts = (
        f"{len(times) / seconds:.1f}",
        f"{percentile(times, 0.5):.2f}" if times else "–",
        f"{percentile(times, 0.95):.2f}" if times else "–",
        ", ".join(f"{status}: {count}" for status, count in sorted(failed.items())) or "none",
        f"{len(good)} of {len(signed)}" + (f", last after {good[-1]:.1f} s" if good else ""),
        f"{sent:.1f} s" if sent is not None else "failed",
    )
    return f"| {model} | {' | '.join(facts)} |"


def _read(site: Site, first: int, until: float, times: list[float], failed: Counter[int]) -> None:
    place = first
    while time.monotonic() < until:
        began = time.monotonic()
        status = site.get(_ADDRESSES[place % len(_ADDRESSES)], seconds=20).status
        place += 1
        if status == 200:
            times.append(time.monotonic() - began)
        else:
            failed[status] += 1


def _timed(work: Callable[[], None]) -> float | None:
    """The seconds that it took; None where it failed, which is what is counted."""
    began = time.monotonic()
    try:
        work()
    except (AssertionError, OSError):
        return None
    return time.monotonic() - began


def _upload(site: Site) -> None:
    clerk = Browser()
    clerk.sign_in(site)
    clerk.send(site, {path.name: path.read_bytes() for path in sorted(SAMPLES.glob("*.txt"))[:UPLOADED]})


@contextmanager
def _slow_senders(site: Site) -> Iterator[None]:
    """People who send a byte a second, and begin again where they are sent away."""
    ending = Event()

    def drip() -> None:
        head = b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\nusername="
        while not ending.is_set():
            try:
                with socket.create_connection(("127.0.0.1", site.port), timeout=10) as sender:
                    sender.sendall(head)
                    while not ending.wait(1.0):
                        sender.sendall(b"a")
            except OSError:
                ending.wait(1.0)

    senders = [Thread(target=drip, daemon=True) for _ in range(SLOW)]
    for each in senders:
        each.start()
    try:
        yield
    finally:
        ending.set()
        for each in senders:
            each.join()


if __name__ == "__main__":
    sys.exit(main())
