"""Saved searches: kept under a name, come back to, and asked what is new."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import QuerySet
from django.utils import timezone

from search.index import Added
from search.keeping.news import added_since, high_water, since_words
from search.models import Digest, DisputedItem, SavedSearch
from search.query.request import SearchRequest
from search.results.catalogue import catalogue

MOST_SAVED = 200


@dataclass(frozen=True, slots=True)
class Kept:
    """A saved search as its owner's list shows it. ``address`` runs it, for anybody."""

    saved: SavedSearch
    request: SearchRequest
    news: Added
    since: str

    @property
    def address(self) -> str:
        """The canonical address."""
        return self.request.address()


def request_of(saved: SavedSearch) -> SearchRequest:
    """The search itself, read by today's rules."""
    return SearchRequest.read_address(saved.query, catalogue()).request


def all_kept(searches: Iterable[SavedSearch], most: int = 0) -> list[Kept]:
    """Each of ``searches`` with how many items were added since its last visit and the keys of the latest ``most``;
    only those behind are asked."""
    now, highest = timezone.now(), high_water()
    found = []
    for saved in searches:
        request = request_of(saved)
        behind = saved.seen_through < highest
        news = added_since(request, saved.seen_through, most) if behind else Added(0, ())
        found.append(Kept(saved, request, news, since_words(saved.visited, now)))
    return found


def same_search(owner: AbstractBaseUser, request: SearchRequest) -> SavedSearch | None:
    """The one among the owner's searches that asks the same."""
    query = replace(request, page=1).query_string()
    return SavedSearch.objects.of(owner).filter(query=query).first()


def save(owner: AbstractBaseUser, request: SearchRequest, name: str, note: str, digest: Digest) -> SavedSearch:
    """Keep ``request``; everything that can be found now counts as seen and told."""
    through, now = high_water(), timezone.now()
    return SavedSearch.objects.create(
        owner_id=owner.pk,
        name=name,
        note=note,
        query=replace(request, page=1).query_string(),
        visited=now,
        seen_through=through,
        digest=digest,
        told=now,
        told_through=through,
    )


def set_digest(saved: SavedSearch, digest: Digest) -> None:
    """Choose how often news is sent; what was there before is not told. The caller saves."""
    if digest != saved.digest:
        saved.digest, saved.told, saved.told_through = digest, timezone.now(), high_water()


def mark_seen(saved: SavedSearch, through: int | None = None) -> None:
    """Count as seen all that can be found now or, where the page shown was older, all up to the key ``through``."""
    highest = high_water()
    saved.seen_through = max(saved.seen_through, highest if through is None else min(through, highest))
    saved.visited = timezone.now()
    saved.save(update_fields=["seen_through", "visited"])


def news_items(keys: Iterable[int], most: int) -> list[DisputedItem]:
    """The first ``most`` of these items, in the order given; what may not be seen is left out."""
    wanted = list(keys)[:most]
    items: QuerySet[DisputedItem] = DisputedItem.objects.visible().filter(pk__in=wanted).with_everything()
    found = items.in_bulk()
    return [found[key] for key in wanted if key in found]
