"""Home, browsing, help, about, facet pages, signing in, errors, and the addresses for machines."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries, Settings

from search.models import Determination
from search.query.examples import EXAMPLES
from search.schema import FACETS
from search.views.errors import failed, malformed
from tests.views.test_results import text_of

Collection = dict[str, Determination]
EVERY_PAGE = (
    "/",
    "/search/",
    "/search/all/treatment/",
    "/browse/",
    "/browse/guideline/",
    "/browse/specialty/",
    "/help/",
    "/about/",
    "/accounts/login/",
)


@pytest.mark.parametrize("address", EVERY_PAGE)
def test_every_page_works_full_and_has_one_heading(client: Client, collection: Collection, address: str) -> None:
    answer = client.get(address)
    content = answer.content.decode()
    assert answer.status_code == 200
    assert len(re.findall(r"<h1[ >]", content)) == 1
    assert len(re.findall(r"<main[ >]", content)) == 1
    assert not re.search(r"<style|\sstyle=|<script>|\son\w+=", content)


@pytest.mark.parametrize("address", EVERY_PAGE)
def test_every_page_works_empty(client: Client, empty: None, address: str) -> None:
    assert client.get(address).status_code == 200


def test_home_counts_what_anybody_may_read(client: Client, collection: Collection) -> None:
    said = text_of(client.get("/").content)
    assert "letters 3 disputed items 4 decided 2015–2016" in said
    assert "Secret massage" not in said and "Withdrawn massage" not in said


def test_home_asks_the_database_little(
    client: Client, collection: Collection, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(8):
        client.get("/")


def test_browsing_leads_into_the_search(client: Client, collection: Collection) -> None:
    content = client.get("/browse/").content.decode()
    assert 'href="/search/?treatment=rehabilitation%2Fmassage-therapy"' in content
    assert "too few" in content


@pytest.mark.parametrize("name", ["year", "nothing", "q"])
def test_one_cannot_browse_by_anything(client: Client, collection: Collection, name: str) -> None:
    assert client.get(f"/browse/{name}/").status_code == 404


def test_every_example_of_the_help_page_is_live(client: Client, collection: Collection) -> None:
    content = client.get("/help/").content.decode()
    addresses = re.findall(r'<dt><a href="([^"]+)"', content)
    assert len(addresses) == len(EXAMPLES)
    for address in addresses:
        assert client.get(address.replace("&amp;", "&")).status_code == 200


def test_about_says_what_is_missing(client: Client, collection: Collection) -> None:
    said = text_of(client.get("/about/").content)
    assert "3 letters with 4 disputed items" in said
    assert "1 letter without a case number, 1 without a decision date" in said
    assert "1 disputed item whose treatment fitted no category" in said


@pytest.mark.parametrize("facet", [facet.name for facet in FACETS])
def test_every_facet_has_a_page_of_all_its_values(client: Client, collection: Collection, facet: str) -> None:
    assert client.get(f"/search/all/{facet}/?q=massage").status_code == 200


def test_a_facet_page_finds_in_its_list_without_script(client: Client, collection: Collection) -> None:
    content = client.get("/search/all/specialty/?find=ORTHO&q=").content.decode()
    assert 'value="orthopedic-surgery"' in content and 'value="occupational-medicine"' not in content


def test_a_facet_page_keeps_the_search_and_what_is_chosen_but_not_listed(
    client: Client, collection: Collection
) -> None:
    content = client.get(
        "/search/all/specialty/?q=massage&specialty=preventive-medicine&decision=upheld&find=occupational"
    ).content.decode()
    for field in (
        'name="q" value="massage"',
        'name="decision" value="upheld"',
        'name="specialty" value="preventive-medicine"',
    ):
        assert f'<input type="hidden" {field}>' in content


def test_a_facet_page_stays_itself_whatever_is_sought(client: Client, collection: Collection) -> None:
    content = client.get("/search/all/treatment/", {"find": '"><script>alert(1)</script>\0'}).content.decode()
    assert "<script>alert" not in content
    assert client.get("/search/all/nonsense/").status_code == 404


def test_health_counts_both_sides(client: Client, collection: Collection) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    said = json.loads(answer.content)
    assert said["ok"] is True
    assert (said["database"]["letters"], said["database"]["items"], said["index"]["items"]) == (3, 4, 4)


def test_a_damaged_index_is_told_and_never_an_error(
    client: Client, collection: Collection, damaged: Callable[[], None]
) -> None:
    from haystack import connections

    damaged()
    connections.reload("default")
    health = client.get("/healthz")
    assert health.status_code == 503
    assert "rebuild_index" in json.loads(health.content)["index"]["reason"]
    answer = client.get("/search/?q=massage")
    assert answer.status_code == 503
    assert "unavailable right now" in text_of(answer.content)
    assert client.get("/help/").status_code == 200


def test_robots_are_kept_out_unless_the_owner_lets_them_in(db: None, client: Client, settings: Settings) -> None:
    assert "Disallow: /\n" in client.get("/robots.txt").content.decode()
    settings.ALLOW_INDEXING = True
    said = client.get("/robots.txt").content.decode()
    assert "Disallow: /\n" not in said and "Disallow: /search" in said


def test_there_is_a_map_only_where_the_owner_lets_robots_in(
    client: Client, collection: Collection, settings: Settings
) -> None:
    part = f"/sitemap-{collection['massage'].pk // 20_000}.xml"
    assert client.get("/sitemap.xml").status_code == client.get(part).status_code == 404
    settings.ALLOW_INDEXING = True
    assert f"http://testserver{part}" in client.get("/sitemap.xml").content.decode()
    root = ElementTree.fromstring(client.get(part).content)
    listed = {each.text for each in root.iter() if each.tag.endswith("loc")}
    visible = (collection[name] for name in ("massage", "lone", "hostile"))
    assert listed == {f"http://testserver{letter.get_absolute_url()}" for letter in visible}
    assert client.get("/sitemap-99999999999999999999.xml").status_code == 404


def test_only_the_unfiltered_list_may_be_listed(client: Client, collection: Collection, settings: Settings) -> None:
    settings.ALLOW_INDEXING = True
    assert "noindex" not in client.get("/search/").content.decode()
    assert "noindex" not in client.get("/determinations/CM15-9000001/").content.decode()
    assert "noindex" in client.get("/search/?decision=upheld").content.decode()


def test_a_browser_can_add_the_search(client: Client, db: None) -> None:
    answer = client.get("/opensearch.xml")
    root = ElementTree.fromstring(answer.content)
    templates = [each.get("template") for each in root.iter() if each.tag.endswith("Url")]
    assert "http://testserver/search/?q={searchTerms}" in templates
    assert answer["Content-Type"].startswith("application/opensearchdescription+xml")


def test_completion_offers_what_the_collection_holds(client: Client, collection: Collection) -> None:
    said = json.loads(client.get("/complete.json?q=mass").content)
    assert "massage therapy" in [each["text"] for each in said["completions"]]
    for typed in ("", "\0", "((((", "x" * 5_000, "<script>"):
        assert client.get("/complete.json", {"q": typed}).status_code == 200
    asked, offered = json.loads(client.get("/complete.json?q=mass&format=opensearch").content)
    assert asked == "mass" and "massage therapy" in offered


def test_people_can_sign_in_and_out(client: Client, db: None, django_user_model: type) -> None:
    django_user_model.objects.create_user("somebody", password="a long pass phrase")  # type: ignore[attr-defined]
    wrong = client.post("/accounts/login/", {"username": "somebody", "password": "wrong"})
    assert wrong.status_code == 200 and 'role="alert"' in wrong.content.decode()
    right = client.post("/accounts/login/", {"username": "somebody", "password": "a long pass phrase"})
    assert (right.status_code, right["Location"]) == (302, "/")
    assert "Sign out" in client.get("/help/").content.decode()
    assert client.post("/accounts/logout/").status_code == 302
    assert "Sign in" in client.get("/help/").content.decode()


@pytest.mark.parametrize("address", ["/", "/search/?q=massage", "/saved/", "/briefs/", "/accounts/e-mail/"])
def test_no_copy_of_a_signed_in_persons_page_is_kept(client: Client, collection: Collection, address: str) -> None:
    client.force_login(User.objects.create_user("reader"))
    assert "no-store" in client.get(address)["Cache-Control"]


@pytest.mark.parametrize(
    "address",
    ["/search.json", "/search.csv", "/search.atom", "/search/download.json", "/determinations/CM15-9000001/data.json"],
)
@pytest.mark.parametrize("known", [True, False])
def test_data_is_asked_for_again_each_time(client: Client, collection: Collection, address: str, known: bool) -> None:
    if known:
        client.force_login(User.objects.create_user("reader"))
    answer = client.get(address)
    assert answer.status_code == 200
    assert "no-cache" in answer["Cache-Control"], "what it holds may be withdrawn"


@pytest.mark.parametrize("address", ["/", "/search/?q=massage"])
def test_a_strangers_page_may_be_kept(client: Client, collection: Collection, address: str) -> None:
    assert "no-store" not in client.get(address).get("Cache-Control", "")


@pytest.mark.parametrize("address", ["/", "/search/?q=massage", "/search.json", "/determinations/CM15-9000001/"])
def test_pages_are_only_read(client: Client, collection: Collection, address: str) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE", "TRACE"):
        assert client.generic(method, address).status_code == 405
    asked = client.options(address)
    assert (asked.status_code, asked.content) == (204, b"")
    assert client.head(address).status_code == 200


def test_a_failed_sign_in_is_announced_once(client: Client, db: None) -> None:
    page = client.post("/accounts/login/", {"username": "nobody", "password": "wrong"}).content.decode()
    assert page.count('role="alert"') == 1
    assert '<ul class="errors" role="alert">' not in page


@pytest.mark.parametrize("address", EVERY_PAGE)
def test_every_page_bears_the_name_of_the_site(client: Client, empty: None, address: str) -> None:
    content = client.get(address).content.decode()
    assert re.search(r"<title>[^<]+ · IMR Precedents</title>", content)
    assert "</span> IMR Precedents</a>" in content


def test_an_address_that_leads_nowhere_says_so_and_hides_the_machine(client: Client, db: None) -> None:
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert "There is no such page" in text_of(answer.content)


def test_a_failure_shows_a_page_and_no_trace(
    client: Client, db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.raise_request_exception = False
    monkeypatch.setattr("search.views.browsing.EXAMPLES", None)
    answer = client.get("/help/")
    assert answer.status_code == 500
    assert "Something went wrong here" in text_of(answer.content)
    assert "Traceback" not in answer.content.decode()


def test_a_form_without_its_token_is_refused_with_a_sentence(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/accounts/login/", {"username": "x", "password": "y"})
    assert answer.status_code == 403
    assert "too old" in text_of(answer.content)


def test_an_absurd_host_is_refused_with_a_page(client: Client, db: None) -> None:
    answer = client.get("/help/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "could not be read" in text_of(answer.content)


def test_a_page_for_what_broke_has_the_sites_name_and_asks_nothing(settings: Settings) -> None:
    settings.SITE_NAME = "Letters & Co"
    for answer, code in ((failed(RequestFactory().get("/")), 500), (malformed(RequestFactory().get("/")), 400)):
        assert answer.status_code == code
        assert "</span> Letters &amp; Co</a>" in answer.content.decode()


def test_the_examples_of_the_home_page_find_what_they_name(client: Client, collection: Collection) -> None:
    content = client.get("/").content.decode()
    tried = re.search(r'<p class="examples">Try (.*?)</p>', content, re.S)
    assert tried
    addresses = re.findall(r'href="([^"]+)"', tried[1])
    assert len(addresses) > 1
    for address in addresses:
        assert "<h1>No disputed items" not in client.get(address.replace("&amp;", "&")).content.decode()


@pytest.mark.parametrize("address", ["/", "/search/?q=massage", "/determinations/CM15-9000001/", "/denial/", "/help/"])
def test_a_shared_link_has_a_card(client: Client, collection: Collection, address: str) -> None:
    head = client.get(address).content.decode().partition("</head>")[0]
    title = re.search(r"<title>(.*?) · IMR Precedents</title>", head)
    assert title and f'<meta property="og:title" content="{title[1]}">' in head
    assert 'property="og:url" content="http' in head and 'name="twitter:card" content="summary"' in head
    assert address == "/help/" or 'property="og:description"' in head


def test_a_case_number_that_is_not_here_is_not_taken_for_a_word(client: Client, collection: Collection) -> None:
    said = text_of(client.get("/search/?q=CM15-7654321").content)
    assert "No letter here bears this case number." in said
    assert "Try another word" not in said
