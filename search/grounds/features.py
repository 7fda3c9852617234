"""What of a sentence tells on which grounds it decides, as named features.

A feature is a name; most stand for a word, alone, behind a "not", beside the next word, or in one outcome. Others say
what the sentence does, where it stands and which rules fire in it. `weights` gives every name a weight for each ground.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, pairwise

from .roles import Sentence, TaggedSentence
from .rules import ground_rules, outer_phrases

_ENDINGS = ("ations", "ation", "ments", "ment", "ings", "ing", "ies", "ed", "es", "ly", "s", "e")
_SHORTEST_STEM = 4
_REACH_OF_NOT = 12
"""How many words behind a "not" still belong to it."""
_OUTCOME_CUES = frozenset(("lacks", "not", "passive", "told", "approves"))
_LAST = 4
_FIRST = 3


@lru_cache(maxsize=8_192)
def stem(word: str) -> str:
    """A word without its ending; every number is one word."""
    if word[0].isdigit():
        return "#"
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word


def of_words(wording: TaggedSentence, overturned: bool) -> tuple[list[tuple[str, ...]], list[str]]:
    """The features that stand for words, by the place of the word, and those of each two words in a row."""
    stems = [stem(word.text) for word in wording.words]
    denied: set[int] = set()
    for cue in wording.cues.get("not", ()):
        denied.update(range(cue.last, cue.last + _REACH_OF_NOT + 1))
    alone = [_of_word(each, place in denied, overturned) for place, each in enumerate(stems)]
    return alone, [f"b:{before} {each}" for before, each in pairwise(stems)]


@lru_cache(maxsize=8_192)
def _of_word(each: str, denied: bool, overturned: bool) -> tuple[str, ...]:
    """The features of a word's stem, remembered, since words come often."""
    alone = ("w:" + each, ("wo:" if overturned else "wu:") + each)
    return (*alone, "n:" + each) if denied else alone


def all_of_words(wording: TaggedSentence, overturned: bool) -> Iterator[str]:
    """The names of features of the words and pairs of :func:`of_words`, all in one."""
    alone, pairs = of_words(wording, overturned)
    return chain(chain.from_iterable(alone), pairs)


def of_sentence(sentence: Sentence, overturned: bool) -> Iterator[str]:
    """The features that say what the sentence does, wherever it stands."""
    outcome = "overturned" if overturned else "upheld"
    names = sentence.wording.cues.keys()
    yield f"outcome:{outcome}"
    yield f"role:{sentence.role.name}"
    yield f"role:{sentence.role.name} {outcome}"
    for name in names:
        yield f"cue:{name}"
    for name in names & _OUTCOME_CUES:
        yield f"cue:{name} {outcome}"
    yield from _of_phrases(sentence.wording, f"{sentence.role.name} {outcome}", outcome)


@lru_cache(maxsize=1024)
def _of_phrases(wording: TaggedSentence, role: str, outcome: str) -> frozenset[str]:
    """The features of the rules' phrases, whether or not a rule fires: the rules' lists hold more words than the
    labelled sentences do. Remembered as the sentence's words are."""
    rules = ground_rules()
    nots = [cue.first for cue in wording.cues.get("not", ())]
    names: set[str] = set()
    for found in outer_phrases(wording.rules):
        denied = any(found.first - _REACH_OF_NOT < place <= found.last for place in nots)
        rule = rules[found.name]
        names.update(_of_phrase(rule.ground, rule.kind, denied, role, outcome))
    return frozenset(names)


@lru_cache(maxsize=10_000)
def _of_phrase(ground: str, kind: str, denied: bool, role: str, outcome: str) -> tuple[str, ...]:
    """The features of one phrase, remembered, since there are few of them."""
    of, of_kind = f"phrase:{ground}", f"phrase:{ground} {kind}"
    return of, of_kind, f"{of_kind} {'denied ' if denied else ''}{outcome}", f"{of} {role}"


def of_place(found: Sequence[Sentence], place: int) -> Iterator[str]:
    """The features that say where the sentence stands."""
    yield f"from end:{min(len(found) - 1 - place, _LAST)}"
    yield f"from start:{min(place, _FIRST)}"
    if place:
        yield f"after:{found[place - 1].role.name} {found[place].role.name}"


def of_rules(fired: Iterable[tuple[str, str, bool]]) -> Iterator[str]:
    """The features of the rules that fire: (ground, kind of phrase, whether it is the ground's best)."""
    for ground, kind, best in fired:
        yield f"rule:{ground}"
        yield f"rule:{ground} {kind}"
        if best:
            yield f"best rule:{ground}"
