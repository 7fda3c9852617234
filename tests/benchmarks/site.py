"""A site of its own in a temporary data folder, filled with invented letters, served on a free port of 127.0.0.1."""

from __future__ import annotations

import gzip
import hashlib
import http.client
import itertools
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.benchmarks.corpus import Corpus, Letter

if TYPE_CHECKING:
    from search.models import Determination

ROOT = Path(__file__).resolve().parents[2]
_LETTERS_AT_ONCE = 2_000
_PATIENCE = 120.0


def use(folder: Path, keep: Collection[str] = ()) -> None:
    """Make this process and those it starts work in ``folder``, a data folder, with those settings of ours alone that
    are named by ``keep``. Call it before importing models."""
    os.environ["DATA_DIR"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "imrsite.settings"
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    for name in {"DATABASE_URL", "SEARCH_URL", "SECRET_KEY", "DEBUG", "HTTPS", "ALLOWED_HOSTS"} - set(keep):
        os.environ.pop(name, None)
    import django

    django.setup()


def prepare(*, samples: bool) -> None:
    """The tables, vocabularies and static files; with ``samples`` the sample letters and an index of them."""
    from django.core.management import call_command

    if samples:
        with Path(os.devnull).open("w") as nowhere:
            call_command("prepare", stdout=nowhere)
        return
    for command, options in (
        ("migrate", {"interactive": False}),
        ("sync_vocabulary", {}),
        ("collectstatic", {"interactive": False}),
    ):
        call_command(command, verbosity=0, **options)


def store(size: int) -> None:
    """Put ``size`` invented items into the database, a few thousand letters at a time. The index is not told."""
    from django.db import transaction

    letters = Corpus(size).letters()
    while batch := list(itertools.islice(letters, _LETTERS_AT_ONCE)):
        with transaction.atomic():
            _store(batch)


def _store(letters: list[Letter]) -> None:
    from search import models

    rows = models.Determination.objects.bulk_create(
        models.Determination(
            case_number=letter.case_number,
            fingerprint=(fingerprint := hashlib.sha256(letter.case_number.encode()).hexdigest()[:32]),
            body_digest=fingerprint,
            decision_date=letter.decided,
            clinical_summary=letter.summary,
            patient_age=letter.age,
            patient_sex=letter.sex,
            form="common",
            full_text=letter.summary,
            outcome=models.determinations.outcome_of(item.decision for item in letter.items),
        )
        for letter in letters
    )
    through = models.Determination.licensed_in.through
    through._default_manager.bulk_create(
        [
            through(determination_id=row.pk, state_id=state)
            for row, letter in zip(rows, letters, strict=True)
            for state in letter.states
        ]
    )
    models.DeterminationSpecialty.objects.bulk_create(
        models.DeterminationSpecialty(determination=row, specialty_id=specialty, position=place)
        for row, letter in zip(rows, letters, strict=True)
        for place, specialty in enumerate(letter.specialties)
    )
    _store_items(rows, letters)


def _store_items(rows: list[Determination], letters: list[Letter]) -> None:
    from search import models
    from search.vocabulary import ground_words

    pairs = [
        (row, place, item)
        for row, letter in zip(rows, letters, strict=True)
        for place, item in enumerate(letter.items, start=1)
    ]
    items = models.DisputedItem.objects.bulk_create(
        models.DisputedItem(
            determination=row,
            position=place,
            heading=item.heading,
            disputed=item.heading,
            decision=item.decision,
            treatment_id=item.treatment,
            drug_id=item.drug,
            rationale=item.rationale,
        )
        for row, place, item in pairs
    )
    regions = models.DisputedItem.regions.through
    regions._default_manager.bulk_create(
        [
            regions(disputeditem_id=made.pk, bodyregion_id=region)
            for made, (_, _, item) in zip(items, pairs, strict=True)
            for region in item.regions
        ]
    )
    models.Citation.objects.bulk_create(
        models.Citation(
            item=made, side=models.Side.REVIEWER, position=number, guideline_id=guideline, section_id=section
        )
        for made, (_, _, item) in zip(items, pairs, strict=True)
        for number, (guideline, section) in enumerate(item.citations, start=1)
    )
    # As reading a letter leaves them, so that no page reads the grounds anew; which ground it is does not matter here.
    grounds = list(ground_words())
    models.ItemGround.objects.bulk_create(
        models.ItemGround(
            item=made,
            ground=grounds[made.pk % len(grounds)],
            position=1,
            start=0,
            end=(end := item.rationale.find(".") + 1 or len(item.rationale)),
            sentence_start=0,
            sentence_end=end,
        )
        for made, (_, _, item) in zip(items, pairs, strict=True)
    )


@contextmanager
def serving() -> Iterator[tuple[str, int]]:
    """`manage.py serve` on a free port, as its users start it; its process's number and its origin."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "PORT": str(port), "HOST": "127.0.0.1"}
    process = subprocess.Popen([sys.executable, "manage.py", "serve"], cwd=ROOT, env=environment)
    origin = f"http://127.0.0.1:{port}"
    try:
        _wait_for(origin, process)
        yield origin, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(_PATIENCE)


def _wait_for(origin: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _PATIENCE
    with Reader(origin) as reader:
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise SystemExit("The site did not start; the lines above say why.")
            if reader.get("/robots.txt") == 200:  # which, unlike /healthz, opens no index
                return
            time.sleep(0.1)
    raise SystemExit(f"The site did not answer within {_PATIENCE:.0f} seconds.")


class Reader:
    """One reader with one connection that is kept open, and made anew where the site has ended it meanwhile, as a
    browser does. ``body`` is the last answer's."""

    def __init__(self, origin: str) -> None:
        self._place = urlsplit(origin).netloc
        self._connection = http.client.HTTPConnection(self._place, timeout=_PATIENCE)
        self.body = b""

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *error: object) -> None:
        self._connection.close()

    def get(self, address: str) -> int:
        """The status of ``address``, redirects followed within the site; 0 where there was no answer."""
        for _ in range(3):
            try:
                answer = self._ask(address)
                self.body = answer.read()
                if answer.getheader("Content-Encoding") == "gzip":
                    self.body = gzip.decompress(self.body)
            except (OSError, http.client.HTTPException):
                self._connection.close()
                return 0
            if answer.status not in (301, 302):
                return answer.status
            address = answer.getheader("Location", "/")
        return answer.status

    def _ask(self, address: str) -> http.client.HTTPResponse:
        was_open = self._connection.sock is not None
        try:
            self._connection.request("GET", address, headers={"Accept-Encoding": "gzip"})
            return self._connection.getresponse()
        except ConnectionError:
            self._connection.close()
            if not was_open:
                raise
            return self._ask(address)


def resident_mb(root: int) -> list[float]:
    """Memory of the processes under ``root``, shared pages too, largest first; empty where it cannot be known."""
    parents: dict[int, int] = {}
    memory: dict[int, float] = {}
    for table in Path("/proc").glob("[0-9]*/status"):
        try:
            lines = dict(line.split(":", 1) for line in table.read_text().splitlines() if ":" in line)
        except OSError:
            continue  # it ended while we looked
        parents[int(table.parent.name)] = int(lines["PPid"])
        memory[int(table.parent.name)] = int(lines.get("VmRSS", "0 kB").split()[0]) / 1024
    return sorted((memory[each] for each in parents if root in _line(each, parents)), reverse=True)


def _line(process: int, parents: dict[int, int]) -> Iterable[int]:
    while process in parents:
        yield process
        process = parents[process]
