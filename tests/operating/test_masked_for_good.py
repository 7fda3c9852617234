"""A word that was masked is on the disk no longer, while the site goes on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.operating.site import Site

NAME = "Quillworth"
WRITE = f"""
from search.models import Determination
for letter in Determination.objects.all():
    letter.clinical_summary = "Ms. {NAME} hurts. " * 400
    letter.save()
    letter.clinical_summary = "{NAME} is shorter."
    letter.save()
"""
MASKED = f"""
from django.db import transaction
from search.ingest.masking import mask
from search.models import Determination
for letter in Determination.objects.all():
    with transaction.atomic():
        assert mask(letter, ["{NAME}"], "A name survived.")
"""


def holding(site: Site) -> list[str]:
    """The files of the database that hold the name."""
    return sorted(each.name for each in site.folder.glob("imr.sqlite3*") if NAME.encode() in each.read_bytes())


def test_a_masked_word_stays_neither_in_the_database_nor_in_its_log(make_site: Callable[..., Site]) -> None:
    site = make_site().start()
    assert site.get("/search.json?q=treatment").data["total"]  # the web server holds the database open
    site.manage("shell", "-c", WRITE)
    assert holding(site) == ["imr.sqlite3-wal"]
    site.manage("shell", "-c", MASKED)
    assert holding(site) == []
    assert site.get("/search.json?q=treatment").data["total"]


WITHDRAWN = f"""
from django.db import transaction
from search.index import engine
from search.ingest import indexing
from search.models import Determination, DisputedItem, LoggedChange, Visibility
from search.operating.mending import Mending
letter = Determination.objects.visible().order_by("pk").first()
ids = list(letter.items.values_list("pk", flat=True))
def change(**values):
    with transaction.atomic():
        Determination.objects.filter(pk=letter.pk).update(**values)
        LoggedChange.objects.note(ids)
    assert not indexing.refresh(ids)
change(clinical_summary="Ms. {NAME} hurts.")
engine().rebuild()
change(visibility=Visibility.WITHDRAWN)
watching = Mending(expunge_due=DUE)
watching.tend()
if watching.process:
    watching.process.join()
"""


@pytest.mark.parametrize(("due", "left"), [("float('inf')", True), ("0.0", False)])
def test_whoever_looks_after_the_index_takes_withdrawn_words_off_its_disk(
    make_site: Callable[..., Site], due: str, left: bool
) -> None:
    site = make_site()
    site.manage("prepare")
    site.manage("shell", "-c", WITHDRAWN.replace("DUE", due))
    files = [each for each in (site.folder / "index").rglob("*") if each.is_file()]
    assert any(NAME.lower().encode() in each.read_bytes().lower() for each in files) == left
    assert site.start().get("/search.json?q=treatment").data["total"]
