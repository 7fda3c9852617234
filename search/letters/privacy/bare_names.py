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
from .name_words import KNOWN, NAME, NameWord, is_unknown, listed
from .names import Names

_SHORTEST = 4
_REACH = 60
# Behind an age, a day or "and others" somebody is cited; a list or a pair is one of tests, makers or editors.
_CITED = re.compile(
    r",? (?:et\.? al|and (?:others|colleagues|associates))|[^.\n]{0,25}(?<![\w/-])(?:19|20)\d\d\b(?![/-])"
)
_PAIRED = re.compile(r"(?: (?:and|&|or)|,|/) ?[A-ZÀ-Þ]")
_BEHIND_PAIR = re.compile(r"(?:[A-ZÀ-Þ][\w'’-]*(?: (?:and|&|or)|,|/)|&) ?$")
_BEHIND_CAPITAL = re.compile(r"(?:[A-ZÀ-Þ][\w'’.-]*|\b(?:[Ss]an|[Ss]anta|[Ee]l|[Ll]os|[Ll]as)) $")
_DOES = re.compile(
    r"(?:, (?:who|now|then|however|again|too|also|in turn),?)? (?:(?:also|again|then|still|later|further|never|now"
    r"|always|only|just|first|[a-z]+ly) )?(?P<does>[a-z]+)(?: (?P<what>[a-z]+))?"
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
        known = bool(word.kind & KNOWN) and not word.kind & ~KNOWN
        if len(word.low) < _SHORTEST or not (known or word.kind == 0):
            continue
        if _is_called_after(names, word):
            continue
        near = names.text[max(0, word.start - _REACH) : word.start]
        if (known and _does(names, word)) or (_is_someone(names, word, known=known) and _before().search(near)):
            yield NAME, word.start, word.end


def _is_called_after(names: Names, word: NameWord) -> bool:
    """Whether the word is of a citation, a pair, a place, or of what is called after somebody."""
    text = names.text
    if TEST.match(text, word.end) or CALLED_AFTER.match(text, word.end) or _CITED.match(text, word.end):
        return True
    near = text[max(0, word.start - _REACH) : word.start]
    if _PAIRED.match(text, word.end) or _BEHIND_PAIR.search(near) or has_article(text, word.start):
        return True
    return text[word.start - 1 : word.start] == "-" or _BEHIND_CAPITAL.search(near) is not None


def _is_someone(names: Names, word: NameWord, *, known: bool) -> bool:
    if word.text.endswith(("'s", "’s")) or names.text[word.end : word.end + 2].strip()[:1].isupper():
        return False
    return known or (not names.ordinary(word) and not word.text.isupper() and is_unknown(word.low))


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
