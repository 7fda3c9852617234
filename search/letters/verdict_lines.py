"""Decisions printed in other places than behind a heading, and in other print, set as most letters print them.

A database prints a label and its value on two lines, a typist a verdict between brackets or above what it is about.
Where the sense is sure such lines are set as "heading: Upheld"; all else stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from .decisions import decided, is_decision_line, read_decision
from .forms import label_of
from .lines import Line
from .wordings import fold

_ENDING = 48
_MOST_LINES = 4
_SHORT = 40
_SAID_LAST = ("ed", "ed.", "ld", "ld.", "ide", "ide.", "nds", "nds.")
# Signs that hold a verdict, or point to it; and a verdict whose letters or halves were set apart.
_HELD = re.compile(
    r"[\s:–—-]{0,4}[\[({<>«=~|–—-]{1,4}\s?(?P<word>upheld|overturned)\s?[\])}<>»=~|–—-]{1,4}$", re.IGNORECASE
)
_POINTED = re.compile(r"\s?(?:[=–—-]{0,3}>|→|⇒|»|\|)\s?(?P<word>upheld|overturned)[.*]?$", re.IGNORECASE)
_APART = re.compile(
    r"(?<![A-Za-z] )(?<![A-Za-z])(?:(?P<up>u ?p ?h ?e ?l ?d)|(?P<over>o ?v ?e ?r ?t ?u ?r ?n ?e ?d))[.*]?$",
    re.IGNORECASE,
)
_OPENS = frozenset("[({0123456789")
_BEHIND = " .:;,*_~|<>«»{}()[]=–—-"
_HALVES = re.compile(r"(?:^|[\s*:])(?:up-held|over-turned)\W{0,3}$", re.IGNORECASE)
_OPENED = re.compile(
    r"(?:[\[({](?P<word>upheld|overturned)[\])}]\s?[:–—-]?\s(?=\S)"
    r"|(?:\(?\d{1,2}[.)]\s)(?P<counted>upheld|overturned)\s?[:–—-]\s(?=\S))",
    re.IGNORECASE,
)
_KINDS = frozenset(
    map(
        fold,
        (
            *("decision", "determination", "outcome", "result", "disposition", "finding", "verdict"),
            *("imr decision", "imr determination", "final decision", "reviewer decision", "reviewer's decision"),
            *("decision status", "item decision", "review decision", "imr outcome"),
        ),
    )
)
_WHAT = frozenset(
    fold(f"{before}{what}{behind}")
    for what in ("issue", "item", "treatment", "service", "request", "treatment/service", "item/service")
    for before in ("", "disputed ", "requested ")
    for behind in ("", " in dispute", " at dispute", " requested", " description", " under review")
)


# A verdict in a sentence or several: "Decision: No. The UR decision is upheld."
_KIND_SAID = re.compile(
    r"(?:(?:final|imr|reviewer['’]s|treatment|service|item|request) )?"
    r"(?:decision|determination|outcome|result|disposition|finding|answer)"
    r" ?[:–—-] ?(?P<said>\S.{1,150})$",
    re.IGNORECASE,
)
_CLAUSES = re.compile(r"(?:[.;,:]|\s[–—-])(?:\s+and)?(?:\s+|$)|\s+and\s+(?=the\b)", re.IGNORECASE)
_REVIEWED = (
    r"(?:the )?(?:ur |utilization review |claims administrator['’]s )?"
    r"(?:denial|decision|determination|non-?certification)"
)
_WHAT_IS = r"(?:(?:the |this )?(?:requested |disputed )?(?:service|request|treatment|item|it)s? (?:is|are|was|were) )?"
_SAYS_NO = re.compile(
    rf"(?:{_WHAT_IS}(?:denied|non-?certified|not certified|not approved"
    r"|not (?:medically )?necessary(?: and appropriate)?)"
    rf"|(?:{_REVIEWED} )?(?:is |was |has been )?(?:hereby )?(?:upheld|affirmed))",
    re.IGNORECASE,
)
_SAYS_YES = re.compile(
    rf"(?:{_WHAT_IS}(?:certified|approved|authorized|granted|medically necessary(?: and appropriate)?)"
    rf"|(?:{_REVIEWED} )?(?:is |was |has been )?(?:hereby )?(?:overturned|reversed))",
    re.IGNORECASE,
)
_MARKED = re.compile(
    r"\[(?P<name>(?:(?:disputed|requested|final) )?"
    r"(?:decision|outcome|item|issue|treatment|service|request)(?: #?\d{1,2})?)\]"
    r"\s?:?\s?(?=\S)",
    re.IGNORECASE,
)
# "The Claims Administrator's denial of this item is overturned.", right above an item's first label.
_OF_THIS = re.compile(
    rf"(?:{_REVIEWED} (?:of|for|on|as to) )?(?:this|the above) (?:disputed )?(?:item|issue|request|treatment|service)"
    r"(?:/service)? (?:is|was|has been) (?:hereby )?(?:(?P<no>upheld|affirmed)|overturned|reversed)\.?"
    r"|this denial is (?:hereby )?(?:(?P<stands>upheld|affirmed|sustained)|overturned|reversed|set aside)\.?",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"(?P<lead>(?:(?:issue|item|request|question)\b[ .#:no]{0,5}\d{0,2}|\d{1,2})[ .:)–-]{1,3})?"
    r"(?:is|are|was|were) (?P<what>\S.{3,250}?) (?:medically )?necessary(?: and appropriate)? ?\?$",
    re.IGNORECASE,
)


def with_plain_verdicts(lines: Sequence[Line]) -> list[Line]:
    """The lines, of which those that hold a decision in another print or place are set as most letters print it."""
    plain = list(lines)
    for at, line in enumerate(lines):
        text = line.text
        if text[0] == "[" and (marked := _MARKED.match(text)):
            text = f"{marked['name']}: {text[marked.end() :]}"
            plain[at] = replace(line, text=text)
        if ":" in text[:32] and (verdict := _in_sentences(text)):
            plain[at] = replace(line, text=verdict)
            if at and text[:1].isalpha() and (asked := _ASKED.match(lines[at - 1].text)):
                plain[at - 1] = replace(lines[at - 1], text=f"{asked['lead'] or ''}{asked['what']}")
            continue
        if text[:1] in "Tt" and text[-3:].casefold().endswith(_SAID_LAST) and (said := _OF_THIS.fullmatch(text)):
            if at + 1 < len(lines) and label_of(lines[at + 1].text):
                plain[at] = replace(
                    line, text=f"Decision: {'Upheld' if said['no'] or said['stands'] else 'Overturned'}"
                )
            continue
        if "?" in text and (answered := _answered(text, lines[at + 1].text if at + 1 < len(lines) else "")):
            heading, decision, in_line = answered
            if in_line:
                plain[at] = replace(line, text=f"{heading}: {decision}")
            else:
                plain[at] = replace(line, text=heading)
                plain[at + 1] = replace(lines[at + 1], text=f"Decision: {decision}")
            continue
        if text[-4:].casefold().endswith(_SAID_LAST) and at + 1 < len(lines) and label_of(lines[at + 1].text):
            plain[max(at - 1, 0) : at + 1] = _said_of_denial(plain[max(at - 1, 0) : at + 1])
        # The usual words end with a letter that few lines end with, whatever stands behind it.
        text = plain[at].text
        if text[0] in _OPENS or text.rstrip(_BEHIND)[-1:] in "dD":
            plain[at] = _in_plain_print(plain[at], lines[at + 1] if at + 1 < len(lines) else None)
    return _set_behind(_values_joined(_words_joined(plain)))


# "Lumbar brace. The denial by the claims administrator is sustained."
_DENIAL_ENDS = re.compile(
    r"(?:[.;,:]|\s[–—-])\s+(?:the )?(?:(?:ur|utilization review|claims administrator['’]?s?) )?"
    r"(?:denial|non-?certification)"
    r"(?: (?:by|of|from) (?:the )?(?:claims? administrator|utilization review|ur|administrator|carrier|insurer))?,? "
    r"(?:(?:is|was|has been|must be|should be) (?:hereby |therefore )?(?:(?P<no>sustained|upheld|affirmed)"
    r"|overturned|reversed|set aside|not sustained)|(?P<stands>stands))\.?$",
    re.IGNORECASE,
)


def _said_of_denial(lines: Sequence[Line]) -> list[Line]:
    """A heading's last lines, with what the sentence behind it says of the denial in the usual word."""
    *above, last = lines
    whole = " ".join(line.text for line in lines)
    found = _DENIAL_ENDS.search(whole)
    if found is None:
        return list(lines)
    said = "Upheld" if found["no"] or found["stands"] else "Overturned"
    begins = len(whole) - len(last.text)
    if found.start() >= begins:
        return [*above, replace(last, text=f"{last.text[: found.start() - begins]}: {said}")]
    if found.start() >= begins - 2:
        return list(lines)  # the line above may be the end of a text
    return [replace(above[0], text=whole[: found.start()]), replace(last, text=f"Decision: {said}")]


_ANSWER = re.compile(
    r"\s*(?:(?:imr )?(?:answer|decision|determination) ?[:.–—-] ?)?(?P<said>yes|no)"
    r"(?:\s?[.,:;–—-]\s?(?P<again>upheld|overturned))?\W{0,3}$",
    re.IGNORECASE,
)


_OF_WHAT_STANDS_ABOVE = re.compile(
    r"(?:it|(?:this|the) (?:requested |disputed |above )?(?:service|treatment|item|request|procedure|drug|medication))",
    re.IGNORECASE,
)


def _answered(text: str, below: str) -> tuple[str, str, bool] | None:
    """The heading and the decision of a question whether something is necessary, and whether the answer stands in its
    line.
    """
    mark = text.rfind("?") + 1
    asked = _ASKED.match(text[:mark])
    if asked is None or "medically" not in text[:mark].casefold():
        return None
    answer = _ANSWER.match(text, mark) or (_ANSWER.match(below) if mark == len(text) else None)
    if answer is None:
        return None
    decision = "Overturned" if answer["said"].casefold() == "yes" else "Upheld"
    if answer["again"] and answer["again"].casefold() != decision.casefold():
        return None
    if _OF_WHAT_STANDS_ABOVE.fullmatch(asked["what"].removesuffix(" medically")):
        return "Decision", decision, mark < len(text)
    return f"{asked['lead'] or ''}{asked['what'].removesuffix(' medically')}", decision, mark < len(text)


_BEGUN = re.compile(r"(?:^|[:–—-]\s?)(?P<begun>[A-Za-z]{1,9})-?$")


def _words_joined(lines: Sequence[Line]) -> list[Line]:
    """The lines with a verdict in one word where its end stands alone on the next line: "Up", "held"."""
    joined: list[Line] = []
    for line in lines:
        rest = line.text.strip(" .*")
        begun = _BEGUN.search(joined[-1].text) if joined and rest.isalpha() and len(rest) < _SHORTEST_VERDICT else None
        word = f"{begun['begun']}{rest}" if begun else ""
        if begun and word.casefold() in _WHOLE_WORDS and rest.casefold() not in _WHOLE_WORDS:
            joined[-1] = replace(joined[-1], text=f"{joined[-1].text[: begun.start('begun')]}{word.capitalize()}")
        else:
            joined.append(line)
    return joined


_WHOLE_WORDS = frozenset(("upheld", "overturned"))
_SHORTEST_VERDICT = 10


def _in_sentences(text: str) -> str:
    """A line that says a decision in sentences, all of which agree, in the usual word; or nothing."""
    found = _KIND_SAID.match(text)
    if found is None:
        return ""
    said = found["said"].replace("(", "; ").replace(")", "; ")
    clauses = [clause.strip(" .*_") for clause in _CLAUSES.split(said)]
    clauses = [clause for clause in clauses if clause]
    answer = clauses.pop(0).casefold() if len(clauses) > 1 and clauses[0].casefold() in {"yes", "no"} else ""
    yes, no = (all(map(says.fullmatch, clauses)) for says in (_SAYS_YES, _SAYS_NO))
    if yes == no or answer == ("no" if yes else "yes"):
        return ""
    verdict = f"Decision: {'Overturned' if yes else 'Upheld'}"
    return verdict.upper() if text.isupper() else verdict


def _in_plain_print(line: Line, below: Line | None) -> Line:
    text = line.text
    if text[0] in "([" and is_decision_line(text) and (told := read_decision(text)) and not told.doubt:
        return replace(line, text=f"Decision: {told.decision.capitalize()}")
    if text[0] == "|" and not (below and label_of(below.text)):
        return line  # a table's row
    start = max(0, len(text) - _ENDING)
    if held := _HELD.search(text, start) or _POINTED.search(text, start):
        before = text[: held.start()]
        return line if _says_more(before) else replace(line, text=_with_verdict(before, held["word"]))
    apart = _APART.search(text, start)
    if apart and " " in apart[0]:
        return replace(line, text=text[: apart.start()] + ("Upheld" if apart["up"] else "Overturned"))
    return _opened(line)


def _opened(line: Line) -> Line:
    """A line that opens with a verdict between brackets, or behind its number."""
    found = _OPENED.match(line.text)
    if found is None:
        return line
    return replace(line, text=f"{found['word'] or found['counted']}: {line.text[found.end() :]}")


def _says_more(text: str) -> bool:
    """Whether another verdict stands before the one that was found."""
    end = text[-_ENDING:].casefold()
    return "upheld" in end or "overturned" in end


def _with_verdict(before: str, word: str) -> str:
    before = before.rstrip(" :|–—-").removeprefix("| ")
    return f"{before}: {word}" if before else word


def _values_joined(lines: Sequence[Line]) -> list[Line]:
    """Lines on which a label of a decision, or of what is decided, stands alone, joined with the value below."""
    kept: list[Line] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if len(line.text) >= _SHORT and line.text[-1] != "-":
            kept.append(line)
            at += 1
            continue
        below = lines[at + 1] if at + 1 < len(lines) else None
        if below is not None and line.text[-1] == "-" and _HALVES.search(f"{line.text}{below.text}"):
            kept.append(replace(line, text=line.text[:-1] + below.text))
            at += 2
            continue
        if below is not None and len(line.text) < _SHORT:
            label = fold(line.text)
            found = read_decision(below.text) if label in _KINDS else None
            named = label in _WHAT and not label_of(below.text) and _is_decided_soon(lines, at + 2)
            if named or (found is not None and found.start == 0):
                kept.append(replace(line, text=f"{line.text.rstrip(' :')}: {below.text}"))
                at += 2
                continue
        kept.append(line)
        at += 1
    return kept


def _is_decided_soon(lines: Sequence[Line], start: int) -> bool:
    return any(fold(line.text) in _KINDS or is_decision_line(line.text) for line in lines[start : start + _MOST_LINES])


def _set_behind(lines: Sequence[Line]) -> list[Line]:
    """The lines of a letter that prints each decision alone above what it is about, with these behind it."""
    labels = [at for at, line in enumerate(lines) if (opened := label_of(line.text)) and opened[0] == "claims"]
    if not labels or decided(lines[labels[0] - 1].text):
        return list(lines)  # as in nearly all letters
    alone = [at for at, line in enumerate(lines) if len(line.text) <= _SHORT and _is_alone(line.text)]
    if not alone or len(alone) != len(labels):
        return list(lines)
    if not all(1 < label - at <= _MOST_LINES for at, label in zip(alone, labels, strict=True)):
        return list(lines)
    if any(read_decision(lines[label - 1].text) for label in labels):
        return list(lines)
    kept = list(lines)
    for at, label in zip(alone, labels, strict=True):
        found = read_decision(lines[at].text)
        if found is None or found.doubt:
            return list(lines)
        last = kept[label - 1]
        kept[label - 1] = replace(last, text=f"{last.text.rstrip(' .:')}: {found.decision.capitalize()}")
        kept[at + 1] = replace(kept[at + 1], before="gap")
    return [line for at, line in enumerate(kept) if at not in set(alone)]


def _is_alone(text: str) -> bool:
    folded = text.casefold()
    if not any(map(folded.__contains__, ("held", "turned", "hold", "overturn"))):
        return False  # "medically necessary" ends a sentence
    found = read_decision(text)
    return found is not None and found.start == 0
