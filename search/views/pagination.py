"""Links to the other pages of a result."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from search.query.request import SearchRequest

_AROUND = 2


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page number with its address; ``number`` 0 stands for pages left out."""

    number: int
    address: str
    is_current: bool


def page_links(request: SearchRequest, pages: int) -> tuple[PageLink, ...]:
    """The first, the last, and those around the present page; a gap of one page is shown as that page."""
    shown = sorted({1, pages} | set(range(max(1, request.page - _AROUND), min(pages, request.page + _AROUND) + 1)))
    return tuple(_with_gaps(request, shown))


def _with_gaps(request: SearchRequest, shown: list[int]) -> Iterator[PageLink]:
    last = 0
    for number in shown:
        if number == last + 2:
            yield _link(request, last + 1)
        elif number > last + 2:
            yield PageLink(0, "", False)
        yield _link(request, number)
        last = number


def _link(request: SearchRequest, number: int) -> PageLink:
    return PageLink(number, request.at_page(number).address(), number == request.page)
