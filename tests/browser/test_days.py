"""What people do here, in a real browser: with script, without it, and by keyboard alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.browser.conftest import sign_in

pytestmark = pytest.mark.slow

LETTER = """Case Number: CM18-9900001  Date Assigned: 03/01/2018
Date of Injury: 02/03/2016  Decision Date: 04/02/2018
UR Denial Date: 02/10/2018  Priority: Standard
Application Received: 02/20/2018

HOW THE IMR FINAL DETERMINATION WAS MADE
MAXIMUS Federal Services sent the complete case file to an expert reviewer.
The Expert Reviewer has the following credentials:
State(s) of Licensure: California
Certification(s)/Specialty: Pain Management

CLINICAL CASE SUMMARY
The injured worker is a 51-year-old female with neck pain after lifting crates.

IMR ISSUES, DECISIONS AND RATIONALES
The Final Determination was based on decisions for the disputed items/services set forth below:

1. Hydrotherapy in a salt-water marimba pool, six visits: Overturned

Claims Administrator guideline: The Claims Administrator did not cite any medical evidence for its decision.

MAXIMUS guideline: Decision based on MTUS Chronic Pain Medical Treatment 2016, Section(s): Aquatic therapy.

Decision rationale: The worker cannot bear weight, and reduced weight bearing is desirable. Progress
was measured after the first visits. The request is medically necessary.
"""


def search_filter_read(page: Page, site: str) -> None:
    """A lawyer finds, filters, keeps the address and reads."""
    page.goto(site)
    page.get_by_role("searchbox", name="Search the reviewers’ rationales").or_(
        page.get_by_role("combobox", name="Search the reviewers’ rationales")
    ).fill("functional improvement")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("disputed items for “functional improvement”")
    page.get_by_role("checkbox", name=re.compile("^Upheld")).check()
    page.get_by_role("checkbox", name=re.compile("^Rehabilitation")).check()
    page.get_by_role("button", name="Apply filters").first.click()
    expect(page).to_have_url(f"{site}/search/?q=functional+improvement&decision=upheld&treatment=rehabilitation")
    expect(page).to_have_title(re.compile("“functional improvement” · Upheld · Rehabilitation — \\d+ items"))
    for verdict in page.locator(".hit .verdict").all_inner_texts():
        assert "Upheld" in verdict


def test_search_filter_bookmark_reload_read(page: Page, site: str) -> None:
    search_filter_read(page, site)
    bookmark, said = page.url, page.locator("main").inner_text()
    page.goto("about:blank")
    page.goto(bookmark)
    assert page.locator("main").inner_text() == said
    page.locator(".hit h2 a").first.click()
    expect(page.get_by_role("navigation", name="The search you came from")).to_contain_text("functional improvement")
    assert page.locator("mark").count() > 0
    letter = page.url
    page.get_by_role("link", name="Next result").click()
    assert page.url != letter
    page.get_by_role("link", name="Previous result").click()
    assert page.url == letter
    page.get_by_role("link", name=re.compile("^Back to")).click()
    assert page.url.startswith(bookmark)


def test_the_same_without_script(without_script: Page, site: str) -> None:
    search_filter_read(without_script, site)
    without_script.get_by_role("link", name=re.compile("^Remove filter Decision")).click()
    expect(without_script).to_have_url(f"{site}/search/?q=functional+improvement&treatment=rehabilitation")
    without_script.locator("a.more").first.click()
    without_script.get_by_role("searchbox", name="Find in this list").fill("acupuncture")
    without_script.get_by_role("button", name="Find").click()
    # The whole category is chosen, so its part is included: its link narrows to it.
    without_script.get_by_role("link", name=re.compile("^Acupuncture")).click()
    expect(without_script).to_have_url(re.compile("treatment=rehabilitation%2Facupuncture$"))
    expect(without_script.get_by_role("list", name="Active filters")).to_contain_text("Acupuncture")


def test_a_ticked_filter_acts_at_once(page: Page, site: str) -> None:
    page.goto(f"{site}/search/?q=therapy")
    entries = page.evaluate("history.length")
    box = page.get_by_role("checkbox", name=re.compile("^Upheld"))
    box.check()
    expect(page).to_have_url(f"{site}/search/?q=therapy&decision=upheld")
    expect(page.get_by_role("list", name="Active filters")).to_contain_text("Upheld")
    expect(box).to_be_focused()
    assert page.evaluate("history.length") == entries + 1
    expect(page.locator("body > [role=status]")).to_contain_text("disputed items for “therapy”")
    page.go_back()
    expect(page).to_have_url(f"{site}/search/?q=therapy")
    expect(box).not_to_be_checked()
    expect(page.get_by_role("list", name="Active filters")).to_have_count(0)


def test_on_a_phone_the_filters_have_their_apply_in_sight(browser: Browser, site: str) -> None:
    phone = browser.new_page(viewport={"width": 390, "height": 780}, java_script_enabled=False)
    phone.goto(f"{site}/search/?q=therapy")
    phone.get_by_role("link", name="Filters", exact=True).click()
    expect(phone.get_by_role("button", name="Apply filters")).to_be_in_viewport()
    phone.get_by_role("checkbox", name=re.compile("^Upheld")).check()
    phone.get_by_role("button", name="Apply filters").click()
    expect(phone).to_have_url(f"{site}/search/?q=therapy&decision=upheld")
    expect(phone.locator(".hit h2").first).to_be_in_viewport()
    phone.close()


def test_another_browser_sees_the_same_page(page: Page, without_script: Page, site: str) -> None:
    address = f"{site}/search/?q=therapy&decision=upheld&sort=newest"
    page.goto(address)
    without_script.goto(address)
    expect(without_script.locator(".hits h2")).to_have_text(page.locator(".hits h2").all_text_contents())


def test_staff_uploads_and_the_letter_is_found(page: Page, site: str) -> None:
    page.goto(f"{site}/search/?q=marimba")
    expect(page.get_by_role("heading", level=1)).to_contain_text("No disputed items")
    sign_in(page, site)
    page.goto(f"{site}/admin/")
    page.locator("input[type=file]").first.set_input_files(
        [
            FilePayload(name="new letter.txt", mimeType="text/plain", buffer=LETTER.encode()),
            FilePayload(name="empty.pdf", mimeType="application/pdf", buffer=b""),
        ]
    )
    page.get_by_role("button", name="Put in").click()
    expect(page.locator("body")).to_contain_text("empty.pdf")
    page.goto(f"{site}/search/?q=marimba")
    expect(page.get_by_role("heading", level=1)).to_contain_text("1–1 of 1 disputed item")
    page.goto(f"{site}/search/?q=CM18-9900001")
    expect(page).to_have_url(f"{site}/determinations/CM18-9900001/")


def test_a_folder_is_dropped_and_too_many_files_are_said_before_they_are_sent(
    page: Page, site: str, tmp_path: Path
) -> None:
    (tmp_path / "May" / "week 1").mkdir(parents=True)
    for name in ("May/a.txt", "May/week 1/b.txt", "c.txt"):
        (tmp_path / name).write_text("Take two eggs, and stir.")
    sign_in(page, site)
    page.goto(f"{site}/admin/")
    field = page.locator("form.drop input[type=file]")
    box = page.locator("form.drop").bounding_box()
    assert box
    browser = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        browser.send(
            "Input.dispatchDragEvent",
            {
                "type": kind,
                "x": box["x"] + 40,
                "y": box["y"] + 20,
                "data": {
                    "items": [],
                    "files": [str(tmp_path / "May"), str(tmp_path / "c.txt")],
                    "dragOperationsMask": 1,
                },
            },
        )
    names = "field => [...field.files].map(file => file.name).sort()"
    for _ in range(50):  # the folder is read meanwhile
        if field.evaluate(names):
            break
        page.wait_for_timeout(100)
    assert field.evaluate(names) == ["a.txt", "b.txt", "c.txt"]
    field.set_input_files([FilePayload(name=f"{n}.txt", mimeType="text/plain", buffer=b"x") for n in range(1_001)])
    page.get_by_role("button", name="Put in").click()
    assert "1,001 files, and at most 1,000" in field.evaluate("field => field.validationMessage")
    assert page.url == f"{site}/admin/"


def test_by_keyboard_alone(page: Page, site: str) -> None:
    page.goto(f"{site}/about/")
    page.keyboard.press("/")
    page.keyboard.type("acupuncture")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=acupuncture")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type === 'checkbox'"):
            break
    page.keyboard.press("Space")
    page.wait_for_url("**decision=upheld**")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to results"
    page.keyboard.press("Enter")
    for _ in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.hit h2 a')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/determinations/**")


def test_completion_offers_and_takes(page: Page, site: str) -> None:
    page.goto(site)
    box = page.locator("#q")
    box.press_sequentially("acup", delay=20)
    option = page.get_by_role("option").first
    expect(option).to_contain_text("acupuncture")
    box.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    box.press("Enter")
    page.wait_for_url("**/search/?q=acupuncture**")


def test_a_citation_and_the_link_can_be_copied(browser: Browser, site: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{site}/search/?q=acupuncture")
    page.get_by_role("link", name="Copy link").click()
    expect(page.get_by_role("navigation", name="Keep this search")).to_contain_text("Link copied")
    assert page.evaluate("navigator.clipboard.readText()") == f"{site}/search/?q=acupuncture"
    page.locator(".hit h2 a").first.click()
    page.get_by_role("button", name="Copy citation").first.click()
    expect(page.get_by_text("Citation copied")).to_be_visible()
    citation = page.evaluate("navigator.clipboard.readText()")
    assert re.search(r"Independent Medical Review, .*item \d+", citation)
    page.get_by_role("button", name="Quote selected text").first.click()
    expect(page.get_by_text("Select words of this item first.")).to_be_visible()
    page.locator(".rationale p").first.click(click_count=3)
    page.get_by_role("button", name="Quote selected text").first.click()
    expect(page.get_by_text("Quotation copied with its citation")).to_be_visible()
    words = page.locator(".rationale p").first.inner_text().strip()
    assert page.evaluate("navigator.clipboard.readText()") == f"“{words}” {citation}"
    context.close()


def test_nothing_is_wider_than_a_small_phone(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    for path in ("/", "/search/?q=pain&decision=upheld", "/search/all/guideline/", "/browse/", "/help/", "/about/"):
        page.goto(f"{site}{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
    page.goto(f"{site}/search/?q=pain")
    assert not page.locator("#filters").is_visible()
    page.get_by_role("link", name="Filters", exact=True).click()
    assert page.locator("#filters").is_visible()
    page.get_by_role("link", name="Back to the results").click()
    assert not page.locator("#filters").is_visible()
    page.locator(".hit h2 a").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()


@pytest.mark.parametrize("path", ["/search/?q=pain", "/search/", "/", "/search/?view=insight"])
def test_the_first_page_is_light(browser: Browser, site: str, path: str) -> None:
    """At most 100 KB without a cache even unpacked, at most 20 KB of script, nothing from elsewhere."""
    context = browser.new_context()
    page = context.new_page()
    sizes: dict[str, int] = {}
    page.on("response", lambda response: sizes.update({response.url: len(response.body())}))
    page.goto(f"{site}{path}", wait_until="networkidle")
    assert all(url.startswith(site) for url in sizes)
    assert sum(size for url, size in sizes.items() if url.endswith(".js")) <= 20_000
    assert sum(sizes.values()) <= 100_000, sizes
    context.close()
