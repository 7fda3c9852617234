"""What was withdrawn, held or deleted does not come back unnoticed."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from search.ingest import standing
from search.ingest.indexing import refresh
from search.models import Determination, Likeness, Visibility, Waiting, WaitingFor
from tests.ingest.conftest import Import
from tests.ingest.letters import MASSAGE, MRI, NORCO, Item, Letter
from tests.ingest.test_importing import indexed, written
from tests.ingest.test_mails import as_pdf

HERE = Letter(items=(MASSAGE, NORCO, MRI))
COPIES = {
    "another number": HERE.with_(case="CM16-9900002"),
    "its number lost and a word changed": HERE.with_(case=None, summary=HERE.summary.replace("hurt", "ached")),
    "another number and a word changed": HERE.with_(case="CM16-9900003", summary=HERE.summary.replace("hurt", "ached")),
}

BRACE = Item(
    heading="Purchase of an ankle brace, left",
    claims="Decision based on MTUS Ankle and Foot Complaints 2004, Section(s): Initial Care.",
    reviewer="Decision based on MTUS Ankle and Foot Complaints 2004, Section(s): Initial Care.",
    rationale="The sprain was graded as mild three years ago, and nothing in the notes of this spring speaks of giving "
    "way or of a fall since. Bracing for so long weakens what it holds. The purchase is therefore not supported.",
)
MORE = Item(
    heading="Follow-up with a pain psychologist, 4 visits",
    claims="Decision based on MTUS Chronic Pain Treatment Guidelines Psychological treatment Page(s): 101.",
    reviewer="Decision based on MTUS Chronic Pain Treatment Guidelines Psychological treatment Page(s): 101.",
    rationale="A first evaluation found poor sleep, fear of movement and a low mood, each scored, and set goals for "
    "four visits. Such a short course falls within what the guideline advises, and so the request is not necessary.",
)
FOUR = HERE.with_(items=(MASSAGE, NORCO, MRI, BRACE))
ANOTHER_PERSON = "A 60-year-old male bricklayer fell from a ladder in 2014 and has had a stiff right knee since then."
CHANGED = replace(BRACE, rationale=BRACE.rationale.replace("spring", "summer").replace("weakens", "harms"))
PARTS = {
    **{f"item {place}": FOUR.with_(case="CM16-9900002", items=(item,)) for place, item in enumerate(FOUR.items, 1)},
    "two items in another order": FOUR.with_(case="CM16-9900002", items=(MRI, MASSAGE)),
    "an item with words changed": FOUR.with_(case="CM16-9900002", items=(CHANGED,)),
    "an item under its own number lost": FOUR.with_(case=None, items=(BRACE,)),
    "an item, the summary with a word changed": FOUR.with_(
        case="CM16-9900002", items=(BRACE,), summary=FOUR.summary.replace("hurt", "ached")
    ),
    "an item beside another": FOUR.with_(case="CM16-9900002", items=(BRACE, MORE)),
    "an item of another reviewer": FOUR.with_(
        case="CM16-9900002", items=(BRACE,), specialty="Neurology", states="Ohio"
    ),
    "the summary lost": FOUR.with_(case="CM16-9900002", items=(BRACE,), summary=""),
    "the summary lost, two items": FOUR.with_(case=None, items=(NORCO, BRACE), summary=""),
}
OTHERS = {
    "an item": FOUR.with_(case="CM16-9900002", items=(BRACE,), summary=ANOTHER_PERSON),
    "an item beside another": FOUR.with_(case="CM16-9900002", items=(MORE, BRACE), summary=ANOTHER_PERSON),
    "a summary of the same words": FOUR.with_(
        case="CM16-9900002",
        items=(BRACE,),
        summary=FOUR.summary.replace("47", "31").replace("May 11, 2012", "July 3, 2009"),
    ),
    "a short summary alone": FOUR.with_(case="CM16-9900002", items=(MORE,)),
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


@pytest.mark.parametrize(("how", "dress"), [("withdrawn", "txt"), ("withdrawn", "pdf"), ("deleted", "txt")])
@pytest.mark.parametrize("part", sorted(PARTS))
def test_a_part_of_a_letter_waits_too(importing: Import, letters: Path, how: str, part: str, dress: str) -> None:
    importing(written(letters, "a.txt", FOUR))
    remove(how)
    path = letters / f"b.{dress}"
    path.write_bytes(as_pdf(PARTS[part]) if dress == "pdf" else PARTS[part].bytes())
    (taken,) = importing(path)
    assert taken.outcome == "needs-review"
    assert re.search(r"It (is nearly the same as|has .*\b(summary|items?) of) CM16-9900001, which was", taken.reason)
    assert (indexed(), Determination.objects.visible().count()) == (0, 0)


@pytest.mark.parametrize("how", ["withdrawn", "deleted"])
def test_a_letter_waits_whose_part_was_withdrawn(importing: Import, letters: Path, how: str) -> None:
    importing(written(letters, "a.txt", FOUR.with_(items=(BRACE,))))
    remove(how)
    (taken,) = importing(written(letters, "b.txt", FOUR.with_(case="CM16-9900002")))
    assert (taken.outcome, indexed()) == ("needs-review", 0)


@pytest.mark.parametrize("other", sorted(OTHERS))
@pytest.mark.parametrize("here", [FOUR, FOUR.with_(items=(BRACE,))], ids=["four items", "one item"])
def test_two_letters_may_share(importing: Import, letters: Path, here: Letter, other: str) -> None:
    importing(written(letters, "a.txt", here))
    remove("withdrawn")
    (taken,) = importing(written(letters, "b.txt", OTHERS[other]))
    assert (taken.outcome, taken.reason) == ("imported", "")


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
