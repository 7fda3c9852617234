"""axe-core finds nothing on any page, in either colour scheme, on a desk or a phone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.browser.conftest import sign_in
from tests.browser.screenshots import LOOKS, addresses

pytestmark = pytest.mark.slow

# The rules that laws refer to, and the advice that goes with them.
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SIGNED_IN = ("/saved/", "/briefs/", "/saved/add/?q=therapy", "/accounts/password/")


def test_axe_finds_nothing(browser: Browser, site: str) -> None:
    axe, found = Axe(), []
    for look in ("light", "dark", "phone", "phone-dark"):
        context = browser.new_context(**LOOKS[look])
        page = context.new_page()
        pages = [*dict(addresses(page, site)).values(), "/search/?view=insight", "/denial/"]
        sign_in(page, site)
        for address in [*pages, *SIGNED_IN]:
            page.goto(f"{site}{address}")
            results = axe.run(page, options=RULES)
            found += [
                f"{look} {address} {violation['id']}: {node['html'][:120]}"
                for violation in results.response["violations"]
                for node in violation["nodes"][:2]
            ]
        context.close()
    assert not found, "\n".join(found)
