"""Hostile text, fit for spreadsheets, Markdown and XML."""

from __future__ import annotations

import csv
import io
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.keeping.tables import BYTE_ORDER_MARK, csv_lines
from search.keeping.text import cell, markdown, one_line, paragraphs, printable


@pytest.mark.parametrize(
    "formula", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x", "\0=1"]
)
def test_a_formula_becomes_text(formula: str) -> None:
    assert cell(formula).startswith("'")


@pytest.mark.parametrize("plain", ["", "Massage therapy", "60-61", "a=b", "CM15-0000001", "2015-04-30"])
def test_other_cells_stay_as_they_are(plain: str) -> None:
    assert cell(plain) == plain


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1), min_size=1))
def test_what_is_written_as_csv_is_read_again(rows: list[list[str]]) -> None:
    text = "".join(csv_lines(rows))
    assert text.startswith(BYTE_ORDER_MARK)
    read = list(csv.reader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK), newline="")))
    assert read == [[cell(value) for value in row] for row in rows]


@given(st.text())
def test_printable_text_is_fit_for_xml(text: str) -> None:
    element = ElementTree.Element("a")
    element.text = printable(text)
    parsed = ElementTree.fromstring(ElementTree.tostring(element, encoding="utf-8"))
    assert (parsed.text or "") == printable(text).replace("\r\n", "\n").replace("\r", "\n")


def test_lines_and_paragraphs() -> None:
    assert one_line(" two\n\x07 lines\t") == "two lines"
    assert paragraphs("one\n\n  two \r\nthree\n") == ["one", "two", "three"]


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("plain, with a full-stop.", "plain, with a full-stop."),
        ("# not a heading", r"\# not a heading"),
        ("- not a list", r"\- not a list"),
        ("1. not a list", r"1\. not a list"),
        ("12) not a list", r"12\) not a list"),
        ("Norco #90", "Norco #90"),
        ("ends like a heading ##", r"ends like a heading \##"),
        ("12 sessions", "12 sessions"),
        ("> not a quotation", r"\> not a quotation"),
        ("---", r"\---"),
        ("*bold* _slanted_ `code`", r"\*bold\* \_slanted\_ \`code\`"),
        ("[a](javascript:alert(1))", r"\[a\](javascript:alert(1))"),
        ("<script>", r"\<script\>"),
        ("&lt;", r"\&lt;"),
        ("a|b", r"a\|b"),
        ("back\\slash", r"back\\slash"),
        ("two\n# lines", "two # lines"),
    ],
)
def test_markdown_shows_the_words_and_nothing_else(text: str, escaped: str) -> None:
    assert markdown(text) == escaped
