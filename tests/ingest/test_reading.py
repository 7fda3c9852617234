"""Reading without a database: ``parse_letter`` and what tells a letter from another paper."""

from __future__ import annotations

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command

from search.ingest.fingerprint import letters_and_digits, marks_of
from search.ingest.reading import read_letters, read_text
from tests.ingest.letters import MASSAGE, MRI, NORCO, Letter

FIELDS = [
    *("file", "case_number", "date_assigned", "date_of_injury", "decision_date", "ur_denial_date"),
    *("application_received", "priority", "licensed_in", "specialties", "clinical_summary", "items", "warnings"),
    "review",
]
ITEM_FIELDS = [
    *("heading", "disputed", "decision", "treatment", "drug", "body_regions", "claims_guideline", "claims_citations"),
    *("reviewer_guideline", "reviewer_citations", "rationale"),
    "grounds",
    "grounds_evidence",
]


def parse(*arguments: str) -> list[dict[str, Any]]:
    out = StringIO()
    call_command("parse_letter", *arguments, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_one_object_a_file_and_no_database(letters: Path) -> None:
    """The test has no database fixture: a query would fail it."""
    (letters / "a.txt").write_bytes(Letter(states="California,New York").bytes())
    (letters / "b.txt").write_bytes(Letter(case=None).bytes())
    first, second = parse(str(letters / "a.txt"), str(letters / "b.txt"))
    assert list(first) == FIELDS
    assert first["file"] == str(letters / "a.txt")
    assert (first["case_number"], first["decision_date"], first["priority"]) == (
        "CM16-9900001",
        "2016-04-06",
        "Standard",
    )
    assert first["licensed_in"] == ["California", "New York"]
    assert first["specialties"] == ["Occupational Medicine"]
    massage, norco = first["items"]
    assert list(massage) == ITEM_FIELDS
    assert massage["body_regions"] == ["low-back"]
    assert massage["drug"] is None
    assert all(words in massage["rationale"] for words in massage["grounds_evidence"].values())
    assert list(massage["grounds_evidence"]) == massage["grounds"]
    assert massage["reviewer_citations"] == [["mtus-chronic-pain", "Massage therapy", "60"]]
    assert (norco["treatment"], norco["drug"]) == ("pharmaceuticals/opioids", "hydrocodone/acetaminophen")
    assert second["case_number"] is None
    assert second["decision_date"] is None
    assert second["items"] == first["items"]


def test_explained(letters: Path) -> None:
    (letters / "a.txt").write_bytes(Letter().bytes())
    (letter,) = parse("--explain", str(letters / "a.txt"))
    assert letter["explained"] == {"form": "common", "age": 47, "sex": "female"}
    explained = letter["items"][1]["explained"]
    assert "norco" in explained["drug"]
    assert explained["quantity"] == 60


def test_a_file_that_fails_is_an_object_with_the_reason(letters: Path) -> None:
    (letters / "a.txt").write_bytes(b"")
    (letters / "b.txt").write_bytes(Letter().bytes())
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("parse_letter", str(letters), stdout=out)
    assert ended.value.code == 1
    failed, good = map(json.loads, out.getvalue().splitlines())
    assert list(failed) == FIELDS
    assert failed["items"] == []
    assert failed["case_number"] is None
    assert failed["warnings"] == failed["review"] == [f"{letters}/a.txt is empty."]
    assert good["review"] == []
    assert len(good["items"]) == 2


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        (Letter().text(), True),
        ("Utilization review and an expert reviewer, in a form nobody knows.", True),
        ("Take two eggs and a cup of flour.", False),
        ("The expert reviewer of wines likes it.", False),
        ("", False),
    ],
)
def test_what_is_a_determination(text: str, is_one: bool) -> None:
    assert read_text(text).is_determination is is_one


def test_letters_that_a_petition_quotes_are_held() -> None:
    text = f"PETITION FOR RECONSIDERATION\n\n{Letter().text()}\n\f\n{Letter(case='CM16-9900002').text()}"
    first, *others = read_letters(text.encode(), "a.txt")
    assert first.refusal == "is a petition or brief, not a determination"
    assert others
    for other in others:
        assert other.refusal or "It stands in a file that begins as a petition or brief." in other.review


def test_marks_follow_words_not_layout() -> None:
    letter = Letter()
    marks = marks_of(read_text(letter.text()).letter)
    spread = marks_of(read_text(letter.text().replace("\n", "\n\n").replace("Eight", "EIGHT")).letter)
    assert spread == marks
    bare = marks_of(read_text(letter.with_(case=None).text()).letter)
    assert bare.body == marks.body
    assert bare.fingerprint != marks.fingerprint
    for other in (
        letter.with_(case="CM16-9900002"),
        letter.with_(items=(MASSAGE, MRI)),
        letter.with_(items=(NORCO, MASSAGE)),
        letter.with_(summary="The worker is a 48-year-old female."),
    ):
        assert marks_of(read_text(other.text()).letter).fingerprint != marks.fingerprint
    assert len(marks.fingerprint) == len(marks.body) == 32


def test_letters_and_digits() -> None:
    assert letters_and_digits("Follow-\n up, ﬁve (5)\u00a0times_") == "followupfive5times"


def test_the_command_loads_no_models(letters: Path) -> None:
    """Run as people run it: the site's apps would take longer to load than a letter takes to read."""
    (letters / "a.txt").write_bytes(Letter().bytes())
    command = [sys.executable, "-X", "importtime", "manage.py", "parse_letter", str(letters / "a.txt")]
    done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["case_number"] == "CM16-9900001"
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "search.ingest.reading" in loaded
    assert not loaded & {"search.models.determinations", "django.contrib.auth.base_user"}
