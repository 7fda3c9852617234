"""The recipes of CONTRIBUTING, followed in a copy of the project: what they say is enough is enough."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

DECLARATION = """    Facet(
        name="priority",
        label="Priority",
        plural="priorities",
        help="How fast the review was asked for.",
        source=Column("determination__priority", lambda printed: (printed.lower(),) if printed else ()),
        terms=lambda: (Term("standard", "Standard"), Term("expedited", "Expedited")),
    ),
)
FACET_NAMES"""

LOOK = r"""
import csv, io, re
import django; django.setup()
from django.conf import settings
from django.test import Client
settings.ALLOWED_HOSTS.append("testserver")
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
client = Client()
page = client.get("/search/?priority=expedited").content.decode()
total = client.get("/search.json?priority=expedited").json()["total"]
assert total > 0
counted = client.get("/search.json").json()["facets"]["priority"]
assert {each["value"]: each["count"] for each in counted}["expedited"] == total, counted
assert re.search(r'Remove filter Priority: </span>Expedited', page), "chip"
form = page.partition('<form class="facets"')[2].partition("</form>")[0]
assert form.count('name="priority"') == 2 and 'value="expedited" checked' in form, "form"
assert f"of {total} disputed item" in page, "count"
assert "How fast the review was asked for." in client.get("/help/").content.decode(), "help"
assert "Expedited" in client.get("/search/all/priority/").content.decode(), "all values"
text = b"".join(client.get("/search.csv?priority=expedited").streaming_content).decode("utf-8-sig")
rows = list(csv.DictReader(io.StringIO(text, newline="")))
assert len(rows) == total and {row["Priority"] for row in rows} == {"Expedited"}, "CSV"
whole = b"".join(client.get("/search/download.json?priority=expedited").streaming_content)
import json
told = json.loads(whole)["results"]
assert all([value["key"] for value in each["filed"]["priority"]] == ["expedited"] for each in told), "JSON"
assert {each["priority"] for each in told} == {"Expedited"}, "a key that was there before keeps its meaning"
assert client.get("/openapi.json").status_code == 200, "openapi"
assert "Expedited" in client.get("/search.atom?priority=expedited").content.decode(), "feed"
print("seen everywhere")
"""


EXPORT = '''

def as_lines(
    request: SearchRequest, total: int, base: str, cap: int = EXPORT_CAP, remarks: Sequence[str] = ()
) -> Iterator[str]:
    """A JSON object an item and line."""
    for data in item_data.item_data(every_key(request, cap), catalogue()):
        yield json.dumps(item_data.as_json(data, base), ensure_ascii=False) + "\\n"
'''
VIEW = '''

@require_safe
@needs_index
def results_lines(request: HttpRequest) -> HttpResponseBase:
    """The same as JSON Lines."""
    return _whole(request, as_lines, "jsonl", "application/x-ndjson")
'''
ADDRESS = 'path("search.jsonl", exports.results_lines, name="search-lines"),'
LINK = '<a href="/search.jsonl?{{ asked.query_string }}" rel="nofollow">JSON Lines</a></nav>'
TAKE = """
import django; django.setup()
from django.conf import settings
from django.test import Client
settings.ALLOWED_HOSTS.append("testserver")
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
client = Client()
address = "/search.jsonl?decision=overturned"
assert address in client.get("/search/?decision=overturned").content.decode()
lines = b"".join(client.get(address).streaming_content).splitlines()
assert len(lines) == client.get("/search.json?decision=overturned").json()["total"] > 0
assert client.get("/search.jsonl?decision=perhaps").status_code == 400
from search.operating.receiving import whole_results
assert b"/search.jsonl" in whole_results(), "readers never wait behind it"
print("taken away")
"""
HEADINGS = {
    '"CLINICAL CASE SUMMARY",': '"HISTORY OF THE CLAIM",',
    '"IMR ISSUES, DECISIONS AND RATIONALES",': '"FINDINGS ON EACH REQUEST",',
    '"Claim Administrator guideline",': '"Sources of the insurer",',
    '"Decision rationale",': '"Grounds of the finding",',
}
PRINTED = """form = "common"
letter = '''
HOW THE IMR FINAL DETERMINATION WAS MADE
State(s) of Licensure: Oregon
Certification(s)/Specialty: Neurology

HISTORY OF THE CLAIM
The worker is a 41 year old woman who fell from a ladder.

FINDINGS ON EACH REQUEST
The Final Determination was based on decisions for the disputed items/services set forth below:

Nerve conduction study of the left arm: Overturned

Sources of the insurer: The Claims Administrator cited nothing.

MAXIMUS guideline: Decision based on MTUS Forearm, Wrist, and Hand Complaints 2004.

Grounds of the finding: The thumb has been numb for two months in spite of care. The study is medically necessary.
'''

[[items]]
heading = "Nerve conduction study of the left arm"
decision = "overturned"
rationale = "The thumb has been numb for two months in spite of care. The study is medically necessary."
"""


@pytest.fixture
def copy(clone: Path, tmp_path: Path) -> Path:
    """A copy that a test may change."""
    return Path(shutil.copytree(clone, tmp_path / "copy", symlinks=True, ignore=shutil.ignore_patterns("var", ".git")))


def run(copy: Path, surroundings: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=copy,
        env={**surroundings, "DATA_DIR": str(copy / "data"), "DJANGO_SETTINGS_MODULE": "imrsite.settings"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


@pytest.mark.slow
def test_a_facet_takes_one_declaration(copy: Path, prepared: Path, surroundings: dict[str, str]) -> None:
    """It once took eight places, and a page left out of two of them kept a filter that a person had unticked."""
    shutil.copytree(prepared, copy / "data")
    declared = copy / "search" / "schema" / "facets.py"
    declared.write_text(declared.read_text().replace(")\nFACET_NAMES", DECLARATION, 1))
    run(copy, surroundings, "manage.py", "prepare")
    assert "seen everywhere" in run(copy, surroundings, "-c", LOOK)


def test_a_word_for_a_decision_takes_one_line(copy: Path, surroundings: dict[str, str]) -> None:
    words = copy / "search" / "vocabulary" / "data" / "facets.toml"
    words.write_text(words.read_text().replace('label = "Overturned"', 'label = "Reversed"', 1))
    told = run(
        copy,
        surroundings,
        "-c",
        "import django; django.setup()\n"
        "from search.models import Decision, Outcome\n"
        "from search.schema import FROM_FILES, decision_words\n"
        "print(Decision.OVERTURNED.label, Outcome.PARTIALLY.label, FROM_FILES.label('decision', 'overturned'),"
        " decision_words('overturned').in_full, sep='|')",
    )
    assert told.strip() == "Reversed|Partially reversed|Reversed|Reversed: treatment approved"
    run(copy, surroundings, "manage.py", "makemigrations", "--check", "--dry-run")


@pytest.mark.slow
def test_a_form_of_export_takes_four_files(copy: Path, prepared: Path, surroundings: dict[str, str]) -> None:
    def append(name: str, text: str, *changes: tuple[str, str]) -> None:
        file = copy / name
        written = file.read_text() + text
        for old, new in changes:
            assert old in written
            written = written.replace(old, new, 1)
        file.write_text(written)

    append("search/exports.py", EXPORT)
    append("search/views/exports.py", VIEW, ("as_csv, as_json", "as_csv, as_json, as_lines"))
    append("search/keeping_urls.py", "", ("urlpatterns = [", f"urlpatterns = [\n    {ADDRESS}"))
    append("templates/parts/keep.html", "", ("</nav>", LINK))
    shutil.copytree(prepared, copy / "data")
    assert "taken away" in run(copy, surroundings, "-c", TAKE)


@pytest.mark.slow
def test_a_way_to_head_a_letter_takes_its_words_and_one_letter(copy: Path, surroundings: dict[str, str]) -> None:
    """It once took five places, of which the tests missed the quick filter."""
    fixture = copy / "tests" / "letters" / "forms" / "other-headings.toml"
    fixture.write_text(PRINTED)
    tests = ("-m", "pytest", "tests/letters/test_forms.py", "-q", "-p", "no:cacheprovider")
    with pytest.raises(AssertionError):
        run(copy, surroundings, *tests, "-k", "a_letter_of_each_form")
    declared = copy / "search" / "letters" / "forms.py"
    written = declared.read_text()
    for known, added in HEADINGS.items():
        assert known in written
        written = written.replace(known, f"{added} {known}", 1)
    declared.write_text(written)
    run(copy, surroundings, *tests)
