"""All the letters of one import at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from search.ingest import standing, whole_batches
from search.ingest.archives import sources, walk
from search.ingest.importing import ImportRun
from search.models import AuditEntry, Determination, ImportBatch, Visibility, Waiting
from tests.admin.conftest import Person, Stored, Submit
from tests.admin.test_letters import EDITOR, indexed
from tests.admin.test_roles import HELD
from tests.ingest.letters import MRI, Item, Letter

OTHER = Letter(case="CM16-9900077", items=(MRI,), summary="A mason, 61 years of age, has had a stiff knee since 2011.")
GYM = Item(
    heading="Gym membership, six months",
    rationale="No supervised programme was tried before, so that it is not necessary.",
)
NEXT = Letter(case="CM16-9900078", items=(GYM,), summary="A nurse of 35 lifted a patient.")


def batch_of(tmp_path: Path, *letters: Letter) -> ImportBatch:
    folder = tmp_path / "post"
    folder.mkdir()
    for place, letter in enumerate(letters):
        (folder / f"{place}.txt").write_bytes(letter.bytes())
    run = ImportRun.start("post")
    assert len(list(run.take_all(walk(sources([folder]))))) == len(letters)
    return run.batch


def states() -> dict[str, str]:
    return {str(letter): letter.visibility for letter in Determination.objects.all()}


def test_withdrawn_and_put_back_as_each_was(person: Person, stored: Stored, submit: Submit, tmp_path: Path) -> None:
    elsewhere = stored()
    batch = batch_of(tmp_path, OTHER, NEXT, HELD)
    before = states()
    assert sorted(before.values()) == ["held", "published", "published", "published"]
    client = person(*EDITOR, "view_importbatch")
    address = reverse("admin:whole-batch", args=[batch.pk])
    assert address in client.get(reverse("admin:search_importbatch_change", args=[batch.pk])).content.decode()
    assert submit(client, address, {"decision": "withdraw"}).status_code == 302
    assert states() == before  # without a reason nothing is done
    submit(client, address, {"decision": "withdraw", "reason": "It was withdrawn or replaced by the state."})
    assert states() == {**dict.fromkeys(before, "withdrawn"), "CM16-9900001": "published"}
    assert indexed() == elsewhere.items.count()
    assert Client().get("/determinations/CM16-9900077/").status_code == 410
    entry = AuditEntry.objects.filter(deed="withdrawn").latest("pk")
    assert (entry.why, entry.after) == (
        "It was withdrawn or replaced by the state.",
        {"visibility": "withdrawn", "batch": batch.pk},
    )
    # One of them is decided on by itself meanwhile.
    standing.decide(Determination.objects.get(case_number="CM16-9900078"), Visibility.HELD, "Looked at.")
    submit(client, address, {"decision": "restore", "words": "The state put them back."})
    assert states() == {**before, "CM16-9900078": "held"}
    assert Waiting.objects.filter(determination__case_number=HELD.case, settled=None, kind="privacy").exists()
    assert not Waiting.objects.filter(determination__case_number=HELD.case, kind="staff").exists()
    # Put back once, there is nothing to put back any more.
    assert "Put " not in client.get(address).content.decode()


def test_a_large_import_is_decided_on_in_as_many_requests_as_it_takes(
    person: Person, submit: Submit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = batch_of(tmp_path, OTHER, NEXT)
    monkeypatch.setattr(whole_batches, "AT_ONCE", 1)
    monkeypatch.setattr(whole_batches, "PATIENCE_SECONDS", 0)
    client, address = person(*EDITOR), reverse("admin:whole-batch", args=[batch.pk])
    for why, after, said in (
        ("First.", ["published", "withdrawn"], "1 letter withdrawn.</li>"),
        ("Then.", ["withdrawn", "withdrawn"], "1 letter withdrawn.</li>"),
    ):
        submit(client, address, {"decision": "withdraw", "words": why})
        assert sorted(states().values()) == after
        page = client.get(address).content.decode()
        assert said in page
        assert ("1 more letter not yet: choose the same again to go on." in page) == ("published" in after)


def test_an_import_of_nothing_new(person: Person, stored: Stored) -> None:
    stored()
    stored()
    page = person(*EDITOR).get(reverse("admin:whole-batch", args=[ImportBatch.objects.latest("pk").pk]))
    assert "No letter came with this import" in page.content.decode()
