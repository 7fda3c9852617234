"""Words as a typist or a scanner left them, read as the words of the vocabularies that they must be.

One way for treatments, drugs and body parts, since the nearest word of them all is meant: "gabapentine" is a drug and
not a body part whoever asks. An ordinary word is never read as another.
"""

from bisect import bisect_left
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import takewhile

from rapidfuzz import process
from rapidfuzz.distance import OSA

from . import drug_data
from .company import by_company
from .data import table
from .text import WordSpans, phrase_words, singular
from .treatment_data import known_words, phrases, spellings, words_in_company

_SHORTEST = 4
_ONE_EDIT = 5
_TWO_EDITS = 8
_SPLIT_LENGTH = 7
_FEWEST_CONSONANTS = 3
_MOST_UNKNOWN = 200
"""Unknown words of one text that are looked at: more than a heading has, so that hostile text stays cheap."""

# What scanners see in place of a letter, and letters that they take for one another, brought to one.
_SEEN = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("ri", "n"), ("ii", "u"), ("li", "h"), ("iii", "m"), ("nn", "m"))
_LOOKS = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("ii", "u"), ("1", "l"), ("i", "l"), ("0", "o"), ("5", "s"))


@lru_cache(maxsize=1024)
def mended(text: WordSpans) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The words that are meant, and for each the printed word at which it begins. Words run together are parted
    ("lumbarspine"), those torn apart are joined ("acu puncture").
    """
    words: list[str] = []
    places: list[int] = []
    unknown = place = 0
    while place < len(text.words):
        word = text.words[place]
        unknown += not is_known(word)
        are_known = is_known(word) and (place + 1 == len(text.words) or is_known(text.words[place + 1]))
        joined = None if are_known else _joined(text, place)
        read = (joined,) if joined else _read(text, place, words) if unknown <= _MOST_UNKNOWN else (word,)
        words.extend(read)
        places.extend([place] * len(read))
        place += 2 if joined else 1
    return tuple(words), tuple(places)


def _read(text: WordSpans, place: int, before: list[str]) -> tuple[str, ...]:
    """The words that a printed one is read as, behind those that were read ``before`` it."""
    word = text.words[place]
    if word in _meant():
        return (word,)
    after = text.words[place + 1] if place + 1 < len(text.words) else ""
    meant = by_company(before[-1] if before else "", word, after, ordinary=is_known(word))
    return (meant,) if meant else mend(word)


@lru_cache(maxsize=8192)
def mend(word: str) -> tuple[str, ...]:
    """The known word that this unknown one must be, or the two that were run together; else the word itself."""
    if len(word) < _SHORTEST or not word.isalpha() or is_known(word):
        return (word,)
    near = _nearest(word, 1) or next(filter(None, map(_seen_near, _seen_as(word))), set())
    near = near or {known for known in _nearest(f"{word}s", 1) if known.endswith("s")}
    if not near:
        shortened = _likeliest(word, set(_by_consonants().get(_consonants(word), ())))
        if shortened and _is_within(word, shortened):
            return (shortened,)
        whole = _cut_short(word)
        if whole:
            return (whole,)
        parts = _parted(word)
        if parts:
            return parts
        near = _nearest(word, 2) if len(word) >= _TWO_EDITS - 1 else set()
    best = _likeliest(word, near)
    return (best,) if best else (word,)


def _seen_near(seen: str) -> set[str]:
    return {seen} & _by_themselves() or _nearest(seen, 1)


def _likeliest(word: str, near: set[str]) -> str | None:
    """The one word meant among equally near ones. Words that mean the same count as one; of others those come first
    that a scanner confuses, then those with the same letters, those that name something alone, and those of which
    letters were only left out or doubled.
    """
    for alike in (_looks_alike, _has_the_letters, _names_alone, _lacks_letters):
        if len({_meaning(known) for known in near}) > 1:
            near = {known for known in near if alike(word, known)} or near
    if len({_meaning(known) for known in near}) != 1 and len({phrases().get(known) or known for known in near}) != 1:
        return None
    return min(near, key=lambda known: (_is_short(known), known not in known_words(), known))


def _is_short(known: str) -> bool:
    """Whether a word is another one written short ("shldr")."""
    return spellings().get(known) not in (None, (known,))


def _looks_alike(word: str, known: str) -> bool:
    return _look(word) == _look(known)


def _has_the_letters(word: str, known: str) -> bool:
    return sorted(word) == sorted(known)


def _names_alone(_word: str, known: str) -> bool:
    return is_named(known) or bool(_bodies().get(known))


def _lacks_letters(word: str, known: str) -> bool:
    shorter, longer = sorted((word, known), key=len)
    return len(shorter) < len(longer) and _is_within(shorter, longer)


def _is_within(shorter: str, longer: str) -> bool:
    """Whether the letters of one word stand in the other in their order."""
    letters = iter(longer)
    return all(letter in letters for letter in shorter)


def _consonants(word: str) -> str:
    """What a clerk leaves of a word ("functnl"): its first letter and the consonants."""
    return word[0] + "".join(letter for letter in word[1:] if letter not in "aeiou")


def _nearest(word: str, edits: int) -> set[str]:
    """Known words at exactly the least distance, which is at most so many edits: letters wrong, missing, too many or
    in each other's place. The first letter counts as right, unless the word is long and all the rest is right.
    """
    alike = _looks().get(_look(word), frozenset())
    if alike:
        return set(alike)
    found: dict[int, set[str]] = {}
    for length in range(max(_SHORTEST, len(word) - edits), len(word) + edits + 1):
        choices = _by_start().get((word[0], length), ())
        for known, distance, _ in process.extract(word, choices, scorer=OSA.distance, score_cutoff=edits, limit=None):
            if _allows(word, known, edits):
                found.setdefault(int(distance), set()).add(_forms()[known])
    if edits == 1 and not found and len(word) > _ONE_EDIT:
        found[1] = {*_by_tail().get(word[1:], ()), *_by_tail().get(word, ()), *_by_tail().get(word[0] + word[2:], ())}
        found[1] |= {word[1:]} & _targets()
    return found[min(found)] if found else set()


def _allows(word: str, known: str, edits: int) -> bool:
    """Of short words only two letters in each other's place or a letter doubled is a misprint."""
    if len(known) < _ONE_EDIT:
        return sorted(known) == sorted(word) or (len(word) > len(known) and set(known) == set(word))
    return edits == 1 or len(known) >= _TWO_EDITS


def _cut_short(word: str) -> str | None:
    """The word that was written with its beginning only ("cyclobenz", "acupunct"), or with another ending."""
    for beginning, whole in table("spellings")["beginnings"].items():
        if word.startswith(beginning):
            return str(whole)
    if len(word) < _ONE_EDIT:
        return None
    in_order = _in_order()
    from_there = in_order[bisect_left(in_order, word) :]
    longer = set(takewhile(lambda known: known.startswith(word), from_there))
    return _likeliest(word, longer) if len({_meaning(known) for known in longer}) == 1 else None


def _parted(word: str) -> tuple[str, ...]:
    """Two known words of three letters and more, printed without the space between them."""
    if len(word) < _SPLIT_LENGTH:
        return ()
    for place in range(len(word) - 3, 2, -1):
        left, right = word[:place], singular(word[place:])
        if left in _by_themselves() and right in _by_themselves():
            return left, right
    return ()


def _joined(text: WordSpans, place: int) -> str | None:
    """The known word that this word and the next make, where a space or hyphen parts them that does not belong."""
    if place + 1 >= len(text.words) or text.between(place, place + 1) not in {" ", "-", "- "}:
        return None
    both = text.words[place] + text.words[place + 1]
    return both if len(both) > _SPLIT_LENGTH and both in _targets() else None


def _seen_as(word: str) -> Iterator[str]:
    """The word as it was before a scanner took one letter for two."""
    for seen, letter in _SEEN:
        place = word.find(seen, 1)
        while place > 0:
            yield word[:place] + letter + word[place + len(seen) :]
            place = word.find(seen, place + 1)


def _look(word: str) -> str:
    for seen, one in _LOOKS:
        word = word.replace(seen, one)
    return word


def is_known(word: str) -> bool:
    """Whether this word, in the singular, is right as it stands."""
    return word in _meant() or word in _ordinary_words()


def is_named(word: str) -> bool:
    """Whether this word, in the singular, names a drug or treatment by itself."""
    return bool(drug_data.lexicon().get(word) or phrases().get(word))


@lru_cache(maxsize=4096)
def _meaning(word: str) -> tuple[str, ...]:
    drug = drug_data.lexicon().get(word)
    if drug and word not in known_words():
        return drug.generics
    return _bodies().get(word) or spellings().get(word) or (word,)


@cache
def _meant() -> frozenset[str]:
    """Every word of the vocabularies."""
    return known_words() | drug_data.lexicon().words | frozenset(_bodies())


@cache
def _by_themselves() -> frozenset[str]:
    """Those of them that stand without the others of a phrase."""
    only_beside = words_in_company() - drug_data.lexicon().words - frozenset(_bodies())
    return _meant() - only_beside


@cache
def _bodies() -> dict[str, tuple[str, ...]]:
    """The words of body parts; those that name one alone, with what they name."""
    data = table("regions")
    hidden = [(phrase, "") for phrase in [*data["both"], *data["none"]["phrases"]]]
    named = [(phrase, region) for region, phrases in data["regions"].items() for phrase in phrases]
    found: dict[str, tuple[str, ...]] = {}
    for phrase, region in [*named, *hidden]:
        words = phrase_words(phrase)
        for word in words:
            found[word] = (region,) if len(words) == 1 and region else found.get(word, ())
    return found


@cache
def _targets() -> frozenset[str]:
    """The words that a misprint can be of."""
    return frozenset(word for word in _by_themselves() if len(word) >= _SHORTEST and word.isalpha())


@cache
def _in_order() -> tuple[str, ...]:
    """Those words by the alphabet: what one begins with is found without a look at each."""
    return tuple(sorted(_targets()))


@cache
def _ordinary_words() -> frozenset[str]:
    return frozenset(singular(word) for word in table("ordinary_words")["words"].split())


@cache
def _forms() -> dict[str, str]:
    """Words and their plurals → the words: the letter left out of a plural may be the one that makes it one."""
    plurals = {
        form: word for word in _targets() for form in _plurals(word) if len(form) > _ONE_EDIT or word in _bodies()
    }
    return plurals | {word: word for word in _targets()}


def _plurals(word: str) -> tuple[str, ...]:
    if word.endswith("y"):
        return (f"{word[:-1]}ies", f"{word[:-1]}ie")
    return (f"{word}es", f"{word}e") if word.endswith(("ch", "sh", "x")) else (f"{word}s",)


@cache
def _by_start() -> dict[tuple[str, int], list[str]]:
    found: dict[tuple[str, int], list[str]] = {}
    for word in _forms():
        found.setdefault((word[0], len(word)), []).append(word)
    return found


@cache
def _by_tail() -> dict[str, set[str]]:
    """What follows the first letter → the words."""
    found: dict[str, set[str]] = {}
    for word in _targets():
        if len(word) > _ONE_EDIT:
            found.setdefault(word[1:], set()).add(word)
    return found


@cache
def _by_consonants() -> dict[str, set[str]]:
    """What is left of a word without its vowels, as many as tell it → the words."""
    found: dict[str, set[str]] = {}
    for word in _targets():
        left = _consonants(word)
        if len(left) >= _FEWEST_CONSONANTS and len(word) > _ONE_EDIT:
            found.setdefault(left, set()).add(word)
    return found


@cache
def _looks() -> dict[str, frozenset[str]]:
    """How a word looks to a scanner → the words of five letters and more that look so."""
    found: dict[str, set[str]] = {}
    for word in _targets():
        if len(word) >= _ONE_EDIT:
            found.setdefault(_look(word), set()).add(word)
    return {look: frozenset(words) for look, words in found.items()}
