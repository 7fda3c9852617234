"""Rows and records of programs, each field on a line of its own with its name: ``name: value``.

A table has its columns' names in its first row, or its items side by side; JSON and XML have a name before each value.
What does not come out even is left as it is.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

from .labels import LONGEST, Label, labels_of
from .told import Uneven

_PARTS = frozenset(("heading", "decision", "claims", "guideline", "rationale", "reviewer"))
_FEWEST = 3
_MOST_CELLS = 40
_MOST_ROWS = 30
"""So many fields an item may have."""
_SEPARATORS = ("\t", "|", ";", ",", "~", "^")
_DEEPEST = 8
_RULE = re.compile(r"[\s|+:=_-]+")
# A program's name for a field, and its value.
_NAMED = re.compile(r"^\s*(?:[-*] )?[\"']?(?P<name>[A-Za-z][\w.\[\]-]{1,60})[\"']?\s*(?:=|:)\s*(?P<value>\S.*)?$")
_JOINED = re.compile(r"[_.\[\]-]|[a-z][A-Z]")


def set_out(text: str) -> str:
    """The text with each field of its rows and records on a line of its own."""
    stripped = text.strip()
    if stripped[:1] in ("{", "[") and (found := _of_json(stripped)) is not None:
        return found
    if stripped[:1] == "<" or stripped.count("</") >= _FEWEST:
        found = _of_xml(stripped)
        return text if found is None else found
    return _of_tables(text)


def _of_json(text: str) -> str | None:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return "\n".join(_flat("", data, 0))


def _flat(name: str, data: Any, depth: int) -> Iterator[str]:
    """The fields that data hold, a line each; what has an item's parts is one."""
    if depth > _DEEPEST:
        return
    if isinstance(data, dict) and depth > 1 and _is_record(data):
        data = [data]
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _flat(str(key), value, depth + 1)
    elif isinstance(data, list) and data and all(isinstance(each, dict) for each in data):
        for number, record in enumerate(data, 1):
            if _is_record(record):
                yield f"\nItem {number}."
                record = {key: value for key, value in record.items() if str(value).strip() != str(number)}
            for key, value in record.items():
                yield from _flat(str(key), value, depth + 1)
    elif isinstance(data, list):
        if _is_part(name):
            raise Uneven("a part of an item that is told twice")
        yield f"{_label(name)}: {', '.join(str(each) for each in data)}"
    elif data is not None:
        yield f"{_label(name)}: {' '.join(str(data).split())}"


def _is_record(fields: Mapping[str, Any]) -> bool:
    return sum(_is_part(str(key)) for key in fields) >= _FEWEST


def _is_part(name: str) -> bool:
    return any(label.kind in _PARTS for label in labels_of(_label(name)))


def _label(name: str) -> str:
    """A program's name for a field in words."""
    return " ".join(part for part in re.split(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[\W_]+", name) if part)


def _of_xml(text: str) -> str | None:
    if "<!" in text:
        return None
    text = re.sub(r"<\?[^<>]{0,200}\?>", "", text)
    try:
        root = ElementTree.fromstring(f"<letter>{text}</letter>")  # noqa: S314 - without entities nothing grows
    except (ElementTree.ParseError, RecursionError):
        return None
    data = _of_element(root, 0)
    return "\n".join(_flat("", data, 0)) if isinstance(data, dict) else None


def _of_element(element: ElementTree.Element, depth: int) -> dict[str, Any] | str:
    """An element's fields by their names, those of one name in a list; or its text, where it has none."""
    told = (element.text or "").strip()
    if depth > _DEEPEST or (not len(element) and not element.attrib):
        return told
    found: dict[str, Any] = dict(element.attrib)
    if told:
        found["text"] = told
    for child in element:
        value = _of_element(child, depth + 1)
        if child.tag in found:
            above = found[child.tag]
            found[child.tag] = [*(above if isinstance(above, list) else [above]), value]
        else:
            found[child.tag] = value
    return found


def _of_tables(text: str) -> str:
    lines = text.split("\n")
    kept: list[str] = []
    at = 0
    of_items: list[str] = []
    around: list[str] = []
    while at < len(lines):
        table = _table(lines, at)
        if table is None:
            kept.append(_pair(lines[at]))
            around.append(lines[at])
            at += 1
        else:
            end, found = table
            kept += found
            of_items += [lines[at]] if "Item 1." in found else []
            at = end
    for sign in ("\t", "|", ";", '","'):
        cells = min((head.count(sign) for head in of_items), default=0)
        if cells > 1 and any(line.count(sign) >= cells for line in around):
            raise Uneven("a row that stands apart from its table")
    return "\n".join(kept)


def _pair(line: str) -> str:
    """A row of a label and its value."""
    for sign in _SEPARATORS:
        if sign not in line or (sign == "," and line.lstrip()[:1] != '"'):
            continue
        cells = [cell for cell in _split(line, sign) if cell]
        if len(cells) == 2 and len(cells[0]) < LONGEST and labels_of(cells[0]):
            return f"{cells[0]}: {cells[1]}"
    return line


def _table(lines: Sequence[str], start: int) -> tuple[int, list[str]] | None:
    """The line behind a table that begins here, and its fields."""
    for sign in _SEPARATORS:
        if lines[start].count(sign) >= 2 and (found := _separated(lines, start, sign)) is not None:
            return found
    if lines[start].count("  ") < _FEWEST - 1:
        return None
    return _in_columns(lines, start) or _of_header(lines, start)


def _of_header(lines: Sequence[str], start: int) -> tuple[int, list[str]] | None:
    """A row of the header's labels above one of as many values."""
    names, values = (_APART.split(line.strip()) for line in (lines[start], "".join(lines[start + 1 : start + 2])))
    kinds = [frozenset(label.kind for label in labels_of(name)) for name in names]
    if len(names) != len(values) or not _FEWEST_NAMES <= len(names) <= _MOST_CELLS or not all(kinds):
        return None
    if not _OF_HEADER.intersection(*kinds[:1]):
        return None
    return start + 2, ["", *map(": ".join, zip(names, values, strict=True)), ""]


_APART = re.compile(r"\s{2,}|\t")
_FEWEST_NAMES = 2
_OF_HEADER = frozenset(("case", "injury", "denial", "received", "assigned", "decided", "licensure", "specialty"))


def _split(line: str, sign: str) -> list[str]:
    body = line.strip().strip("|") if sign == "|" else line.strip("\n")
    quoted = '"' in body and sign in ",;\t"
    cells = next(csv.reader(StringIO(body), delimiter=sign), []) if quoted else body.split(sign)
    return [" ".join(cell.split()) for cell in cells]


def _columns(names: Sequence[str]) -> list[Label] | None:
    """What the columns of a table hold, by their names: all of them known."""
    if not _FEWEST <= len(names) <= _MOST_CELLS:
        return None
    found: list[Label] = []
    for name in names:
        labels = labels_of(name) if name else ()
        if not labels and name.casefold().strip(" .#") not in _NUMBERS:
            return None
        found.append(labels[0] if labels else Label("number"))
    # Where another column tells what was requested, "Item" counts.
    if sum(label.kind == "heading" for label in found) > 1 and names[0].casefold() in _COUNTS:
        found[0] = Label("number")
    kinds = [label.kind for label in found if label.kind != "number"]
    return found if len(set(kinds)) == len(kinds) else None


_COUNTS = frozenset(("item", "issue", "line", "request", "treatment no", "dispute"))
_NUMBERS = frozenset(("no", "nr", "", "#", "num", "number", "item no", "line", "item #", "row", "seq"))


def _separated(lines: Sequence[str], start: int, sign: str) -> tuple[int, list[str]] | None:
    names = _split(lines[start], sign)
    columns = _columns(names)
    if columns is None:
        return _side_by_side(lines, start, sign)
    at = start + 1
    rows: list[list[str]] = []
    while at < len(lines):
        if not lines[at].strip():
            if rows or at > start + 1:
                break
            at += 1
            continue
        if _RULE.fullmatch(lines[at]):
            at += 1
            continue
        cells = _split(lines[at], sign)
        if len(cells) != len(names):
            if len(cells) > 2:
                raise Uneven("a row with more or fewer cells than its table")
            break
        if rows and rows[0][0] and not cells[0]:  # cells set on several lines
            rows[-1] = [f"{above} {cell}".strip() for above, cell in zip(rows[-1], cells, strict=True)]
        else:
            rows.append(cells)
        at += 1
    return (at, list(_fields(names, columns, rows))) if rows else None


def _fields(names: Sequence[str], columns: Sequence[Label], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    of_items = sum(column.kind in _PARTS for column in columns) >= _FEWEST
    for number, row in enumerate(rows, 1):
        yield ""
        if of_items:
            yield f"Item {number}."
        for name, column, value in zip(names, columns, row, strict=True):
            plain_number = value.strip(" .)#") == str(number) and (column.kind in {"number", "case"} or of_items)
            if column.kind == "number" and value.strip(" .)#").isdecimal() and not plain_number:
                raise Uneven("rows whose numbers do not count on")
            if value and not (of_items and plain_number) and column.kind != "number":
                yield f"{name}: {value}"
    yield ""


def _side_by_side(lines: Sequence[str], start: int, sign: str) -> tuple[int, list[str]] | None:
    """A table that has its items side by side, each row's name before it."""
    rows: list[list[str]] = []
    at = start
    while at < len(lines) and lines[at].strip() and len(rows) < _MOST_ROWS:
        if not _RULE.fullmatch(lines[at]):
            cells = _split(lines[at], sign)
            if rows and len(cells) != len(rows[0]):
                break
            rows.append(cells)
        at += 1
    names = [row[0] for row in rows]
    kinds = {label.kind for name in names for label in labels_of(name)[:1]}
    if len(rows) < _FEWEST or len(kinds & _PARTS) < _FEWEST or len(rows[0]) < _FEWEST:
        return None
    if not all(labels_of(name) or name.casefold().strip(" .#") in _NUMBERS for name in names):
        return None
    found: list[str] = []
    for column in range(1, len(rows[0])):
        found += ["", f"Item {column}."]
        for row in rows:
            value = row[column]
            if value and value.casefold().strip(" .#") not in {str(column), f"item {column}", f"issue {column}"}:
                found.append(f"{row[0]}: {value}")
    return at, [*found, ""]


def _in_columns(lines: Sequence[str], start: int) -> tuple[int, list[str]] | None:
    """A table whose columns are told by where they begin."""
    heads = list(re.finditer(r"\S+(?: \S+)*", lines[start]))
    names = [head[0] for head in heads]
    columns = _columns(names)
    if columns is None or sum(column.kind in _PARTS for column in columns) < _FEWEST:
        return None
    places = [head.start() for head in heads]
    at = start + 1
    rows: list[list[str]] = []
    while at < len(lines):
        line = lines[at].rstrip()
        if _RULE.fullmatch(line or " ") and line.strip():
            at += 1
            continue
        if not line.strip():
            following = lines[at + 1] if at + 1 < len(lines) else ""
            if not following.strip() or not _fits(following, places):
                break
            at += 1
            continue
        if not _fits(line, places):
            break
        cells = [line[begin:end].strip() for begin, end in pairwise([*places, len(line) + 1])]
        if cells[0] or not rows:
            rows.append(cells)
        else:
            rows[-1] = [f"{above} {cell}".strip() for above, cell in zip(rows[-1], cells, strict=True)]
        at += 1
    return (at, list(_fields(names, columns, rows))) if rows else None


def _fits(line: str, places: Sequence[int]) -> bool:
    """Whether no word of a line runs over the place where a column begins."""
    return all(place >= len(line) or line[place - 1 : place].isspace() for place in places[1:])


def named_fields(text: str) -> str:
    """The text whose lines are mostly a program's names and values, with the names in words."""
    lines = [line for line in text.split("\n") if line.strip()]
    named = [found for line in lines if (found := _NAMED.match(line))]
    joined = sum(bool(_JOINED.search(found["name"])) for found in named)
    if len(named) < 8 or len(named) < 0.5 * len(lines) or joined < 0.3 * len(named):
        return text
    return re.sub(
        _NAMED.pattern,
        lambda found: f"{_label(found['name'])}: {(found['value'] or '').strip().strip(',').strip(chr(34))}",
        text,
        flags=re.MULTILINE,
    )
