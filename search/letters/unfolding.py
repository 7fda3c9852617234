"""Letters whose line ends were lost: lines are cut again where titles and markers stand inside them, and joined
where a title or label was broken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from .decisions import decided
from .forms import FORMS, LABELS, LONGEST_PIECE, TITLES, is_broken, label_of, title_of
from .lines import Line
from .literals import shortest
from .usual import LICENSURE, SPECIALTY
from .wordings import behind_dress

# As letters print them: titles in capitals, labels before their colon.
# A title that ends another one is none inside a line.
_USUAL = [wording.text for wording in TITLES.wordings]
_WITHIN = [text for text in _USUAL if not any(other.endswith(" " + text) for other in _USUAL)]
_LABELS = [f"{wording.text}:" for wording in LABELS.wordings]
# A label that ends another one is none behind that one's first words, and "Reviewer's rationale" none behind a word:
# there is no end of the kinds of reviewers.
_OF_REVIEWERS = "|".join(re.escape(label) for label in _LABELS if label.startswith("Reviewer"))
_OTHERS = dict.fromkeys(label for label in _LABELS if not label.startswith("Reviewer"))
_FIRST_WORDS = {
    label[:end] for label in _OTHERS for end, char in enumerate(label) if char == " " and label[end + 1 :] in _OTHERS
}
_NOT_WITHIN = "".join(f"(?<!{re.escape(words)} )" for words in sorted(_FIRST_WORDS))
_MARKERS = (
    *{" ".join(texts[0].split()[:4]) for form in FORMS for texts in form.verdicts.values()},
    *(f"{LICENSURE}:", f"{SPECIALTY}:", "Rationale for the Decision:"),
    *("The Final Determination was based on", "Effect of the Decision:"),
    "Medical Qualifications of the Expert Reviewer",
)
_NUMBERED = (") MAXIMUS Federal Services", ") Regarding the request")
_BEGINS = "|".join([*map(re.escape, (*_WITHIN, *_MARKERS)), *(rf"\d{{1,2}}{re.escape(text)}" for text in _NUMBERED)])
# What is in dispute stands on its title's line, and where a title's last words go on to another's, none ends.
_LAST_WORDS = {" ".join(each.text.split()[-2:]) for each in TITLES.wordings if each.key != "issue"}
_ENDS = {
    *("SUMMARY", "Expert Reviewer:", "set forth below:"),
    *(last for last in _LAST_WORDS if not any(f"{last} " in title for title in _USUAL)),
}
_AFTER_TITLE = f"(?:{'|'.join(f'(?<={re.escape(text)})' for text in sorted(_ENDS))})"
# "CASE SUMMARY" ends a title, "SUMMARY OF CASE" goes on.
_GOES_ON = "|".join(
    sorted({re.escape(title.partition(f"{end} ")[2]) for end in _ENDS for title in _USUAL if f"{end} " in title})
)
_OTHER = "|".join(map(re.escape, _OTHERS))
# What is looked at behind a space comes last: few spaces have a label behind them.
_LABEL = rf"(?<=\S) (?=(?:{_OTHER})){_NOT_WITHIN}|(?<=[\W\d]) (?=(?:{_OF_REVIEWERS}))"
# Where all is in capitals, "THE FOLLOWING CLINICAL CASE SUMMARY BASED ON A REVIEW" is a sentence.
_BEGINNING = rf"(?<=\S)(?<!FOLLOWING) (?=(?:{_BEGINS}))|{_LABEL}|{_AFTER_TITLE} (?!(?:{_GOES_ON}|BASED ON\b))"
# The number of an item ends no sentence.
_SENTENCE_END = r"""(?<=[.!?])(?<![.!?] \d\.)(?<![.!?] \d\d\.) (?=["“(#]?[A-Z0-9])"""
# Where a line decides nothing, no heading may begin behind one of its sentences.
_DECIDES = re.compile(r"\b(?:upheld|overturned|medically|determined)\b", re.IGNORECASE)
LONGEST_LINE = 250
_LONGEST_TITLE = 60
_SUMMARIES = sorted(re.escape(each.text) for each in TITLES.wordings if each.key == "summary")
_SUMMARY = re.compile(
    rf"({'|'.join(text.title() for text in _SUMMARIES)})\s?[:–—-]{{1,2}}\s(?=\S)"
    rf"|({'|'.join(_SUMMARIES)})\s?:\s(?=\S)"
)
# One of these stands wherever a line may be cut, to pass quickly over all other lines.
_SIGNS = shortest(
    (
        *(f" {' '.join(text.split()[:2])}" for text in (*_WITHIN, *_MARKERS)),
        *(f"{end.split()[-1]} " for end in _ENDS),
        *(label.split()[-1] for label in _LABELS),
        *_NUMBERED,
    )
)
_SIGNS_BUT_COLONS = tuple(text for text in _SIGNS if ":" not in text)


@cache
def _beginnings(*, sentences: bool = False) -> re.Pattern[str]:
    """The spaces in front of titles and markers inside a line, or also between sentences. Few letters need either
    pattern, and both take long to make."""
    return re.compile(f"{_BEGINNING}|{_SENTENCE_END}" if sentences else _BEGINNING)


def unfold(lines: Sequence[Line]) -> list[Line]:
    """The same lines; those that hold a title or a marker inside are cut there and after each sentence."""
    pieces: list[Line] = []
    for line in _whole_labels(lines):
        if _is_folded(line.text):
            pieces.extend(_pieces(line))
        else:
            pieces.append(line)
    return list(_inline_summary(pieces))


def _inline_summary(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines, the first of which that begins with the summary's title and goes on is cut behind it, where no line is
    that title alone.
    """
    wanted = not any(title_of(line.text) == "summary" for line in lines if len(line.text) < _LONGEST_TITLE)
    for line in lines:
        found = _SUMMARY.match(line.text) if wanted else None
        if found is None:
            yield line
            continue
        wanted = False
        yield Line(found[1] or found[2], line.before)
        yield Line(line.text[found.end() :], "none")


def _whole_labels(lines: Sequence[Line]) -> Iterator[Line]:
    """Labels and titles that were broken over two lines on one."""
    held: Line | None = None
    for line in lines:
        if held is not None and len(held.text) <= LONGEST_PIECE and is_broken(held.text, line.text):
            held = Line(f"{held.text} {line.text}", held.before)
            continue
        if held is not None:
            yield held
        held = line
    if held is not None:
        yield held


def _pieces(line: Line) -> Iterator[Line]:
    before = line.before
    # A label's number or bullet is not cut off.
    for text in _pieces_of(line.text, behind_dress(line.text)):
        yield Line(text, before)
        before = "none"


def _pieces_of(text: str, start: int) -> Iterator[str]:
    first, *rest = _beginnings(sentences=bool(_DECIDES.search(text))).split(text[start:])
    yield text[:start] + first
    yield from rest


# Letters share their titles and opening words, on which the pattern is slowest.
@lru_cache(maxsize=4096)
def _is_folded(text: str) -> bool:
    """Whether a line holds what ought to begin one, or runs from a rationale to the next item's decision."""
    if any(map(text.__contains__, _SIGNS if ":" in text else _SIGNS_BUT_COLONS)):
        # What stands at a line's beginning, as a label does nearly always, is not inside it.
        begun = label_of(text)
        start = begun[1] if begun else behind_dress(text)
        if any(map(text[start:].__contains__, _SIGNS)) and _beginnings().search(text, start):
            return True
    return (len(text) > LONGEST_LINE or text.startswith("Decision rationale")) and decided(text) is not None
