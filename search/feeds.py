"""A search as an Atom feed (RFC 4287): the items last added that it finds, so that a reader hears of every new one.

An entry's ``id`` is a tag: URI (RFC 4151) made of the host that the owner set and the name that the item was given when
it was stored, which outlives any correction of its number or place; so the same item is the same entry in every feed of
the site, under whichever name the site is reached. Its date is when that item last changed for a reader.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree

from django.conf import settings

from search.keeping.citing import citation
from search.keeping.naming import name_of
from search.keeping.text import one_line, printable
from search.models import DisputedItem
from search.query.request import SearchRequest
from search.results.catalogue import catalogue
from search.schema import decision_words

CONTENT_TYPE = "application/atom+xml; charset=utf-8"
MOST_ENTRIES = 50
ATOM = "http://www.w3.org/2005/Atom"
_SINCE = 2026
_TITLE_LENGTH = 200
_BEFORE_ALL = datetime(2013, 1, 1, tzinfo=UTC)  # No letter is older: what an empty feed says it was updated.
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")

ElementTree.register_namespace("", ATOM)


def atom(request: SearchRequest, items: Sequence[DisputedItem], base: str, remarks: Sequence[str] = ()) -> bytes:
    """The feed of ``items`` in the order given. ``base`` is the site's address without a slash at the end;
    ``remarks`` are sentences on how the search was read, for the subtitle."""
    feed = ElementTree.Element(_atom("feed"), {"{http://www.w3.org/XML/1998/namespace}lang": "en"})
    plain = request.at_page(1)
    _text(feed, "title", f"{name_of(request, catalogue())} — {settings.SITE_NAME}")
    about = "Disputed items last added, of Independent Medical Review determinations"
    _text(feed, "subtitle", ". ".join((about, " ".join(remarks))) if remarks else about)
    _text(feed, "id", tag(f"search/{quote(plain.query_string(), safe='')}"))
    _text(feed, "updated", max((_updated(item) for item in items), default=_BEFORE_ALL).isoformat())
    _link(feed, "self", f"{base}{plain.address('/search.atom')}", CONTENT_TYPE.partition(";")[0])
    _link(feed, "alternate", f"{base}{plain.address()}", "text/html")
    author = ElementTree.SubElement(feed, _atom("author"))
    _text(author, "name", settings.SITE_NAME)
    for item in items:
        _entry(feed, item, base)
    xml: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return xml


def tag(specific: str) -> str:
    """tag:imr.example.org,2026:item/CM15-0035427/2"""
    host = (urlsplit(settings.SITE_URL).hostname or "").lower()
    return f"tag:{host if _HOST.fullmatch(host) else 'localhost'},{_SINCE}:{specific}"


def _entry(feed: ElementTree.Element, item: DisputedItem, base: str) -> None:
    letter = item.determination
    entry = ElementTree.SubElement(feed, _atom("entry"))
    title = one_line(item.disputed or item.heading)
    _text(entry, "title", f"{decision_words(item.decision).in_full} — {title[:_TITLE_LENGTH]}")
    named = item.entry or f"{letter.identity}/{item.position}"
    _text(entry, "id", tag(f"item/{quote(named)}"))
    _text(entry, "published", (item.published or letter.created).isoformat())
    _text(entry, "updated", _updated(item).isoformat())
    _link(entry, "alternate", f"{base}{item.get_absolute_url()}", "text/html")
    for scheme, term, label in (
        ("decision", item.decision, decision_words(item.decision).label),
        ("treatment", item.treatment_id, item.treatment.label),
    ):
        ElementTree.SubElement(
            entry, _atom("category"), {"scheme": tag(scheme), "term": term, "label": printable(label)}
        )
    _text(entry, "summary", citation(item))
    _text(entry, "content", printable(item.rationale), {"type": "text"})


def _updated(item: DisputedItem) -> datetime:
    return max(item.changed, item.published or item.changed)


def _atom(name: str) -> str:
    return f"{{{ATOM}}}{name}"


def _text(parent: ElementTree.Element, name: str, text: str, attributes: dict[str, str] | None = None) -> None:
    ElementTree.SubElement(parent, _atom(name), attributes or {}).text = printable(text)


def _link(parent: ElementTree.Element, relation: str, address: str, kind: str) -> None:
    ElementTree.SubElement(parent, _atom("link"), {"rel": relation, "href": address, "type": kind})
