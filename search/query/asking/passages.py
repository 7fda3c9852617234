"""The requests that a pasted text speaks of: a denial, a report, a list.

A sentence or line names a request where it says what became of it ("X is not certified"), or that it is one ("Request:
X", "the request for X"); what the other sentences name stands in reasons and guidelines. Where no sentence says so,
the first that names anything is taken. Reading takes time linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from search.query.asking.granted import is_another_amount
from search.query.asking.wanted import Wanted, wanted
from search.query.lexing import cleaned
from search.query.words import STOP_WORDS, tokens
from search.query.writing import plainly
from search.vocabulary.asking import read_asked, words_named
from search.vocabulary.sentences import sentences
from search.vocabulary.text import singular, words_of

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
    r"|\b(?:is|was|are|were) (?:the |an? )?original(?:ly)? request(?:ed|s)?\b"
    r"|(?::|-|–)\s{0,3}(?:not? |non-?\s?)?(?:certified|authorized|approved|denied|modified|certification|denial)\b"
    r"|\bnon-?certif\w+",
    re.IGNORECASE,
)
_ASKS = (
    r"\b(?:provider|physician|doctor|surgeon|specialist|dr\.? \w+|ptp|practitioner|chiropractor|he|she|we|i)"
    r"(?:\s(?:is|was|has|had|have|are|am|been|also|now|again|therefore|hereby|then))*"
    r"\s(?:request(?:s|ing|ed)?|seeks?|sought|seeking|ask(?:s|ed|ing) for|appeals?|appealing)"
    r"\s(?:(?:for|that)\s|(?:authorization|approval)\s(?:of|for)\s)?(?:the |an? |additional )?"
)
"""Who asks, and what for: "the provider is requesting …"."""
_REQUEST = re.compile(
    r"\b(?:requests?|requested(?: treatment| services?| items?| procedures?)?|rfa|order(?:ed)?|prescri(?:bed|ption)"
    r"|authorization|coverage|appeal)\b(?:\s+(?:is|was|are|were))?\s{0,2}"
    r"(?:for(?: authorization (?:of|for))?|of|:|-)\s{0,3}(?:the |an? |additional )?"
    r"|\b(?:the|this|for) requested (?=[\w(])"
    rf"|{_ASKS}",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^\W{0,4}(?:\d{1,2}[.)]\s*)?"
    r"(?:requests?(?:ed)?(?: (?:treatment|service|item|procedure)s?)?|treatment|service|item|procedure|re|rfa"
    r"|recommendation)s?(?: requested)?(?: #?\d{1,2})?\s{0,2}[:\-–]\s{0,3}",
    re.IGNORECASE,
)
_LISTED = re.compile(r"^\W{0,4}(?:\d{1,2}|[a-h])[.)]\s+(?=\S)", re.IGNORECASE)
_OUTCOME = re.compile(
    r"^\W{0,4}(?:\d{1,2}[.)]\s*)?(?:(?:the )?following (?:\w+ ){0,4}(?:is|are|was|were|be|been) (?:\w+ ){0,2})?"
    r"(?P<said>(?:not? |non-?\s?)?(?:certified|authorized|approved|denied|modified))\s{0,2}[:\-–]\s{0,3}",
    re.IGNORECASE,
)
"""What became of the request behind it on the line, or of those listed below it."""
_DECIDING = (
    "(?:certif(?:y|ies|ied|ying)|authoriz(?:es?|ed|ing)|approv(?:es?|ed|ing)|den(?:y|ies|ied|ying)|modif(?:y|ies|ied|ying)"
    "|non-?certif(?:y|ies|ied|ying)|grant(?:s|ed|ing)?|refus(?:es?|ed|ing))"
)
_HELPING = (
    r"(?:(?:have|has|am|are|is|do|does|did|can|could|will|would|must|shall|hereby|now|also|therefore|however|thus|only|partially"
    r"|conditionally|not|cannot|can't|don't|unable|able|agreed?|decided|elected|to|had|previously|already|initially)\s+){0,6}"
)
_WE_DECIDE = re.compile(
    r"\b(?:we|i|(?:this|the) (?:letter|notice|decision)|(?:our|the) (?:[\w-]+ ){0,3}"
    rf"(?:administrator|reviewer|advis[eo]r|adjuster|carrier|insurer|department|organization|company))\s+{_HELPING}{_DECIDING}\b"
    rf"|\b(?:has|have)\s+(?:(?:not|hereby|now|also|only|therefore)\s+){{0,3}}{_DECIDING}\b"
    r"|\b(?:certification|authorization|approval|coverage)\s+(?:(?:is|was|has|been|being|hereby|not|also|therefore|cannot|be)\s+){1,4}"
    r"(?:given|granted|issued|provided|extended|refused|withheld|denied|declined)\s+(?=(?:for|of|to)\b)",
    re.IGNORECASE,
)
"""A verdict that stands before what it is on: "we have certified …", "approval was refused for …"."""
_AND_DECIDE = re.compile(rf"\b(?:and|but)\s+{_HELPING}{_DECIDING}\b", re.IGNORECASE)
_NOT_NOW = re.compile(
    r"\b(?:if|unless|whether|until|once|had|previously|already|initially|patient|claimant|worker|guidelines?)\b",
    re.IGNORECASE,
)
"""What makes a verdict one of another time, or of others."""
_IN_A_YEAR = re.compile(r"\bin (?:19|20)\d\d\b", re.IGNORECASE)
_REFUSED = re.compile(r"\b(?:refus\w+|withheld|declin\w+|cannot|can't|don't|unable)\b", re.IGNORECASE)
_DETERMINED = re.compile(r"^.{0,80}\b(?:determined|found|concluded|decided|opined) that\s+", re.IGNORECASE)
_DECISION = re.compile(
    r"^\W{0,4}(?:\d{1,2}[.)]\s*)?(?:decision|determination|outcome|recommendation|status|result)s?\s{0,2}[:\-–]",
    re.IGNORECASE,
)
_CERTIFIED = re.compile(r"\b(?:certif\w+|authoriz\w+|approv\w+|grant\w+)\b", re.IGNORECASE)
"""What is "necessary" may be so for anybody, as guidelines say it."""
_NOT_ALL_OF_IT = re.compile(
    r"\bno[tn]?\b|n't\b|\bnon-?certif|\bun(?:certified|authorized|approved)\b|\b(?:never|neither|cannot|without|unable|fail\w*|if|unless|would"
    r"|should|only|remain\w+|previously|already|partial\w*|condition\w*|modif\w+|reduc\w+|den(?:y|ied|ies|ial)|instead|balance)\b"
    r"|\bfda\b|\bapproved (?:by|as|in|for (?!\d))"
    r"|\b(?:\w+|\d+) (?:out )?of (?:the )?(?:\d+|requested)\b",
    re.IGNORECASE,
)
"""What keeps a verdict that speaks of certifying from saying that all of it is certified."""
_END = re.compile(
    r"\b(?:is|are|was|were|has|have|because|since|as there|as the|which|who|that|in order)\b|[.;]\s", re.IGNORECASE
)
_DENIAL = re.compile(
    r"\b(?:requests?|requested|requesting|rfa|(?:non-?)?certif\w*|authoriz\w*|den(?:y|ied|ying|ial)|approv\w+|modified)\b",
    re.IGNORECASE,
)
_ASKED_FOR = re.compile(r"(?<!\S)(?:AND|OR|NOT)(?!\S)|\w\*|\"~|\|")
_COMMAS = re.compile(r",\s+(?:and\s+)?|\s+and\s+a\s+(?=consult)")
_MORE = re.compile(
    r"\b(?:additional|more|further|extra|continued?)\b.{0,30}\b(?:sessions?|visits?|treatments?)\b", re.IGNORECASE
)
_IN_VISITS = frozenset(
    f"rehabilitation/{kind}"
    for kind in ("physical-occupational-therapy", "chiropractic", "acupuncture", "massage-therapy")
) | {"behavioral-health/psychotherapy"}
_MOST_BEFORE = 4
_HISTORY = re.compile(
    r"\b(?:underwent|undergone|status post|s/p|history of|was treated"
    r"|(?:has|have|had) (?:already |also )?(?:had|completed|received|attended|tried|failed|been (?:treated|given)))\b",
    re.IGNORECASE,
)
"""What a sentence tells of what was done."""
_NUMBERED = re.compile(r"(?:^|(?<=[\s;,.]))\(?[1-9]\d?[.)]\s+(?=[^\W\d_])")
_FELL_OUT = re.compile(
    r"(?P<named>.{3,80}?)\s(?:(?:is|was|are|were)\s)?(?P<outcome>(?:partially |conditionally |non-?\s?|not )?"
    r"(?:certified|authorized|approved|denied)|modified(?: to .{1,20})?)\s?\.?",
    re.IGNORECASE,
)
"""A thing and what became of it, among others in one sentence."""
_FOUND = re.compile(
    r"\b(?:patient|claimant|worker|guidelines?|odg|mtus|acoem|studies|evidence|records?|documentation)\b", re.IGNORECASE
)


def is_passage(text: str) -> bool:
    """Whether ``text`` is more than a request or a question: several sentences of a report or letter."""
    if "\n" in text.strip():
        return True
    return len(text) > 100 and len(sentences(text)) > 1 and len(tokens(text)) >= _FEWEST_WORDS


def is_text(text: str) -> bool:
    """Whether marks of the grammar in ``text`` are a text's own: labels ("Rationale:"), quotations and dashes in a
    passage of some length, where no operator says otherwise."""
    return is_passage(text) and len(tokens(text)) >= _FEWEST_WORDS and _ASKED_FOR.search(text) is None


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
    if len(found) > 1 and all(read.subjects for read in found):
        return _distinct(found)
    return apart if len(apart := _at_places(text)) > 1 else ()


def _at_places(clause: str) -> tuple[Wanted, ...]:
    """What commas part: each with its own body part, where they are different things for different ones; else all of
    it in one."""
    parts = [part for part in _COMMAS.split(clause)[:MOST_REQUESTS] if part.strip()]
    reads = [wanted(part) for part in parts] if len(parts) > 1 and _is_asked(clause) else []
    types = {read.subjects[0].type for read in reads if read.subjects}
    if len(types) == len(reads) > 1 and len({read.regions for read in reads if read.regions}) > 1:
        return _distinct(reads)
    return (wanted(clause),)


def _is_asked(clause: str) -> bool:
    """Whether a clause argues nothing."""
    return (words_named("cues") - {"without"}).isdisjoint(words_of(clause).words)


def requests(text: str) -> tuple[Wanted, ...]:
    """The requests that ``text`` speaks of, each once, in its order; none where it names nothing."""
    return tuple(read for read, _ in decided(text))


def decided(text: str) -> tuple[tuple[Wanted, bool], ...]:
    """The same, each with whether the text says that all of it was certified and nowhere says otherwise."""
    found: dict[object, Wanted] = {}
    asked: dict[object, str] = {}
    outcomes: dict[object, list[bool | None]] = {}
    for read, clause, outcome in _read_clauses(text):
        if read.subjects:
            key = (tuple((subject.words, subject.type) for subject in read.subjects), read.regions)
            first = asked.setdefault(key, clause)
            found.setdefault(key, read)
            outcomes.setdefault(key, []).append(outcome and not is_another_amount(clause, first))
        if len(found) == MOST_REQUESTS:
            break
    if not found:
        told = [line[:_LONGEST_CLAUSE] for line in _lines(text)]
        for sentence in (*(each for each in told if not _HISTORY.search(each)), *told):
            reads = _at_places(sentence)
            if reads[0].subjects:
                return tuple((read, False) for read in reads)
    certified = [read for key, read in found.items() if True in outcomes[key] and False not in outcomes[key]]
    return tuple((read, read in certified) for read in _distinct(list(found.values())))


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
            yield from _parted(line[start:end])


def _parted(sentence: str) -> Iterator[str]:
    """What a sentence lists behind a label, each behind the label ("Request: (1) …; (2) …"), or with its own outcome,
    each with the label's colon ("Decision: … denied, … approved")."""
    label = _LABEL.match(sentence) or _DECISION.match(sentence)
    said, rest = (label[0], sentence[label.end() :]) if label else ("", sentence)
    parts = [part for part in _NUMBERED.split(rest) if part.strip(" ,;.")]
    if label and len(parts) == 1:
        parts = [part for part in rest.split("; ") if part.strip(" ,;.")]
    outcomes = [found for part in re.split(r"[,;]\s(?:and\s)?|\sand\s", rest) if (found := _FELL_OUT.fullmatch(part))]
    if label and _DECISION.match(sentence) and len(outcomes) > 1:
        yield from (f"{found['named']} was {found['outcome']}" for found in outcomes)
    elif label and len(parts) > 1:
        yield from (f"{said}{part.strip(' ,;')}" for part in parts)
    else:
        yield sentence


def _read_clauses(text: str) -> Iterator[tuple[Wanted, str, bool | None]]:
    """The clauses as read; one that asks for more visits and names nothing, for more of what was last spoken of."""
    clauses = list(_clauses(text))
    for clause, outcome in clauses:
        for read in _at_places(clause):
            if not read.subjects and _MORE.search(clause):
                before = text[: text.find(clause)] if clause in text else ""
                if visits := _last_visits(before):
                    read = wanted(f"{visits} {clause}")
            yield read, clause, outcome


def _last_visits(text: str) -> str:
    """The name of what one goes to again and again that a text spoke of last; empty where it is none."""
    for sentence in reversed(list(_lines(text))[-_MOST_BEFORE:]):
        asked = read_asked(plainly(sentence[:_LONGEST_CLAUSE]))
        if named := [thing for thing in asked.things if thing.type in _IN_VISITS]:
            return " ".join(named[-1].words)
    return ""


def _clauses(text: str) -> Iterator[tuple[str, bool | None]]:
    """What sentences and lines say is requested or decided, and whether it was certified; None where none says."""
    waiting, listed_as = "", None
    for sentence in _lines(text):
        if acted := list(_decided_by_us(sentence)):
            waiting = ""
            yield from acted
            continue
        named, outcome, below = _clause(sentence, listed_as)
        if _DECISION.match(sentence) and outcome is not None and waiting:
            outcome = outcome and not is_another_amount(sentence, waiting)
            named = waiting  # "Request: …" above "Decision: certified"
        elif below is not None:
            listed_as = below
        waiting = named if named and outcome is None else ""
        if named:
            yield named, outcome


def _decided_by_us(sentence: str) -> Iterator[tuple[str, bool | None]]:
    """What a sentence says that its writer certifies or denies, each with whether all of it is certified."""
    first = _WE_DECIDE.search(sentence)
    if first is None or _NOT_NOW.search(sentence[: first.end()]) or _IN_A_YEAR.search(sentence):
        return
    verdicts = [first, *_AND_DECIDE.finditer(sentence, first.end())]
    for verdict, following in zip(verdicts, [*verdicts[1:], None], strict=True):
        clause = sentence[verdict.end() : following.start() if following else None]
        asked = _REQUEST.match(clause.lstrip().removeprefix("the ").removeprefix("your "))
        named = _upto_end(asked.string[asked.end() :] if asked else clause)
        outcome = not _REFUSED.search(verdict[0]) and _is_certified(verdict[0], verdict[0] + clause.split("; ")[0])
        yield named, bool(outcome)
        if "; " in clause:
            yield from ((part, on) for part, on, _ in (_clause(each, None) for each in clause.split("; ")[1:]) if part)


def _clause(sentence: str, listed_as: bool | None) -> tuple[str, bool | None, bool | None]:
    """What a sentence or line says is requested or decided, whether that was certified, and whether what is listed
    below it was. ``listed_as``: whether what is listed here was."""
    verdict = _VERDICT.search(sentence)
    outcome = _is_certified(verdict[0], sentence) if verdict else None
    heading = _OUTCOME.match(sentence)
    if heading and not sentence[heading.end() :].strip():
        return "", None, _is_certified(heading["said"], heading[0])
    if heading:
        return _upto_end(sentence[heading.end() :]), _is_certified(heading["said"], sentence), None
    labelled = _LABEL.match(sentence)
    if labelled:
        return _upto_end(sentence[labelled.end() :]), outcome, None
    asked = _REQUEST.search(sentence)
    if asked and (not verdict or asked.start() < verdict.start()):
        return _upto_end(sentence[asked.end() : verdict.start() if verdict else None]), outcome, None
    if verdict and not _FOUND.search(sentence[: verdict.start()]):
        return _upto_end(_DETERMINED.sub("", _LISTED.sub("", sentence[: verdict.start()]))), outcome, None
    if _LISTED.match(sentence) and not verdict:
        return _upto_end(_LISTED.sub("", sentence)), listed_as, None
    return "", outcome, None


def _is_certified(verdict: str, sentence: str) -> bool | None:
    """Whether a verdict certifies all that its sentence speaks of; None where it is none on that ("is requested")."""
    if _NOT_ALL_OF_IT.search(verdict) or (_CERTIFIED.search(verdict) and _NOT_ALL_OF_IT.search(sentence)):
        return False
    return True if _CERTIFIED.search(verdict) else None


def _upto_end(clause: str) -> str:
    found = _END.search(clause)
    return (clause[: found.start()] if found else clause)[:_LONGEST_CLAUSE]
