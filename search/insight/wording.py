"""Which words make a phrase worth showing, and how a rationale becomes runs of words."""

from __future__ import annotations

import re

from search.query.words import STOP_WORDS, words

VERDICT_WORDS = frozenset(
    words(
        """
        medically necessity necessary therefore thus hence upheld overturned overturn uphold certified certify
        noncertified certification authorized authorization approved approval conclude concluded determination request
        requests
        """
    )
)
"""Words of the formula that gives the verdict: a phrase that holds one repeats the decision and explains nothing."""

EMPTY_WORDS = STOP_WORDS | frozenset(
    words(
        """
        according also although any appropriate based because can cannot case cited consistent could current currently
        due each given guideline guidelines however indicated indication injured may med might more mtus acoem odg ca
        california claimant patient patients per reasonable recommend recommendation recommendations recommended
        recommends regarding requested requesting review reviewed reviewer section should since some state stated
        states support supported supporting supports treatment treatments warranted when where while within worker
        workers year years old male female page pages no not nor only very
        """
    )
)
"""Words that say nothing by themselves: a phrase needs at least one other."""

EDGE_WORDS = (STOP_WORDS - {"before", "after", "without"}) | frozenset(
    words(
        """
        also although any because can cannot could due each however may might must should since only very when where
        while why within
        """
    )
)
"""Words with which a phrase neither begins nor ends."""

END_WORDS = EDGE_WORDS | {"no", "nor", "not"}
"""Words with which a phrase does not end."""

BREAK = "0"
_STOPS = re.compile(r"(?<![.;:!?])[.;:!?]++(?=\s)|[()\[\]\n\"“”]")


def runs(text: str) -> list[str]:
    """The words of ``text``, with :data:`BREAK` (or another number) wherever a phrase must not go on."""
    return words(_STOPS.sub(f" {BREAK} ", text))
