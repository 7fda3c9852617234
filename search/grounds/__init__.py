"""On which grounds a reviewer decided, and in which words. Pure functions over a rationale; the rules are data."""

from .decision import RULES_VERSION, Ground, deciding_sentence, read_grounds

__all__ = ["RULES_VERSION", "Ground", "deciding_sentence", "read_grounds"]
