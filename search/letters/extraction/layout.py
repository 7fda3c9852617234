"""A PDF page's runs of text to lines in the order in which a person reads them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, pairwise
from math import pi
from statistics import median

from rapidfuzz import fuzz

from ..margins import PAGE_BREAK_BLANKS

# A column of a page has so many lines of so many characters; a table's has fewer or shorter ones.
_COLUMN_LINES = 10
_COLUMN_LETTERS = 22
_ACROSS = 0.15
# On a page of so few runs of text nothing tells what is usual.
_SEVERAL = 6
TURNED = 0.05
_HUGE = 2.0
_SMALL = 0.85
_LONGEST_STAMP = 120
_MOST_ROWS_OF_STAMPS = 3
_MOST_LINES_OF_STAMPS = 6
_LONGEST_BLOCK = 240
# Lines of text are further apart than this share of their type.
_UPON = 0.7
_NARROWEST = 0.3
"""The share of its size that a character is wide at least, on an average."""
_ROW = 8.0
_MOST_IN_ROW = 50
_MOST_OF = 0.8
_ALIKE = 80


@dataclass(frozen=True, slots=True)
class TextRun:
    """A run of text on one line: where its first character begins and its last ends, in points from the page's
    lower left corner. ``angle`` in radians, ``size`` of the type in points, ``style`` its name and colour; 0 or
    empty where they are not known.
    """

    text: str
    x: float
    y: float
    right: float
    angle: float = 0.0
    size: float = 0.0
    style: str = ""


def page_lines(
    pieces: Sequence[TextRun], known: float | None = None, middle: float | None = None
) -> tuple[list[str], float | None]:
    """The page's lines, with empty ones where it shows a gap, and where its two columns part, if it has two.

    ``known``: where those of the page before parted, in points from the left edge. A letter's last page may have too
    little in its second column to tell. ``middle``: of a broad sheet, which may hold two pages side by side.
    """
    text = _without_overprints(_without_stamps(_without_second_prints(pieces)))
    gutter = _gutter(text) or (known if known and _parts(text, known) else None)
    if gutter is None and middle and _parts(text, middle) and _are_columns(text, middle, 1):
        gutter = middle
    lines: list[str] = []
    for column in _columns(text, gutter):
        if lines:
            lines += [""] * PAGE_BREAK_BLANKS  # over which a sentence may go on
        lines += _lines(column)
    return lines, gutter


def is_crammed(piece: TextRun) -> bool:
    """Whether a run has more characters than fit between its ends: its words are printed upon themselves."""
    return len(piece.text) > _SEVERAL and piece.right - piece.x < _NARROWEST * piece.size * len(piece.text)


def _without_second_prints(pieces: Sequence[TextRun]) -> Sequence[TextRun]:
    """The pieces without those that print the same words once more in the same place, as a second layer of OCR does."""
    rows: dict[int, list[TextRun]] = {}
    kept: list[TextRun] = []
    for piece in pieces:
        row = round(piece.y / _ROW)
        near = chain.from_iterable(islice(rows.get(each, ()), _MOST_IN_ROW) for each in (row - 1, row, row + 1))
        if not any(_is_print_of(piece, other) for other in near):
            rows.setdefault(row, []).append(piece)
            kept.append(piece)
    return kept


def _is_print_of(piece: TextRun, other: TextRun) -> bool:
    shared = min(piece.right, other.right) - max(piece.x, other.x)
    if abs(piece.y - other.y) > _UPON * min(piece.size, other.size) or shared < _MOST_OF * (piece.right - piece.x):
        return False
    return piece.text == other.text or (len(piece.text) > _SEVERAL and fuzz.ratio(piece.text, other.text) > _ALIKE)


def _without_stamps(pieces: Sequence[TextRun]) -> Sequence[TextRun]:
    """The pieces without what is set across the page, in much larger type, or small outside of the text."""
    known = [piece for piece in pieces if piece.size]
    if len(known) < len(pieces) or len(pieces) < _SEVERAL:
        return pieces
    angles = Counter[float]()
    for piece in pieces:
        angles[round(piece.angle, 1)] += len(piece.text)
    usual = angles.most_common(1)[0][0]
    straight = [piece for piece in pieces if abs(round(piece.angle, 1) - usual) < TURNED or _is_whole_turn(piece.angle)]
    size = median(piece.size for piece in straight)
    text = [piece for piece in straight if abs(piece.size - size) < 0.1 * size]
    left, right = min(piece.x for piece in text), max(piece.right for piece in text)
    low, high = min(piece.y for piece in text), max(piece.y for piece in text)
    small = [piece for piece in straight if piece.size < _SMALL * size and len(piece.text) < _LONGEST_STAMP]
    beside = [piece for piece in small if piece.x > right or piece.right < left]
    over = [piece for piece in small if piece.y > high]
    under = [piece for piece in small if piece.y < low]
    # A table in small type stands there too, but it has more rows than stamps have.
    stamps = {id(piece) for side in (beside, *filter(_are_few_rows, (over, under))) for piece in side}
    return [piece for piece in straight if piece.size < _HUGE * size and id(piece) not in stamps]


def _without_overprints(pieces: Sequence[TextRun]) -> Sequence[TextRun]:
    """The pieces without what was drawn over the text: a few words in a type of their own that lie upon
    the text's, or that the file holds outside of the order of the lines.
    """
    rows: dict[str, list[TextRun]] = {}
    for piece in pieces:
        rows.setdefault(piece.style, []).append(piece)
    if "" in rows or len(pieces) < _SEVERAL:
        return pieces
    usual = [piece for group in rows.values() if not _is_short(group) for piece in group]
    if not usual:
        return pieces
    low, high = min(piece.y for piece in usual), max(piece.y for piece in usual)
    over: set[int] = set()
    for group in filter(_is_short, rows.values()):
        within = all(low < piece.y < high for piece in group)
        if any(_lie_upon(piece, usual) for piece in group) or (within and _is_afterthought(group, pieces)):
            over.update(map(id, group))
    return [piece for piece in pieces if id(piece) not in over]


def _is_short(group: Sequence[TextRun]) -> bool:
    return len(group) <= _MOST_LINES_OF_STAMPS and sum(len(piece.text) for piece in group) < _LONGEST_BLOCK


def _is_afterthought(group: Sequence[TextRun], pieces: Sequence[TextRun]) -> bool:
    """Whether the file holds the group, as one block, before or after all others and out of the order in which a page
    is read.
    """
    before, behind = len(pieces) - len(group), len(group)
    heights = [piece.y for piece in group]
    if max(heights) - min(heights) > 2 * group[0].size * len(group):
        return False
    if pieces[before] is group[0]:
        return before > 0 and group[0].y > pieces[before - 1].y + group[0].size / 2
    return pieces[behind - 1] is group[-1] and pieces[behind].y > group[-1].y + group[-1].size / 2


def _lie_upon(piece: TextRun, others: Sequence[TextRun]) -> bool:
    return any(
        abs(piece.y - other.y) < _UPON * min(piece.size, other.size)
        and min(piece.right, other.right) - max(piece.x, other.x) > piece.size
        for other in others
    )


def _are_few_rows(pieces: Sequence[TextRun]) -> bool:
    return len({round(piece.y) for piece in pieces}) <= _MOST_ROWS_OF_STAMPS


def _is_whole_turn(angle: float) -> bool:
    return abs(angle - 2 * pi) < TURNED


def _lines(pieces: Sequence[TextRun]) -> Iterator[str]:
    if not pieces:
        return
    drops = [above.y - below.y for above, below in pairwise(pieces)]
    pitch = _pitch(drops)
    if any(drop < -pitch / 2 for drop in drops):
        pieces = _by_rows(pieces, pitch)
    yield pieces[0].text
    for above, below in pairwise(pieces):
        if above.y - below.y > 1.45 * pitch:
            yield ""
        yield below.text


def _pitch(drops: Sequence[float]) -> float:
    """The usual distance between two lines, in points."""
    down = [drop for drop in drops if drop > 4]
    return median(down) if down else 12.0


def _by_rows(pieces: Sequence[TextRun], pitch: float) -> list[TextRun]:
    """Pieces read across the page, for files that store a table column by column."""
    rows: list[list[TextRun]] = []
    for piece in sorted(pieces, key=lambda piece: -piece.y):
        # On a page of two lines and a stamp far below them the usual distance is wide.
        near = min(pitch / 3, _UPON * piece.size) if piece.size else pitch / 3
        if rows and rows[-1][0].y - piece.y < near:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    joined = []
    for row in rows:
        row.sort(key=lambda piece: piece.x)
        joined.append(TextRun(" ".join(piece.text for piece in row), row[0].x, row[0].y, row[-1].right))
    return joined


def _columns(pieces: Sequence[TextRun], gutter: float | None) -> list[Sequence[TextRun]]:
    """The pieces in parts to be read one after the other: of a page in two columns, what stands over both, the left
    one, the right one, what stands under both; else all.
    """
    if gutter is None:
        return [pieces]
    across = sorted((piece for piece in pieces if piece.x < gutter < piece.right), key=lambda piece: -piece.y)
    parts: list[Sequence[TextRun]] = []
    top = float("inf")
    for bound in [*across, None]:
        low = bound.y if bound else float("-inf")
        band = [piece for piece in pieces if low < piece.y < top and piece not in across]
        parts += [[piece for piece in band if piece.right <= gutter], [piece for piece in band if piece.x >= gutter]]
        parts += [[bound]] if bound else []
        top = low
    return [part for part in parts if part]


def _gutter(pieces: Sequence[TextRun]) -> float | None:
    """Where two columns of running text part; None on a page of one column, or of a table."""
    if len(pieces) < 2 * _COLUMN_LINES:
        return None
    for gutter in sorted({piece.x - 1 for piece in pieces if piece.x > 150}):
        if _parts(pieces, gutter) and _are_columns(pieces, gutter, _COLUMN_LINES):
            return gutter
    return None


def _parts(pieces: Sequence[TextRun], gutter: float) -> bool:
    """Whether hardly anything stands over both columns."""
    return sum(piece.x < gutter < piece.right for piece in pieces) <= _ACROSS * len(pieces)


def _are_columns(pieces: Sequence[TextRun], gutter: float, fewest: int) -> bool:
    """Whether running text stands on both sides, on the right one of so many lines at least."""
    left = [piece for piece in pieces if piece.right <= gutter]
    right = [piece for piece in pieces if piece.x >= gutter]
    return _is_column(left, _COLUMN_LINES) and _is_column(right, fewest)


def _is_column(pieces: Sequence[TextRun], fewest: int) -> bool:
    return len(pieces) >= fewest and sum(len(piece.text) for piece in pieces) >= _COLUMN_LETTERS * len(pieces)
