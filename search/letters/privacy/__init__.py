"""Signs that something which names a person, a firm or a record survived redaction."""

from .name_words import DEGREE, NAME, is_known_name, is_name
from .signs import all_signs, privacy_concerns, signs

__all__ = ["DEGREE", "NAME", "all_signs", "is_known_name", "is_name", "privacy_concerns", "signs"]
