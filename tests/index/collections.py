"""Random collections and questions, small enough that everything meets everything."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from search.index.columns.fields import Document
from search.query.question import Question, Sort
from search.query.tree import SCOPES, And, Everything, Near, Node, Not, Nothing, Or, Phrase, Prefix, Word

FACETS = ("decision", "treatment", "region", "year")
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
VALUES = {
    "decision": ["upheld", "overturned"],
    "treatment": ["rehabilitation", "rehabilitation/massage-therapy", "programs", "programs/other-programs"],
    "region": ["neck", "low-back", "a.b", "x (y)"],
    "year": ["2014", "2015", "2016"],
}
DAYS = [date(2014, 1, 1), date(2014, 12, 31), date(2015, 6, 1), date(2016, 2, 29)]

texts = st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join)
keys = st.fixed_dictionaries(
    {
        "decision": st.sampled_from(VALUES["decision"]).map(lambda value: (value,)),
        "treatment": st.sampled_from(VALUES["treatment"]).map(
            lambda value: tuple(dict.fromkeys([value.split("/")[0], value]))
        ),
        "region": st.lists(st.sampled_from(VALUES["region"]), max_size=3).map(tuple),
        "year": st.lists(st.sampled_from(VALUES["year"]), max_size=1).map(tuple),
    }
)
days = st.sampled_from([0, *(day.toordinal() for day in DAYS)])


def documents(id_: int) -> st.SearchStrategy[Document]:
    return st.builds(Document, st.just(id_), days, st.tuples(texts, texts, texts, texts, texts), keys)


collections = st.lists(st.integers(1, 40), unique=True, max_size=16).flatmap(
    lambda ids: st.tuples(*(documents(id_) for id_ in ids))
)

scopes = st.sampled_from([None, None, *SCOPES])
some_words = st.lists(st.sampled_from(FOLDED), min_size=1, max_size=3).map(tuple)
leaves: st.SearchStrategy[Node] = st.one_of(
    st.builds(Word, st.sampled_from(FOLDED), scopes),
    st.builds(Phrase, some_words, st.booleans(), scopes),
    st.builds(Near, some_words, st.integers(1, 6), scopes),
    st.builds(Prefix, st.sampled_from(["the", "mas", "opi", "24.", "zzz", "cm15"]), scopes),
    st.just(Everything()),
    st.just(Nothing()),
)
trees: st.SearchStrategy[Node] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(And, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Or, st.lists(inner, min_size=1, max_size=3).map(tuple), st.booleans()),
        st.builds(Not, inner),
    ),
    max_leaves=6,
)
filters = st.fixed_dictionaries(
    {},
    optional={
        facet: st.lists(st.sampled_from([*values, "absent"]), max_size=2).map(tuple) for facet, values in VALUES.items()
    },
)
questions = st.builds(
    Question,
    tree=trees,
    filters=filters,
    decided_from=st.none() | st.sampled_from(DAYS),
    decided_to=st.none() | st.sampled_from(DAYS),
    sort=st.sampled_from(Sort),
    offset=st.integers(0, 8),
    limit=st.integers(0, 12),
    facets=st.just(FACETS),
)
