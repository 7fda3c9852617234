"""Words of a request that the vocabulary knows under another spelling, and those of an argument that reasons know."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.query.words import STOP_WORDS, stem
from search.vocabulary import drug_data
from search.vocabulary.asking import words_named
from search.vocabulary.data import table
from search.vocabulary.misprints import is_known, mend
from search.vocabulary.text import WordSpans, singular, words_of

_ENDINGS = ("ic", "ical", "al", "ally", "ly", "ing", "ed", "ion", "ive", "ous", "able", "ible", "ment", "ness", "ity")
_SHORTEST, _MOST_WORDS = 5, 40
_ONE_EDIT, _TWO_EDITS, _LONGEST_ENDING = 6, 9, 3


@cache
def _spelt_right() -> frozenset[str]:
    """Stems of words that are spelt right though the names of things do not hold them."""
    lists = ("idle", "asking", "verdicts", "diagnoses", "purposes", "carriers", "spelt_right")
    own = frozenset[str]().union(*map(words_named, lists)) | {*table("arguments")["reasoning"]["words"]}
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
    torn = _torn(words)
    for place, (word, (start, end)) in reversed(list(enumerate(zip(words.words, words.spans, strict=True)))):
        if place in torn:
            end = words.spans[place + 1][1]
            changes.append((words.folded[start:end], torn[place]))
            respelt = respelt[:start] + torn[place] + respelt[end:]
        if place in torn or place - 1 in torn:
            continue
        known = _meant(word) if len(word) >= _SHORTEST and stem(word) not in _spelt_right() else word
        if known != word and not _is_derived(word, known):
            changes.append((words.folded[start:end], known))
            respelt = respelt[:start] + known + respelt[end:]
    return (respelt, tuple(reversed(changes))) if changes else (text, ())


def _torn(text: WordSpans) -> dict[int, str]:
    """Names of drugs that a blank or hyphen parts in two, by their place ("salon pas")."""
    return {
        place: first + second
        for place, (first, second) in enumerate(pairwise(text.words))
        if text.between(place, place + 1) in (" ", "-")
        and drug_data.lexicon().get(first + second)
        and not (is_known(first) and is_known(second))
        and not (drug_data.lexicon().get(first) or drug_data.lexicon().get(second))
    }


def spelt_out(text: str) -> str:
    """Folded text with what people write short in an argument in full."""
    return _shortened().sub(lambda found: _short()[found[0]], text)


def _meant(word: str) -> str:
    """The word of reasons at one misprint's distance, or else a name, or else a word of reasons farther off."""
    if is_known(word):
        return word
    return _of_reasons(word, 1) or (named if (named := " ".join(mend(word))) != word else _of_reasons(word, 2)) or word


def _of_reasons(word: str, edits: int) -> str | None:
    """The one word of reasons that is so near, where the first letter is right; of a short word none is."""
    if len(word) < (_ONE_EDIT if edits == 1 else _TWO_EDITS) or not word.isalpha():
        return None
    near = process.extract(word, _by_first().get(word[0], ()), scorer=OSA.distance, score_cutoff=edits, limit=2)
    least = [known for known, distance, _ in near if distance == near[0][1]]
    least = [known for known in least if edits == 1 or not _ends_alike(word, known)]
    return least[0] if len({stem(known) for known in least}) == 1 else None


def _ends_alike(word: str, known: str) -> bool:
    """Whether only the endings differ: "clinician" is no misprint of "clinical"."""
    return _shared(word, known) >= len(word) - _LONGEST_ENDING


def _shared(word: str, known: str) -> int:
    """With how many letters both begin."""
    return next((place for place, pair in enumerate(zip(word, known, strict=False)) if pair[0] != pair[1]), len(word))


@cache
def _by_first() -> dict[str, list[str]]:
    """The words of reasons by their first letters."""
    found: dict[str, list[str]] = {}
    for word in dict.fromkeys(map(singular, table("arguments")["reasoning"]["words"])):
        found.setdefault(word[0], []).append(word)
    return found


@cache
def _short() -> dict[str, str]:
    return dict(table("arguments")["short"])


@cache
def _shortened() -> re.Pattern[str]:
    longest_first = sorted(_short(), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b")


def _is_derived(word: str, known: str) -> bool:
    """Whether both come of one word ("neurologic" of "neurology"): no misprint, unless it is of a drug's name."""
    shared = _shared(word, known)
    return (
        word.endswith(_ENDINGS)
        and shared >= max(_SHORTEST, min(len(word), len(known)) - 2)
        and not drug_data.lexicon().get(known)
    )
