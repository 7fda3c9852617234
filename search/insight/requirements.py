"""What a request must show: the grounds on which requests for a treatment were denied, and what met them."""

from __future__ import annotations

from dataclasses import dataclass

from search.insight.deciding import DecidingSentence, counts, ground_sentences
from search.query.request import SearchRequest
from search.results.outcome import Rate
from search.vocabulary import ground_words

FEWEST_TELLING = 5
"""Below so many denials a list of grounds is no guide, and the page says so."""
SELDOM = 0.1
"""A ground of a smaller share of the denials is only named, and where there are denials enough one of a single denial:
a few items may have been misread."""
_WORDS = 2


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing to show. ``denials`` and ``approvals`` turned on it; ``said`` are the words of denials, ``met`` the
    words of an approval that met it, if there is one."""

    key: str
    shows: str
    denials: int
    approvals: int
    denied: SearchRequest
    approved: SearchRequest
    said: tuple[DecidingSentence, ...]
    met: DecidingSentence | None


@dataclass(frozen=True, slots=True)
class Requirements:
    """``rate``: of all items of the request. ``seldom``: what hardly any denial turned on."""

    request: SearchRequest
    rate: Rate
    lines: tuple[Requirement, ...]
    seldom: tuple[Requirement, ...]

    @property
    def is_telling(self) -> bool:
        """Whether there are denials enough to guide anybody."""
        return self.rate.upheld >= FEWEST_TELLING


def requirements(asked: SearchRequest) -> Requirements:
    """The grounds on which the items of ``asked`` were denied, the most frequent first."""
    asked = asked.without_facet("decision").without_facet("ground").at_page(1)
    decided = counts(asked, ("decision",))["decision"]
    denied, approved = (asked.with_value("decision", each) for each in ("upheld", "overturned"))
    denials, approvals = (counts(each, ("ground",))["ground"] for each in (denied, approved))
    order = sorted(denials, key=lambda key: (-denials[key], -approvals.get(key, 0), key))
    rate = Rate.of(decided)
    lines = tuple(
        Requirement(
            key=key,
            shows=ground_words()[key].shows,
            denials=denials[key],
            approvals=approvals.get(key, 0),
            denied=denied.with_value("ground", key),
            approved=approved.with_value("ground", key),
            said=ground_sentences(denied, key, _WORDS),
            met=next(iter(ground_sentences(approved, key, 1)), None) if approvals.get(key) else None,
        )
        for key in order
        if denials[key] and key in ground_words()
    )
    fewest = max(SELDOM * rate.upheld, 1 if rate.upheld < FEWEST_TELLING else 2)
    often = sum(line.denials >= fewest for line in lines)
    return Requirements(asked, rate, lines[:often], lines[often:])
