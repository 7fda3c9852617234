"""Pictures of every page: ``python -m tests.browser.screenshots OUT [ADDRESS-OF-A-RUNNING-SITE]``.

Takes each page in light, dark, on a phone and as print, to be looked at by a person.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

ARGUMENTS = ["--no-sandbox", "--disable-background-networking"]
CHROMIUM = "/usr/bin/chromium"
PAGES = {
    "home": "/",
    "results": "/search/?q=functional+improvement",
    "filtered": "/search/?q=%22functional+improvement%22&decision=overturned&treatment=rehabilitation",
    "narrow": "/search/?treatment=rehabilitation%2Facupuncture&guideline=mtus-acupuncture&from=2015&to=2019",
    "noted": "/search/?q=(pain+OR&decision=perhaps",
    "nothing": "/search/?q=zebra&decision=upheld&region=knee",
    "misspelt": "/search/?q=acupunture",
    "facet": "/search/all/guideline/?q=pain",
    "facet-found": "/search/all/specialty/?find=medicine&by=name",
    "browse": "/browse/",
    "browse-specialty": "/browse/specialty/",
    "help": "/help/",
    "about": "/about/",
    "login": "/accounts/login/",
    "missing": "/determinations/CM99-0000000/",
    "past-the-end": "/search/?page=999",
}
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 360, "height": 740}, "color_scheme": "light", "device_scale_factor": 2},
    "phone-dark": {"viewport": {"width": 320, "height": 640}, "color_scheme": "dark", "device_scale_factor": 2},
    "print": {"viewport": {"width": 800, "height": 1100}, "color_scheme": "light"},
}


def addresses(page: Page, site: str) -> Iterator[tuple[str, str]]:
    """The fixed pages, then a letter with several items and one without, found as a person finds them."""
    yield from PAGES.items()
    page.goto(f"{site}/search/?q=improvement")
    hits = page.locator(".hit h2 a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    facts = page.locator(".hit .facts").all_inner_texts()
    several = [hit for hit, fact in zip(hits, facts, strict=True) if re.search(r"item \d+ of \d+", fact)]
    for name, found in (("letter", several), ("letter-one", [hit for hit in hits if hit not in several])):
        if found:
            yield name, found[0]


def take(browser: Browser, site: str, folder: Path) -> None:
    """Every page in every look."""
    folder.mkdir(parents=True, exist_ok=True)
    for look, options in LOOKS.items():
        context = browser.new_context(**options)
        page = context.new_page()
        if look == "print":
            page.emulate_media(media="print")
        for name, address in list(addresses(page, site)):
            page.goto(f"{site}{address}")
            page.screenshot(path=folder / f"{name}-{look}.png", full_page=True)
        if look == "phone":
            page.goto(f"{site}/search/?q=pain")
            page.locator("a[href='#filters']").first.click()
            page.screenshot(path=folder / "filters-phone.png", full_page=True)
        context.close()


def main(folder: str, site: str = "http://127.0.0.1:8000") -> None:
    """Take the pictures of a running site."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        take(browser, site.rstrip("/"), Path(folder))
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
