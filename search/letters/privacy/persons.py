"""Names that no list knows, told by the places where only persons stand (``persons.toml``) and by their shape.

A name here is a word that begins with a capital and that neither the field's lists nor an English dictionary know, or
that is known as a name and as nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from ..data import table
from .called_after import CALLED_AFTER, has_article
from .hints import matches_at, places_of, pointed
from .name_words import KNOWN, NAME, NAMED, TITLE, Kind, NameWord, ends_as_words_do, fold, is_unknown, kind_of, listed
from .names import Names

_SHORTEST = 4
REACH = 60
_PARTY = re.compile(r" (?:v|vs)\.? (?=[A-ZÀ-Þ])")
_SMALL = re.compile(
    r"[dmpcai](?<!\w.)(?:(?<=d)r|(?<=m)(?:rs?|s)|(?<=p)(?:t|atient)|(?<=c)laimant|(?<=a)pplicant|(?<=i)w)"
    r"\.? (?P<name>[a-zß-ÿ'’-]{4,20}) (?P<does>[a-z]+)\b"
)
TITLES = pointed(("dr", "mr", "mrs", "ms"))
_HEADS = TITLES | pointed(("pt", "patient", "claimant", "applicant", "iw"))
"""Behind one of these a name may stand in small letters."""
# Who is cited for a study, and no party to anything.
_STUDY = re.compile(
    r"['’]?s?,? (?:and (?:others|colleagues|co-?workers|associates)|et\.? al|\(?(?:19|20)\d\d\b|[A-Z]{1,2}[,.;]"
    r"|\(?\[\d)"
)
_AMONG_CAPITALS = re.compile(r" [A-Z][a-z]")
_BEGINS = re.compile(r"(?:^|[\n:;]\s?)$")
_ENDS = re.compile(r"(?: [A-Z]\b\.?)?(?:\n|$|[:;]| \d| [-–])")
_LINE_BEGINS = re.compile(r"(?:^|\n)(?:[A-Z]\. ?)?$")
_ASKED = re.compile(r" [-–—] ([a-z]{2,}|\d)")
# What no test or disease has.
KIN = re.compile(
    r" (?:wife|husband|spouse|son|daughter|mother|father|attorney|lawyer|employer|supervisor|deposition|testimony"
    r"|job|boss)\b"
)
_BEING = re.compile(
    r" (?:has|had)\b| (?:is|was) (?!struck|hit|injured|hurt|told|married|born|fired|hired|terminated|interviewed|asked"
    r"|advised"
    r"|deposed|working|lifting|driving|off work|tearful|admitted|an? \d\d)"
)
# What letters print, as a word or as what a test is called after.
_PRINTED = Kind.ORDINARY | Kind.EPONYM
_SURE, _LIKELY = 2, 1
# "Park walks are tolerated": what somebody does is what is done.
_NOUN = re.compile(
    r" (?:walk|drive|drink|rate|visit|move|report|request|return|note|work|sleep|load|strain|stop)(?:s|ed)?"
    r"(?: (?:are|were|is|was|of|and|or|help|helped|can|may)\b|[:,;.])"
)
_BEHIND_CAPITAL = re.compile(r"\b[A-ZÀ-Þ][\w'’.-]* $")
_GAP = re.compile(r"(?: [A-Z]\.?)? (?:(?:de|la|del|los|van|von|der|den|di|da|al|bin) ){0,2}$|-$")
# "We gave Solis a brace": what is given by name goes to a person.
_GAVE = re.compile(
    r"\b(?:gave|given|gives|giving|showed|taught|sent|offered|handed|issued|told|asked|advised|let|had|made"
    r"|helped|urged|help|helps|lets|makes|shows|found|finds|find|considers|considered|believes|bothers"
    r"|bothered|keeps|kept|leaves|left|enabled|enables|forced|forces|awoke|wakes|see|sees|saw|recheck"
    r"|reminded|called|instructed|warned|allowed|lent|loaned|fitted|brought|drove) $"
)
_GIVEN = re.compile(
    r" (?:an?|his|her|two|some|about|that|for (?:about|over|\d|two|three|many|several|years)"
    r"|back (?:in|on)|again (?:in|on)|return|sleep|walk|cope|function"
    r"|to (?:have|be|bring|come|go|stop|take|return|rest|use|see|call|keep|try|wear|do|stay"
    r"|lift|sit|walk|get|have|schedule)) "
)
_CALLED_SO = (
    *(f"{call} {whom} " for call in ("call", "calls", "called") for whom in ("him", "her")),
    *("goes by ", "went by ", "nicknamed ", "to be called ", "answers to ", "nickname is "),
)
_BY_NAME = re.compile(r"[\"“'‘]?(?P<name>[A-Z][a-z]{2,})\b")
PHRASES = (*_HEADS, *_CALLED_SO)
_LINE = re.compile(r"[ \t]*(?:,? (?:Jr|Sr|II|III)\b\.?)?[ \t]*(?:\n|$)")
# Two names in a row: what no drug, guideline or tendon with a Latin name has beside it.
_BESIDE = r"(?:by|with|from|to|per|for|saw|and|of|is|was|named|called|me|that|as|when|worker|under)"
_OPENS = r",? (?:who|whose|was|is|has|had|will|would|did|does|also|then|and (?:his|her|the)|[a-z]+ed\b)"


class PersonPatterns(NamedTuple):
    """What stands ``before`` a person, ``after`` one, behind a person's "'s" (``owned``), before and behind two names
    (``beside``, ``opens``), and behind a word of letters that is a surname too (``happens``)."""

    before: re.Pattern[str]
    after: re.Pattern[str]
    owned: re.Pattern[str]
    beside: re.Pattern[str]
    opens: re.Pattern[str]
    happens: re.Pattern[str]


@cache
def patterns() -> PersonPatterns:
    """Each made of the lists of ``persons.toml``."""
    data = table("persons")
    lists = {
        name: f"(?:{'|'.join(words.split())})".replace("_", " ")
        for name, words in data.items()
        if name not in {"does", "happens"}
    }
    roles = lists["roles"]
    again = r"(?:\s[\w/.-]+){0,3}?"
    dated = r"(?:\s(?:dated\s|of\s|on\s)?[\w/.-]*\d[\w/.-]*|\sreceived)?"
    before = (
        rf"{lists['done_by']}(?:\s[\w/,.-]+){{0,3}}?\sby",
        rf"{lists['with_whom']}{again}\swith",
        rf"{lists['from_whom']}{dated}{again}\sfrom",
        rf"{lists['of_whom']}\sof",
        rf"{lists['for_whom']}\sfor",
        rf"{lists['to_whom']}{again}\sto",
        r"(?:per|according to|[ck]are of|behalf of|c/o|in re|matter of|attn:?|my name is|i am|i,|dear)",
        lists["met"],
        rf"{roles}(?:,|:|\sis|\swas|\snamed|\scalled)?",
        r"(?:last|first|given|family|maiden|full|legal|his|her) name,?(?:\sis|\swas|\sof|:)?",
        r"\d\d[ -](?:years?|yrs?)[ -]old(?:\s[\w-]+){0,3}?,?",
        r"\d\d\s?y/?o(?:\s[mf])?,?",
        r"attention of|served on|service on|also known as|goes by|nicknamed|alias|aka|a\.k\.a\.|depo of|dictation by",
        r"e-?signed|wcj",
    )
    does, happens = (f"(?:{data[name].strip().replace(chr(10), '')})" for name in ("does", "happens"))
    happens += rf"|(?:is|was) an? (?:[a-z-]+ )?{lists['occupations']}"
    adverb = r"(?:(?:also|again|then|still|later|further|never|now|always|recently|himself|herself|[a-z]+ly)\s)?"
    bracket = rf"(?:{roles}|ur|aa|da|ncm|denial|carrier|letter|report|note|pr-2|rfa|appeal|exam|consult)\s\("
    after = (
        rf"\s{adverb}{does}\b",
        rf",?\s(?:who|whose|whom)\b|\s(?:and|&)\s(?:his|her|the)\s{roles}\b",
        rf",\s(?:an?|his|her|my|our|the)\s(?:\w+\s)?{roles}[,.;)]",
        rf",\s(?:an?|the)\s(?:[a-z-]+\s)?{lists['occupations']}[,.;)]|\s(?:deposition|depo|testimony)\b",
        rf"\s\((?:(?i:{roles})|(?:his|her|the)\s{roles}|aged?\s\d\d|\d\d(?:\s?[ymfYMF]\b|\)))",
        r",\s(?:an?\s)?(?:aged?\s)?\d\d(?:,|\s?y/?o|\syears?\sold|-year-old)",
    )
    return PersonPatterns(
        _compiled(rf"(?:^|[^\w-])(?:(?:{'|'.join(before)})\s(?:(?-i:[A-Z]{{2}})\s)?|{bracket})[\"“]?$", re.IGNORECASE),
        _compiled("|".join(after)),
        _compiled(rf"\s(?:[a-z-]+\s)?(?i:{lists['owns']})\b"),
        _compiled(rf"(?:^|[^\w-]){_BESIDE}\s$"),
        _compiled(_OPENS),
        _compiled("|".join((rf"\s{adverb}(?:{does}|{happens})\b", *after[1:]))),
    )


def _compiled(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """The pattern, with any white space for a space."""
    return re.compile(pattern.replace(" ", r"\s"), flags)


def persons(names: Names) -> Iterator[tuple[str, int, int]]:
    """What, start and end of each."""
    yield from _standing(names)
    yield from _nicknamed(names)
    heads = (phrase.lstrip() for phrase in _HEADS & names.may_hold)
    places = sorted(at for head in heads for at in places_of(head, names.text))
    for found in matches_at(_SMALL, names.text, places):
        kind = kind_of(found["name"])
        if (
            found["does"] in listed("human_verbs")
            and (not kind or (kind & (Kind.GIVEN | Kind.SURNAME) and not kind & (Kind.ORDINARY | Kind.EPONYM)))
            and names.text.count(found["name"]) == 1
            and (kind or is_unknown(found["name"]))
        ):
            yield TITLE if found[0][0] in "dm" else NAME, found.start(), found.end("name")


def _nicknamed(names: Names) -> Iterator[tuple[str, int, int]]:
    """What people call somebody, whatever it means."""
    for phrase in (phrase for phrase in _CALLED_SO if phrase in names.may_hold):
        places = (at + len(phrase) for at in places_of(phrase, names.folded))
        for found in matches_at(_BY_NAME, names.text, places):
            # What goes by a road or a signal is a thing.
            if " by " not in phrase or kind_of(fold(found["name"])) != Kind.ORDINARY:
                yield NAME, *found.span("name")


def _standing(names: Names) -> Iterator[tuple[str, int, int]]:
    """Names by where they stand: each run of words that may be one."""
    text, end = names.text, 0
    for place in names.telling:
        word = names.words[place]
        if word.start < end or word.low in listed("roles") or not _may_be(names, word):
            continue
        end, run = word.end, [word]
        for following in names.words[place + 1 : place + 4]:
            if not _GAP.match(text[end : following.start]) or not _may_be(names, following):
                break
            end = following.end
            run.append(following)
        if last := (_reversed(names, place) if len(run) == 1 else 0) or _heads(names, run):
            yield NAME, word.start, last
            end = last
            continue
        if word.kind & Kind.WORD_SURNAME and _NOUN.match(text, word.end):
            continue
        known = all(each.kind & Kind.WORD_SURNAME for each in run)
        place_of = _SURE if known and _acts(names, run) else _place(text, word.start, end, len(run))
        if place_of and (place_of == _SURE or len(run) > 1) and _are_names(names, run, place_of):
            yield NAME, word.start, end
        else:
            end = word.end  # what is no name may have one behind it


def _reversed(names: Names, place: int) -> int:
    """Where a name ends that begins with a surname and a comma, and has a line or a label's value to itself; or 0."""
    text, word = names.text, names.words[place]
    if not word.kind & Kind.SURNAME or word.kind & Kind.WORD_SURNAME or place + 1 == len(names.words):
        return 0
    following = names.words[place + 1]
    if text[word.end : following.start] != ", " or not _BEGINS.search(text, max(0, word.start - 3), word.start):
        return 0
    given = following.kind & KNOWN if following.kind else is_unknown(following.low)
    return following.end if given and _ENDS.match(text, following.end) else 0


def _heads(names: Names, run: Sequence[NameWord]) -> int:
    """Where a name ends that a line begins with, before a dash and what is asked for; or 0."""
    text, start, end = names.text, run[0].start, run[-1].end
    if not run[0].kind & Kind.SURNAME or not _LINE_BEGINS.search(text, max(0, start - 4), start):
        return 0
    if any(word.kind & ~KNOWN or not (word.kind or is_unknown(word.low)) for word in run):
        return 0
    found = _ASKED.match(text, end)
    return end if found and found[1] not in listed("results") else 0


def _may_be(names: Names, word: NameWord) -> bool:
    if word.kind:
        # Of a word that letters print as well, what it does tells whether it is one.
        return bool(word.kind & NAMED) and (
            not word.kind & _PRINTED or bool(word.kind & (Kind.WORD_SURNAME | Kind.SURNAME))
        )
    return len(word.low) >= _SHORTEST and not names.ordinary(word, pointed=True)


def _are_names(names: Names, run: Sequence[NameWord], place: int) -> bool:
    """Whether none of the words is more likely something else. A dictionary's words are names where persons alone
    stand and capitals are not the rule: two of them, or one.
    """
    printed = any(word.kind & _PRINTED for word in run)
    if not printed and all(word.kind & KNOWN or is_unknown(word.low) for word in run):
        return True
    if printed and not _acts(names, run):
        return False
    return place == _SURE and not (
        _AMONG_CAPITALS.match(names.text, run[-1].end)
        or any(word.text.isupper() or (not word.kind and ends_as_words_do(word.low, weakly=True)) for word in run)
    )


def _acts(names: Names, run: Sequence[NameWord]) -> bool:
    """Whether a surname that is a word of letters too does, or owns, what only a person does."""
    around = patterns()
    start, word = run[0].start, run[-1]
    if has_article(names.text, start) or _BEHIND_CAPITAL.search(names.text, max(0, start - REACH), start):
        return False
    if word.text.endswith(("'s", "’s")):
        return (KIN if word.kind & Kind.EPONYM else around.owned).match(names.text, word.end) is not None
    # Of a test that bears a name it is said what it is, was and has shown.
    if word.kind & Kind.EPONYM and _BEING.match(names.text, word.end):
        return False
    return around.happens.match(names.text, word.end) is not None or _PARTY.match(names.text, word.end) is not None


def _place(text: str, start: int, end: int, count: int) -> int:
    """Where these words stand: _SURE where a person alone does, _LIKELY where two words are likely a person's."""
    around = patterns()
    near = text[max(0, start - REACH) : start]
    if _PARTY.match(text, end):
        return _SURE
    if _STUDY.match(text, end) or has_article(text, start) or (count > 1 and CALLED_AFTER.match(text, end)):
        return 0
    if text.endswith(("'s", "’s"), start, end):
        return _SURE if around.owned.match(text, end) else 0
    behind = text[end : end + REACH]
    if text[start:end].isupper():
        behind = behind.casefold()
    if around.before.search(near) or (_GIVEN.match(text, end) and _GAVE.search(near)):
        return _SURE
    if around.after.match(behind) and not near.endswith((" in ", " near ", " outside ", " around ")):
        return _SURE
    line = (start == 0 or text[start - 1] == "\n") and _LINE.match(text, end)
    return _LIKELY if count > 1 and (around.beside.search(near) or around.opens.match(text, end) or line) else 0
