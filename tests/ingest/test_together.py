"""Letters that are written together come to what each would have come to by itself, in far fewer statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from search import index as search_index
from search.ingest.archives import sources, walk
from search.ingest.importing import ImportRun
from search.models import Determination, DisputedItem, ImportedFile, Likeness, LoggedChange
from tests.ingest.letters import MASSAGE, MRI, NORCO, Item, Letter

NAMED = replace(MASSAGE, rationale="Mr. Alvin Torbenson walked in. The request is not necessary.")


def letter(number: int, *items: Item, case: str = "") -> bytes:
    summary = f"The worker is {20 + number % 50} years old, the {number}th of them."
    return Letter(
        case=case or f"CM16-99003{number:02}", items=items or (MASSAGE, NORCO)[: 1 + number % 2], summary=summary
    ).bytes()


def mixed() -> list[bytes]:
    """Plain letters; between them all that is not: copies, other postings, what is held, refused, empty, unread."""
    plain = [letter(number) for number in range(8)]
    return [
        *plain[:3],
        plain[1],  # the same bytes
        plain[2] + b"\n\n",  # the same words
        letter(0, MASSAGE, replace(MRI, decision="Overturned")),  # the number of a letter before it in this batch
        plain[3],
        letter(40, NAMED),
        letter(40, NAMED) + b"\n",  # what is held comes again
        b"",
        b"A receipt for two sandwiches.",
        plain[4],
        plain[5] + b"\f" + plain[6],  # two letters in one file
        plain[7],
    ]


def rows() -> list[Sequence[Any]]:
    """All that is stored of letters, items and files, but for keys and moments."""
    letters = Determination.objects.order_by("fingerprint").values_list(
        "fingerprint", "case_number", "visibility", "outcome", "full_text", "source__place", "source__part", "original"
    )
    items = DisputedItem.objects.order_by("entry").values_list(
        "entry",
        "position",
        "heading",
        "rationale",
        "treatment",
        "drug",
        "regions",
        "citations__section",
        "grounds__ground",
    )
    files = ImportedFile.objects.order_by("place", "part").values_list(
        "place", "part", "name", "size", "outcome", "reason", "items", "content_digest", "determination__fingerprint"
    )
    people = Determination.objects.order_by("fingerprint", "specialties").values_list("licensed_in", "specialties")
    return [*letters, *items, *files, *people]


def taken(folder: Path, together: int) -> list[tuple[str, str, str]]:
    run = ImportRun.start("test")
    done = list(run.take_all(walk(sources([folder])), together=together))
    assert run.problems == []
    return [(each.file, each.outcome.value, each.reason) for each in done]


def test_together_letters_come_to_what_they_come_to_apart(db: None, index: Path, letters: Path) -> None:
    for number, data in enumerate(mixed()):
        (letters / f"{number:02}.txt").write_bytes(data)
    apart = taken(letters, 1)
    stored, indexed = rows(), search_index.engine().health().items
    Determination.objects.all().delete()
    ImportedFile.objects.all().delete()
    Likeness.objects.all().delete()
    search_index.engine().rebuild()
    outcomes = {outcome for _, outcome, _ in apart}
    assert outcomes == {"imported", "duplicate", "needs-review", "failed"}
    assert taken(letters, 50) == apart
    assert rows() == stored
    assert search_index.engine().health().items == indexed


def test_plain_letters_cost_few_statements_each_and_one_change(db: None, index: Path, letters: Path) -> None:
    for number in range(40):
        (letters / f"{number:02}.txt").write_bytes(letter(number))
    run = ImportRun.start("test")
    before = LoggedChange.objects.count()
    with CaptureQueriesContext(connection) as captured:
        assert {each.outcome.value for each in run.take_all(walk(sources([letters])), together=40)} == {"imported"}
    written = [each["sql"] for each in captured if each["sql"].startswith(("INSERT", "UPDATE", "SELECT"))]
    assert len(written) < 2 * 40, "\n".join(sorted(sql[:80] for sql in written))
    assert LoggedChange.objects.count() == before + 1
