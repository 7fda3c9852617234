"""The requests that a pasted text speaks of: a denial, a report, a list.

A sentence or line names a request where it says what became of it ("X is not certified"), or that it is one ("Request:
X", "the request for X"); what the other sentences name stands in reasons and guidelines. Where no sentence says so,
the first that names anything is taken. Reading takes time linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from search.query.asking.wanted import Wanted, wanted
from search.query.lexing import cleaned
from search.query.words import STOP_WORDS, tokens
from search.query.writing import plainly
from search.vocabulary.asking import words_named
from search.vocabulary.sentences import sentences
from search.vocabulary.text import singular

MOST_REQUESTS = 20
_MOST_WORDS = 24
_LONGEST_CLAUSE = 400
_FEWEST_WORDS = 18

_HOW = (
    "not|non|un|never|neither|partially|conditionally|hereby|also|therefore|likewise|again|further|respectfully|"
    "retrospectively|otherwise|separately|being|medically|found|considered|deemed|determined|to be|no longer"
)
_VERDICT = re.compile(
    rf"\b(?:is|are|was|were|be|been|has been|have been)[\s-]+(?:(?:{_HOW})[\s-]*){{0,4}}"
    r"(?:certif\w*|authoriz\w*|approved|den(?:y|ied)|modified|disputed|requested|necessary|appropriate|supported"
    r"|warranted|indicated|established|recommended|justified|reasonable|upheld|overturned)\b"
    r"|\b(?:does|do|did) not (?:meet|appear|satisfy|support)\b"
    r"|(?::|-|–)\s{0,3}(?:not? |non-?\s?)?(?:certified|authorized|approved|denied|modified|certification|denial)\b"
    r"|\bnon-?certif\w+",
    re.IGNORECASE,
)
_REQUEST = re.compile(
    r"\b(?:requests?|requested(?: treatment| services?| items?| procedures?)?|rfa|order(?:ed)?|prescri(?:bed|ption)"
    r"|authorization|coverage|appeal)\b(?:\s+(?:is|was|are|were))?\s{0,2}"
    r"(?:for(?: authorization (?:of|for))?|of|:|-)\s{0,3}(?:the |an? |additional )?"
    r"|\b(?:the|this|for) requested (?=[\w(])",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^\W{0,4}(?:\d{1,2}[.)]\s*)?"
    r"(?:requests?(?:ed)?(?: (?:treatment|service|item|procedure)s?)?|treatment|service|item|procedure|re|rfa"
    r"|recommendation)s?(?: requested)?(?: #?\d{1,2})?\s{0,2}[:\-–]\s{0,3}",
    re.IGNORECASE,
)
_LISTED = re.compile(r"^\W{0,4}(?:\d{1,2}|[a-h])[.)]\s+(?=\S)", re.IGNORECASE)
_END = re.compile(
    r"\b(?:is|are|was|were|has|have|because|since|as there|as the|which|who|that|in order)\b|[.;]\s", re.IGNORECASE
)
_DENIAL = re.compile(
    r"\b(?:requests?|requested|requesting|rfa|(?:non-?)?certif\w*|authoriz\w*|den(?:y|ied|ying|ial)|approv\w+|modified)\b",
    re.IGNORECASE,
)
_FOUND = re.compile(
    r"\b(?:patient|claimant|worker|guidelines?|odg|mtus|acoem|studies|evidence|records?|documentation)\b", re.IGNORECASE
)


def is_passage(text: str) -> bool:
    """Whether ``text`` is more than a request or a question: several sentences of a report or letter."""
    if "\n" in text.strip():
        return True
    return len(text) > 100 and len(sentences(text)) > 1 and len(tokens(text)) >= _FEWEST_WORDS


def is_prose(text: str) -> bool:
    """Whether a text of some length speaks as guidelines and reasons do, and not of a request or what became of it."""
    return len(tokens(text)) >= _FEWEST_WORDS and _DENIAL.search(text) is None


def telling_words(text: str) -> tuple[str, ...]:
    """Words that a passage is known by, each once, in its order; of a long one some from everywhere in it."""
    idle = words_named("idle") | words_named("asking") | words_named("persons") | STOP_WORDS
    found = list(dict.fromkeys(token.text for token in tokens(plainly(cleaned(text))) if token.text.isalpha()))
    found = [word for word in found if len(word) > 2 and word not in idle and singular(word) not in idle]
    step = max(1.0, len(found) / _MOST_WORDS)
    return tuple(found[int(number * step)] for number in range(min(len(found), _MOST_WORDS)))


def listed(text: str) -> tuple[Wanted, ...]:
    """The requests that semicolons part, each with its own body part; none where a part names nothing."""
    found = [wanted(part) for part in text.split(";")[:MOST_REQUESTS] if part.strip()]
    return _distinct(found) if len(found) > 1 and all(read.subjects for read in found) else ()


def requests(text: str) -> tuple[Wanted, ...]:
    """The requests that ``text`` speaks of, each once, in its order; none where it names nothing."""
    found: dict[object, Wanted] = {}
    for clause in _clauses(text):
        read = wanted(clause)
        if read.subjects:
            found.setdefault((tuple(subject.node for subject in read.subjects), read.regions), read)
        if len(found) == MOST_REQUESTS:
            break
    if not found:
        for sentence in _lines(text):
            read = wanted(sentence[:_LONGEST_CLAUSE])
            if read.subjects:
                return (read,)
    return _distinct(list(found.values()))


def _distinct(found: list[Wanted]) -> tuple[Wanted, ...]:
    """Without what says less than another one: the same thing without its body part."""
    kept = []
    for each in found:
        nodes = {subject.node for subject in each.subjects}
        fuller = any(
            other is not each
            and nodes <= {subject.node for subject in other.subjects}
            and (not each.regions or (set(each.regions) < set(other.regions)))
            and (other.regions or len(other.subjects) > len(each.subjects))
            for other in found
        )
        if not fuller:
            kept.append(each)
    return tuple(kept)


def _lines(text: str) -> Iterator[str]:
    for line in re.split(r"\n+", text):
        for start, end in sentences(line):
            yield line[start:end]


def _clauses(text: str) -> Iterator[str]:
    """What sentences and lines say is requested or decided."""
    for sentence in _lines(text):
        labelled = _LABEL.match(sentence)
        if labelled:
            yield _upto_end(sentence[labelled.end() :])
            continue
        verdict = _VERDICT.search(sentence)
        asked = _REQUEST.search(sentence)
        if asked and (not verdict or asked.start() < verdict.start()):
            yield _upto_end(sentence[asked.end() : verdict.start() if verdict else None])
        elif verdict and not _FOUND.search(sentence[: verdict.start()]):
            yield _upto_end(_LISTED.sub("", sentence[: verdict.start()]))
        elif _LISTED.match(sentence) and not verdict:
            yield _upto_end(_LISTED.sub("", sentence))


def _upto_end(clause: str) -> str:
    found = _END.search(clause)
    return (clause[: found.start()] if found else clause)[:_LONGEST_CLAUSE]
