"""Three people's days in a real Chromium, with script and without: a lawyer makes a brief, a researcher comes back,
a clerk uploads and corrects."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, FilePayload, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from search.models import Brief
from tests.ingest.letters import Letter
from tests.keeping.collection import indexed, massage

PASSWORD = "a long pass phrase"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def page(request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=request.param, base_url=live_server.url)
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def sign_in(page: Page) -> None:
    """From the form that a page for members leads to."""
    page.get_by_label("Username").fill("vera")
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in").click()


def test_a_lawyer_makes_a_brief(index: Path, page: Page) -> None:
    User.objects.create_user("vera", "vera@example.org", PASSWORD)
    indexed(massage(1, "overturned", "Six visits brought a measured gain."), massage(2, rationale="No gain at all."))
    page.goto("/determinations/CM15-0000001/")
    page.get_by_role("link", name="Add to a brief").click()
    sign_in(page)
    page.get_by_label("Name of the new brief").fill("Hearing")
    page.get_by_role("button", name="Add", exact=True).click()
    assert page.url.endswith("/determinations/CM15-0000001/#item-1")
    assert page.get_by_text("Added 1 to “Hearing”.").is_visible()

    page.goto("/search/?q=gain&decision=upheld")
    page.get_by_role("link", name="Add to a brief").click()
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("link", name="Briefs").click()
    page.get_by_role("link", name="Hearing").click()

    page.get_by_label("Note on CM15-0000002 item 1").fill("Distinguish this one.")
    page.get_by_role("button", name="Up CM15-0000002 item 1").click()
    entries = Brief.objects.get().entries
    assert [(entry.letter, entry.note) for entry in entries.all()] == [
        ("CM15-0000002", "Distinguish this one."),
        ("CM15-0000001", ""),
    ]

    for name, ending in (("Word", "docx"), ("Markdown", "md"), ("CSV", "csv")):
        with page.expect_download() as download:
            page.get_by_role("link", name=name, exact=True).click()
        assert download.value.suggested_filename == f"hearing.{ending}"
    page.get_by_role("link", name="Page to print").click()
    assert page.get_by_role("heading", name="1. Massage therapy 2").is_visible()
    assert page.get_by_text("Distinguish this one.").is_visible()


def test_a_researcher_comes_back_to_what_is_new(index: Path, page: Page) -> None:
    User.objects.create_user("vera", "vera@example.org", PASSWORD)
    indexed(massage(1))
    page.goto("/search/?q=massage&decision=upheld")
    page.get_by_role("link", name="Save this search").click()
    sign_in(page)
    page.get_by_label("Name", exact=True).fill("Massage, denied")
    page.get_by_role("button", name="Save", exact=True).click()
    assert page.get_by_role("heading", name="Nothing new since earlier today").is_visible()

    indexed(massage(2), massage(3, "overturned"), massage(4))
    page.get_by_role("link", name="Saved", exact=True).click()
    page.get_by_role("link", name="2 new").click()
    assert page.get_by_role("link", name="Massage therapy 4").is_visible()
    assert page.get_by_role("link", name="Massage therapy 3").count() == 0
    page.get_by_role("button", name="Run the search").click()
    assert page.url.endswith("/search/?q=massage&decision=upheld")
    page.get_by_role("link", name="Saved", exact=True).click()
    assert page.get_by_text("Nothing new since earlier today").is_visible()


def test_a_clerk_uploads_and_corrects(index: Path, page: Page, tmp_path: Path, settings: Settings) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    User.objects.create_superuser("vera", "vera@example.org", PASSWORD)
    page.goto("/accounts/login/")
    sign_in(page)
    page.get_by_role("link", name="Staff").click()
    page.get_by_label("Choose files").set_input_files(
        [
            FilePayload(name="new letter.txt", mimeType="text/plain", buffer=Letter().bytes()),
            FilePayload(name="empty.pdf", mimeType="application/pdf", buffer=b""),
        ]
    )
    page.get_by_role("button", name="Put in").click()
    assert page.get_by_role("row", name="empty.pdf Failed").is_visible()

    # The rules called it massage; the clerk knows better, and names a guideline that the letter only meant.
    page.get_by_role("link", name="CM16-9900001").click()
    page.get_by_role("row", name="Massage").get_by_role("link", name="Change").click()
    page.get_by_text("Citations", exact=True).click()
    place = page.locator("[name=citations-INITIAL_FORMS]").input_value()
    choose(page, "treatment", "Acupuncture", "rehabilitation/acupuncture")
    page.locator(f"[name=citations-{place}-side]").select_option("reviewer")
    choose(page, f"citations-{place}-guideline", "Official Disability", "odg")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    page.goto("/search/?treatment=rehabilitation%2Facupuncture&guideline=odg")
    assert page.get_by_role("heading", level=1).inner_text() == "1–1 of 1 disputed item"


def choose(page: Page, name: str, typed: str, value: str) -> None:
    """In the box that a script makes of the list, where one runs; in the list itself, where none does."""
    if page.locator(".select2").count():
        page.locator(f".select2:right-of(label[for=id_{name}])").first.click()
        page.locator(".select2-search__field").fill(typed)
        page.locator(".select2-results__option").filter(has_text=typed).first.click()
        assert page.locator(f"[name={name}]").input_value() == value
    else:
        page.locator(f"[name={name}]").select_option(value)


def test_a_lawyers_day_by_keyboard_alone(index: Path, browser: Browser, live_server: LiveServer) -> None:
    User.objects.create_user("vera", "vera@example.org", PASSWORD)
    indexed(massage(1, "overturned", "Six visits brought a measured gain."), massage(2, rationale="No gain at all."))
    context = browser.new_context(base_url=live_server.url, permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto("/accounts/login/")
    press(page, "vera", "Tab", PASSWORD, "Enter")
    page.get_by_role("heading", name="How did reviewers").wait_for()

    press(page, "/", "gain", "Enter")
    page.wait_for_url("**/search/?q=gain")
    tab_to(page, "Overturned")
    press(page, "Space")
    page.wait_for_url("**decision=overturned")
    tab_to(page, "Save this search")
    press(page, "Enter")
    page.wait_for_url("**/saved/add/**")
    tab_to(page, "Name")
    press(page, "Control+A", "Gains", "Enter")
    page.get_by_role("heading", name="Gains").wait_for()

    tab_to(page, "Run the search")
    press(page, "Enter")
    page.wait_for_url("**/search/**")
    tab_to(page, "Skip to results")
    press(page, "Enter")
    tab_to(page, "Massage therapy 1")
    press(page, "Enter")
    page.wait_for_url("**/determinations/**")
    tab_to(page, "Copy citation")
    press(page, "Enter")
    expect(page.get_by_text("Citation copied")).to_be_visible()
    assert "CM15-0000001" in page.evaluate("navigator.clipboard.readText()")
    tab_to(page, "Add to a brief")
    press(page, "Enter")
    page.wait_for_url("**/briefs/add/**")
    tab_to(page, "Name of the new brief")
    press(page, "Hearing", "Enter")
    expect(page.get_by_text("Added 1 to “Hearing”.")).to_be_visible()
    tab_to(page, "Briefs")
    press(page, "Enter")
    page.wait_for_url("**/briefs/")
    tab_to(page, "Hearing")
    press(page, "Enter")
    page.wait_for_url("**/briefs/*/")
    tab_to(page, "Word")
    with page.expect_download() as download:
        press(page, "Enter")
    assert download.value.suggested_filename == "hearing.docx"
    context.close()


KEYS = ("Tab", "Enter", "Space", "/", "Control+A")


def press(page: Page, *what: str) -> None:
    """Keys by name, and anything else typed."""
    for each in what:
        if each in KEYS:
            page.keyboard.press(each)
        else:
            page.keyboard.type(each)


def tab_to(page: Page, name: str) -> None:
    """Go on with the tabulator until what is focused has this name, and shows that it is focused."""
    page.wait_for_load_state()
    for _ in range(120):
        page.keyboard.press("Tab")
        said = page.evaluate(
            "(at => (at.labels && at.labels[0] ? at.labels[0] : at).textContent.trim())(document.activeElement)"
        )
        if said.startswith(name):
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", name
            return
    raise AssertionError(f"nothing called {name} can be reached with the tabulator on {page.url}")
