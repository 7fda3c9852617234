"""Words that name a person, masked in a letter and in all that is kept of it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from search.index import engine
from search.ingest import uploads
from search.ingest.archives import sources, walk
from search.ingest.importing import ImportRun
from search.models import AuditEntry, Determination, FileOutcome, ImportBatch, LetterRevision
from tests.admin.conftest import Correct, Person, Stored, Submit
from tests.admin.test_letters import EDITOR
from tests.ingest.letters import MASSAGE, NORCO, Letter

NAME = "Quillworth"
ITEM = replace(
    MASSAGE,
    heading=f"Massage therapy for {NAME}, lumbar spine, 8 sessions",
    claims=f"{MASSAGE.claims} {NAME} was seen.",
    rationale=f"{NAME.upper()} had some. Eight earlier sessions brought no gain in function that the notes record.",
)
LETTER = Letter(
    items=(ITEM, NORCO), summary=f"Ms. {NAME} is a 47-year-old female whose low back has hurt since May 11, 2012."
)


def kept_with_it(media: Path) -> list[str]:
    """Rows of any table, and files of the media store, that hold the name."""
    rows: list[Any] = []
    for model in apps.get_models():
        rows += [(model.__name__, *row) for row in model._base_manager.values_list()]
    files = [file.read_bytes().decode("latin-1") for file in media.rglob("*") if file.is_file()]
    told = [json.dumps(row, default=str) for row in rows]
    return [each for each in (*told, *files) if NAME.casefold() in each.casefold()]


def mask(client: Client, submit: Submit, letter: Determination, words: str, why: str = "A name survived.") -> int:
    address = reverse("admin:mask-letter", args=[letter.pk])
    return submit(client, address, {"words": words, "why": why}).status_code


def test_nothing_holds_the_word_afterwards(
    person: Person, stored: Stored, submit: Submit, correct: Correct, media: Path
) -> None:
    letter = stored(LETTER)
    client = person(*EDITOR)
    submit(client, "/admin/search/determination/", {"action": "publish", "_selected_action": [letter.pk]})
    # An earlier text, a history and a record that hold it as well.
    stored(replace(LETTER, items=(replace(ITEM, decision="Overturned"), NORCO)))
    assert LetterRevision.objects.count() == 1
    letter.refresh_from_db()
    correct(client, letter, clinical_summary=f"Mrs. {NAME} hurts.")
    letter.files.update(name=f"/post/{NAME}.txt", reason=f"{NAME}.txt was posted.")
    letter.refresh_from_db()
    assert len(kept_with_it(media)) > 5
    assert b"CM16-9900001" in Client().get("/search/", {"q": NAME}).content
    evidence = {ground.evidence for item in letter.items.all() for ground in item.grounds.all()}

    assert mask(client, submit, letter, f"  {NAME.lower()} ", f"The words {NAME} survived.") == 302

    assert kept_with_it(media) == []
    letter.refresh_from_db()
    assert letter.visibility == "published"
    assert not letter.original
    assert "[masked]" in letter.full_text
    assert letter.clinical_summary == "Mrs. [masked] hurts."
    assert {ground.evidence for item in letter.items.all() for ground in item.grounds.all()} == evidence
    entry = AuditEntry.objects.get(deed="masked")
    assert (entry.key, entry.why) == (str(letter.pk), "The words [masked] survived.")
    page = letter.get_absolute_url()
    reader = Client()
    begun = NAME[:6].lower()
    for address in (
        *(page, "/", "/browse/", "/search/?q=massage", "/search.json?q=massage", "/search.csv?q=massage"),
        *("/search.atom?q=massage", f"/complete.json?q={begun}", f"/search/?q={begun}", f"/search/?q={NAME[:-1]}m"),
    ):
        answer = reader.get(address)
        assert answer.status_code == 200, address
        body = b"".join(answer) if answer.streaming else answer.content
        assert NAME.casefold() not in body.decode().casefold(), address
    assert b"CM16-9900001" not in reader.get("/search/", {"q": NAME}).content
    for name in ("review-letter", "mask-letter", "search_determination_change", "search_determination_history"):
        answer = client.get(reverse(f"admin:{name}", args=[letter.pk]))
        assert answer.status_code == 200
        assert NAME.casefold() not in answer.content.decode().casefold(), name
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE search_auditentry SET why = ''")


@pytest.mark.parametrize("how", ["mask", "delete"])
def test_the_files_of_the_index_do_not_hold_it_either(
    person: Person, stored: Stored, submit: Submit, index: Path, how: str
) -> None:
    letter, client = stored(LETTER), person(*EDITOR, "delete_determination")
    chosen = [letter.pk, stored(Letter(case="CM16-9900002", summary="His low back has hurt for years.")).pk]
    submit(client, "/admin/search/determination/", {"action": "publish", "_selected_action": chosen})
    engine().rebuild()  # both are in one file, as they are after a while

    def holding() -> list[Path]:
        files = [file for file in index.rglob("*") if file.is_file()]
        return [file for file in files if NAME.casefold().encode() in file.read_bytes().lower()]

    assert holding()
    if how == "mask":
        assert mask(client, submit, letter, NAME) == 302
    else:
        given = {"action": "delete_selected", "_selected_action": [letter.pk], "post": "yes"}
        submit(client, "/admin/search/determination/", given)
    assert holding() == []
    assert b"CM16-9900002" in Client().get("/search/?q=low+back").content


@pytest.mark.parametrize("how", ["mask", "delete"])
def test_no_upload_that_could_be_tried_again_holds_it(
    person: Person, submit: Submit, media: Path, index: Path, how: str
) -> None:
    client = person(*EDITOR, "add_determination", "delete_determination")
    files = [SimpleUploadedFile("a.txt", LETTER.bytes()), SimpleUploadedFile("eggs.txt", b"Take two eggs.")]
    submit(client, "/admin/search/importbatch/add/", {"letters": files})
    letter = Determination.objects.get()
    kept = [path for path in (media / "uploads").rglob("*") if path.is_file()]
    assert any(NAME.encode() in path.read_bytes() for path in kept)
    if how == "mask":
        assert mask(client, submit, letter, NAME) == 302
    else:
        submit(client, reverse("admin:search_determination_delete", args=[letter.pk]), {"post": "yes"})
    assert not any(NAME.encode() in path.read_bytes() for path in media.rglob("*") if path.is_file())
    page = client.get(reverse("admin:search_importbatch_change", args=[ImportBatch.objects.get().pk])).content.decode()
    assert "Failed: 1" in page
    assert "Try the failed files again" not in page


@pytest.mark.parametrize("how", ["mask", "delete"])
def test_an_upload_that_is_being_imported_goes_when_its_batch_ends(
    person: Person, submit: Submit, media: Path, index: Path, how: str
) -> None:
    client = person(*EDITOR, "add_determination", "delete_determination")
    files = [SimpleUploadedFile("a.txt", LETTER.bytes()), SimpleUploadedFile("eggs.txt", b"Take two eggs.")]
    submit(client, "/admin/search/importbatch/add/", {"letters": files})
    letter, batch = Determination.objects.get(), ImportBatch.objects.get()
    ImportBatch.objects.update(finished=None)
    if how == "mask":
        assert mask(client, submit, letter, NAME) == 302
    else:
        submit(client, reverse("admin:search_determination_delete", args=[letter.pk]), {"post": "yes"})
    assert uploads.can_resume(ImportBatch.objects.get()), "what is left of it must still be read"
    uploads.work(batch)
    assert batch.files.count() == 2 and not Determination.objects.exclude(pk=letter.pk).exists()
    assert not any(NAME.encode() in path.read_bytes() for path in media.rglob("*") if path.is_file())


def test_what_was_masked_does_not_come_back_by_itself(
    person: Person, stored: Stored, submit: Submit, tmp_path: Path
) -> None:
    letter = stored(LETTER)
    assert mask(person(*EDITOR), submit, letter, NAME) == 302
    letter.refresh_from_db()
    before = letter.full_text
    path = tmp_path / "again.txt"
    path.write_bytes(replace(LETTER, summary=f"Once more: {LETTER.summary}").bytes())
    (taken,) = ImportRun.start("again").take_all(walk(sources([path])))
    assert taken.outcome == FileOutcome.NEEDS_REVIEW
    letter.refresh_from_db()
    assert letter.full_text == before


def test_signs_are_offered_and_part_of_a_word_is_another_word(person: Person, stored: Stored, submit: Submit) -> None:
    number, long = "123-45-6789", "70123456-88"
    letter = stored(Letter(summary=f"The worker, SSN {number}, hurt a shoulder; the shoulders ache. Panel {long} met."))
    client, address = person(*EDITOR), reverse("admin:mask-letter", args=[letter.pk])
    page = client.get(address).content.decode()
    assert number in page and long in page
    wanted = {"found": [number, long], "words": "Shoulder", "why": "Numbers."}
    assert submit(client, address, wanted).status_code == 302
    letter.refresh_from_db()
    text = " ".join(letter.full_text.split())
    assert "SSN [masked], hurt a [masked]; the shoulders ache. Panel [masked] met." in text
    assert letter.visibility == "held"


@pytest.mark.parametrize(
    ("words", "why", "said"),
    [
        ("", "A name.", "Say which words to mask"),
        ("x", "A name.", "One letter or sign alone"),
        ("Nowhere", "A name.", "has none of these words"),
        ("massage", "", "This field is required"),
    ],
)
def test_what_cannot_be_masked(person: Person, stored: Stored, submit: Submit, words: str, why: str, said: str) -> None:
    letter = stored()
    address = reverse("admin:mask-letter", args=[letter.pk])
    assert said in submit(person(*EDITOR), address, {"words": words, "why": why}).content.decode()
    again = Determination.objects.get(pk=letter.pk)
    assert (again.full_text, again.original.name) == (letter.full_text, letter.original.name)
    assert not AuditEntry.objects.filter(deed="masked").exists()
