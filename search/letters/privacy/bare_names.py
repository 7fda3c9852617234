"""Names without a title or label: words that are known as names and as nothing else, by what stands beside them.

Letters print such words in citations ("(Chou, 2007)"), in what is called after somebody ("Buford complex") and in
places ("Los Angeles"). Elsewhere they are somebody's, and so is a word that nobody knows behind what only persons do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ..data import table
from .called_after import CALLED_AFTER, TEST, has_article
from .name_words import KNOWN, NAME, Kind, NameWord, is_unknown, listed
from .names import Names

_SHORTEST = 4
_REACH = 60
# Behind an age, a day or "and others" somebody is cited; a list or a pair is one of tests, makers or editors.
_CITED = re.compile(
    r",? (?:et\.? al|and (?:others|colleagues|associates))"
    r"|(?! (?:in|since|until|on|from) (?:[A-Z][a-z]+ )?\d)[^.\n]{0,25}(?<![\w/-])(?:19|20)\d\d\b(?![/-])"
)
_PAIRED = re.compile(r"(?: (?:and|&|or)|,|/) ?[A-ZÀ-Þ]")
_BEHIND_PAIR = re.compile(r"(?:[A-ZÀ-Þ][\w'’-]*(?: (?:and|&|or)|,|/)|&) ?$")
_BEHIND_CAPITAL = re.compile(r"(?:[A-ZÀ-Þ][\w'’.-]*|\b(?:[Ss]an|[Ss]anta|[Ee]l|[Ll]os|[Ll]as)) $")
_DOES = re.compile(
    r"(?:, (?:who|now|then|however|again|too|also|in turn),?)? (?:(?:also|again|then|still|later|further|never|now"
    r"|always|only|just|first|[a-z]+ly) )?(?P<does>[a-z]+)(?: (?P<what>[a-z]+))?"
)
_LEADS = re.compile(
    r"(?:^|[^\w'’-])(?P<word>[a-z]{2,}),? $|(?:^|[.\n] ?)"
    r"(?P<first>[A-Z][a-z]+ly|If|When|While|Since|Whether|That|As|Had|Because|After|Before|Until|Then|Neither|Both|Though|Although|Once"
    r"|Unless|Did|Does|Has|Was|Is|Can|Could|Should|May|Meanwhile|For|To|By|With|Per|From|About|However|Today|Now|Later"
    r"|Afterwards|Afterward|Sometimes|Nobody|Everyone|What|Which"
    r"|Again|So|Next|Here|There|Also|And|But|Yet|Still"
    r"|Where|Perhaps|Yesterday),? $"
)
_GOES_ON = re.compile(r"(?:,? (?P<word>[a-z]+)\b|['’]?[.,;:?!)])")
_FAMILY = re.compile(
    r"\b(?:children|kids|sons|daughters|twins|boys|girls|siblings|brothers|sisters|coworkers|friends|parents|grandchildren|nephews"
    r"|nieces|cousins|roommates|neighbors|helpers|mates)\b[^.\n]{0,20} $"
)
# For whom something was done, and who somebody is, in brackets.
_FOR_WHOM = re.compile(
    r"\b(?:(?:ordered|requested|scheduled|approved|authorized|denied|prescribed|arranged|asked|made|planned|appealed|certified"
    r"|dispensed|refilled|written|booked|reserved) for "
    r"|(?:[Hh]e|[Ss]he|him|her|patient|worker|claimant|applicant|employee|who) \()$"
)
_OWNED = re.compile(
    r" (?:(?:current|last|recent|own|left|right|low|urine|prior|treating|primary|daily|chronic|physical|work"
    r"|[a-z]+ing) ){0,2}(?:gait|pain|symptoms|complaints|injury|injuries|employer|wife|husband|spouse|mother|father"
    r"|sons?|daughters?|job|duties|drug screens?|urine|requests?|records|medications?|prescriptions?|physician|doctor"
    r"|surgeon|attorney|condition|recovery|treatment|therapy|care|knees?|back|neck|shoulders?|hands?|wrists?|foot|feet"
    r"|ankles?|hips?|visits?|appointment|depression|anxiety|sleep|weight|age|history|statements?|progress|function(?:ing)?|case"
    r"|denial|appeal)\b"
)
_BEING = frozenset({"is", "was", "has", "had"})
_BEHIND_PREPOSITION = re.compile(r"\b(?:by|of|to|from|with|in|for|at|per|on|via|under|like|than|vs\.?) $")


@cache
def _before() -> re.Pattern[str]:
    """What stands before somebody: what was done by him, a part of his body, whom it is for."""
    data = {name: "|".join(words.split()).replace("_", " ") for name, words in table("persons").items()}
    done = rf"(?:{data['agreed']}|[a-z]{{3,}}ed)"
    return re.compile(
        rf"(?:\b(?<!\bas )(?!(?:{data['published']})\b){done}(?: [a-z/]+){{0,2}}? by"
        rf"|\b(?:{data['belongs']}) of|(?:^|[.;:]\s|\n)(?:For|To|By|With|Per)) $"
    )


def bare_names(names: Names) -> Iterator[tuple[str, int, int]]:
    """What, start and end of each."""
    for place in names.telling:
        word = names.words[place]
        if word.kind & Kind.GIVEN and (end := _pair(names, place)):
            yield NAME, word.start, end
        known = bool(word.kind & KNOWN) and not word.kind & ~KNOWN
        if len(word.low) < _SHORTEST or not (known or word.kind == 0):
            continue
        if _is_called_after(names, word):
            continue
        near = names.text[max(0, word.start - _REACH) : word.start]
        of_person = _owns(names, word) or (known and (_does(names, word) or _is_in_prose(names, word, near)))
        if of_person or (
            _is_someone(names, word, known=known) and (_before().search(near) or _acts(names, word, near))
        ):
            yield NAME, word.start, word.end


def _pair(names: Names, place: int) -> int:
    """Where two given names end that stand side by side, as of children; or 0."""
    word, following = names.words[place], names.words[place + 1 : place + 2]
    if (
        not following
        or names.text[word.end : following[0].start] not in {" and ", " & "}
        or word.low == following[0].low
    ):
        return 0
    other, kinds = following[0], word.kind | following[0].kind
    given = word.kind & other.kind & Kind.GIVEN and not kinds & ~KNOWN
    children = _FAMILY.search(names.text, max(0, word.start - _REACH), word.start)
    return other.end if given and (children or Kind.GIVEN in {word.kind, other.kind}) else 0


def _is_called_after(names: Names, word: NameWord) -> bool:
    """Whether the word is of a citation, a pair, a place, or of what is called after somebody."""
    text = names.text
    if TEST.match(text, word.end) or CALLED_AFTER.match(text, word.end) or _CITED.match(text, word.end):
        return True
    near = text[max(0, word.start - _REACH) : word.start]
    if _PAIRED.match(text, word.end) or _BEHIND_PAIR.search(near) or has_article(text, word.start):
        return True
    if text[word.start - 1 : word.start] == "-":
        return True
    leads = _LEADS.search(near)
    return _BEHIND_CAPITAL.search(near) is not None and not (leads and leads["first"])


def _is_someone(names: Names, word: NameWord, *, known: bool) -> bool:
    if word.text.endswith(("'s", "’s")) or names.text[word.end : word.end + 2].strip()[:1].isupper():
        return False
    return known or (not names.ordinary(word) and not word.text.isupper() and is_unknown(word.low))


def _is_in_prose(names: Names, word: NameWord, near: str) -> bool:
    """Whether a known name stands between words in small letters that lead to no place, test, maker or text."""
    before, after = _LEADS.search(near), _GOES_ON.match(names.text, word.end)
    ends = names.text[word.end : word.end + 1] in {"", "\n"} or (after is not None and not after["word"])
    if (after is not None and _FOR_WHOM.search(near)) or (ends and word.kind & Kind.GIVEN and near.endswith(" for ")):
        return True
    if before is None or after is None or before["word"] in _of_persons("no_lead"):
        return False
    goes_on = after["word"]
    return not goes_on or goes_on.endswith("ed") or goes_on in _of_persons("goes_on") or goes_on in _of_persons("acts")


def _owns(names: Names, word: NameWord) -> bool:
    """Whether what only a patient has follows: "Kowalski's gait", and not "Phalen's test"."""
    if not word.text.endswith(("'s", "’s")) or names.ordinary(word):
        return False
    return _OWNED.match(names.text, word.end) is not None and (bool(word.kind & KNOWN) or is_unknown(word.low))


def _acts(names: Names, word: NameWord, near: str) -> bool:
    """Whether a word that nobody knows does within a sentence what no drug, device or text does."""
    before, after = _LEADS.search(near), _DOES.match(names.text, word.end)
    if before is None or after is None or before["word"] in _of_persons("no_lead"):
        return False
    return after["does"] in _of_persons("acts") and after["does"] not in _of_persons("also_of_things")


def _does(names: Names, word: NameWord) -> bool:
    """Whether what follows is what persons do or are."""
    if word.text.endswith(("'s", "’s")) or _BEHIND_PREPOSITION.search(names.text, max(0, word.start - 8), word.start):
        return False
    if word.text.isupper():
        following = _DOES.match(names.text[word.end : word.end + _REACH].casefold())
    else:
        following = _DOES.match(names.text, word.end)
    if following is None:
        return False
    does, what = following["does"], following["what"] or ""
    if does in _BEING:
        # "Allis was negative" is a test.
        return what not in _of_persons("results")
    return does in _of_persons("acts") or does in listed("human_verbs")


@cache
def _of_persons(name: str) -> frozenset[str]:
    """The words of one list of ``persons.toml``."""
    return frozenset(table("persons")[name].split())
