"""Characters that stand for a plainer one, however a word processor, a scanner or a keyboard wrote them."""

APOSTROPHES = "‘’‚‛′ʼ＇`´"
DOUBLE_QUOTES = "“”„‟″«»"
DASHES = "‐‑‒–—―−"
SYMBOLS = "®™©§¶•·…"
"""Marks that stand beside words and are none."""
INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"

PLAIN: dict[str, str] = {
    **dict.fromkeys(APOSTROPHES, "'"),
    **dict.fromkeys(DOUBLE_QUOTES, '"'),
    **dict.fromkeys(DASHES, "-"),
    **dict.fromkeys(INVISIBLE, ""),
}
"""A character and its plain form."""
