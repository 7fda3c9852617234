"""Random collections and questions, small enough that everything meets everything.

A document comes from a number and not from hypothesis' choices one by one: of those it makes a few thousand at most,
so that collections stayed nearly empty and most questions found nothing.
"""

from __future__ import annotations

import os
from datetime import date
from random import Random

from hypothesis import strategies as st

from search.index.document import Document
from search.query.question import Preference, Question, Sort
from search.query.tree import (
    SCOPES,
    And,
    AtLeast,
    Everything,
    Filed,
    Near,
    Node,
    Not,
    Nothing,
    Or,
    Phrase,
    Prefix,
    Word,
)
from search.schema import FIELDS

QUESTIONS = int(os.environ.get("SAMENESS", "1500"))
"""How many random questions are compared with the reference, and a quarter of it with Whoosh.

``SAMENESS=20000 make test ARGS="tests/index/test_sameness.py tests/index/test_whoosh_sameness.py"`` asks more.
"""
AT_A_TIME = 10
MOST_EXPANSIONS = 2
"""How many words a prefix stands for where everything is large."""
FACETS = ("decision", "treatment", "guideline", "region", "year")
WORDS = [
    "therapy", "therapies", "therapeutic", "massage", "massages", "not", "medically", "necessary", "the",
    "of", "pain", "painful", "neck", "L4-L5", "24.2", "hydrocodone", "opioids", "opioid", "café",
    "re-evaluation", "CM15-0035427",
]  # fmt: skip
FOLDED = [
    "therapy", "therapies", "therapeutic", "massage", "massages", "not", "medically", "necessary", "the",
    "of", "pain", "painful", "neck", "l4", "l5", "24.2", "hydrocodone", "opioids", "opioid", "cafe", "re",
    "evaluation", "cm15-0035427", "absent",
]  # fmt: skip
SAID_TOGETHER = ["not medically necessary", "massage therapy", "therapy of the neck", "pain"]
VALUES = {
    "decision": ["upheld", "overturned"],
    "treatment": ["rehabilitation", "rehabilitation/massage-therapy", "programs", "programs/other-programs"],
    "guideline": ["odg", "odg/low-back", "odg/pain", "mtus-opioids", "mtus-opioids/3.3.9 opioids, (long)"],
    "region": ["neck", "low-back", "a.b", "x (y)"],
    "year": ["2014", "2015", "2016"],
}
DAYS = [date(2014, 1, 1), date(2014, 12, 31), date(2015, 6, 1), date(2016, 2, 29)]


def with_parents(values: list[str]) -> tuple[str, ...]:
    """The values and the upper level of each, once."""
    return tuple(dict.fromkeys(key for value in values for key in (value.split("/")[0], value)))


def document(id_: int, seed: int) -> Document:
    """A document made up of common words, one of the many that ``seed`` decides on."""
    chance = Random(seed)
    said = chance.sample([*WORDS, *SAID_TOGETHER], 12)

    def several(facet: str) -> list[str]:
        return chance.sample(VALUES[facet], chance.randrange(4))

    return Document(
        id_,
        chance.choice([0, *(day.toordinal() for day in DAYS)]),
        tuple(" ".join(chance.choices(said, k=chance.choice([0, 1, 2, 5, 9]))) for _ in FIELDS),
        {
            "decision": (chance.choice(VALUES["decision"]),),
            "treatment": with_parents([chance.choice(VALUES["treatment"])]),
            "guideline": with_parents(several("guideline")),
            "region": tuple(several("region")),
            "year": tuple(several("year")[:1]),
        },
    )


seeds = st.integers(0, 2**24 - 1)  # wider ranges are mostly drawn from their lower end
collections = st.builds(
    lambda count, seed: tuple(document(id_, seed + id_) for id_ in Random(seed).sample(range(1, 41), count)),
    st.integers(0, 40),
    seeds,
)


def question(seed: int) -> Question:
    """A question of any kind, one of the many that ``seed`` decides on; most of them find something."""
    chance = Random(seed)

    def some_of(values: list[str]) -> tuple[str, ...]:
        return tuple(chance.sample([*values, "absent"], chance.randint(0, 3)))

    return Question(
        tree=tree(chance, chance.choice([1, 1, 2, 3, 4, 6])),
        hints=tuple(tree(chance, 2) for _ in range(chance.choice([0, 0, 1, 2]))),
        preferences=tuple(
            Preference(tree(chance, chance.choice([1, 2])), chance.choice([0.5, 3.0, 40.0]))
            for _ in range(chance.choice([0, 0, 1, 3]))
        ),
        filters={facet: some_of(VALUES[facet]) for facet in chance.sample(FACETS, chance.choice([0, 0, 1, 2]))},
        decided_from=chance.choice([None, None, None, None, *DAYS]),
        decided_to=chance.choice([None, None, None, None, *DAYS]),
        sort=chance.choice(list(Sort)),
        offset=chance.choice([0, 0, 1, 5, 8]),
        limit=chance.choice([0, 1, 5, 12, 60]),
        facets=FACETS,
    )


def tree(chance: Random, leaves: int) -> Node:
    """A tree with at most so many leaves."""
    if leaves == 1:
        return leaf(chance)
    first = chance.randrange(1, leaves)
    some, others = tree(chance, first), tree(chance, leaves - first)
    made: tuple[Node, ...] = (
        And((some, others)),
        And((some, Not(others))),
        And((some, others, Everything())),
        Or((some, others)),
        Or((some, others), alike=True),
        AtLeast(chance.choice([1, 2, 2, 3]), (some, others, leaf(chance), filed(chance))),
    )
    return chance.choice(made)


def filed(chance: Random) -> Filed:
    """Some values of a facet, or of none that there is."""
    facet = chance.choice(FACETS)
    return chance.choice(
        [Filed(facet, tuple(chance.sample(VALUES[facet], chance.randint(0, 2)))), Filed("none", ("a",))]
    )


def leaf(chance: Random) -> Node:
    """A word, phrase, prefix or nearness, more often of words that stand together than not."""
    scope = chance.choice([None, None, None, *SCOPES])
    together = chance.choice([tuple(said.split()) for said in SAID_TOGETHER])
    words = chance.choice([together, together[:2], tuple(chance.choices(FOLDED, k=chance.randint(1, 3)))])
    others: tuple[Node, ...] = (Everything(), Not(Word(chance.choice(FOLDED))), Nothing(), filed(chance), filed(chance))
    made: tuple[Node, ...] = (
        Word(chance.choice(FOLDED), scope),
        Word(chance.choice(FOLDED)),
        Prefix(chance.choice(["the", "the", "mas", "opi", "24.", "zzz", "cm15", "pai", "not"]), scope),
        Phrase(words, chance.random() < 0.5, scope),
        Near(words, chance.randint(1, 6), scope),
        chance.choice(others),
    )
    return chance.choice(made)


questions = st.lists(st.builds(question, seeds), min_size=AT_A_TIME, max_size=AT_A_TIME)
