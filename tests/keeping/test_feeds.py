"""Every search as an Atom feed, held to RFC 4287.

The schema of its appendix B is not ours to ship; with it, the feeds of the samples pass jing and libxml2.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from search.feeds import ATOM, MOST_ENTRIES, tag
from search.index import engine
from search.models import DisputedItem, Visibility
from tests.keeping.collection import HOSTILE, indexed, massage

pytestmark = pytest.mark.django_db

_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_TAG = re.compile(r"tag:[A-Za-z0-9.-]+,\d{4}(-\d\d){0,2}:[A-Za-z0-9._~!$&'()*+,;=:@/?%-]*")
_XML = "http://www.w3.org/XML/1998/namespace"
_PARENTS = {"feed", "entry", "author"}
_ATTRIBUTES = {
    "link": {"rel", "href", "type"},
    "category": {"scheme", "term", "label"},
    "content": {"type"},
}
_ONCE = {"feed": {"id", "title", "updated"}, "entry": {"id", "title", "updated"}}
_AT_MOST_ONCE = {
    "feed": {"generator", "icon", "logo", "rights", "subtitle"},
    "entry": {"content", "published", "rights", "source", "summary"},
}
_REPEATABLE = {
    "feed": {"author", "category", "contributor", "link", "entry"},
    "entry": {"author", "category", "contributor", "link"},
}


def feed_of(client: Client, address: str) -> ElementTree.Element:
    """The feed at ``address``, checked."""
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert response.content.startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    feed = ElementTree.fromstring(response.content)
    conforms(feed)
    return feed


def conforms(feed: ElementTree.Element) -> None:
    """What RFC 4287 says, by its sections, of the elements that we write and of no others."""
    assert feed.tag == f"{{{ATOM}}}feed"
    # 2: a language for all that a person reads; every address is absolute, so there is no xml:base to resolve it by.
    assert set(feed.attrib) == {f"{{{_XML}}}lang"}
    assert re.fullmatch(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*", feed.get(f"{{{_XML}}}lang", ""))
    for element in feed.iter():
        assert element.tag.startswith(f"{{{ATOM}}}")
        name = element.tag.removeprefix(f"{{{ATOM}}}")
        assert set(element.attrib) <= _ATTRIBUTES.get(name, set()) or element is feed
        # 3.1, 3.2, 3.3, 4.2: only these hold others; there is no markup in what is text.
        assert name in _PARENTS or not len(element)
        if name in ("title", "subtitle", "summary", "content"):
            assert element.get("type", "text") == "text"
        # 4.2.2, 4.2.7: what a category or a link says stands in its attributes.
        if name in ("category", "link"):
            assert not element.text
    _children(feed, "feed")
    entries = all_of(feed, "entry")
    # 4.1.1: an author in the feed, or one in each entry.
    assert all_of(feed, "author") or all(all_of(entry, "author") for entry in entries)
    assert [link.get("href") for link in all_of(feed, "link") if link.get("rel") == "self"]
    for entry in entries:
        _children(entry, "entry")
        # 4.1.2: content, or at least a link to it.
        assert all_of(entry, "content") or _alternates(entry)
    identifiers = [text(entry, "id") for entry in entries]
    assert len(identifiers) == len(set(identifiers))
    for element in (feed, *entries):
        assert _TAG.fullmatch(text(element, "id"))
        assert len(_alternates(element)) == len(set(_alternates(element)))
        for name in ("updated", "published"):
            for each in all_of(element, name):
                assert _RFC3339.fullmatch(each.text or "")
                assert datetime.fromisoformat(each.text or "").tzinfo
        assert text(element, "title").strip()
        for link in all_of(element, "link"):
            # 4.2.7: an address without spaces or anything else that an IRI does not have, a relation that is
            # registered, and a media type.
            assert urlsplit(link.get("href", "")).scheme in ("http", "https")
            assert not re.search(r"[\s<>\"{}|\\^`]", link.get("href", ""))
            assert link.get("rel") in ("self", "alternate")
            assert re.fullmatch(r"[a-z]+/[a-z+]+", link.get("type", ""))
        for category in all_of(element, "category"):
            assert category.get("term") and _TAG.fullmatch(category.get("scheme", ""))
    # 4.2.15: the feed has changed whenever an entry has.
    assert all(text(feed, "updated") >= text(entry, "updated") for entry in entries)
    for person in all_of(feed, "author"):
        assert [child.tag for child in person] == [f"{{{ATOM}}}name"] and text(person, "name").strip()


def _children(element: ElementTree.Element, kind: str) -> None:
    names = [child.tag.removeprefix(f"{{{ATOM}}}") for child in element]
    assert set(names) <= _ONCE[kind] | _AT_MOST_ONCE[kind] | _REPEATABLE[kind]
    assert all(names.count(name) == 1 for name in _ONCE[kind])
    assert all(names.count(name) <= 1 for name in _AT_MOST_ONCE[kind])


def _alternates(element: ElementTree.Element) -> list[tuple[str | None, str | None]]:
    links = [link for link in all_of(element, "link") if link.get("rel", "alternate") == "alternate"]
    return [(link.get("type"), link.get("hreflang")) for link in links]


def all_of(element: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return element.findall(f"{{{ATOM}}}{name}")


def text(element: ElementTree.Element, name: str) -> str:
    return element.findtext(f"{{{ATOM}}}{name}") or ""


def link(element: ElementTree.Element, relation: str) -> str:
    return next(each.get("href", "") for each in all_of(element, "link") if each.get("rel") == relation)


def test_a_search_is_a_feed_of_what_was_added_last(index: Path, client: Client) -> None:
    indexed(massage(9), massage(1, "overturned"), massage(5))
    feed = feed_of(client, "/search.atom?decision=upheld&q=massage&page=3")
    assert text(feed, "title").startswith("“massage” · Upheld")
    assert link(feed, "self") == "http://testserver/search.atom?q=massage&decision=upheld"
    assert link(feed, "alternate") == "http://testserver/search/?q=massage&decision=upheld"
    entries = all_of(feed, "entry")
    assert [text(entry, "title") for entry in entries] == [
        "Upheld: treatment denied — Massage therapy 5",
        "Upheld: treatment denied — Massage therapy 9",
    ]
    assert link(entries[0], "alternate") == "http://testserver/determinations/CM15-0000005/#item-1"
    assert text(entries[0], "id") == "tag:localhost,2026:item/CM15-0000005/1"
    assert text(feed, "updated") == max(text(entry, "updated") for entry in entries)


def test_an_item_is_the_same_entry_in_every_feed_and_for_ever(index: Path, client: Client) -> None:
    item = indexed(massage(1))[0]
    one, other = (all_of(feed_of(client, f"/search.atom?q={word}"), "entry")[0] for word in ("massage", "therapy"))
    assert text(one, "id") == text(other, "id")
    DisputedItem.objects.filter(pk=item.pk).update(heading="Renamed")
    assert text(all_of(feed_of(client, "/search.atom"), "entry")[0], "id") == text(one, "id")


def test_an_empty_feed_conforms_and_stands_still(index: Path, client: Client) -> None:
    feed = feed_of(client, "/search.atom?q=nothing")
    assert not all_of(feed, "entry")
    assert text(feed, "updated") == text(feed_of(client, "/search.atom?q=nothing"), "updated")


def test_hostile_words_are_only_words(index: Path, client: Client) -> None:
    item = massage(1, rationale=HOSTILE)
    DisputedItem.objects.filter(pk=item.pk).update(disputed=HOSTILE)
    indexed(item)
    feed = feed_of(client, "/search.atom")
    content = text(all_of(feed, "entry")[0], "content")
    assert content == HOSTILE.replace("\x0b", "")
    assert not list(all_of(all_of(feed, "entry")[0], "content")[0])
    assert "%3Cscript%3E" in link(feed_of(client, "/search.atom?q=%3Cscript%3E"), "self")
    feed_of(client, "/search.atom?q=%00%0B%ED%A0%80%EF%BF%BE%22%3E%5B%7B%7C%5C%60%F0%9F%91%A9&from=2014&sort=oldest")


def test_a_feed_has_an_end(index: Path, client: Client) -> None:
    indexed(*(massage(number) for number in range(1, MOST_ENTRIES + 6)))
    entries = all_of(feed_of(client, "/search.atom"), "entry")
    assert len(entries) == MOST_ENTRIES
    assert text(entries[0], "id").endswith(f"CM15-{MOST_ENTRIES + 5:07}/1")


def test_a_withdrawn_letter_leaves_the_feed(index: Path, client: Client) -> None:
    _, withdrawn = indexed(massage(1), massage(2))
    withdrawn.determination.visibility = Visibility.WITHDRAWN
    withdrawn.determination.save()
    (entry,) = all_of(feed_of(client, "/search.atom"), "entry")
    assert "CM15-0000001" in text(entry, "id")


def test_a_reader_that_has_it_is_told_so(index: Path, client: Client) -> None:
    indexed(massage(1))
    first = client.get("/search.atom")
    assert client.get("/search.atom", headers={"if-none-match": first["ETag"]}).status_code == 304


def test_the_owners_address_stands_in_the_feed(index: Path, client: Client, settings: Settings) -> None:
    settings.SITE_URL = "https://imr.example.org"
    indexed(massage(1))
    feed = feed_of(client, "/search.atom")
    assert link(feed, "self") == "https://imr.example.org/search.atom"
    assert text(feed, "id").startswith("tag:imr.example.org,2026:")


@pytest.mark.parametrize("base", ["http://[::1]:8000", "http://", "nothing"])
def test_an_odd_host_still_makes_a_tag(base: str, settings: Settings) -> None:
    settings.SITE_URL = base
    assert _TAG.fullmatch(tag("item/CM15-0000001/1"))


def test_ids_do_not_follow_the_host(index: Path, client: Client, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["one.example.org", "two.example.org"]
    indexed(massage(1), massage(2))
    ids = [
        [text(feed, "id"), *(text(entry, "id") for entry in all_of(feed, "entry"))]
        for host in settings.ALLOWED_HOSTS
        for feed in [ElementTree.fromstring(client.get("/search.atom", headers={"host": host}).content)]
    ]
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == 3


def test_an_entry_keeps_its_id_and_date_until_the_item_changes_for_a_reader(index: Path, client: Client) -> None:
    first, second = indexed(massage(1), massage(2))
    letter = first.determination

    def entries() -> dict[str, str]:
        feed = feed_of(client, "/search.atom")
        return {text(entry, "id"): text(entry, "updated") for entry in all_of(feed, "entry")}

    DisputedItem.objects.filter(pk=first.pk).update(entry="CM15-0000001/1")
    before = entries()
    letter.save()
    assert entries() == before
    letter.case_number = "CM15-0000077"
    letter.save()
    letter.keep_address("CM15-0000001")
    engine().refresh([first.pk])
    assert entries() == before
    DisputedItem.objects.filter(pk=second.pk).update(changed=timezone.now() + timedelta(days=1))
    after = entries()
    assert [key for key, date in after.items() if date != before[key]] == ["tag:localhost,2026:item/CM15-0000002/1"]


def test_queries_do_not_grow_with_the_items(
    index: Path, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    indexed(*(massage(number) for number in range(1, 31)))
    with django_assert_max_num_queries(
        25
    ):  # fewer than items; a slow machine looks twice at what is looked at each second
        client.get("/search.atom")
