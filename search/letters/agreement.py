"""What a letter says of its items in other places must be what they say: an overall outcome, a list of the decisions,
a verdict within a rationale. What says otherwise, or of nothing that was read, is told in a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from .decisions import decided, read_decision
from .forms import title_of
from .items import Draft
from .lines import Line
from .overview import disagreements, overview_start, unclaimed
from .paragraphs import ends_sentence, shown
from .sections import Section
from .totals import outcome_told
from .values import Decision, ParsedItem
from .verdicts import MEDICALLY

_SHORT = 60
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"])")
_AS_SENTENCE = re.compile(r"\b(?:is|are|be|hereby|therefore) (?P<word>upheld|overturned)\W{0,3}$", re.IGNORECASE)
# A verdict on what hangs on an item is no verdict on all of them.
_ON_SOME = re.compile(r"\b(?:associated|concurrent|related|accompanying|ancillary|these|secondary)\b", re.IGNORECASE)


def said_elsewhere(
    head: Sequence[Line],
    body: Sequence[Line],
    sections: Mapping[Section, tuple[int, int]],
    drafts: Sequence[Draft],
    items: Sequence[ParsedItem],
) -> Iterator[str]:
    """A sentence on each line outside the items that decides something else than they do. ``drafts``: none in the forms
    whose items are read otherwise.
    """
    if not items:
        return
    if drafts:
        claimed = {at for draft in drafts for at in (*range(draft.start, draft.end), draft.decided)}
        first, last = drafts[0].start, overview_start(body)
        free = [(at, line) for at, line in enumerate(body) if at not in claimed]
        around = [line for at, line in free if not first <= at < last]
        inside = [(at, line.text) for at, line in free if first <= at < last]
        for text in (*unclaimed([*head, *around], items), *_deciding(inside, drafts)):
            yield f"A decision belongs to no item: “{shown(text)}”."
        # The summary tells what others decided.
        told = {at for name in ("reviewer", "summary") for at in range(*sections.get(name, (0, 0)))}
        whole = [line for at, line in free if at not in told and not first <= at < last]
    else:
        around = whole = list(takewhile(lambda line: title_of(line.text) is None, body))
    for text in dict.fromkeys((*disagreements([*head, *around], items), *_told_otherwise([*head, *whole], items))):
        yield f"What is said of all items together is not what they say: “{shown(text)}”."


def _told_otherwise(around: Sequence[Line], items: Sequence[ParsedItem]) -> Iterator[str]:
    """The sentences on all items that say what these do not, around them or behind the last one's verdict."""
    decisions = {item.decision for item in items}
    whole = next(iter(decisions)) if len(decisions) == 1 else "in part"
    for sentence in _sentences(around):
        if outcome_told(sentence) not in {None, whole}:
            yield sentence
    rationale = " ".join(items[-1].rationale.split())
    verdicts = [found.end() for found in MEDICALLY.finditer(rationale.casefold())]
    for sentence in _SENTENCE.split(rationale[verdicts[0] :])[1:] if verdicts else ():
        if outcome_told(sentence) not in {None, whole} and not _ON_SOME.search(sentence):
            yield sentence


def _sentences(lines: Sequence[Line]) -> Iterator[str]:
    """The sentences of lines, each of a paragraph's together."""
    paragraph: list[str] = []
    for line in lines:
        if paragraph and (line.before == "gap" or len(paragraph[-1]) < _SHORT or line.text[:1] in "|•-*"):
            yield from _SENTENCE.split(" ".join(paragraph))
            paragraph = []
        paragraph.append(line.text)
    yield from _SENTENCE.split(" ".join(paragraph))


def _deciding(inside: Sequence[tuple[int, str]], drafts: Sequence[Draft]) -> Iterator[str]:
    """The lines among the items that decide, but for a rationale's sentence that says its own item's decision."""
    above = ""
    for at, text in inside:
        before, above = above, text
        if not _decides(text):
            continue
        said = _AS_SENTENCE.search(f"{before} {text}"[-_SHORT:])
        own: Decision | None = next((draft.decision for draft in reversed(drafts) if draft.start <= at), None)
        if said is None or said["word"].casefold() != own:
            yield text


def _decides(text: str) -> bool:
    """Whether a line decides, or says no more than a verdict and ends no sentence."""
    if decided(text):
        return True
    short = len(text) < _SHORT and text[0].isupper() and not ends_sentence(text)
    found = read_decision(text) if short else None
    return found is not None and not found.start
