"""Words as what they are known: given names, surnames, words that letters print, degrees, names of tests."""

from __future__ import annotations

import gzip
import re
from bisect import bisect_left
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from string import ascii_lowercase
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import combining, normalize

from ..data import table, words

if TYPE_CHECKING:
    from spellchecker import SpellChecker


TITLE = "A person's name with a title"
DEGREE = "A person's name with a degree"
LABEL = "A name after its label"
NAME = "A person's name"


class Kind:
    """What a word is known as: bits of an integer (an IntFlag would take most of the time that reading names takes)."""

    GIVEN = 1
    SURNAME = 2
    WORD_SURNAME = 4
    ORDINARY = 8
    DEGREE = 16
    WEAK_DEGREE = 32
    EPONYM = 64


KNOWN = Kind.GIVEN | Kind.SURNAME
NAMED = KNOWN | Kind.WORD_SURNAME


class NameWord(NamedTuple):
    """A word that begins with a capital; ``low``: in small letters without a possessive."""

    start: int
    end: int
    text: str
    low: str
    kind: int


# How the field's words begin and end; the other endings are those of many English words, and of names.
_FIELD_BEGINNINGS = re.compile(
    r"(?:myo|neuro|osteo|arthro|fibro|hyper|hypo|cervico|lumbo|thoraco|radiculo|spondylo|electro|angio|cardio|gastro|hemi|anti"
    r"|multi|patello|costo|sacro|acromio|cranio|musculo|pneumo|nephro|hydro|thermo|cryo|vaso|vascu|lympho|immuno|psycho"
    r"|dermato|chondro|tendino|paraspin|paresth|micro|thera|supra|infra|poly|mono|non|post)[a-z]{4}"
)
_FIELD_ENDINGS = re.compile(
    r"...(?:tion|sion|ment|ness|ity|ology|ectomy|otomy|itis|osis|pathy|graphy|gram|scopy|plasty|[tg]ics|[tglr]ical|neural"
    r"|facial|ency|ism|oid|azole|olol|pril|statin|profen|triptan|caine|codone|morphone|emia|uria|azepam|mycin|cillin|sartan"
    r"|gliptin|oxetine|ptyline|prazole|cycline|zepine|azine|idine|amide|romide|algia|trophic|therapy)s?$"
)
_ENDINGS = re.compile(r".(?:ing|ed|ly|ics?|ous|ive|able|ible|ally|cal|ral|tal|ial|eal|less|ful)$")
_WEAK_ENDINGS = re.compile(
    r".(?:ance|ence|ists?|nal|ine|pam|mide|tide|late|ate|ium|itor|tors?|ers?|ors|ies|gia|sis|wards?|ures?|ise|ize|ages?)$"
)
# The look behind comes after the first letter, so that the search may run from capital to capital.
CAPITAL_WORD = re.compile(
    r"[A-ZÀ-ÞĆČĎĐĘĚĞİŁŃŇŐŘŚŞŠŤŮŰŹŻŽ](?<![\w'’].)(?:\.(?:[A-ZÀ-Þ]\.){1,3}(?!\w)|\w*(?:['’.-]\w+)*)"
)
_CAPITAL = re.compile(r"\b[A-ZÀ-Þ][\w'’.-]{2,}")
# A case ("CM15-0000001") and levels of the spine ("L5-S1") are no names.
_NUMBERED = re.compile(r"[a-z]{1,2}\d{1,2}-[a-z]?\d+")
_SLIP = 7
_LONG_PART = 4
# Letters that are one with their mark.
_MARKED = str.maketrans("łđøı", "ldoi")
# How surnames alone begin and end.
_OF_SURNAMES = re.compile(
    r"(?:o'|d'|mc)[a-z]{3,}$|(?!lesson|caisson|frisson|confetti|spaghetti|maelstrom|teriyaki|khakis|o'clock)[a-z]{2,}(?:[nkltd]sen|sson|quist|qvist|str[oö]m|gaard|dottir|ovi[cć]h?|evi[cć]|escu|wicz|czyk|czak"
    r"|[oei][wv]ski|ynski|[oe]v?sky|insky|poulos|akis|iadis|oglu|enko|chuk|shvili|adze|stein|mann|feld|baum|heimer|meier|meyer"
    r"|etti|ucci|acci|ozzi|uzzi|eaux|enburg|hardt|brandt|ndez|guez|rez|quez|arez|swamy|murthy|nathan|rajan|charya|preet"
    r"|moto|mura|gawa|kawa|yama|shima|hashi|[dnrkst]yan|zadeh|nejad|vongs?a?|phanh|savath|mariam|giorgis|auskas|skaya|bayo|kwere|emeka|chukwu"
    r"|tzin|catl|jit|singhe|warden[ae]|sek[ea]ra|samy|kumar|opulos|[tcrs]ouzian|[ly]iuk|yshyn)$"
    r"|(?:abd(?:ira[hs]|ul[a-z]|el[a-z]|al[a-z]|ur[a-z]|isa|iaz|ifa|ina[sf]|ika|iqa|iha|iwe)|gebre|w[eo]lde(?!d$|r$|rs$)|haile[a-z]|tekle|tesfa|chukwu|olu(?!miant)[a-z]{2}|ogun|nwa[a-z]|onye[a-z]|okon[a-z]|oyin|oye[a-z]|mk[rh]|ng[uh](?!ltrum)[a-z]"
    r"|mb[aeou][a-z]{2}|nd[aeiou][a-z]{3}|mw[a-z]{2}|nk[a-z]{2}|ade(?:bay|ban|ko|kun|le[ky]|mol|nij|niy|ola|san|tun|wal|yem))[a-z]+$"
)


@cache
def listed(name: str) -> frozenset[str]:
    """The words of one list of ``privacy.toml``."""
    data = table("privacy")[name]
    return frozenset(data.split() if isinstance(data, str) else data)


@cache
def _kinds() -> Mapping[str, int]:
    """Every word that is known, and as what."""
    lists = (
        (Kind.GIVEN, words("given_names")),
        (Kind.SURNAME, words("surnames")),
        (Kind.WORD_SURNAME, words("word_surnames")),
        (Kind.ORDINARY, words("ordinary") | listed("more_ordinary") | listed("states")),
        (Kind.DEGREE, listed("degrees")),
        (Kind.WEAK_DEGREE, listed("weak_degrees")),
        (Kind.EPONYM | Kind.ORDINARY, listed("eponyms")),
    )
    kinds: dict[str, int] = {}
    for kind, members in lists:
        for word in members:
            kinds[word] = kinds.get(word, 0) | kind
    return kinds


def fold(word: str) -> str:
    """The word in small letters without a possessive and a final dot."""
    low = word.replace("’", "'").casefold().rstrip(".")
    return low.removesuffix("'s").removesuffix("'")


@lru_cache(8192)
def looked_up(word: str) -> tuple[str, int]:
    low = fold(word)
    return low, kind_of(low)


def _without_marks(low: str) -> str:
    """The word without its accents, since names are listed in one spelling."""
    return "".join(letter for letter in normalize("NFD", low.translate(_MARKED)) if not combining(letter))


def _is_of_armenia(low: str) -> bool:
    """Whether a word ends as surnames of Armenia do, and no people or adjective is called so."""
    return low.endswith(("ian", "yan")) and len(low) > _SLIP and low.isalpha() and not is_english(low)


def kind_of(low: str) -> int:
    kind = _kinds().get(low, 0)
    if not kind and "-" in low:
        parts = [_kinds().get(part, 0) for part in low.split("-")]
        if low.partition("-")[0] in listed("prefixes") and parts[1] == 0:
            return 0
        # "Dix-Hallpike" is called after two, whatever else the first is.
        called_after = (part for word, part in zip(low.split("-"), parts, strict=True) if len(word) >= _LONG_PART)
        if any(part & Kind.EPONYM and not part & NAMED for part in called_after):
            return Kind.EPONYM | Kind.ORDINARY
        named = any(part & KNOWN for part in parts) or (Kind.WORD_SURNAME in parts and 0 in parts)
        return Kind.SURNAME if named else Kind.ORDINARY if any(parts) or _NUMBERED.fullmatch(low) else 0
    kind = kind or _kinds().get(low.replace(".", ""), 0)
    if not kind and not low.isascii():
        kind = _kinds().get(_without_marks(low), 0) & NAMED
    return kind or (Kind.SURNAME if _OF_SURNAMES.match(low) or _is_of_armenia(low) else 0)


@cache
def _dictionary() -> bytes:
    """The package's English words: JSON with a word a line, in their order. Read into a set of words it would take
    longer than all else that is said of a letter's names, and ten times the memory."""
    return gzip.decompress(files("spellchecker").joinpath("resources", "en.json.gz").read_bytes())


def _in_dictionary(word: str) -> bool:
    return _has_entry(f'"{word}":'.encode())


def begins_english(low: str) -> bool:
    """Whether a word of an English dictionary begins with these letters."""
    return _has_entry(f'"{low}'.encode())


def _has_entry(entry: bytes) -> bool:
    """Whether a line of the dictionary begins so."""
    lines = _dictionary()

    def line_behind(place: int) -> bytes:
        start = lines.find(b"\n", place) + 1
        return lines[start : start + len(entry)]

    found = bisect_left(range(lines.rfind(b"\n")), entry, key=line_behind)
    return line_behind(found) == entry


@cache
def _speller() -> SpellChecker:
    from spellchecker import SpellChecker  # which few letters need

    speller = SpellChecker(language=None, distance=1)
    speller.word_frequency.load_words((ascii_lowercase,))  # the letters to put in, and how long a word may be
    return speller


@lru_cache(8192)
def is_english(low: str) -> bool:
    """Whether an English dictionary has the word, or every part of it. It has many names too: ask the lists first."""
    return all(_in_dictionary(part) for part in low.split("-") if part)


def ends_as_words_do(low: str, *, weakly: bool = False) -> bool:
    """Whether a word that no list knows has an ending of the field's words, or one of English words and is one."""
    ending = _ENDINGS.search(low) or (weakly and _WEAK_ENDINGS.search(low))
    return bool(_FIELD_ENDINGS.search(low) or (ending and is_english(low)))


@lru_cache(1024)
def is_unknown(low: str) -> bool:
    """Whether neither our lists nor a dictionary have the word, nor one that it may be a slip of."""
    if kind_of(low) or not low.replace("-", "").replace("'", "").isalpha():
        return False
    if _FIELD_BEGINNINGS.match(low) or ends_as_words_do(low) or is_english(low):
        return False
    # Of a drug's or a test's name, which letters misspell most.
    return len(low) < _SLIP or not any(kind_of(near) & Kind.ORDINARY for near in _speller().edit_distance_1(low))


def is_known_name(found: str) -> bool:
    """Whether one of the words with capitals is a name that a list has."""
    return any(looked_up(word)[1] & NAMED for word in _CAPITAL.findall(found))


def is_name(found: str, *, but: re.Pattern[str]) -> bool:
    """Whether words with capitals name somebody by themselves: one is a known name, or not all are English words and
    ``but`` finds none.
    """
    names = _CAPITAL.findall(found)
    if any(looked_up(word)[1] & NAMED for word in names):
        return True
    return not any(map(but.search, names)) and not all(is_english(fold(word)) for word in names)


def are_initials(word: NameWord) -> bool:
    """Whether two capitals are the initials of a name behind them ("RJ Montague")."""
    return len(word.text) == 2 and word.text.isupper() and word.kind == 0


def are_words_of_names(first: NameWord, last: NameWord) -> bool:
    """Whether two English words are a full name where only one can stand ("Summer Rivers")."""
    return first.low in listed("word_given_names") and bool(last.kind & NAMED or last.low in listed("titled_words"))


def is_particles(gap: str) -> bool:
    """Whether what parts two capital words is such as "de la"."""
    parts = gap.casefold().split()
    return 0 < len(parts) < 4 and listed("particles").issuperset(parts)
