"""A word that was masked is on the disk no longer, while the site goes on."""

from __future__ import annotations

from collections.abc import Callable

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
