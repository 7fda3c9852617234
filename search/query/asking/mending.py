"""Words of a request that the vocabulary knows under another spelling."""

from __future__ import annotations

from functools import cache

from search.query.words import STOP_WORDS, stem
from search.vocabulary import drug_data
from search.vocabulary.asking import words_named
from search.vocabulary.data import table
from search.vocabulary.misprints import mend
from search.vocabulary.text import words_of

_ENDINGS = ("ic", "ical", "al", "ally", "ly", "ing", "ed", "ion", "ive", "ous", "able", "ible", "ment", "ness", "ity")
_SHORTEST, _MOST_WORDS = 5, 40


@cache
def _spelt_right() -> frozenset[str]:
    """Stems of words that are spelt right though the names of things do not hold them."""
    lists = ("idle", "asking", "verdicts", "diagnoses", "purposes", "carriers", "spelt_right")
    own = frozenset[str]().union(*map(words_named, lists))
    forms = {word for names in table("requests")["decisions"].values() for word in names}
    named = {word for group in table("synonyms")["groups"] for name in group for word in name.split()}
    return frozenset(map(stem, own | forms | named | STOP_WORDS))


def mended(text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The text with its misspelt names put right, and (typed, read) of each."""
    words = words_of(text)
    if len(words.words) > _MOST_WORDS:
        return text, ()
    changes: list[tuple[str, str]] = []
    respelt = words.folded
    for word, (start, end) in reversed(list(zip(words.words, words.spans, strict=True))):
        known = " ".join(mend(word)) if len(word) >= _SHORTEST and stem(word) not in _spelt_right() else word
        if known != word and not _is_derived(word, known):
            changes.append((words.folded[start:end], known))
            respelt = respelt[:start] + known + respelt[end:]
    return (respelt, tuple(reversed(changes))) if changes else (text, ())


def _is_derived(word: str, known: str) -> bool:
    """Whether both come of one word ("neurologic" of "neurology"): no misprint, unless it is of a drug's name."""
    shared = next((place for place, pair in enumerate(zip(word, known, strict=False)) if pair[0] != pair[1]), len(word))
    return (
        word.endswith(_ENDINGS)
        and shared >= max(_SHORTEST, min(len(word), len(known)) - 2)
        and not drug_data.lexicon().get(known)
    )
