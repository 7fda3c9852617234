"""What of a sentence tells on which grounds it decides, as named features.

A feature is a name; most stand for a word or a class of words, alone, behind a "not", beside the next word, or in one
outcome. Others say what the sentence does, where it stands and which rules fire in it. `weights` gives every name a
weight for each ground.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from functools import cache, lru_cache
from itertools import chain, pairwise, starmap

from search.vocabulary import drug_data

from .data import table
from .roles import Role, Sentence, TaggedSentence
from .rules import ground_rules, outer_phrases

_ENDINGS = ("ations", "ation", "ments", "ment", "ings", "ing", "ies", "ed", "es", "ly", "s", "e")
_SHORTEST_STEM = 4
_REACH_OF_NOT = 12
"""How many words behind a "not" still belong to it."""
_OUTCOMES = {False: "upheld", True: "overturned"}
_OUTCOME_CUES = frozenset(("lacks", "not", "passive", "told", "approves"))
PAIR = "b:"
"""Begins the features of two words in a row."""
_LAST = 4
_FIRST = 3
_DRUG = "drug"
_SHORTEST_DRUG = 4
"""Shorter names of drugs are words of other meaning too."""


@lru_cache(maxsize=8_192)
def stem(word: str) -> str:
    """A word without its ending; every number is one word."""
    if word[0].isdigit():
        return "#"
    if not word.endswith(_ENDINGS):
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word


def denied_places(wording: TaggedSentence) -> set[int]:
    """The places of the words that belong to a "not" before them."""
    length = len(wording.words)
    reached = (range(cue.last, min(cue.last + _REACH_OF_NOT + 1, length)) for cue in wording.cues.get("not", ()))
    return set(chain.from_iterable(reached))


def beside(word: str) -> str:
    """As what a word counts beside another: as its class where it has one, else as its stem."""
    classes, _ = word_classes()
    each = stem(word)
    return classes.get(each, each)


def of_pair(before: str, each: str) -> str:
    """The feature of two words in a row, each as what it counts beside another."""
    return f"{PAIR}{before} {each}"


def of_word(word: str, overturned: bool) -> list[str]:
    """The features of a word's stem and of its classes."""
    each, outcome = stem(word), "o" if overturned else "u"
    names = [f"w:{each}", f"w{outcome}:{each}"]
    for of in _classes_of(each):
        names += (f"c:{of}", f"c{outcome}:{of}")
    return names


def of_denied_word(word: str) -> list[str]:
    """What comes to them behind a "not"."""
    each = stem(word)
    return [f"n:{each}", *(f"cn:{of}" for of in _classes_of(each))]


def _classes_of(each: str) -> Set[str]:
    """The classes of a stem."""
    beside, alone = word_classes()
    return {classes[each] for classes in (beside, alone) if each in classes}


@cache
def word_classes() -> tuple[dict[str, str], dict[str, str]]:
    """The classes of stems: those by which a word counts beside another, and those that only say what it is about.

    A drug's second class is its type, so that what is learned of one opioid is known of all.
    """
    beside, alone = ({stem(word): f"<{of}>" for of, words in lists.items() for word in words} for lists in _listed())
    types = {name: drug_data.single_types().get(name, _DRUG) for name in drug_data.generics()}
    types |= {drug.name: drug.type for drugs in drug_data.brands().values() for drug in drugs}
    for name, of in types.items():
        if name.isalpha() and len(name) >= _SHORTEST_DRUG:
            beside.setdefault(stem(name), f"<{_DRUG}>")
            alone[stem(name)] = f"<{of.rpartition('/')[-1]}>"
    return beside, alone


def _listed() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    data = table("classes")
    return data["beside"], data["alone"]


def all_of_words(wording: TaggedSentence, overturned: bool) -> Iterator[str]:
    """The features of a sentence's words and of each two in a row."""
    words = [word.text for word in wording.words]
    alone = (of_word(word, overturned) for word in words)
    denied = (of_denied_word(words[place]) for place in denied_places(wording))
    pairs = starmap(of_pair, pairwise(map(beside, words)))
    return chain(chain.from_iterable(alone), chain.from_iterable(denied), pairs)


def of_sentence(sentence: Sentence, overturned: bool) -> Iterator[str]:
    """The features that say what the sentence does, wherever it stands: by its cues, and by the rules' phrases."""
    phrases = (of_phrase(*said, sentence.role, overturned) for said in phrases_in(sentence.wording))
    return chain(of_cues(sentence.wording.names, sentence.role, overturned), *phrases)


def of_cues(names: Set[str], role: Role, overturned: bool) -> list[str]:
    """The features of a sentence's role and cues."""
    outcome = _OUTCOMES[overturned]
    of_outcome = (f"cue:{name} {outcome}" for name in names & _OUTCOME_CUES)
    of_role = (f"outcome:{outcome}", f"role:{role}", f"role:{role} {outcome}")
    return [*of_role, *(f"cue:{name}" for name in names), *of_outcome]


def phrases_in(wording: TaggedSentence) -> list[tuple[str, str, bool]]:
    """The rules' phrases, whether or not a rule fires: the ground, the kind and whether a "not" stands before. The
    rules' lists hold more words than the labelled sentences do."""
    if not wording.rules:
        return []
    rules = ground_rules()
    nots = [cue.first for cue in wording.cues.get("not", ())]
    said = []
    for name, _, first, last in outer_phrases(wording.rules):
        denied = False
        for place in nots:
            denied = denied or first - _REACH_OF_NOT < place <= last
        rule = rules[name]
        said.append((rule.ground, rule.kind, denied))
    return said


def of_phrase(ground: str, kind: str, denied: bool, role: Role, overturned: bool) -> tuple[str, ...]:
    """The features of one phrase."""
    of, of_kind, outcome = f"phrase:{ground}", f"phrase:{ground} {kind}", _OUTCOMES[overturned]
    return of, of_kind, f"{of_kind} {'denied ' if denied else ''}{outcome}", f"{of} {role} {outcome}"


def place_of(found: Sequence[Sentence], place: int) -> tuple[int, int, Role | None, Role]:
    """Where a sentence stands: how far from the end and from the beginning, and the roles of the one before and its
    own."""
    before = found[place - 1].role if place else None
    return min(len(found) - 1 - place, _LAST), min(place, _FIRST), before, found[place].role


def of_place(from_end: int, from_start: int, before: Role | None, role: Role) -> list[str]:
    """The features of a place."""
    after = [f"after:{before} {role}"] if before else []
    return [f"from end:{from_end}", f"from start:{from_start}", *after]


def of_rules(fired: Sequence[tuple[str, str, bool]]) -> Set[str]:
    """The features of the rules that fire: (ground, kind of phrase, whether it is the ground's best)."""
    best = (f"best rule:{ground}" for ground, _, is_best in fired if is_best)
    return {*best, *(f"rule:{said}" for ground, kind, _ in fired for said in (ground, f"{ground} {kind}"))}
