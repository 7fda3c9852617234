"""Every page in every state, full, empty and wrong: axe finds nothing, and nothing scrolls sideways.

Signed in or not, in light and dark, on a desk and on phones, and at twice the size.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from search.ingest import standing
from search.ingest.revisions import snapshot
from search.insight import insight
from search.keeping.briefs import collect
from search.keeping.digests import stop_token
from search.keeping.searches import save
from search.models import (
    Brief,
    Determination,
    Digest,
    DisputedItem,
    ImportBatch,
    LetterRevision,
    SavedSearch,
    Visibility,
)
from search.query.request import SearchRequest
from search.schema import FROM_FILES
from search.views import errors
from tests.browser.collection import furnish
from tests.browser.screenshots import LOOKS
from tests.browser.test_accessibility import RULES

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

Act = Callable[[Page], object]
State = tuple[str, Act | None]
WITH_AXE = ("light", "dark", "phone", "phone-dark")
ZOOMED = {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2}
ANYBODY = (
    "/",
    "/search/",
    "/search/?q=functional",
    "/search/?q=functional&page=2",
    "/search/?q=functional&page=999",
    "/search/?q=crate+stairs+brace&decision=upheld",
    "/search/?q=%28pain+OR&decision=perhaps&from=someday",
    "/search/?q=norco&treatment=surgery&specialty=pain-management&from=2014&to=2015&region=knee",
    "/search/?q=funtional",
    "/search/?q=unknown+layout",
    "/search/?treatment=rehabilitation%2Facupuncture&drug=hydrocodone&treatment=pharmaceuticals",
    "/search/?q=visits&decision=upheld&view=insight",
    "/search/?view=insight",
    "/search/?q=zeppelin&view=insight",
    "/search/?q=CM13-0000000&view=insight",
    "/search/all/treatment/?treatment=rehabilitation",
    "/search/all/guideline/?q=pain&find=nowhere",
    "/search/all/specialty/?find=medicine&by=name",
    "/browse/",
    "/browse/guideline/",
    "/browse/specialty/",
    "/help/",
    "/about/",
    "/accounts/login/",
    "/accounts/sign-up/",
    "/determinations/CM99-0000000/",
    "/nowhere/",
)


@pytest.fixture
def found(browser: Browser, live_server: LiveServer) -> Iterator[Callable[[list[State], Client | None], list[str]]]:
    """What is wrong with these states, for the person who is signed in with the client."""

    def look(states: list[State], client: Client | None = None) -> list[str]:
        wrong: list[str] = []
        axe = Axe()
        for name in (*WITH_AXE, "zoomed"):
            options = LOOKS.get(name, ZOOMED)
            context = browser.new_context(**options, base_url=live_server.url)
            if client:
                value = client.cookies["sessionid"].value
                context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])
            page = context.new_page()
            for address, act in states:
                page.goto(address)
                if act:
                    act(page)
                if page.evaluate("document.documentElement.scrollWidth") > options["viewport"]["width"]:
                    wrong.append(f"{name} {address}: scrolls sideways")
                if name in WITH_AXE:
                    violations = axe.run(page, options=RULES).response["violations"]
                    wrong += [f"{name} {address} {each['id']}: {each['nodes'][0]['html'][:160]}" for each in violations]
            context.close()
        return wrong

    yield look


@pytest.fixture(autouse=True)
def data(settings: Settings, tmp_path: Path, index: Path) -> None:
    """A table of phrases and a media folder of this test's own; visitors may sign up."""
    settings.DATA_DIR, settings.MEDIA_ROOT, settings.ALLOW_SIGN_UP = tmp_path, tmp_path / "media", True


@pytest.fixture
def vera() -> Client:
    """Somebody signed in who may do everything."""
    User.objects.create_superuser("vera", "vera@example.org", "a long pass phrase")
    client = Client()
    client.force_login(User.objects.get())
    return client


Found = Callable[..., list[str]]


def test_a_full_collection(found: Found) -> None:
    special = furnish()
    whole = insight(SearchRequest(), FROM_FILES)
    assert whole.telling, "the collection gives phrases"
    assert whole.opposing, "the collection gives phrases"

    def wrong_password(page: Page) -> None:
        page.get_by_label("Username").fill("nobody")
        page.get_by_label("Password").fill("wrong")
        page.locator("main").get_by_role("button", name="Sign in").click()
        page.get_by_role("alert").first.wait_for()

    def filters_open(page: Page) -> None:
        if page.get_by_role("link", name="Filters", exact=True).is_visible():
            page.get_by_role("link", name="Filters", exact=True).click()
        page.get_by_text("More filters").click()
        page.get_by_role("checkbox", name="Upheld").check()

    def completing(page: Page) -> None:
        page.locator("#q").press_sequentially("acup", delay=10)
        page.get_by_role("option").first.wait_for()

    def same_open(page: Page) -> None:
        page.locator("details.same summary").first.click()

    def citation_copied(page: Page) -> None:
        page.get_by_role("button", name="Quote selected text").first.click()
        page.locator("details.citation summary").first.click()

    states: list[State] = [(address, None) for address in ANYBODY]
    states += [(special[name], None) for name in ("withdrawn", "unread", "several", "repeated")]
    states += [
        (f"{special['several']}?q=visits", citation_copied),
        ("/accounts/login/", wrong_password),
        ("/search/?q=visits", filters_open),
        ("/", completing),
        ("/search/?q=criteria+not+met", same_open),
    ]
    wrong = found(states)
    assert not wrong, "\n".join(wrong)


def test_an_empty_collection(found: Found, vera: Client) -> None:
    brief = Brief.objects.create(owner=User.objects.get(), name="Hearing")
    own = (
        "/",
        "/search/",
        "/search/?q=x&decision=upheld",
        "/search/?view=insight",
        "/search/all/treatment/",
        "/browse/",
    )
    kept = ("/saved/", "/briefs/", brief.get_absolute_url(), f"{brief.get_absolute_url()}print/", "/about/")
    wrong = found([(address, None) for address in (*own, *kept)], vera)
    assert not wrong, "\n".join(wrong)


def test_what_people_keep(found: Found, vera: Client) -> None:
    owner = User.objects.get()
    furnish(60)
    items = list(DisputedItem.objects.visible().order_by("pk")[:3])
    request = SearchRequest(q="visits")
    saved = save(owner, request, "Visits", "A note.", Digest.WEEKLY)
    SavedSearch.objects.update(seen_through=items[0].pk)
    brief = Brief.objects.create(owner=owner, name="Hearing of May " * 6, note="An introduction.")
    collect(brief, items)
    items[1].determination.visibility = Visibility.WITHDRAWN
    items[1].determination.save()
    kept, whole = saved.get_absolute_url(), brief.get_absolute_url()

    def nameless(page: Page) -> None:
        page.get_by_label("Name", exact=True).fill("  ")
        page.get_by_role("button", name="Save changes").first.click()
        page.get_by_role("alert").first.wait_for()

    plain = ["/", "/search/?q=visits", "/saved/", kept, f"{kept}delete/", "/saved/add/?q=visits", "/saved/add/?q=knee"]
    plain += ["/briefs/", whole, f"{whole}print/", f"{whole}delete/", f"/briefs/add/?item={items[0].pk}"]
    plain += [
        f"/digest/stop/{stop_token(owner)}/",
        "/accounts/password/",
        "/accounts/password/done/",
        "/accounts/e-mail/",
    ]
    states: list[State] = [(address, None) for address in plain]
    wrong = found([*states, (kept, nameless), (whole, nameless)], vera)
    assert not wrong, "\n".join(wrong)


def test_the_pages_of_what_broke(found: Found) -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    pages = {
        "400": errors.malformed(request).content.decode(),
        "403": errors.forbidden(request).content.decode(),
        "csrf": errors.too_old(request).content.decode(),
        "500": errors.failed(request).content.decode(),
        "503": render_to_string("503.html", {"detail": "The index is of another kind."}, request),
    }

    def put(page: Page, content: str) -> None:
        page.route("**/broken", lambda route: route.fulfill(body=content, content_type="text/html"))
        page.goto("/broken")
        assert page.locator(".brand").inner_text() == "§ IMR Precedents"
        page.unroute("**/broken")

    wrong = found([("/help/", lambda page, content=content: put(page, content)) for content in pages.values()])
    assert not wrong, "\n".join(wrong)


def test_what_staff_use(found: Found, vera: Client) -> None:
    """The desk, and the forms on which a letter and its items are put right."""
    running = ImportBatch.objects.create(label="May")
    done = ImportBatch.objects.create(label="June", finished=timezone.now(), note="The disk was full.")
    for batch in (running, done):
        batch.files.create(name="/srv/May/a-letter-with-a-long-name.txt", outcome="failed", reason="It is empty. " * 9)

    def nothing_chosen(page: Page) -> None:
        page.locator("input[type=file]").evaluate("field => field.removeAttribute('required')")
        page.get_by_role("button", name="Put in").click()
        page.get_by_text("Choose at least one file.").wait_for()

    upload = "/admin/search/importbatch/add/"
    states: list[State] = [("/admin/", None), (upload, None), (upload, nothing_chosen)]
    states += [(f"/admin/search/importbatch/{batch.pk}/change/", None) for batch in (running, done)]
    furnish(12)
    held, letter = Determination.objects.order_by("pk")[:2]
    with transaction.atomic():
        standing.decide(held, Visibility.HELD, "Somebody rang up and said that it names a person. " * 3)
    elsewhere = Client(
        headers={"user-agent": "Firefox on Windows NT"}, REMOTE_ADDR="2001:db8:85a3:8d3:1319:8a2e:370:7348"
    )
    elsewhere.force_login(User.objects.get())
    assert elsewhere.get("/accounts/sign-ins/").status_code == 200
    states += [("/accounts/sign-ins/", None), (f"/admin/search/determination/{held.pk}/history/", None)]
    states += [(f"/admin/review/{each.pk}/", None) for each in (held, letter)]
    states += [(f"/admin/review/{held.pk}/mask/", None), ("/admin/samples/", None)]
    item = letter.items.order_by("pk")[0]
    states += [(f"/admin/items/{item.pk}/remember/", None), (f"/admin/letters/{letter.pk}/remember/", None)]
    states += [
        (f"/admin/search/{name}/change/", None) for name in (f"disputeditem/{item.pk}", f"determination/{letter.pk}")
    ]
    # Lists, what was posted anew beside what stands, accounts, and what is wrong with a letter.
    posted = LetterRevision.objects.create(
        determination=letter, state="waiting", why="It was posted anew.", content=snapshot(letter)
    )
    states += [(f"/admin/search/{name}/", None) for name in ("determination", "importedfile", "auditentry")]
    states += [(f"/admin/search/determination/{letter.pk}/revisions/{posted.pk}/", None), ("/admin/tell/", None)]
    states += [
        (f"/admin/imports/{done.pk}/letters/", None),
        (f"/admin/auth/user/{User.objects.get().pk}/change/", None),
    ]
    plain = Client()
    plain.force_login(User.objects.create_user("plain"))
    door: list[State] = [("/admin/login/", None)]
    wrong = [*found(states, vera), *found(door), *found(door, plain)]
    assert not wrong, "\n".join(wrong)
