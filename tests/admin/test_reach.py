"""What an anonymous reader reaches: every address of the site × methods × letters in every state × formats.

A new address is tried by itself; one with a new kind of part fails here until it is said what may stand in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import Settings

from search.models import Determination, LetterRevision
from tests.admin.conftest import Person, Stored, Submit
from tests.admin.test_letters import EDITOR
from tests.ingest.letters import MRI, Item, Letter

# What is asked for stands in each hidden letter; what is never asked for must stand in no answer.
ASKED = {"held": "quibblewort", "withdrawn": "snargleberry", "deleted": "plimwhistle", "waiting": "drumblefist"}
NEVER = {"held": "Zorblattish", "withdrawn": "Vexmarrowed", "deleted": "Crundlewick", "waiting": "Yatterhorned"}
MASKED = "Mirkwoodian"
METHODS = ("get", "head", "post", "put", "patch", "delete", "options", "trace")
_PART = re.compile(r"<(?:(\w+):)?(\w+)>")


def hidden(state: str, number: int) -> Letter:
    asked, never = ASKED[state], NEVER[state]
    item = Item(
        heading=f"{asked.title()} unit for the left wrist, purchase number {number}",
        rationale=f"The {asked} of {never} was tried in {2000 + number} and {never.lower()} said that it failed twice. "
        f"No {asked} was measured after week {number}, hence the request is not necessary.",
    )
    summary = f"A {30 + number}-year-old {never} fell on a wet floor in shop {number} and hurt the left wrist."
    return Letter(case=f"CM16-99001{number:02}", items=(item,), summary=summary)


@pytest.fixture
def letters(stored: Stored, person: Person, submit: Submit, settings: Settings) -> dict[str, Determination]:
    """One of each state; the withdrawn one was public at two addresses."""
    settings.PUBLIC_ORIGINALS, settings.ALLOW_INDEXING, settings.ALLOW_SIGN_UP = True, True, True
    clerk = person(*EDITOR, "delete_determination")
    of = {state: stored(hidden(state, place)) for place, state in enumerate(ASKED, start=1) if state != "waiting"}
    masked = f"Massage therapy for {MASKED}, lumbar spine, 8 sessions"
    of["masked"] = stored(Letter(items=(Item(heading=masked), MRI), summary=f"{MASKED} is 47 and hurts."))
    of["shown"] = stored(replace(hidden("waiting", 9), items=(MRI,), summary="A 61-year-old mason with a stiff knee."))
    stored(hidden("waiting", 9))
    assert LetterRevision.objects.filter(determination=of["shown"]).exists()
    old = of["withdrawn"].case_number
    of["withdrawn"].case_number = "CM16-9900177"
    of["withdrawn"].save()
    of["withdrawn"].keep_address(old)
    for letter in of.values():
        letter.visibility = "published"
        letter.save()
    assert submit(clerk, reverse("admin:mask-letter", args=[of["masked"].pk]), {"words": MASKED, "why": "x"})
    for action, state in (("hold", "held"), ("withdraw", "withdrawn"), ("delete_selected", "deleted")):
        chosen = {"action": action, "_selected_action": [of[state].pk], "post": "yes", "words": "x"}
        submit(clerk, "/admin/search/determination/", chosen)
    return of


@pytest.mark.slow
def test_no_address_tells_anything_hidden(letters: dict[str, Determination], media: Path) -> None:
    client = Client(raise_request_exception=False)
    wrong, tried = [], 0
    for address, methods in addresses(letters):
        for method, accept in (*product(methods, ["text/html"]), ("get", "application/json")):
            answer = getattr(client, method)(address, headers={"accept": accept})
            tried += 1
            if told := said(answer):
                wrong.append(f"{method} {address}: says {told}")
            if answer.status_code >= 500:
                wrong.append(f"{method} {address}: {answer.status_code}")
            inside = address.startswith("/admin/") and not address.startswith("/admin/login/")
            if inside and answer.status_code not in {301, 302, 404, 405}:
                wrong.append(f"{method} {address}: {answer.status_code}")
    assert wrong == []
    assert tried > 500


def test_what_is_sent_to_be_read_finds_nothing_hidden(letters: dict[str, Determination]) -> None:
    client = Client()
    for asked in ASKED.values():
        text = f"Request: {asked} unit for the left wrist. The {asked} failed twice, so it is not necessary."
        pages = [client.post("/denial/", {"text": text}), client.post("/search/", {"q": text}, follow=True)]
        pages += [client.get("/denial/", {"text": text}), client.get("/search/download.json", {"q": asked})]
        pages += [client.get(f"/search/all/{name}/", {"q": asked, "find": asked}) for name in ("guideline", "drug")]
        assert [said(page) for page in pages] == [[]] * len(pages)
        assert {page.status_code for page in pages} == {200}


def test_no_beginning_of_a_word_is_completed_from_what_is_hidden(letters: dict[str, Determination]) -> None:
    client = Client()
    for word in (*ASKED.values(), *NEVER.values(), MASKED):
        for length in range(2, len(word)):
            answer = client.get("/complete.json", {"q": word[:length].lower()})
            assert word.casefold() not in body(answer), (word, length)


def test_hidden_letters_answer_as_hidden(letters: dict[str, Determination]) -> None:
    client = Client()
    expected = {"held": 404, "withdrawn": 410, "deleted": 404, "masked": 200, "shown": 200}
    for state, letter in letters.items():
        names = {letter.case_number, letter.fingerprint, f" {letter.case_number}", str(letter.case_number).lower()}
        for name, ending in product(names, ("", "original/", "data.json", "item-1.txt", "alike/1/")):
            answer = client.get(f"/determinations/{name}/{ending}", follow=True)
            wanted = 404 if state == "withdrawn" and ending == "alike/1/" else expected[state]
            assert answer.status_code == wanted, (state, name, ending)
    assert client.get("/determinations/CM16-9900102/").status_code == 410
    assert client.get("/determinations/CM16-9900102/original/").status_code == 410


@pytest.mark.parametrize("action", ["hold", "withdraw", "delete_selected", "mask"])
def test_no_memory_and_no_tag_outlives_it(
    stored: Stored, person: Person, submit: Submit, settings: Settings, action: str
) -> None:
    settings.PUBLIC_ORIGINALS, settings.ALLOW_INDEXING, settings.PAGE_MEMORY_MB = True, True, 8
    letter = stored(hidden("held", 1))
    word = NEVER["held"]
    page = letter.get_absolute_url()
    asked = f"?q={ASKED['held']}"
    searches = (f"/search/{asked}", f"/search.json{asked}", f"/search.csv{asked}", f"/search.atom{asked}")
    others = ("/", f"{page}original/", f"{page}alike/1/", f"/complete.json?q={word[:6]}", "/sitemap-0.xml")
    addresses = (page, *searches, *others)
    reader = Client()
    before = {address: reader.get(address) for address in addresses}
    assert all(answer.status_code == 200 for answer in before.values())
    told = {address for address, answer in before.items() if word.casefold() in body(answer)}
    assert len(told) >= 5
    assert reader.get(page, headers={"if-none-match": before[page]["ETag"]}).status_code == 304
    clerk = person(*EDITOR, "delete_determination")
    if action == "mask":
        submit(clerk, reverse("admin:mask-letter", args=[letter.pk]), {"words": word, "why": "A name."})
    else:
        chosen = {"action": action, "_selected_action": [letter.pk], "post": "yes", "words": "x"}
        submit(clerk, "/admin/search/determination/", chosen)
    for address, answer in before.items():
        tag = {"if-none-match": answer["ETag"]} if answer.has_header("ETag") else {}
        for headers in ({}, tag):
            again = reader.get(address, headers=headers)
            assert word.casefold() not in body(again), address
            assert again.status_code != 304 or address not in told, address


def test_files_lie_where_no_address_leads(letters: dict[str, Determination], media: Path, settings: Settings) -> None:
    settings.WHITENOISE_USE_FINDERS = True
    client = Client()
    style = client.get("/static/admin/css/base.css")
    assert style.status_code == 200 and style.getvalue()
    style.close()
    names = [str(path.relative_to(media)) for path in media.rglob("*") if path.is_file()]
    assert names
    for name, before in product(names, ("/media/", "/", "/static/", "/static/../media/", "/static/..%2fmedia%2f")):
        assert client.get(before + name).status_code in {400, 404}


# The addresses


def addresses(letters: dict[str, Determination]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every address of the URLconf with all that may stand in it and the methods to try; searches with questions."""
    values = parts(letters)
    questions = [f"q={word}" for word in ASKED.values()] + [f"q=*{ASKED['held'][3:6]}*", "q=CM16-99001", "q=wrist"]
    questions += [f"q={letter.case_number}" for letter in letters.values()] + ["q=shop&view=insight", "sort=newest"]
    for route, names in routes(get_resolver()):
        for place, chosen in enumerate(product(*(values[name] for name in names))):
            filled = iter(chosen)
            address = "/" + _PART.sub(lambda _, filled=filled: str(next(filled)), route)  # type: ignore[misc]
            yield address, METHODS if place == 0 else ("get",)
            if address in {"/search/", "/search.json", "/search.csv", "/search.atom", "/complete.json"}:
                yield from ((f"{address}?{question}", ("get",)) for question in questions)


def parts(letters: dict[str, Determination]) -> dict[str, list[object]]:
    """What may stand in each part of an address."""
    keys: list[object] = [letter.pk or 0 for letter in letters.values()]
    revisions: list[object] = list(LetterRevision.objects.values_list("pk", flat=True))
    names: list[object] = [each.case_number for each in letters.values()]
    names += [each.fingerprint for each in letters.values()] + ["CM16-9900102", "9900101", "nothing"]
    return {
        "identity": names,
        "position": [1, 2],
        "name": ["treatment", "specialty", "guideline", "ground", "decision", "region", "drug", "year", "nothing"],
        "category": ["other", "durable-medical-equipment", "nothing"],
        "kind": ["other", "nothing"],
        "part": [0, 1],
        "pk": [1],
        "form": ["txt", "legal", "ris", "bib", "exe"],
        "ending": ["csv", "docx", "md", "exe"],
        "token": ["nothing"],
        "uidb64": ["MQ"],
        "object_id": [keys[0], keys[1]],
        "id": [1],
        "batch": [1],
        "item": [1],
        "letter": keys,
        "revision": revisions,
        "number": [1],
        "content_type_id": [1],
        "app_label": ["search"],
        "url": ["nothing/"],
    }


def routes(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, list[str]]]:
    """Every address as it is declared, and the names of its parts in their order."""
    for each in resolver.url_patterns:
        route = before + re.sub(r"^\^|\$$", "", re.sub(r"\(\?P(<\w+>)[^)]*\)", r"\1", str(each.pattern)))
        if isinstance(each, URLResolver):
            yield from routes(each, route)
        elif isinstance(each, URLPattern):
            yield route, [found[2] for found in _PART.finditer(route)]


def said(answer: HttpResponseBase) -> list[str]:
    """The words in an answer and its headers that nobody may be told."""
    told = body(answer) + str(dict(answer.items())).casefold()
    return [word for word in (*NEVER.values(), MASKED) if word.casefold() in told]


def body(answer: HttpResponseBase) -> str:
    data = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return bytes(data).decode("utf-8", "replace").casefold()
