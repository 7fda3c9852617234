"""What was withdrawn, held or deleted does not come back unnoticed."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.ingest import standing
from search.ingest.indexing import refresh
from search.models import Determination, Likeness, Visibility, Waiting, WaitingFor
from tests.ingest.conftest import Import
from tests.ingest.letters import MASSAGE, MRI, NORCO, Letter
from tests.ingest.test_importing import indexed, written

HERE = Letter(items=(MASSAGE, NORCO, MRI))
COPIES = {
    "another number": HERE.with_(case="CM16-9900002"),
    "its number lost and a word changed": HERE.with_(case=None, summary=HERE.summary.replace("hurt", "ached")),
    "another number and a word changed": HERE.with_(case="CM16-9900003", summary=HERE.summary.replace("hurt", "ached")),
}


def remove(how: str) -> None:
    letter = Determination.objects.get()
    items = list(letter.items.values_list("pk", flat=True))
    if how == "deleted":
        letter.delete()
    elif how == "behind our back":
        Determination.objects.update(visibility=Visibility.WITHDRAWN)
    else:
        standing.decide(letter, Visibility(how), "It names a doctor.")
    assert refresh(items) == ""


@pytest.mark.parametrize("how", ["withdrawn", "held", "deleted", "behind our back"])
@pytest.mark.parametrize("copy", sorted(COPIES))
def test_near_copies_wait_with_the_reason(importing: Import, letters: Path, how: str, copy: str) -> None:
    importing(written(letters, "a.txt", HERE))
    remove(how)
    (taken,) = importing(written(letters, "b.txt", COPIES[copy]))
    assert taken.outcome == "needs-review"
    assert "It is nearly the same as CM16-9900001, which" in taken.reason
    assert indexed() == 0
    assert not Determination.objects.visible().exists()
    assert Waiting.objects.get(kind=WaitingFor.COPY).reason in taken.reason


def test_the_same_file_of_a_deleted_letter_waits_too(importing: Import, letters: Path) -> None:
    path = written(letters, "a.txt", HERE)
    importing(path)
    remove("deleted")
    (taken,) = importing(path)
    assert (taken.outcome, indexed()) == ("needs-review", 0)
    assert "which was deleted" in taken.reason


def test_other_letters_do_not_wait(importing: Import, letters: Path) -> None:
    importing(written(letters, "a.txt", HERE))
    remove("withdrawn")
    other = Letter(
        case="CM16-9900004",
        items=(MRI,),
        summary="A 60-year-old male bricklayer fell from a ladder in 2014 and has had a stiff right knee since.",
    )
    (taken,) = importing(written(letters, "b.txt", other))
    assert taken.outcome == "imported"


def test_what_is_public_again_may_have_copies(importing: Import, letters: Path) -> None:
    importing(written(letters, "a.txt", HERE))
    remove("withdrawn")
    standing.decide(Determination.objects.get(), Visibility.PUBLISHED)
    assert not Likeness.objects.exists()
    (taken,) = importing(written(letters, "b.txt", COPIES["another number"]))
    assert taken.outcome == "imported"


def test_no_word_of_a_deleted_letter_is_kept(importing: Import, letters: Path) -> None:
    importing(written(letters, "a.txt", HERE))
    remove("deleted")
    kept = Likeness.objects.get()
    assert (kept.name, len(bytes(kept.signature))) == ("CM16-9900001", 256)
