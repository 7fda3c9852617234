"""A decision in whatever words or boxes, where these say it and nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from ..days import DAY
from ..decisions import decided, is_withdrawn, read_decision
from ..totals import outcome_told
from ..values import Decision

LONGEST = 200
WITHDRAWN = "withdrawn"
"""What stands for a decision where none was made any more."""
IN_PART = "in part"
"""The outcome of a letter whose items are decided in both ways."""
_DENIAL = (
    r"(?:(?:the |this )?(?:(?:original|prior|initial|underlying) )?"
    r"(?:(?:ur|utilization review|claims administrator['’]?s?|administrator['’]?s?|adjuster['’]?s?|carrier['’]?s?"
    r"|insurer['’]?s?|imr|final) )?"
    r"(?:denial|non-?certification|adverse (?:determination|decision)|(?:partial )?(?:modification|reduction)"
    r"|partial (?:denial|certification|approval)|ur|decision|determination)"
    r"(?: of this (?:item|request|treatment|service))?)"
)
_IS = r"(?:(?:is|was|are|has been|shall be|be|to be|must be|does|must|should|hereby|therefore|thus|now) )*"
_THING = (
    r"(?:(?:the |this |that )?(?:requested |disputed |proposed |above )?"
    r"(?:service|request|treatment|item|procedure|drug|medication|device|therapy|it)s?)"
)
_KEPT = (
    r"(?:upheld|upholds?|sustain(?:ed|s)?|affirm(?:ed|s)?|stands?|left standing|left in place|confirmed|correct"
    r"|remains)"
)
_GONE = (
    r"(?:overturn(?:ed|s)?|reverse[ds]?|sets? aside|overruled|lifted|not stand|not upheld|not sustained|not correct)"
)
_REFUSED = (
    r"(?:denied|non-?certified|non-?certify|disallowed|refused|not (?:certified|approved|authorized|allowed|granted"
    r"|supported|(?:medically )?necessary(?: and appropriate)?|medically appropriate)|medically unnecessary)"
)
_GIVEN = (
    r"(?:certified|certify|approved?|authorized?|allowed|granted|medically necessary(?: and appropriate)?"
    r"|medically appropriate)"
)
_NO = re.compile(rf"(?:{_DENIAL} {_IS}{_KEPT}|{_KEPT}(?: {_DENIAL})?|(?:{_THING} )?{_IS}{_REFUSED})", re.IGNORECASE)
_YES = re.compile(rf"(?:{_DENIAL} {_IS}{_GONE}|{_GONE}(?: {_DENIAL})?|(?:{_THING} )?{_IS}{_GIVEN})", re.IGNORECASE)
_ON_DENIAL = re.compile(
    rf"(?:(?:therefore|thus|accordingly|hence|so|as such),? )?{_DENIAL}"
    rf" {_IS}(?:(?P<kept>{_KEPT})|(?P<gone>{_GONE}))[.!]?",
    re.IGNORECASE,
)
_CLAUSES = re.compile(
    r"(?:[.;,:/=]|\s[–—-])(?:\s+(?:and|so|that is|i\.e\.))?(?:\s+|$)|\s+and\s+(?=the\b)", re.IGNORECASE
)
_REFERENCES = re.compile(r"\s?(?:\[\d{1,2}\]|\^\d{1,2}|[¹²³⁴⁵⁶⁷⁸⁹†‡*]+)")
_REFERENCE_SIGNS = frozenset("[^¹²³⁴⁵⁶⁷⁸⁹†‡*")
_NOTES = re.compile(r"\s?\(([^()]{3,90})\)")
# Words with which a note in brackets takes something back.
_LIMITS = re.compile(
    r"\d|\b(?:only|part|parts|partial|partially|partly|modif\w+|except\w*|but|not|no|half|first|remaining|rest|limit\w*"
    r"|up to|reduced|of|instead|trial|pending|provided|if|until|unless|appeal\w*|stayed?|reversed|withdrawn|error|wrong"
    r"|correct\w*|one|two|three|four|five|six|seven|eight|nine|ten|twelve|some|others?|see|maybe|probably|check|unclear"
    r"|illegible|sic|think|believe|guess|assume\w*|seems?|appears?|likely|possibl\w+|perhaps|verify\w*"
    r"|confirm\w*|or so|sure|unsure|doubt\w*|read|upheld|overturned|denied|approved|certified|necessary)\b|\?",
    re.IGNORECASE,
)
COUNTED = re.compile(
    r"(?:\(\s?)?\b(?P<all>\d{1,2}) ?(?:of|/) ?(?P=all)\b(?:\s?\))?|\(\s?(?:all|both)(?: \w+)?\s?\)", re.IGNORECASE
)
"""What is said of all items at once."""
_BOX_SIGNS = ("[", "(", "☒", "☑", "✅", "■", "✔", "✓", "☐", "□", "▢", "__", "_x", "_X", "x_", "X_", "<")
_BOX = re.compile(
    r"[\[(]\s{0,2}(?P<mark>[xX✓✔√*])?\s{0,2}[\])]|(?P<full>[☒☑✅■✔✓])|(?P<empty>[☐□▢])"
    r"|(?<![A-Za-z_])_{1,3}(?P<on>[xX✓])_{0,3}(?![A-Za-z_])|(?<![A-Za-z_])(?P<on2>[xX✓])_{1,3}|(?<!\w)(?P<line>_{2,})(?!\w)"
    r"|<(?P<angle>[xX ])>"
)
_ASKS_NEED = re.compile(
    r"necessary|necessity|approved?\b|certified|authorize|granted?\b|overturn|allowed", re.IGNORECASE
)
_ASKS_DENIAL = re.compile(
    r"(?:denial|non-?certification|ur|decision)\b.{0,40}(?:upheld|sustain|affirm|stand|correct)", re.I
)
_MINUS = re.compile(r"\b(?:un|in|not|non)\b|unnecessary", re.IGNORECASE)


def sure(said: str, codes: Mapping[str, Decision] | None = None) -> Decision | None:
    """The decision that words say, all of which say the same one; None where any says something else."""
    text = _unreferred(said).strip(" *_\"“”'|~<>{}[]=–—-")
    if not text or len(text) > LONGEST:
        return None
    if codes and text.strip(" .") in codes:
        return codes[text.strip(" .")]
    notes = _NOTES.findall(text)
    if any(_LIMITS.search(note) and _clauses(note) is None for note in notes):
        return None
    told = {_clauses(note) for note in notes} - {None}
    whole = _clauses(_NOTES.sub("", text))
    return whole if whole and told <= {whole} else None


_WHO = re.compile(
    r"^(?:we|I|(?:the |this )?(?:(?:expert|physician|medical|independent) )?"
    r"(?:reviewer|panel|expert|physician|consultant)|MAXIMUS)"
    r"\s+(?:hereby |therefore |thus |do |does )*(?=(?:uph|overturn|affirm|revers|sustain|set))",
    re.IGNORECASE,
)


def _clauses(text: str) -> Decision | None:
    text = _WHO.sub("", text)
    clauses = [clause.strip(" .*_!\"“”'[]()") for clause in _CLAUSES.split(text)]
    clauses = [clause for clause in clauses if clause]
    answer = clauses.pop(0).casefold() if len(clauses) > 1 and clauses[0].casefold() in {"yes", "no"} else ""
    yes, no = (bool(clauses) and all(map(says.fullmatch, clauses)) for says in (_YES, _NO))
    if yes == no or answer == ("no" if yes else "yes"):
        return None
    return "overturned" if yes else "upheld"


def _unreferred(text: str) -> str:
    return _REFERENCES.sub("", text) if any(map(text.__contains__, _REFERENCE_SIGNS)) else text


def of_denial(sentence: str) -> Decision | None:
    """The decision in a sentence that says what becomes of the denial, and nothing else."""
    found = _ON_DENIAL.fullmatch(sentence.strip())
    return None if found is None else "upheld" if found["kept"] else "overturned"


def answered(question: str, answer: str) -> Decision | None:
    """The decision that yes or no to a question says, where its sense is plain."""
    need, denial = _ASKS_NEED.search(question), _ASKS_DENIAL.search(question)
    said = answer.strip(" .*_,;:").casefold()
    if said not in {"yes", "no", "y", "n"} or bool(need) == bool(denial) or _MINUS.search(question):
        return None
    return "overturned" if (said[0] == "y") == bool(need) else "upheld"


_NEED = re.compile(r"\W{0,3}(?:medically necessary(?: and appropriate)?|medical necessity)\W{0,3}", re.IGNORECASE)


def asks_need(line: str) -> bool:
    """Whether a line's label is "Medically necessary", whatever is answered."""
    label, colon, _ = line.partition(":")
    return bool(colon) and _NEED.fullmatch(label) is not None


def necessary(label: str, value: str) -> Decision | None:
    """The decision that yes or no behind "Medically necessary" says, alone or before words that say the same."""
    if not _NEED.fullmatch(label):
        return None
    answer, _, rest = value.partition(".")
    decision = answered("necessary", answer)
    return decision if not rest.strip() or sure(rest) == decision else None


def unboxed(line: str) -> tuple[str, str] | None:
    """What stands before a row of boxes, and the words of the one box that is marked; None where a line has no two
    boxes, and an empty choice where none or several are marked.
    """
    if not any(map(line.__contains__, _BOX_SIGNS)):
        return None
    boxes = list(_BOX.finditer(line))
    if not boxes or (len(boxes) == 1 and not (boxes[0]["mark"] or boxes[0]["full"])):
        return None
    marked = [
        bool(box["mark"] or box["full"] or box["on"] or box["on2"] or (box["angle"] or " ").strip()) for box in boxes
    ]
    ends = [box.end() for box in boxes]
    starts = [box.start() for box in boxes]
    lead = line[: starts[0]]
    behind = [line[end:start].strip(" ,;/|\t") for end, start in zip(ends, [*starts[1:], len(line)], strict=True)]
    if behind[-1]:
        choices = behind
    else:  # each word stands before its box
        choices = [line[end:start].strip(" ,;/|\t") for end, start in zip([0, *ends], starts, strict=False)]
        lead, _, choices[0] = _last_word(choices[0])
    if len(boxes) == 1:
        return (lead, choices[0]) if marked[0] and sure(choices[0]) else None
    chosen = [choice for choice, on in zip(choices, marked, strict=True) if on]
    if len(chosen) != 1:
        return lead, ""
    return lead, chosen[0]


def _last_word(text: str) -> tuple[str, str, str]:
    found = re.search(r"(?:^|[\s:?])((?:not )?(?:\w+ ?){1}):?$", text)
    return (text[: found.start(1)], "", found[1]) if found else ("", "", text)


_WORDS = (
    *("upheld", "uphold", "overturn", "denied", "certif", "approv", "authoriz", "granted", "necessary", "sustain"),
    *("revers", "affirm", "set aside", "allowed", "stand", "overruled", "appropriate", "refused", "confirmed"),
)
_LONGEST_END = 200


@lru_cache(maxsize=2048)
def headed(text: str) -> tuple[str, Decision] | None:
    """A heading and the decision that stands behind it."""
    ending = text[-_LONGEST_END:].casefold()
    if not any(map(ending.__contains__, _WORDS)):
        return None
    bare = _unreferred(text).strip()
    found = read_decision(bare)
    if found is not None and found.start and not found.doubt:
        return bare[: found.start].strip(" .:;,–—-*_="), found.decision
    for sign in (" :", ":", " - ", " – ", " — ", "....", "\t", "   ", " = ", "->", "=>", "→", "|"):
        before, _, behind = bare.rpartition(sign)
        if before.strip() and (decision := sure(behind)):
            return before.strip(" .:;,–—-*_="), decision
    return None


def decides(line: str) -> bool:
    """Whether a line that is no part of an item decides something, or says that something was not decided."""
    # That everything was denied is told with its day.
    outcome = None if re.search(DAY, line, re.IGNORECASE) else outcome_told(line)
    if decided(line) or is_withdrawn(line) or outcome is not None:
        return True
    found = headed(line)
    return found is not None or bool(_DECIDING.search(line))


_DECIDING = re.compile(r"\b(?:upheld|overturn\w*|withdr[ae]wn?|rescinded|vacated|reversed|sustained)\b", re.IGNORECASE)


_CODE = re.compile(
    r"(?<![\w=])[\"“'(\[]?(?P<code>[A-Z]{1,3}|[+–-]|[01])[\"”')\]]?\s?(?:=|:|–|-|for|means|stands for)\s?"
    r"(?P<word>(?:not |non-?)?[A-Za-z][a-z]+(?: (?:not |medically |in )*[a-z]+){0,3})"
)


_MEANS = re.compile(
    r"(?:and )?[\"“']?(?P<word>[A-Za-z][\w -]{2,30}?)[\"”']? (?:means|signifies|stands for|indicates) (?:that )?"
    r"(?P<what>[^;.]{5,160})[;.,]?\s*",
    re.IGNORECASE,
)


def is_glossary(sentence: str) -> bool:
    """Whether a sentence only says what words for a decision mean, and they mean what they are read as."""
    told = list(_MEANS.finditer(sentence))
    if not told or _MEANS.sub("", sentence).strip():
        return False
    meant = [(sure(each["word"]), sure(each["what"].replace("that ", ""))) for each in told]
    return all(said is not None and said == what for said, what in meant)


def codes_told(text: str) -> dict[str, Decision]:
    """The decisions that a legend gives to letters: "U = upheld, O = overturned"."""
    found: dict[str, Decision] = {}
    for line in text.split("\n"):
        if is_legend(line):
            found.update(_codes(line))
    return found if len(set(found.values())) > 1 else {}


def is_legend(line: str) -> bool:
    """Whether a line says what two letters stand for, both decisions."""
    return len(line) < LONGEST and len(_codes(line)) > 1


def _codes(line: str) -> dict[str, Decision]:
    told = ((each["code"], _longest_sure(each["word"])) for each in _CODE.finditer(line))
    return {code: decision for code, decision in told if decision}


def _longest_sure(words: str) -> Decision | None:
    parts = words.split()
    return next((decision for end in range(len(parts), 0, -1) if (decision := sure(" ".join(parts[:end])))), None)
