"""File names come from anywhere. They are kept as given, as far as a database, a terminal and a page can hold them."""

from __future__ import annotations

import unicodedata

LONGEST_NAME = 500
# Control and format characters (among them those that turn the writing direction), surrogates, and line ends.
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def printable(name: str) -> str:
    """``name`` with what cannot be printed written as an escape (``\\x0a``), its end kept where it is too long.

    What is left is safe to store and to print on a terminal; it is still to be escaped in HTML.
    """
    shown = "".join(_escaped(char) if unicodedata.category(char) in _UNPRINTABLE else char for char in name)
    return shown if len(shown) <= LONGEST_NAME else "…" + shown[1 - LONGEST_NAME :]


def _escaped(char: str) -> str:
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def storable(text: str) -> str:
    """``text`` without the two things a database refuses: zero characters and halves of surrogate pairs."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
